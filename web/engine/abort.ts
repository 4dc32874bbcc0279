/** What a cancelled call rejects with. */
export const abortError = () => new DOMException("The call was cancelled.", "AbortError");

export const isAbort = (error: unknown) => error instanceof DOMException && error.name === "AbortError";

export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw abortError();
}

declare const setImmediate: ((task: () => void) => unknown) | undefined;

/** Lets messages that wait, such as a cancellation, arrive first. */
export function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof setImmediate === "function") {
      setImmediate(resolve);
      return;
    }
    const channel = new MessageChannel();
    channel.port1.onmessage = () => {
      channel.port1.close();
      resolve();
    };
    channel.port2.postMessage(null);
  });
}
