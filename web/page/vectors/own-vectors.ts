/** Word vectors that the person opened: read in the worker, cancellable, one file at a time. */
import type { Engine, Progress, VectorsHandle } from "../../engine/types.ts";
import { isAbort, placeProblem, type PlacedProblem } from "../run/problems.ts";
import type { VectorFileName } from "../state/play-state.ts";

/** Enough of a SHA-256 to tell files apart, short enough for a link. */
const hashLength = 16;

export const fileNameOf = (handle: VectorsHandle): VectorFileName => ({
  name: handle.name,
  hash: handle.hash.slice(0, hashLength),
});

export class OwnVectors {
  readonly #engine: () => Promise<Engine>;
  #reading: AbortController | null = null;
  handle: VectorsHandle | null = null;
  progress: Progress | null = null;
  problem: PlacedProblem | null = null;
  onChange: () => void = () => {};
  onProgress: () => void = () => {};

  constructor(engine: () => Promise<Engine>) {
    this.#engine = engine;
  }

  /** The open file if it is the one that a link names. */
  handleFor(wanted: VectorFileName | null): VectorsHandle | null {
    return wanted && this.handle?.hash.startsWith(wanted.hash) ? this.handle : null;
  }

  /** Reads a file in place of the one that is open. Gives null when it was cancelled or cannot be read. */
  async open(file: File): Promise<VectorFileName | null> {
    this.cancel();
    const reading = (this.#reading = new AbortController());
    this.problem = null;
    this.#report({ name: file.name, loaded: 0, total: file.size });
    try {
      const engine = await this.#engine();
      const handle = await engine.loadVectors(file, {
        name: file.name,
        signal: reading.signal,
        onProgress: (progress) => {
          if (this.#reading === reading) this.#report(progress);
        },
      });
      if (this.#reading !== reading) {
        await handle.dispose();
        return null;
      }
      await this.#replace(handle);
      return fileNameOf(handle);
    } catch (error) {
      if (this.#reading === reading && !isAbort(error)) this.problem = placeProblem(error);
      return null;
    } finally {
      if (this.#reading === reading) {
        this.#reading = null;
        this.#report(null);
      }
    }
  }

  /** Takes note of a problem. */
  dismiss(): void {
    this.problem = null;
    this.onProgress();
  }

  cancel(): void {
    this.#reading?.abort();
    this.#reading = null;
    this.problem = null;
    this.#report(null);
  }

  async remove(): Promise<void> {
    await this.#replace(null);
  }

  async #replace(handle: VectorsHandle | null): Promise<void> {
    const old = this.handle;
    this.handle = handle;
    this.onChange();
    await old?.dispose();
  }

  #report(progress: Progress | null): void {
    this.progress = progress;
    this.onProgress();
  }
}
