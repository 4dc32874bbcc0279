// What may stand behind `npm run bench --`.
import { parseArgs } from "node:util";

const flag = { type: "boolean", default: false };
const text = { type: "string" };
const known = {
  ...{ cases: text, rounds: { ...text, default: "15" }, browser: text, threads: text },
  ...{ fast: flag, check: flag, store: flag, models: flag, growth: flag, odd: flag, views: flag },
};
/** Each is a run of its own; with what it cannot be combined, since it is in Node only, or on one thread. */
const tasks = {
  ...{ check: ["browser", "threads", "fast"], store: ["browser", "threads", "fast"] },
  ...{ models: ["browser"], growth: ["browser", "threads"], odd: ["threads"] },
  ...{ views: ["threads", "fast"] },
};

function positive(name, value) {
  const number = Number(value);
  if (Number.isInteger(number) && number > 0) return number;
  throw new Error(`--${name} takes a whole number over 0, not ${value}.`);
}

/**
 * @param {string[]} args
 * @returns {{ task: string, cases: RegExp | null, rounds: number, browser: string | null, threads: number | null, fast: boolean }}
 *   the task is "table", "scaling", or one of those above
 */
export function readOptions(args) {
  const { values } = parseArgs({ args, options: known });
  const asked = Object.keys(tasks).filter((name) => values[name]);
  const clashing = [...asked, ...(tasks[asked[0]] ?? []).filter((name) => values[name])];
  if (clashing.length > 1) throw new Error(`${clashing.map((name) => `--${name}`).join(" and ")} do not go together.`);
  return {
    task: asked[0] ?? (values.threads === undefined ? "table" : "scaling"),
    cases: values.cases === undefined ? null : new RegExp(values.cases),
    rounds: positive("rounds", values.rounds),
    browser: values.browser ?? null,
    threads: values.threads === undefined ? null : positive("threads", values.threads),
    fast: values.fast,
  };
}
