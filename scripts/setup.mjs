// Installs what is missing: `npm run setup [-- --tests] [--yes]`. Only Node's built-ins: node_modules may not be there yet.
import { isMain, reportFailure } from "./lib/main.mjs";
import { which } from "./lib/run.mjs";
import { linkAcorn, needsAcornLink } from "./setup/acorn.mjs";
import { mayInstall } from "./setup/consent.mjs";
import { canInstall, debianCodename, installPackages } from "./setup/debian.mjs";
import { missingNeeds } from "./setup/needs.mjs";
import { installNodePackages, nodePackagesMatch } from "./setup/node-packages.mjs";
import { obstacle } from "./setup/obstacle.mjs";
import { prepareToolchain } from "./setup/toolchain.mjs";

async function install(needs, codename, withNodePackages) {
  if (needs.length > 0) await installPackages(needs, codename);
  if (needsAcornLink()) await linkAcorn();
  if (withNodePackages) await installNodePackages();
  const still = needs.filter((need) => !need.isMet());
  if (still.length > 0) throw new Error(`still missing after the installation: ${still.map((n) => n.name).join(", ")}`);
}

/** Makes the machine ready to build, with `tests` or `fuzz` for those too. Throws an Error made for reading. */
export async function setup({ tests = false, fuzz = false, yes = false } = {}) {
  const needs = missingNeeds({ tests, fuzz });
  const codename = debianCodename();
  const blocked = obstacle(needs, { codename, mayInstall: canInstall(), hasApt: which("apt-get") !== null });
  if (blocked) throw new Error(blocked);
  const withNodePackages = !nodePackagesMatch();
  const plan = [
    ...needs.map((need) => `${need.name}: Debian packages ${need.apt.join(", ")}`),
    ...(needsAcornLink() ? ["a link to acorn among Emscripten's modules"] : []),
    ...(withNodePackages ? ["npm packages named in package-lock.json"] : []),
  ];
  if (plan.length > 0) {
    console.log(`setup will install:\n${plan.map((line) => `  ${line}`).join("\n")}`);
    if (!(await mayInstall({ yes }))) throw new Error("nothing was installed; add -- --yes to go ahead");
    await install(needs, codename, withNodePackages);
  }
  prepareToolchain();
}

if (isMain(import.meta.url)) {
  const flags = process.argv.slice(2);
  await setup({ tests: flags.includes("--tests"), yes: flags.includes("--yes") })
    .then(() => console.log("setup: everything is there"))
    .catch(reportFailure("setup"));
}
