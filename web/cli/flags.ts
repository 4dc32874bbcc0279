/** How the options of play() are written as flags. */
import { maskForms, offsetForms } from "../engine/option-text.ts";
import { optionNames, optionTable, type PlayOptions } from "../engine/options.ts";

type Name = keyof PlayOptions;

/** nHeads → n-heads */
export const flagOf = (name: string): string => name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`);

/** What may follow a flag; "" for one that takes no value. */
export function valuesOf(name: Name): string {
  const kind = optionTable[name];
  switch (kind.kind) {
    case "choice":
      return kind.values.join(" | ");
    case "number":
      return kind.integer ? "integer" : "number";
    case "boolean":
      return "";
    case "mask":
      return maskForms;
    case "offsets":
      return offsetForms;
    case "text":
      return name === "vectors" ? "FILE" : "TEXT";
  }
}

export interface PlayFlag {
  name: Name;
  /** What the flag alone means; null where a value must follow. */
  alone: "true" | "false" | null;
}

/** Every play option as a flag; a boolean one also as `--no-…`. */
export function playFlags(): Map<string, PlayFlag> {
  const flags = new Map<string, PlayFlag>();
  for (const name of optionNames) {
    const isBoolean = optionTable[name].kind === "boolean";
    flags.set(flagOf(name), { name, alone: isBoolean ? "true" : null });
    if (isBoolean) flags.set(`no-${flagOf(name)}`, { name, alone: "false" });
  }
  return flags;
}
