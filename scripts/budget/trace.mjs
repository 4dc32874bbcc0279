// Chromium's own trace of a page: processor time, which a busy machine changes little.
import { TextDecoder } from "node:util";

export const categories = ["toplevel", "devtools.timeline"];

/** What the page's main thread did: its events in their order, and those of them that are tasks. */
export function mainThread(trace) {
  const { traceEvents } = JSON.parse(new TextDecoder().decode(trace));
  const isMain = threadTest(traceEvents.filter(({ args }) => args?.name === "CrRendererMain"));
  const events = traceEvents.filter(isMain).sort((a, b) => a.ts - b.ts);
  return { events, tasks: events.filter(({ name, tdur }) => name.endsWith("RunTask") && tdur) };
}

function threadTest(named) {
  const ids = new Set(named.map(({ pid, tid }) => `${pid} ${tid}`));
  return ({ pid, tid }) => ids.has(`${pid} ${tid}`);
}

/** In milliseconds. */
export const longest = (tasks) => Math.max(0, ...tasks.map(({ tdur }) => tdur / 1000));

export const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
