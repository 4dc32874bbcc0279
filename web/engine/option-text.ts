/** The options of play() as text, the same in a flag, an attribute and an address. */
import { badOption, checkMask, checkOption, type Kind, type Mask, optionTable, type PlayOptions } from "./options.ts";

/** An option's value as text: for a flag, an attribute or an address. Inverse of `parseOption`. */
export function formatOption(name: keyof PlayOptions, value: unknown): string {
  if (name === "mask" && typeof value === "object" && value !== null) {
    const [kind, of] = Object.entries(value)[0] as [string, number | number[] | number[][]];
    if (typeof of === "number") return `${kind}:${of}`;
    return `${kind}:${of.map((cell) => (Array.isArray(cell) ? cell.join("-") : cell)).join(",")}`;
  }
  if (value === null) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** How a mask is written. */
export const maskForms =
  "none | causal | not_self | a_to_b | b_to_a | window:W | dilated:W,STEP | prefix:N | cells:I-J,I-J";

function readMask(text: string): unknown {
  const [kind, of] = text.split(":", 2);
  if (of === undefined) return text;
  const number = (s: string) => (/^\d+$/.test(s) ? Number(s) : NaN);
  if (kind === "window") return { window: number(of) };
  if (kind === "prefix") return { prefix: number(of) };
  if (kind === "dilated") return { dilated: of.split(",").map(number) };
  if (kind === "cells") return { cells: of === "" ? [] : of.split(",").map((cell) => cell.split("-").map(number)) };
  return text;
}

function parseMask(text: string): Mask {
  try {
    return checkMask(readMask(text));
  } catch {
    throw badOption("mask", text, maskForms);
  }
}

/** How offsets are written. */
export const offsetForms = 'separate | shared | {"q": […], "k": […], "v": […]}';

function parseOffsets(text: string): unknown {
  try {
    return checkOption("offsets", text.startsWith("{") ? parseJson(text) : text);
  } catch {
    throw badOption("offsets", text, offsetForms);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

/** Reads an option from text ("window:2", "0.5", "true") and checks it. @throws AttentionError */
export function parseOption(name: string, text: string): unknown {
  const kind = (optionTable as Record<string, Kind | undefined>)[name];
  switch (kind?.kind) {
    case "number":
      if (text === "" && kind.nullable) return null;
      return checkOption(name, text.trim() === "" || Number.isNaN(Number(text)) ? text : Number(text));
    case "boolean":
      return checkOption(name, text === "" || text === "true" ? true : text === "false" ? false : text);
    case "mask":
      return parseMask(text);
    case "offsets":
      return parseOffsets(text);
    case "text":
      return text.startsWith("[") ? checkOption(name, parseJson(text)) : text;
    default:
      return checkOption(name, text);
  }
}
