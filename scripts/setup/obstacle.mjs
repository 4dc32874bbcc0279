// Says what a person has to do where setup cannot install the machine's packages itself.

/** The command or the way that gets what is missing, on a system that is not Debian. */
function wayToGet(need, hasApt) {
  const isInApt = hasApt && !need.newer && !need.debianOnly;
  return isInApt ? `sudo apt-get install ${need.apt.join(" ")}` : need.elsewhere;
}

/**
 * Why this machine's packages cannot be installed by us, as text for the person; null if they can, or if none is needed.
 * `codename` is that of a Debian, else null; `mayInstall` tells whether this person is root or has sudo.
 */
export function obstacle(needs, { codename, mayInstall, hasApt }) {
  if (needs.length === 0 || (codename && mayInstall)) return null;
  if (codename) {
    const lines = needs.map((need) => `  ${need.name}: Debian packages ${need.apt.join(", ")}`);
    return ["Installing this needs root or sudo. Run the same command as root, and it installs:", ...lines].join("\n");
  }
  const lines = needs.map((need) => `  ${need.name}: ${wayToGet(need, hasApt)}`);
  return ["Please install these, then run the same command again:", ...lines].join("\n");
}
