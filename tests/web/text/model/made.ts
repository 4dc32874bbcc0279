/** Files for tests, made in memory. */
import { BlobFiles } from "../../../../web/text/model/blob-files.ts";
import { FilesSource } from "../../../../web/text/model/source.ts";

export type Entry = { dtype: string; shape: unknown; data_offsets: unknown };

/** A safetensors file; `header` may be text, to be wrong in ways that JSON.stringify cannot be. */
export function safetensors(header: unknown, data: ArrayLike<number> = [], length?: bigint): Uint8Array<ArrayBuffer> {
  const json = new TextEncoder().encode(typeof header === "string" ? header : JSON.stringify(header));
  const file = new Uint8Array(8 + json.length + data.length);
  new DataView(file.buffer).setBigUint64(0, length ?? BigInt(json.length), true);
  file.set(json, 8);
  file.set(data, 8 + json.length);
  return file;
}

/** A model folder out of texts and bytes. */
export function folderOf(files: Record<string, string | Uint8Array<ArrayBuffer>>, name = "made"): FilesSource {
  const blobs = Object.entries(files).map(([path, content]) => ({ path, blob: new Blob([content]) }));
  const location = { kind: "files" as const, name, files: blobs };
  return new FilesSource(location, new BlobFiles(location));
}
