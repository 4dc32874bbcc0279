/** Registers the service worker once the page has nothing better to do, and says when a new version waits. */

export const whenIdle = (work: () => void) =>
  "requestIdleCallback" in window ? requestIdleCallback(work, { timeout: 3000 }) : setTimeout(work, 500);

/** @param onWaiting called with what makes the new version take over; the page then loads again */
async function register(onWaiting: (takeOver: () => void) => void): Promise<void> {
  const container = navigator.serviceWorker;
  const hadController = container.controller !== null;
  const registration = await container.register(new URL("service-worker.js", document.baseURI));
  const offer = (worker: ServiceWorker | null) => {
    if (!worker || !hadController) return;
    onWaiting(() => {
      container.addEventListener("controllerchange", () => location.reload(), { once: true });
      worker.postMessage("take-over");
    });
  };
  offer(registration.waiting);
  registration.addEventListener("updatefound", () => {
    const worker = registration.installing;
    worker?.addEventListener("statechange", () => {
      if (worker.state === "installed") offer(worker);
    });
  });
}

/** Works without: a page that cannot be kept (private window, plain http) is still a page. */
export function workOffline(onWaiting: (takeOver: () => void) => void): void {
  if (!("serviceWorker" in navigator)) return;
  whenIdle(() => void register(onWaiting).catch(() => {}));
}
