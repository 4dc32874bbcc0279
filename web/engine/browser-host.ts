/**
 * The host in a worker, or in the page itself where none can start. Calls are sent before the worker runs: it has them all
 * when it does, however busy the page is then.
 */
import * as Comlink from "comlink";
import { AttentionError } from "./errors.ts";
import type { Answer, CallName, Calls, Host, OnEvent } from "./protocol.ts";

export class BrowserHost implements Host {
  /** Settles when the worker runs, or cannot. */
  readonly started: Promise<void>;
  #worker: Worker | null = null;
  #inWorker: Host | null = null;
  /** The host in the page, once it is known that no worker starts; null once one has. */
  #inPage: Promise<Host> | null;

  constructor() {
    const started = this.#start();
    this.started = started.catch(() => undefined);
    this.#inPage = new Promise((resolve, reject) => {
      const begun = () => (this.#inPage = null);
      started.then(begun, (reason: unknown) => {
        this.close();
        this.#inWorker = null;
        hostInPage(reason).then(resolve, reject);
      });
    });
  }

  call<K extends CallName>(
    name: K,
    id: number,
    input: Calls[K]["in"],
    onEvent?: OnEvent<K>,
  ): Promise<Answer<Calls[K]["out"]>> {
    const answers = [];
    if (this.#inWorker) answers.push(this.#inWorker.call(name, id, input, onEvent));
    if (this.#inPage) answers.push(this.#inPage.then((host) => host.call(name, id, input, onEvent)));
    return Promise.race(answers);
  }

  cancel(id: number): void {
    void this.#inWorker?.cancel(id);
    void this.#inPage?.then(
      (host) => host.cancel(id),
      () => undefined,
    );
  }

  close(): void {
    this.#worker?.terminate();
  }

  /** Fails where the script comes from another origin, and where workers are forbidden. */
  async #start(): Promise<void> {
    // Firefox would write an error to the console before it throws.
    if (new URL(import.meta.url).origin !== location.origin) throw new Error("the script comes from another origin");
    const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
    this.#worker = worker;
    this.#inWorker = Comlink.wrap<Host>(worker);
    await new Promise<void>((resolve, reject) => {
      worker.addEventListener("message", () => resolve(), { once: true });
      worker.addEventListener("error", (event) => reject(new Error(event.message)), { once: true });
    });
  }
}

async function hostInPage(reason: unknown): Promise<Host> {
  try {
    const [{ EngineHost }, { webPlatform }] = await Promise.all([import("./host.ts"), import("./platform-web.ts")]);
    return new EngineHost(webPlatform("main"));
  } catch (error) {
    const message = `The engine cannot start in a worker (${String(reason)}) nor in the page (${String(error)}).`;
    throw new AttentionError("worker_unavailable", message);
  }
}
