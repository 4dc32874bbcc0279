import { describe, expect, it } from "vitest";
import { chosenFiles, droppedFiles, isModelFile } from "../../../../web/text/model/dropped.ts";

/** Entries as a browser hands them out: two at a time, then none. */
function entryOf(fullPath: string, inner: object[] | null): object {
  const name = fullPath.split("/").at(-1)!;
  if (inner === null)
    return { isFile: true, fullPath, name, file: (done: (file: File) => void) => done(new File(["x"], name)) };
  const createReader = () => {
    const left = [...inner];
    return { readEntries: (done: (some: object[]) => void) => done(left.splice(0, 2)) };
  };
  return { isFile: false, isDirectory: true, fullPath, name, createReader };
}
const itemsOf = (entries: object[]) =>
  entries.map((entry) => ({ kind: "file", webkitGetAsEntry: () => entry })) as unknown as DataTransferItemList;

describe("a drop", () => {
  it("of a folder gives all files in it with their paths, and its name", async () => {
    const paths = ["config.json", "model.safetensors", "vocab.txt", "LICENSE", "README.md"].map((name) =>
      entryOf(`/bert/${name}`, null),
    );
    const folder = entryOf("/bert", [...paths, entryOf("/bert/onnx", [entryOf("/bert/onnx/a.bin", null)])]);
    const given = await droppedFiles(itemsOf([folder]));
    expect(given.name).toBe("bert");
    expect(given.files.map(({ path }) => path)).toEqual([
      "bert/config.json",
      "bert/model.safetensors",
      "bert/vocab.txt",
      "bert/LICENSE",
      "bert/README.md",
      "bert/onnx/a.bin",
    ]);
  });
  it("of files gives them as they are", async () => {
    const given = await droppedFiles(itemsOf([entryOf("/config.json", null), entryOf("/model.safetensors", null)]));
    expect(given).toMatchObject({ files: [{ path: "config.json" }, { path: "model.safetensors" }] });
  });
  it("of files without entries, as a script makes them, gives the files", async () => {
    const file = new File(["x"], "a.txt");
    const items = [
      { kind: "string", webkitGetAsEntry: () => null, getAsFile: () => null },
      { kind: "file", webkitGetAsEntry: () => null, getAsFile: () => file },
    ];
    const given = await droppedFiles(items as unknown as DataTransferItemList);
    expect(given).toEqual({ files: [{ path: "a.txt", blob: file }] });
  });
  it("is told from what a dialog gives by nothing", () => {
    const inFolder = (name: string) => Object.assign(new File([], name), { webkitRelativePath: `bert/${name}` });
    expect(chosenFiles([inFolder("config.json"), inFolder("vocab.txt")])).toMatchObject({
      name: "bert",
      files: [{ path: "bert/config.json" }, { path: "bert/vocab.txt" }],
    });
    expect(chosenFiles([new File([], "a.vec")])).toEqual({
      files: [{ path: "a.vec", blob: expect.any(File) as File }],
    });
  });
  it("is a model's by its names, not that of word vectors or a run", () => {
    const names = [
      "config.json",
      "a/model.safetensors",
      "model-00001-of-00002.safetensors",
      "model.safetensors.index.json",
    ];
    expect(names.every(isModelFile)).toBe(true);
    expect(["glove.txt", "run.json", "en.safetensors", "package.json"].some(isModelFile)).toBe(false);
  });
});
