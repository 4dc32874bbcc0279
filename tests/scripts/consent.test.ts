/** Setup on machines other than this one: who is asked, who never waits, and what is said where it cannot help. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import path from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { at } from "../../scripts/lib/paths.mjs";
import { mayInstall } from "../../scripts/setup/consent.mjs";
import { obstacle } from "../../scripts/setup/obstacle.mjs";

/** A module and everything that it imports statically, by path. */
function reachable(file: string, found = new Map<string, string[]>()): Map<string, string[]> {
  if (found.has(file)) return found;
  const imports = [...readFileSync(file, "utf8").matchAll(/^(?:import|export)\b[^;]*?from "([^"]+)";/gm)];
  const names = imports.map(([, name = ""]) => name);
  found.set(file, names);
  for (const name of names.filter((name) => name.startsWith(".")))
    reachable(path.resolve(path.dirname(file), name), found);
  return found;
}

it.each(["setup", "start", "test"])("scripts/%s.mjs begins with Node's built-ins alone", (name) => {
  const modules = reachable(at(`scripts/${name}.mjs`));
  expect(modules.size).toBeGreaterThan(5);
  for (const [file, names] of modules) for (const name of names) expect(name, file).toMatch(/^(node:|\.)/);
});

describe("consent", () => {
  afterEach(() => {
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
  });
  const as = (uid: number, ci = "") => {
    vi.stubEnv("CI", ci);
    vi.spyOn(process as { getuid(): number }, "getuid").mockReturnValue(uid);
  };

  it("is taken for granted as root, in CI and with --yes", async () => {
    as(0);
    expect(await mayInstall({ yes: false })).toBe(true);
    as(1000, "true");
    expect(await mayInstall({ yes: false })).toBe(true);
    as(1000);
    expect(await mayInstall({ yes: true })).toBe(true);
  });

  it("is not, and nobody is waited for, where there is no terminal", async () => {
    const program = `
      process.getuid = () => 1000;
      const { mayInstall } = await import(${JSON.stringify(at("scripts/setup/consent.mjs"))});
      console.log(await mayInstall({ yes: false }));`;
    const { CI: _, ...env } = process.env;
    // A pipe that stays open: whoever reads from it waits.
    const child = spawn(process.execPath, ["--input-type=module", "-e", program], { env });
    const [answer] = (await once(child.stdout.setEncoding("utf8"), "data")) as [string];
    const [code] = (await once(child, "exit")) as [number | null];
    expect({ answer, code }).toEqual({ answer: "false\n", code: 0 });
  });
});

describe("what is said where setup cannot install", () => {
  const newer = { name: "Emscripten", apt: ["emscripten"], newer: true, elsewhere: "emsdk" };
  const plain = { name: "Ninja", apt: ["ninja-build"], elsewhere: "brew install ninja" };
  const debianOnly = { name: "Firefox", apt: ["firefox-esr"], debianOnly: true, elsewhere: "FIREFOX" };
  const here = { codename: null, mayInstall: true, hasApt: false };

  it("is nothing where it can, or where nothing is missing", () => {
    expect(obstacle([newer, plain], { ...here, codename: "bookworm" })).toBeNull();
    expect(obstacle([], { ...here, codename: "bookworm", mayInstall: false })).toBeNull();
    expect(obstacle([], here)).toBeNull();
  });

  it("is to become root on Debian, with the packages that are missing", () => {
    const said = obstacle([newer, plain], { ...here, codename: "bookworm", mayInstall: false });
    expect(said).toMatch(/root or sudo.*\n.*emscripten\n.*ninja-build$/);
  });

  it("is a way to get each on other systems, by apt-get where that has it new enough", () => {
    const needs = [newer, plain, debianOnly];
    expect(obstacle(needs, here)).toMatch(
      /\n {2}Emscripten: emsdk\n {2}Ninja: brew install ninja\n {2}Firefox: FIREFOX$/,
    );
    expect(obstacle(needs, { ...here, hasApt: true })).toMatch(
      /\n {2}Emscripten: emsdk\n {2}Ninja: sudo apt-get install ninja-build\n {2}Firefox: FIREFOX$/,
    );
  });
});
