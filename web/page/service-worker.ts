/**
 * Keeps the whole page for use without a network: the shell and the word vectors of both languages.
 * The list comes from the build and its hash names the cache, so a version is served whole or not at all:
 * a new one is fetched beside the old, and takes over only when no tab uses the old one, or the person asks for it.
 */
interface SiteFile {
  url: string;
  revision: string;
  bytes: number;
}
declare const SITE_FILES: SiteFile[];
// The library types `self` for any worker; only here is it known to be this one.
const worker = self as unknown as ServiceWorkerGlobalScope;

const prefix = "attention-playground-";
const address = (url: string) => new URL(url, worker.registration.scope).href;
const start = address("index.html");
const files = new Set(SITE_FILES.map((file) => address(file.url)));

/** FNV-1a over the revisions, in the build's order. */
function versionOf(list: readonly SiteFile[]): string {
  let hash = 0x811c9dc5;
  for (const character of list.map((file) => file.url + file.revision).join("\n"))
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, "0");
}
const cacheName = prefix + versionOf(SITE_FILES);

async function fetchAll(): Promise<void> {
  const cache = await caches.open(cacheName);
  const held = new Set((await cache.keys()).map((request) => request.url));
  // One after another: the page itself may be loading something that the person waits for.
  for (const { url } of SITE_FILES)
    if (!held.has(address(url))) await cache.add(new Request(address(url), { cache: "no-cache" }));
}

async function dropOthers(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(
    names.filter((name) => name.startsWith(prefix) && name !== cacheName).map((name) => caches.delete(name)),
  );
}

async function answer(request: Request, url: string): Promise<Response> {
  const cache = await caches.open(cacheName);
  return (await cache.match(url)) ?? fetch(request);
}

worker.addEventListener("install", (event) => event.waitUntil(fetchAll()));
worker.addEventListener("activate", (event) => event.waitUntil(dropOthers().then(() => worker.clients.claim())));
worker.addEventListener("message", (event) => {
  if (event.data === "take-over") void worker.skipWaiting();
});
worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = request.url.replace(/[?#].*$/, "");
  const page = url === worker.registration.scope ? start : url;
  if (request.method === "GET" && files.has(page)) event.respondWith(answer(request, page));
});
