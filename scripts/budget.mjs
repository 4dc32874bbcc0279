// `npm run budget [-- --sizes]`: prints sizes and times beside their limits, and fails where one is over.
import { build } from "./build.mjs";
import { isMain, reportFailure } from "./lib/main.mjs";
import { setup } from "./setup.mjs";
import { sizes } from "./budget/sizes.mjs";

const kilobytes = (bytes) => `${(bytes / 1024).toFixed(1)} KB`;
const milliseconds = (time) => `${time.toFixed(0)} ms`;

function print(rows, unit) {
  for (const { name, value, limit = Infinity } of rows) {
    const mark = value <= limit ? "✓" : "✗";
    const allowed = limit === Infinity ? "" : `  of ${unit(limit)}`;
    console.log(`${mark} ${name.padEnd(52)} ${unit(value).padStart(10)}${allowed}`);
  }
  return rows.every(({ value, limit = Infinity }) => value <= limit);
}

async function budget({ onlySizes, yes }) {
  await setup({ tests: !onlySizes, yes });
  await build();
  const sizesHold = print(sizes(), kilobytes);
  if (onlySizes) return sizesHold;
  const { times } = await import("./budget/times.mjs");
  return print(await times(), milliseconds) && sizesHold;
}

if (isMain(import.meta.url)) {
  const flags = process.argv.slice(2);
  await budget({ onlySizes: flags.includes("--sizes"), yes: flags.includes("--yes") })
    .then((holds) => {
      process.exitCode = holds ? 0 : 1;
    })
    .catch(reportFailure("budget"));
}
