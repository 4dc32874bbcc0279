// Debian's Emscripten imports acorn the Debian way, which a Node from elsewhere does not follow: it needs a link.
import { existsSync } from "node:fs";
import { run } from "../lib/run.mjs";

const modules = "/usr/share/emscripten/node_modules";
const acorn = "/usr/share/nodejs/acorn";

export const needsAcornLink = () =>
  existsSync("/usr/share/emscripten") && existsSync(acorn) && !existsSync(`${modules}/acorn`);

export async function linkAcorn() {
  const asRoot = process.getuid() === 0 ? [] : ["sudo", ...(process.stdin.isTTY ? [] : ["-n"])];
  const script = `mkdir -p ${modules} && ln -sfn ${acorn} ${modules}/acorn`;
  const [command, ...args] = [...asRoot, "sh", "-c", script];
  await run(command, args);
}
