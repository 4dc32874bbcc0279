import { expect, test } from "vitest";
import { archiveAddress } from "../../scripts/setup/debian.mjs";
import { missingNeeds } from "../../scripts/setup/needs.mjs";

const deb822 = `Types: deb
# a comment
URIs: http://mirror.example/debian
Suites: bookworm bookworm-updates
Components: main

Types: deb
URIs: http://mirror.example/debian-security
Suites: bookworm-security
Components: main
`;

test.each([
  ["deb822", deb822],
  ["one line", "deb http://mirror.example/debian bookworm main contrib\n"],
  ["one line with options", "# old\ndeb [arch=amd64 signed-by=/k.gpg] http://mirror.example/debian bookworm main\n"],
])("the archive's address is found in apt's sources: %s", (_format, text) => {
  expect(archiveAddress(text, "bookworm")).toBe("http://mirror.example/debian");
});

test.each([
  ["another release", "deb http://mirror.example/debian trixie main\n"],
  ["only security", deb822.slice(deb822.indexOf("\n\n"))],
  ["commented out", "# deb http://mirror.example/debian bookworm main\n"],
  ["nothing", ""],
])("no address is made up where there is none: %s", (_case, text) => {
  expect(archiveAddress(text, "bookworm")).toBeNull();
});

test("a machine that runs these tests lacks nothing", () => {
  expect(missingNeeds({ tests: true }).map((need) => need.name)).toEqual([]);
});
