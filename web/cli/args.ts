/** From the command line to a command: flags are read with the same table that the API checks its options against. */
import { parseArgs } from "node:util";
import { AttentionError } from "../engine/errors.ts";
import { parseOption } from "../engine/option-text.ts";
import { optionNames, resolveOptions, type PlayOptions } from "../engine/options.ts";
import { flagOf, playFlags, type PlayFlag } from "./flags.ts";
import { type ModelCommand, modelFlags, readModelCommand } from "./model-args.ts";
import { UsageError } from "./usage-error.ts";

export { UsageError };

export interface RunCommand {
  kind: "run";
  /** null: read it from standard input. */
  text: string | null;
  /** The text is already tokens, separated by blanks. */
  tokens: boolean;
  play: Partial<PlayOptions>;
  /** A word or an index, as typed. */
  query: string | null;
  key: string | null;
  head: number;
  json: boolean;
}
export type Command = { kind: "help" } | { kind: "version" } | RunCommand | ModelCommand;

const ownFlags = {
  query: { type: "string" },
  key: { type: "string" },
  head: { type: "string" },
  tokens: { type: "boolean" },
  json: { type: "boolean" },
  ...modelFlags,
  help: { type: "boolean", short: "h" },
  version: { type: "boolean" },
} as const;

type Flags = Record<string, { type: "string" | "boolean"; short?: string }>;

const flagTypes = (flags: Map<string, PlayFlag>): Flags => ({
  ...ownFlags,
  ...Object.fromEntries([...flags].map(([flag, { alone }]) => [flag, { type: alone === null ? "string" : "boolean" }])),
});

/** Flags and their values in the order given, and the rest. Node's own strict mode explains itself in three lines, so we check. */
function readFlags(argv: string[], types: Flags) {
  const { tokens, positionals } = parseArgs({ args: argv, options: types, strict: false, tokens: true });
  const given: [flag: string, value: string | null][] = [];
  for (const token of tokens) {
    if (token.kind !== "option") continue;
    const type = Object.hasOwn(types, token.name) ? types[token.name]?.type : undefined;
    if (type === undefined) throw new UsageError(`There is no flag ${token.rawName}; --help lists them all.`);
    if (type === "boolean" && token.value !== undefined)
      throw new UsageError(`--${token.name} takes no value; leave out "=${token.value}".`);
    const isNextFlag = !token.inlineValue && token.value?.startsWith("--");
    if (type === "string" && (token.value === undefined || isNextFlag))
      throw new UsageError(`--${token.name} needs a value; --help says which.`);
    given.push([token.name, token.value ?? null]);
  }
  return { given, positionals };
}

function readHead(value: string): number {
  if (!/^\d+$/.test(value)) throw new UsageError(`--head must be the number of a head, from 0, not "${value}".`);
  return Number(value);
}

/** What of a transformer's calls has a flag of its own. */
const modelNames = ["decoderText", "headScale", "layer", "head", "kind"];

/** An engine's complaint in the words of the command line: its sentences begin with the option's name. */
export function asFlags({ message }: AttentionError): string {
  const name = [...optionNames, ...modelNames].find((option) => new RegExp(`^${option}\\b`).test(message));
  const said = message.replace("give truncate: true", "give --truncate");
  return name ? `--${flagOf(name)}${said.slice(name.length)}` : said;
}

/** @throws UsageError */
export function parseCommand(argv: string[]): Command {
  const flags = playFlags();
  const { given, positionals } = readFlags(argv, flagTypes(flags));
  const own = new Map(given.filter(([flag]) => !flags.has(flag)));
  if (own.has("help")) return { kind: "help" };
  if (own.has("version")) return { kind: "version" };
  if (own.has("key") && !own.has("query")) throw new UsageError("--key needs --query: it explains a pair of words.");
  const joined = positionals.join(" ");
  const text = positionals.length === 0 || joined === "-" ? null : joined;
  const model = own.get("model") ?? null;
  if (model !== null) return readModel(model, text, own, given, flags);
  const needing = Object.keys(modelFlags).find((flag) => own.has(flag));
  if (needing !== undefined) throw new UsageError(`--${needing} needs --model: word vectors have no such thing.`);
  return {
    kind: "run",
    text,
    tokens: own.has("tokens"),
    play: readPlayOptions(given, flags),
    query: own.get("query") ?? null,
    key: own.get("key") ?? null,
    head: readHead(own.get("head") ?? "0"),
    json: own.has("json"),
  };
}

/** A mask that cannot be read speaks as flags are written. */
function readModel(...what: Parameters<typeof readModelCommand>): ModelCommand {
  try {
    return readModelCommand(...what);
  } catch (error) {
    if (error instanceof AttentionError) throw new UsageError(asFlags(error));
    throw error;
  }
}

/** @throws AttentionError */
const readOption = ({ name, alone }: PlayFlag, value: string | null): unknown =>
  parseOption(name, alone ?? value ?? "");

function readPlayOptions(given: [string, string | null][], flags: Map<string, PlayFlag>): Partial<PlayOptions> {
  try {
    const play = Object.fromEntries(
      given.flatMap(([flag, value]) => {
        const option = flags.get(flag);
        return option ? [[option.name, readOption(option, value)]] : [];
      }),
    ) as Partial<PlayOptions>;
    resolveOptions(play);
    return play;
  } catch (error) {
    if (error instanceof AttentionError) throw new UsageError(asFlags(error));
    throw error;
  }
}
