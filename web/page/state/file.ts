/** The state as a JSON file, for texts too long for a link. A saved run can be opened too: its text and options come back. */
import type { RunJson } from "../../engine/types.ts";
import { formatOption } from "../../engine/option-text.ts";
import { optionNames } from "../../engine/options.ts";
import { parseRunJson } from "../../engine/run-json.ts";
import { readFragment, stateEntries, type ReadState } from "./fragment.ts";
import type { PlayState } from "./play-state.ts";

const format = "attention-play";

interface StateFile {
  format: typeof format;
  /** The fragment's fields by name; `v` is its version. */
  state: Record<string, string>;
}

export function formatStateFile(state: PlayState): string {
  const file: StateFile = { format, state: Object.fromEntries(stateEntries(state)) };
  return JSON.stringify(file, null, 2) + "\n";
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === "object" && !Array.isArray(value);

function runEntries(run: RunJson): [string, string][] {
  const tokens = run.tokens.map((token) => token.text);
  const entries: [string, string][] = [["text", run.text ?? tokens.join(" ")]];
  // Tokens that were set by hand have no place in a text.
  if (run.tokens.some(({ start }) => start === null)) entries.push(["tokens", JSON.stringify(tokens)]);
  for (const name of optionNames) {
    const value = run.options[name];
    if (value !== undefined && value !== null && name !== "vectors") entries.push([name, formatOption(name, value)]);
  }
  if (run.query !== undefined) entries.push(["query", String(run.query)]);
  if (run.key !== undefined) entries.push(["key", String(run.key)]);
  return entries;
}

function fileEntries(json: unknown): [string, string][] | null {
  if (!isRecord(json)) return null;
  if (json["format"] === format && isRecord(json["state"])) {
    return Object.entries(json["state"]).map(([name, value]) => [name, String(value)]);
  }
  return isNewerRun(json) ? newerRunEntries(json) : runEntries(parseRunJson(json));
}

const isNewerRun = ({ format, version }: Record<string, unknown>) =>
  format === "attention-run" && typeof version === "number" && version > 1;

/** Of a run in a form that is not known yet only the text is taken, and its version, which is then said. */
function newerRunEntries({ version, text }: Record<string, unknown>): [string, string][] {
  const entries: [string, string][] = [["v", String(version)]];
  return typeof text === "string" ? [...entries, ["text", text]] : entries;
}

/** Reads a file that `formatStateFile` or the page's JSON export wrote. Never throws. */
export function readStateFile(text: string, base: PlayState): ReadState {
  let entries: [string, string][] | null = null;
  try {
    entries = fileEntries(JSON.parse(text));
  } catch {
    // Neither JSON nor a run: said below like any other file that is not a state.
  }
  if (!entries) return { state: base, hasText: false, problems: [{ kind: "not_a_state" }] };
  return readFragment(new URLSearchParams(entries).toString(), base);
}
