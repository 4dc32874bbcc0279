/** Files that a person dropped or chose. */
import { abortError } from "../../engine/abort.ts";
import { fetchFailed } from "./problems.ts";
import type { FileSet, OpenFile } from "./source.ts";
import type { ModelLocation } from "./types.ts";

function openBlob(file: string, blob: Blob): OpenFile {
  return {
    size: blob.size,
    async *stream(begin, end, signal) {
      const reader = blob.slice(begin, end).stream().getReader();
      try {
        for (;;) {
          if (signal?.aborted) throw abortError();
          const step = await reader.read().catch((error: unknown) => {
            // The file was moved or changed after it was dropped.
            throw fetchFailed(file, "read", error instanceof Error ? error.message : String(error));
          });
          if (step.done) return;
          yield step.value;
        }
      } finally {
        await reader.cancel().catch(() => undefined);
      }
    },
  };
}

export class BlobFiles implements FileSet {
  readonly isCached = false;
  readonly #blobs: Map<string, Blob>;

  constructor({ files }: ModelLocation & { kind: "files" }) {
    this.#blobs = new Map(files.map(({ path, blob }) => [path, blob]));
  }

  open(file: string): Promise<OpenFile | null> {
    const blob = this.#blobs.get(file);
    return Promise.resolve(blob ? openBlob(file, blob) : null);
  }
}
