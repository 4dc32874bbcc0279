import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { serve } from "../../scripts/serve.mjs";

let folder: string;
let server: Awaited<ReturnType<typeof serve>>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "serve-"));
  await mkdir(join(folder, "site/sub"), { recursive: true });
  await writeFile(join(folder, "secret.txt"), "secret");
  await writeFile(join(folder, "site/index.html"), "<p>home");
  await writeFile(join(folder, "site/sub/index.html"), "<p>sub");
  await writeFile(join(folder, "site/attn.wasm"), new Uint8Array(8));
  await writeFile(join(folder, "site/index-Ab_-9xYz.js"), "1");
  server = await serve(join(folder, "site"), { headers: { "content-security-policy": "default-src 'self'" } });
});

afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

/** The status of a path sent as it stands: fetch() would resolve its dots first. */
const statusOf = (path: string) =>
  new Promise<number | undefined>((resolve, reject) => {
    request(server.url, { path }, (response) => resolve(response.resume().statusCode))
      .on("error", reject)
      .end();
  });

test("a folder is answered with its index.html", async () => {
  expect(await (await fetch(server.url)).text()).toBe("<p>home");
  expect(await (await fetch(`${server.url}sub/?q=1`)).text()).toBe("<p>sub");
});

test("the headers that were asked for come with every answer", async () => {
  for (const path of ["", "missing"]) {
    const { headers } = await fetch(server.url + path);
    expect(headers.get("content-security-policy")).toBe("default-src 'self'");
  }
});

test("WebAssembly has the type that streaming compilation needs", async () => {
  expect((await fetch(`${server.url}attn.wasm`)).headers.get("content-type")).toBe("application/wasm");
});

test("a name with a hash is kept for good, any other file is asked for again", async () => {
  const cacheOf = async (path: string) => (await fetch(server.url + path)).headers.get("cache-control");
  expect(await cacheOf("index-Ab_-9xYz.js")).toContain("immutable");
  expect(await cacheOf("")).toBe("no-cache");
  const etag = (await fetch(server.url)).headers.get("etag") ?? "";
  expect((await fetch(server.url, { headers: { "if-none-match": etag } })).status).toBe(304);
});

test.each(["/../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt", "/%00", "/%", "//", "/none"])(
  "nothing outside the folder is served: %s",
  async (path) => {
    expect(await statusOf(path)).toBe(404);
  },
);

test("only reading is allowed", async () => {
  expect((await fetch(server.url, { method: "POST" })).status).toBe(405);
});

test("a part of a file comes alone, unless the file has changed", async () => {
  const url = `${server.url}attn.wasm`;
  const ask = (headers: Record<string, string>) => fetch(url, { headers });
  const part = await ask({ range: "bytes=2-4" });
  expect([part.status, part.headers.get("content-range"), (await part.arrayBuffer()).byteLength]).toEqual([
    206,
    "bytes 2-4/8",
    3,
  ]);
  expect((await (await ask({ range: "bytes=5-" })).arrayBuffer()).byteLength).toBe(3);
  const etag = part.headers.get("etag")!;
  expect((await ask({ range: "bytes=5-", "if-range": etag })).status).toBe(206);
  expect((await ask({ range: "bytes=5-", "if-range": '"other"' })).status).toBe(200);
  const beyond = await ask({ range: "bytes=8-" });
  expect([beyond.status, beyond.headers.get("content-range")]).toEqual([416, "bytes */8"]);
});
