/** A page: the files of what was dropped, folders gone through. */
import type { GivenModel } from "./types.ts";

/** More than any model has; a whole disk may be dropped by mistake. */
const MAX_FILES = 2000;

interface Found {
  path: string;
  blob: Blob;
}

const fileOf = (entry: FileSystemFileEntry) => new Promise<File>((resolve, reject) => entry.file(resolve, reject));

/** A browser hands out a folder's entries a hundred at a time. */
async function entriesOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0 || all.length > MAX_FILES) return all;
    all.push(...some);
  }
}

async function gather(entry: FileSystemEntry, found: Found[]): Promise<void> {
  if (found.length >= MAX_FILES) return;
  if (entry.isFile)
    found.push({ path: entry.fullPath.replace(/^\//, ""), blob: await fileOf(entry as FileSystemFileEntry) });
  else for (const inner of await entriesOf(entry as FileSystemDirectoryEntry)) await gather(inner, found);
}

/** Whether a drop looks like a model: a folder, or files of one. Only names are known while something is dragged over the page. */
export const isModelFile = (name: string) =>
  /(^|\/)(config\.json|model[\w.-]*\.safetensors(\.index\.json)?)$/.test(name);

/** Call it in the handler of the drop: its items are gone afterwards. */
export async function droppedModel(items: DataTransferItemList): Promise<GivenModel> {
  const entries = Array.from(items, (item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  const files: Found[] = [];
  for (const entry of entries) await gather(entry, files);
  const folder = entries.length === 1 && entries[0]!.isDirectory ? entries[0]!.name : undefined;
  return folder === undefined ? { files } : { files, name: folder };
}
