/** The way from an engine as its caller sees it to the host that has the core, wherever that runs. */
import type { CallName, Calls, Host, OnEvent } from "./protocol.ts";
import type { LocateOptions } from "../text/model/types.ts";

/** A host and how to end it. */
export interface Link {
  host: Host;
  /** Makes a callback that can be handed to the host. */
  callback<T extends (event: never) => void>(callback: T): T;
  /** An address as the host understands it. */
  address(source: string): string;
  /** Node: where models lie on the disk. */
  finders?: Pick<LocateOptions, "findFolder" | "findPackage">;
  close(): void;
}

interface Extras<K extends CallName> {
  signal?: AbortSignal | undefined;
  onEvent?: OnEvent<K> | undefined;
}

export type Ask = <K extends CallName>(name: K, input: Calls[K]["in"], extras?: Extras<K>) => Promise<Calls[K]["out"]>;
