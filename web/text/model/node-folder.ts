/** Node: a folder of the disk, and the packages that bring a model. Not for browsers. */
import { existsSync, statSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { throwIfAborted } from "../../engine/abort.ts";
import { fetchFailed } from "./problems.ts";
import { FilesSource, type FileSet, type OpenFile } from "./source.ts";
import type { ModelLocation, ModelSource } from "./types.ts";

type Folder = ModelLocation & { kind: "folder" };

const CHUNK_BYTES = 1 << 22;

function openHandle(handle: FileHandle, size: number): OpenFile {
  return {
    size,
    async *stream(begin, end, signal) {
      for (let at = begin; at < end;) {
        throwIfAborted(signal);
        const chunk = new Uint8Array(Math.min(CHUNK_BYTES, end - at));
        const { bytesRead } = await handle.read(chunk, 0, chunk.length, at);
        if (bytesRead === 0) return;
        at += bytesRead;
        yield chunk.subarray(0, bytesRead);
      }
    },
    close: () => handle.close(),
  };
}

class FolderFiles implements FileSet {
  readonly isCached = false;
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async open(file: string): Promise<OpenFile | null> {
    const whole = path.join(this.#folder, file);
    try {
      const handle = await open(whole, "r");
      const info = await handle.stat();
      if (info.isFile()) return openHandle(handle, info.size);
      await handle.close();
      return null;
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code === "ENOENT" || code === "ENOTDIR" || code === "EISDIR") return null;
      throw fetchFailed(whole, "read", message);
    }
  }
}

export const openFolder = (location: Folder): ModelSource => new FilesSource(location, new FolderFiles(location.path));

const isFolder = (folder: string) => existsSync(folder) && statSync(folder).isDirectory();

/** The folder that a path or a file: address means; null where there is none. */
export function findFolder(given: string): Folder | null {
  const folder = given.startsWith("file:") ? fileURLToPath(given) : path.resolve(given);
  return isFolder(folder) ? { kind: "folder", name: path.basename(folder), path: folder } : null;
}

/** The folder of the package `attention-playground-<name>`, installed beside the caller's modules or ours; null without it. */
export function findPackage(name: string): Folder | null {
  if (!/^[a-z0-9][a-z0-9.-]*$/.test(name)) return null;
  for (const from of [path.join(process.cwd(), "package.json"), fileURLToPath(import.meta.url)]) {
    try {
      const file = createRequire(from).resolve(`attention-playground-${name}/package.json`);
      return { kind: "folder", name, path: path.dirname(file) };
    } catch {
      continue;
    }
  }
  return null;
}
