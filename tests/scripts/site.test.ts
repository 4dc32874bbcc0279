import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { npmPackage, site } from "../../scripts/lib/paths.mjs";

const read = (...path: string[]) => readFileSync(join(...path), "utf8");

test("the page names its files relative to itself, so that any sub-path does", () => {
  const addresses = Array.from(read(site, "index.html").matchAll(/(?:src|href)="([^"#]+)"/g), ([, address]) => address);
  expect(addresses.length).toBeGreaterThan(1);
  expect(addresses.filter((address) => /^(\/|\w+:)/.test(address ?? ""))).toEqual([]);
});

test("the service worker knows every file of the page, and no file of the widget", () => {
  const worker = read(site, "service-worker.js");
  for (const name of readdirSync(site).filter((name) => /\.(js|css|wasm|woff2|html)$/.test(name))) {
    if (name !== "service-worker.js") expect(worker).toContain(`"${name}"`);
  }
  expect(worker).toContain('"data/zh.safetensors"');
  expect(worker).not.toContain('"widget/');
});

test("the engine lies beside the scripts once, and no script holds a copy of it", () => {
  for (const folder of [site, npmPackage, join(site, "widget")]) {
    expect(readdirSync(folder).filter((name) => name.endsWith(".wasm"))).toEqual(["attn.wasm"]);
    const scripts = readdirSync(folder).filter((name) => name.endsWith(".js"));
    expect(scripts.filter((name) => read(folder, name).includes("data:application/wasm"))).toEqual([]);
  }
});
