/** Checks of arguments that a caller without types may get wrong, so that every rejection is an AttentionError. */
import { AttentionError } from "./errors.ts";

export const badInput = (name: string, wanted: string) =>
  new AttentionError("bad_option", `${name} must be ${wanted}.`, { name, wanted });

/** @throws AttentionError `bad_option` */
export function requireObject(name: string, value: unknown, wanted = "an object"): void {
  if (typeof value !== "object" || value === null) throw badInput(name, wanted);
}

/** A misspelt option would do nothing, without a word. @throws AttentionError `unknown_option` */
export function requireKnown(given: object, names: readonly string[]): void {
  const name = Object.keys(given).find((each) => !names.includes(each));
  if (name === undefined) return;
  throw new AttentionError("unknown_option", `There is no option "${name}"; there are ${names.join(", ")}.`, {
    name,
    names,
  });
}

/** An object with these names and no others. @throws AttentionError `bad_option`, `unknown_option` */
export function requireNames(what: string, given: object, names: readonly string[]): void {
  requireObject(what, given, `{ ${names.join(", ")} }`);
  requireKnown(given, names);
}

/** @throws AttentionError `bad_option` */
export function requireSide(of: unknown): void {
  if (of !== "queries" && of !== "keys") throw badInput("of", '"queries" or "keys"');
}

/** @throws AttentionError `bad_option` */
export function requireSignal(value: unknown): void {
  const isSignal = typeof value === "object" && value !== null && "addEventListener" in value;
  if (value !== undefined && !isSignal) throw badInput("signal", "an AbortSignal");
}

/** @throws AttentionError `bad_option` */
export function requireFunction(name: string, value: unknown): void {
  if (value !== undefined && typeof value !== "function") throw badInput(name, "a function");
}
