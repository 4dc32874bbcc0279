/** What differs between a browser and Node: where bytes come from. */
import type { Abilities } from "./builds.ts";
import type { OnProgress } from "./protocol.ts";
import type { EngineInfo } from "./types.ts";
import type { ModelPlatform } from "../text/model/types.ts";

export interface ReadOptions {
  signal?: AbortSignal;
  onProgress?: OnProgress;
}

export interface OpenedSource {
  /** A file name, for people. */
  name: string;
  stream: ReadableStream<Uint8Array>;
  totalBytes: number | null;
}

export interface Platform {
  readonly kind: EngineInfo["host"];
  /** How many processors there are, and why they cannot share the work, if so. */
  threads(): Pick<Abilities, "nProcessors" | "noThreads">;
  /** Reads a whole file. @throws AttentionError `fetch_failed`, AbortError */
  readAsset(url: string, options: ReadOptions): Promise<ArrayBuffer>;
  /** Opens what a person brought. @throws AttentionError `fetch_failed`, AbortError */
  openSource(source: Blob | string, options: ReadOptions): Promise<OpenedSource>;
  /** What reads the files of models. */
  models(): Promise<ModelPlatform>;
}
