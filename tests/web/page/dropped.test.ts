import { describe, expect, it } from "vitest";
import { whatDropped } from "../../../web/page/actions/dropped.ts";

const filesOf = (...paths: string[]) => paths.map((path) => ({ path, blob: new File([], path.split("/").at(-1)!) }));

describe("what was dropped", () => {
  it("is a model where there is a config.json, with the folder's name", () => {
    const files = filesOf("bert/onnx/config.json", "bert/config.json", "bert/model.safetensors", "bert/.gitattributes");
    const dropped = whatDropped({ files, name: "bert" });
    expect(dropped).toMatchObject({ kind: "model", name: "bert", besides: [] });
    expect(dropped.kind === "model" && dropped.files.map(({ path }) => path)).toEqual([
      "bert/onnx/config.json",
      "bert/config.json",
      "bert/model.safetensors",
    ]);
  });

  it("is the model in it where folders lie around it", () => {
    const files = filesOf("models/tiny/config.json", "models/tiny/vocab.txt", "models/glove.txt");
    expect(whatDropped({ files, name: "models" })).toMatchObject({
      kind: "model",
      name: "tiny",
      besides: ["glove.txt"],
    });
  });

  it("is a model also as loose files, and says what does not belong to it", () => {
    const files = filesOf("model.safetensors", "config.json", "vocab.txt", "cc.en.vec", "en.txt.gz");
    expect(whatDropped({ files })).toMatchObject({
      kind: "model",
      name: "model",
      besides: ["cc.en.vec", "en.txt.gz"],
    });
  });

  it("is one file of another kind", () => {
    for (const name of ["glove.txt", "run.json", "a.vec", "a.txt.gz"]) {
      const [file] = filesOf(name);
      expect(whatDropped({ files: [file!] })).toEqual({ kind: "file", file: file!.blob });
    }
  });

  it("is no model without its config.json", () => {
    expect(whatDropped({ files: filesOf("pictures/a.png"), name: "pictures" })).toEqual({
      kind: "no_config",
      name: "pictures",
    });
    expect(whatDropped({ files: filesOf("model.safetensors") })).toEqual({
      kind: "no_config",
      name: "model.safetensors",
    });
    expect(whatDropped({ files: [], name: "empty" })).toEqual({ kind: "no_config", name: "empty" });
  });

  it("is several things at once, or nothing", () => {
    expect(whatDropped({ files: filesOf("a.vec", "b.json") })).toEqual({ kind: "several", names: ["a.vec", "b.json"] });
    expect(whatDropped({ files: filesOf(".DS_Store") })).toEqual({ kind: "nothing" });
  });
});
