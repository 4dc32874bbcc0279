/** A head as a picture, coloured in the core that holds its numbers. */
import { badInput } from "./arguments.ts";
import type { Core } from "./core.ts";
import type { Recipe } from "./protocol.ts";
import { check } from "./status.ts";
import type { PixelOptions, Pixels } from "./types.ts";

const tableBytes = 1024;
const maxBlock = 4096;

export function readPixels(core: Core, { queries, keys }: Recipe, head: number, options: PixelOptions): Pixels {
  const nQueries = queries.length / 2;
  const nKeys = keys ? keys.length / 2 : nQueries;
  const { of = "weights", rows = [0, nQueries], columns = [0, nKeys], block = 1, max = 1, signed = false } = options;
  const { table, masked } = options;
  requireRange("rows", rows, nQueries);
  requireRange("columns", columns, nKeys);
  requireColours({ block, table, max });
  if (of !== "weights" && of !== "scores") throw badInput("of", '"weights" or "scores"');
  const [red, green, blue] = masked ?? [0, 0, 0];
  check(core.attention(head));
  core.put("colours", table);
  const [top, bottom] = rows;
  const [left, right] = columns;
  check(
    core.colour(of, {
      ...{ top, bottom, left, right, block, max },
      isSigned: signed,
      showsMasks: masked !== undefined,
      masked: (red << 16) | (green << 8) | blue,
    }),
  );
  const pixels = (from: number, to: number) => Math.ceil((to - from) / block);
  return { width: pixels(left, right), height: pixels(top, bottom), data: core.pixels() };
}

/** @throws AttentionError `bad_option` */
export function requireColours({ block, table, max }: Required<Pick<PixelOptions, "block" | "table" | "max">>): void {
  if (!(Number.isInteger(block) && block >= 1 && block <= maxBlock))
    throw badInput("block", `a whole number from 1 to ${maxBlock}`);
  if (!(table instanceof Uint8ClampedArray && table.length === tableBytes))
    throw badInput("table", "a Uint8ClampedArray of 256 times red, green, blue, alpha");
  if (typeof max !== "number") throw badInput("max", "a number");
}

function requireRange(name: string, [from, to]: readonly [number, number], n: number): void {
  if (Number.isInteger(from) && Number.isInteger(to) && from >= 0 && from <= to && to <= n) return;
  throw badInput(name, `two whole numbers from 0 to ${n}, the first not above the second`);
}
