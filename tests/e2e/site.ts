/** Served folders: the built site as it is, or pages that a test makes around the built package. */
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll } from "vitest";
import { at, npmPackage, site } from "../../scripts/lib/paths.mjs";
import { serve } from "../../scripts/serve.mjs";

export { at, npmPackage, site };

export interface Served {
  /** Ends in "/". */
  url: string;
  close(): Promise<unknown>;
}

/** A value is a file's text, or a folder to link to. */
export type Files = Record<string, string | { folder: string }>;

/** Writes the files into a new folder. */
export async function makeFolder(files: Files): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "attention-e2e-"));
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    if (typeof content === "string") await writeFile(file, content);
    else await symlink(content.folder, file);
  }
  return folder;
}

/** Serves a folder, or one made of files, for as long as the tests of this block run. */
export function serveFor(source: string | Files, headers: Record<string, string> = {}) {
  let served: Served | null = null;
  let made: string | null = null;
  beforeAll(async () => {
    if (typeof source !== "string") made = await makeFolder(source);
    served = await serve(made ?? (source as string), { headers });
  });
  afterAll(async () => {
    await served?.close();
    if (made) await rm(made, { recursive: true });
  });
  return {
    get url(): string {
      if (!served) throw new Error("the server is not up yet");
      return served.url;
    },
  };
}

/** A whole document around some markup. The icon keeps the browser from asking for one. */
export const html = (body: string, head = ""): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Test</title><link rel="icon" href="data:,">${head}</head><body>${body}</body></html>`;
