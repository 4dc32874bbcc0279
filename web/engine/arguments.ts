/** Checks of arguments that a caller without types may get wrong, so that every rejection is an AttentionError. */
import { AttentionError } from "./errors.ts";

export const badInput = (name: string, wanted: string) =>
  new AttentionError("bad_option", `${name} must be ${wanted}.`, { name, wanted });

/** @throws AttentionError `bad_option` */
export function requireObject(name: string, value: unknown, wanted = "an object"): void {
  if (typeof value !== "object" || value === null) throw badInput(name, wanted);
}
