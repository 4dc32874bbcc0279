// A static server for dist/site: `node scripts/serve.mjs [--port N]`. Tests use serve() with folders and headers of their own.
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createServer } from "node:http";
import path from "node:path";
import { isMain, reportFailure } from "./lib/main.mjs";
import { site } from "./lib/paths.mjs";

const types = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".webmanifest": "application/manifest+json; charset=utf-8",
  ".tsv": "text/tab-separated-values; charset=utf-8",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".woff2": "font/woff2",
};

/** The file that a request's path means, or null where it is none, or outside of the folder. */
async function fileFor(folder, address) {
  let name;
  try {
    name = decodeURIComponent(new URL(address, "http://localhost").pathname);
  } catch {
    return null;
  }
  const file = path.join(folder, name.endsWith("/") ? `${name}index.html` : name);
  if (name.includes("\0") || !file.startsWith(path.join(folder, path.sep))) return null;
  const info = await stat(file).catch(() => null);
  return info?.isFile() ? { file, info } : null;
}

/** A name with a hash in it never changes its bytes; any other file is asked for again, and sent only if it changed. */
const cacheControl = (file) =>
  /-[\w-]{8}\.(js|css|woff2)$/.test(file) ? "public, max-age=31536000, immutable" : "no-cache";

/** The bytes that a request asks for: null for all of them, "none" where the file ends before they begin. */
function rangeOf({ headers }, size, etag) {
  const asked = /^bytes=(\d+)-(\d*)$/.exec(headers.range ?? "");
  if (!asked || (headers["if-range"] ?? etag) !== etag) return null;
  const start = Number(asked[1]);
  const end = asked[2] === "" ? size - 1 : Math.min(Number(asked[2]), size - 1);
  return start < size && start <= end ? { start, end } : "none";
}

async function answer(folder, headers, request, response) {
  const send = (status, fields = {}) => response.writeHead(status, { ...headers, ...fields });
  if (request.method !== "GET" && request.method !== "HEAD") return send(405, { allow: "GET, HEAD" }).end();
  const found = await fileFor(folder, request.url);
  if (!found) return send(404, { "content-type": "text/plain; charset=utf-8" }).end("Not found\n");
  const { file, info } = found;
  const etag = `"${info.size.toString(36)}-${info.mtimeMs.toString(36)}"`;
  const common = {
    etag,
    "cache-control": cacheControl(file),
    "x-content-type-options": "nosniff",
    "accept-ranges": "bytes",
  };
  if (request.headers["if-none-match"] === etag) return send(304, common).end();
  const type = types[path.extname(file)] ?? "application/octet-stream";
  const range = request.method === "GET" ? rangeOf(request, info.size, etag) : null;
  if (range === "none") return send(416, { ...common, "content-range": `bytes */${info.size}` }).end();
  const fields = { ...common, "content-type": type, "content-length": range ? range.end - range.start + 1 : info.size };
  if (range) send(206, { ...fields, "content-range": `bytes ${range.start}-${range.end}/${info.size}` });
  else send(200, fields);
  if (request.method === "HEAD") return response.end();
  return createReadStream(file, range ?? {})
    .on("error", () => response.destroy())
    .pipe(response);
}

/** What makes a page cross-origin isolated: only such a page may have threads. */
export const isolation = {
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
};

/** Serves `folder` on localhost. Port 0 is any free one. Resolves to the address and a function that stops the server. */
export async function serve(folder = site, { port = 0, headers = {} } = {}) {
  const server = createServer((request, response) => {
    answer(path.resolve(folder), headers, request, response).catch(() => response.destroy());
  });
  await new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "localhost", resolve);
  });
  const close = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://localhost:${server.address().port}/`, close };
}

/** The port after `--port`, or 8080; where that is taken and nobody asked for it, any free one. */
export async function serveSite(flags) {
  const asked = flags.includes("--port") ? Number(flags[flags.indexOf("--port") + 1]) : null;
  if (asked !== null && !(Number.isInteger(asked) && asked >= 0 && asked < 65536)) {
    throw new Error("--port takes a number from 0 to 65535");
  }
  const { url } = await serve(site, { port: asked ?? 8080, headers: isolation }).catch((error) => {
    if (asked !== null || error.code !== "EADDRINUSE") throw error;
    return serve(site, { headers: isolation });
  });
  console.log(`Attention Playground: ${url}   (Ctrl+C stops it)`);
}

if (isMain(import.meta.url)) await serveSite(process.argv.slice(2)).catch(reportFailure("serve"));
