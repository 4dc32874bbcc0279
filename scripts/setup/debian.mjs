// Installs Debian packages. Debian 12's Emscripten and xsimd are too old: those two come from Debian 13, and apt is told
// so for these calls alone. The machine's own list of sources stays as it is.
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { at } from "../lib/paths.mjs";
import { run, which } from "../lib/run.mjs";

const osRelease = () => {
  if (!existsSync("/etc/os-release")) return {};
  const pairs = readFileSync("/etc/os-release", "utf8").matchAll(/^(\w+)="?(.*?)"?$/gm);
  return Object.fromEntries(Array.from(pairs, ([, key, value]) => [key, value]));
};

/** The codename of this Debian, or null on any other system. */
export const debianCodename = () => (osRelease().ID === "debian" ? (osRelease().VERSION_CODENAME ?? null) : null);

const isRoot = () => process.getuid?.() === 0;

/** Whether this person may install packages: as root or through sudo. */
export const canInstall = () => isRoot() || which("sudo") !== null;

function sourceFiles() {
  const parts = "/etc/apt/sources.list.d";
  const inParts = existsSync(parts) ? readdirSync(parts).map((name) => path.join(parts, name)) : [];
  return ["/etc/apt/sources.list", ...inParts].filter((file) => existsSync(file));
}

/** The address of the archive that serves `codename`, from either format of apt's sources; null if none does. */
export function archiveAddress(text, codename) {
  const line = new RegExp(`^deb\\s+(?:\\[.*?\\]\\s+)?(\\S+)\\s+${codename}\\s`, "m").exec(text);
  if (line) return line[1];
  for (const stanza of text.split(/\n\s*\n/)) {
    const suites = /^Suites:\s*(.*)$/m.exec(stanza)?.[1].split(/\s+/) ?? [];
    const address = /^URIs:\s*(\S+)/m.exec(stanza)?.[1];
    if (address && suites.includes(codename)) return address;
  }
  return null;
}

/** Options that let apt see Debian 13 for `packages` only. */
function aptOptions(codename, packages) {
  if (codename !== "bookworm" || packages.length === 0) return [];
  const texts = sourceFiles().map((file) => readFileSync(file, "utf8"));
  const address = texts.map((text) => archiveAddress(text, codename)).find(Boolean);
  if (!address) throw new Error(`apt's sources name no archive for ${codename}: cannot tell where Debian 13 is`);
  const main = existsSync("/etc/apt/sources.list") ? readFileSync("/etc/apt/sources.list", "utf8") : "";
  const keyring = "/usr/share/keyrings/debian-archive-keyring.gpg";
  const pin = (names, priority) => `Package: ${names}\nPin: release n=trixie\nPin-Priority: ${priority}\n`;
  const folder = at("build/setup/apt");
  mkdirSync(folder, { recursive: true });
  const [sources, preferences] = ["sources.list", "preferences"].map((name) => path.join(folder, name));
  writeFileSync(sources, `${main}\ndeb [signed-by=${keyring}] ${address} trixie main\n`);
  writeFileSync(preferences, `${pin("*", 50)}\n${pin(packages.join(" "), 990)}`);
  return ["-o", `Dir::Etc::sourcelist=${sources}`, "-o", `Dir::Etc::preferences=${preferences}`];
}

/** Installs the packages of `needs`. */
export async function installPackages(needs, codename) {
  const newer = needs.filter((need) => need.newer).flatMap((need) => need.apt);
  const options = ["-q", "-o", "Acquire::Retries=3", "-o", "DPkg::Lock::Timeout=300", ...aptOptions(codename, newer)];
  const sudo = isRoot() ? [] : ["sudo", ...(process.stdin.isTTY ? [] : ["-n"])];
  const apt = (...args) => {
    const [command, ...rest] = [...sudo, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", ...options, ...args];
    return run(command, rest, { stdio: [process.stdin.isTTY ? "inherit" : "ignore", "inherit", "inherit"] });
  };
  // One broken source must not stop the others: whether the lists suffice is install's to say.
  await apt("update").catch((error) => console.warn(`setup: ${error.message}; going on with the lists there are`));
  await apt("install", "-y", "--no-install-recommends", ...needs.flatMap((need) => need.apt));
}
