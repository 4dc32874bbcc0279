/** What a caller asks of the build that runs; builds.ts, which only the working half needs, chooses one. */
import { requireKnown, requireObject } from "./arguments.ts";
import { badOption } from "./options.ts";
import type { EngineOptions } from "./types.ts";

/** `threads` and `fast` of createEngine(), defaults filled in. */
export interface BuildWish {
  threads: number | "auto";
  fast: boolean;
}

export const maxThreads = 64;

/** @throws AttentionError `bad_option`, `unknown_option` */
export function readWish(options: EngineOptions): BuildWish {
  requireObject("options", options);
  requireKnown(options, ["baseUrl", "threads", "fast"]);
  const { threads = 1, fast = false } = options;
  const isCount = typeof threads === "number" && Number.isInteger(threads) && threads >= 1 && threads <= maxThreads;
  if (threads !== "auto" && !isCount)
    throw badOption("threads", threads, `"auto" or a whole number from 1 to ${maxThreads}`);
  if (typeof fast !== "boolean") throw badOption("fast", fast, "true or false");
  return { threads, fast };
}
