/** Fills sentences in: plain text for labels, runs of text and marked values for prose. */

/** A stretch of a sentence; `mark` says how it is set. */
export interface Run {
  text: string;
  mark: "plain" | "token" | "number" | "strong";
}

export type Slot = string | Run;

const hole = /\{(\w+)\}/g;

/** Fills `{name}` holes with text. */
export function fill(template: string, values: Record<string, string | number>): string {
  return template.replace(hole, (whole, name: string) => String(values[name] ?? whole));
}

/** Fills holes with marked runs, so that a sentence keeps its order in every language. */
export function fillRuns(template: string, values: Record<string, Slot | Slot[]>): Run[] {
  const runs: Run[] = [];
  const push = (slot: Slot) => runs.push(typeof slot === "string" ? { text: slot, mark: "plain" } : slot);
  let from = 0;
  for (const match of template.matchAll(hole)) {
    const value = values[match[1] as string];
    if (value === undefined) continue;
    if (match.index > from) push(template.slice(from, match.index));
    (Array.isArray(value) ? value : [value]).forEach(push);
    from = match.index + match[0].length;
  }
  if (from < template.length) push(template.slice(from));
  return runs;
}

/** English needs a singular; Chinese has the same word for both. */
export const plural = (forms: { one: string; other: string }, n: number) =>
  fill(n === 1 ? forms.one : forms.other, { n });

const longestToken = 32;

/** A very long word with its middle left out: start and end tell it from others. */
export function cutShort(text: string): string {
  const characters = [...text];
  if (characters.length <= longestToken) return text;
  return `${characters.slice(0, 20).join("")}…${characters.slice(-8).join("")}`;
}

export const runsText = (runs: readonly Run[]) => runs.map((run) => run.text).join("");

/** Language of a piece of text for fonts and voices; null where it says nothing. */
export const textLanguage = (text: string): "zh-CN" | null => (/\p{Script=Han}/u.test(text) ? "zh-CN" : null);
