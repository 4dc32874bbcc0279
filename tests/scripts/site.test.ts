import { readFileSync, readdirSync, statSync } from "node:fs";
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
  const others = ["attn-fast.wasm", "attn-threads-fast.wasm", "attn-threads.wasm"];
  const engines = new Map([
    [site, ["attn-threads.wasm", "attn.wasm"]],
    [join(site, "widget"), [...others, "attn.wasm"]],
    [npmPackage, [...others, "attn.wasm"]],
  ]);
  for (const [folder, names] of engines) {
    expect(readdirSync(folder).filter((name) => name.endsWith(".wasm"))).toEqual(names);
    const scripts = readdirSync(folder).filter((name) => name.endsWith(".js"));
    expect(scripts.filter((name) => read(folder, name).includes("data:application/wasm"))).toEqual([]);
  }
});

test("the page carries its own policy, before anything that the policy is about", () => {
  const page = read(site, "index.html");
  const [tag, policy = ""] = /<meta\s+http-equiv="Content-Security-Policy"\s+content="([^"]*)"/.exec(page) ?? [];
  expect(Object.fromEntries(policy.split(";").map((rule) => rule.trim().split(/ (.*)/, 2)))).toEqual({
    "default-src": "'self'",
    "script-src": "'self' 'wasm-unsafe-eval'",
    "connect-src": "'self' https: http://localhost:*",
    "img-src": "'self' blob:",
    "object-src": "'none'",
    "base-uri": "'none'",
  });
  expect(page.indexOf(tag!)).toBeLessThan(page.search(/<(script|link|style)\b/));
  expect(page).not.toMatch(/ style="|<style|<script(?![^>]*\bsrc=)/);
});

test("the licences of what is built in come with it", () => {
  for (const folder of [site, npmPackage]) {
    const programs = read(folder, "data/licenses/programs.txt");
    for (const name of ["attention-playground", "lit", "lit-html", "comlink", "@noble/hashes"])
      expect(programs).toMatch(new RegExp(`^${name} .*\\(\\S+\\)\n\n.*(MIT|BSD|Apache|Copyright)`, "im"));
  }
});

test("the font is small, and its licence comes with it", () => {
  const fonts = readdirSync(site).filter((name) => name.endsWith(".woff2"));
  expect(fonts).toHaveLength(1);
  expect(statSync(join(site, fonts[0]!)).size).toBeLessThanOrEqual(60 * 1024);
  expect(read(site, "data/licenses/OFL-1.1.txt")).toContain("SIL OPEN FONT LICENSE");
});

test("the bundled model is in the site, not in what the service worker keeps, and not in the package", () => {
  const folder = join(site, "models/e5-small");
  expect(readdirSync(folder).sort()).toEqual([
    "LICENSE",
    "config.json",
    "model.safetensors",
    "tokenizer.json",
    "tokenizer_config.json",
  ]);
  expect(read(site, "service-worker.js")).not.toContain("models/");
  expect(readdirSync(npmPackage)).not.toContain("models");
});
