// For scripts that can be run as well as imported.
import { realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Whether the module at `url` is the one that Node was started with. */
export const isMain = (url) => Boolean(process.argv[1]) && fileURLToPath(url) === realpathSync(process.argv[1]);

/** A handler that says in one line what went wrong, and lets the process exit with 1. */
export const reportFailure = (name) => (error) => {
  console.error(`${name}: ${error.message}`);
  process.exitCode = 1;
};
