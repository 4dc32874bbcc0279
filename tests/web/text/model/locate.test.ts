import { describe, expect, it } from "vitest";
import { locateModel, nameAt } from "../../../../web/text/model/locate.ts";
import { findFolder, findPackage } from "../../../../web/text/model/node-folder.ts";

const inPage = { baseUrl: "https://site.example/play/" };
const urlOf = (given: string | URL) => {
  const location = locateModel(given, inPage);
  return location.kind === "url" ? location.url : location.kind;
};

describe("locateModel", () => {
  it.each([
    ["distilgpt2", "https://huggingface.co/distilgpt2/resolve/main/"],
    ["org/name", "https://huggingface.co/org/name/resolve/main/"],
    ["org/name@v1.0", "https://huggingface.co/org/name/resolve/v1.0/"],
    ["https://huggingface.co/org/name", "https://huggingface.co/org/name/resolve/main/"],
    ["https://huggingface.co/org/name/tree/dev", "https://huggingface.co/org/name/resolve/dev/"],
    ["https://huggingface.co/org/name/blob/main/config.json", "https://huggingface.co/org/name/resolve/main/"],
    ["http://localhost:8000/models/x", "http://localhost:8000/models/x/"],
    ["https://host.example/x/model.safetensors?t=1", "https://host.example/x/?t=1"],
    [" e5-small ", "https://site.example/play/models/e5-small/"],
  ])("finds %s", (given, url) => expect(urlOf(given)).toBe(url));

  it.each(["", "a b", "../up", "/abs", "a/b/c", "ftp://x/y", "javascript:alert(1)", "org/na me", "a@", "https://"])(
    "refuses %j",
    (given) => expect(() => locateModel(given, inPage)).toThrow(),
  );

  it.each(["http://", "https://[", "https://a b/", null, undefined, 5, {}, { files: 5 }])(
    "refuses %j with a sentence of its own",
    (given) => expect(() => locateModel(given as string, inPage)).toThrow(/^The model ".*" must be/),
  );

  it.each([
    ["https://huggingface.co/org/name", "org/name"],
    ["https://huggingface.co/name/tree/dev", "name"],
    ["http://localhost:8000/models/x/config.json", "x"],
    ["http://localhost:8000", "localhost:8000"],
  ])("calls %s %s", (given, name) => expect(locateModel(given, inPage).name).toBe(name));

  it.each(["e5-small", "distilgpt2", "org/name", "org/name@v1.0", "http://localhost:8000/models/x/"])(
    "finds the name of where %s lies",
    (given) => expect(nameAt(urlOf(given), inPage.baseUrl)).toBe(given),
  );

  it("takes the files below the folder that has config.json", () => {
    const files = ["drop/README.md", "drop/m/config.json", "drop/m/model.safetensors", "drop/m/onnx/config.json"].map(
      (path) => ({ path, blob: new Blob([]) }),
    );
    const location = locateModel({ files, name: "drop" }, inPage);
    expect(location.kind === "files" && location.files.map(({ path }) => path)).toEqual([
      "config.json",
      "model.safetensors",
      "onnx/config.json",
    ]);
    expect(() => locateModel([], inPage)).toThrow(/must be files/);
  });

  it("takes files as they are, and nothing that is none", () => {
    const files = [new File([], "config.json"), { path: "model.safetensors", blob: new Blob([]) }];
    const location = locateModel({ files }, inPage);
    expect(location.kind === "files" && location.files.map(({ path }) => path)).toEqual([
      "config.json",
      "model.safetensors",
    ]);
    for (const bad of [
      [{}],
      [null],
      ["config.json"],
      [new Blob([])],
      { files: [5] },
      { files: [{ path: "config.json" }] },
    ])
      expect(() => locateModel(bad as File[], inPage)).toThrow(/must be files/);
  });

  it("finds folders and installed packages in Node", () => {
    const inNode = { ...inPage, findFolder, findPackage };
    expect(locateModel("web/models/e5-small", inNode)).toMatchObject({ kind: "folder", name: "e5-small" });
    expect(locateModel("e5-small", inNode)).toMatchObject({ kind: "folder", name: "e5-small" });
    expect(findPackage("../../etc")).toBeNull();
    expect(findFolder("no/such/folder")).toBeNull();
    expect(() => locateModel("", inNode)).toThrow(/must be a model's name/);
    const without = { ...inNode, findPackage: () => null };
    expect(() => locateModel("e5-small", without)).toThrow(/install the package attention-playground-e5-small/);
  });
});
