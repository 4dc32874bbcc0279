// `npm start [-- --port N] [--yes]`: installs what is missing, builds what has changed, serves the page.
import { build } from "./build.mjs";
import { reportFailure } from "./lib/main.mjs";
import { serveSite } from "./serve.mjs";
import { setup } from "./setup.mjs";

const flags = process.argv.slice(2);
await setup({ yes: flags.includes("--yes") })
  .then(() => build())
  .then(() => serveSite(flags))
  .catch(reportFailure("start"));
