/** Every family on the headers of real files: no engine, no numbers. */
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { readFamily } from "../../../web/engine/families/index.ts";
import type { FamilyModel } from "../../../web/engine/families/family.ts";
import { describeWithData, testData } from "../../data.ts";

interface Header {
  [name: string]: { dtype: string; shape: number[] };
}

function headerOf(file: string): Header {
  const bytes = readFileSync(file);
  const length = Number(bytes.readBigUInt64LE(0));
  const { __metadata__: _, ...tensors } = JSON.parse(bytes.subarray(8, 8 + length).toString()) as Header;
  return tensors;
}

const folders = (root: string) => readdirSync(testData(root)).filter((name) => !name.includes("."));

describeWithData("the families of the fixtures", ["fixtures"], () => {
  it.each(folders("fixtures"))("%s", (name) => {
    const folder = testData(`fixtures/${name}`);
    const files = readdirSync(folder).filter((file) => /^model.*\.safetensors$/.test(file));
    const tensors: Header = Object.fromEntries(
      files.flatMap((file) => Object.entries(headerOf(path.join(folder, file)))),
    );
    const config = JSON.parse(readFileSync(path.join(folder, "config.json"), "utf8")) as unknown;
    const family: FamilyModel = readFamily(config, Object.keys(tensors));
    expect(family.description).toMatchSnapshot();
  });
});
