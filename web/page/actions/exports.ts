/** Saves the present view: pictures, numbers, the embed code, the state. */
import { toExplanationJson } from "../../engine/run-json.ts";
import type { RunJson } from "../../engine/types.ts";
import type { Controller } from "../controller.ts";
import type { Picture } from "../run/pictures.ts";
import { formatStateFile } from "../state/file.ts";
import { download, downloadText, fileName } from "./download.ts";
import { commandLine } from "./command.ts";
import { embedCode } from "./embed.ts";
import { drawSvg } from "./pictures.ts";
import { pngOf } from "./png.ts";

type Drawn = "strip" | "matrix" | "lines";
export type ExportId = `${Drawn}-${"png" | "svg"}` | "json" | "embed" | "command" | "state" | "open";

export class Exports {
  readonly #controller: Controller;
  readonly #copy: (text: string) => Promise<void>;

  constructor(controller: Controller, copy: (text: string) => Promise<void>) {
    this.#controller = controller;
    this.#copy = copy;
  }

  async make(id: Exclude<ExportId, "open">): Promise<void> {
    const { state, picture } = this.#controller;
    const { pair } = this.#controller.pins;
    if (id === "state") return downloadText(this.#name("state", "json"), formatStateFile(state), "application/json");
    const shown = pair && picture && { ...picture.data, pair };
    if (id === "embed") return this.#copy(embedCode({ state, shown, page: new URL(".", document.baseURI).href }));
    if (id === "command") return this.#copy(commandLine(state, shown));
    if (!picture) return;
    if (id === "json") return this.#json(picture);
    const [what, kind] = id.split("-") as [Drawn, "png" | "svg"];
    const svg = what === "lines" ? await this.#lines(picture) : drawSvg(what, this.#controller, picture);
    if (kind === "svg") downloadText(this.#name(what, "svg"), svg, "image/svg+xml");
    else download(this.#name(what, "png"), await pngOf(svg));
  }

  async #lines(picture: Picture): Promise<string> {
    const { drawLines } = await import("../model/view-bar/lines-picture.ts");
    return drawLines(this.#controller, picture);
  }

  #name(what: string, extension: string): string {
    return fileName(this.#controller.state.text, what, extension);
  }

  async #json(picture: Picture): Promise<void> {
    const { runner, pins } = this.#controller;
    const json = await jsonOf(picture);
    const explanation = runner.explained?.picture === picture ? runner.explained.explanation : null;
    const { query, key } = explanation ?? pins.pair ?? {};
    const pinned = query === undefined ? {} : { query, key };
    const whole = { ...json, ...pinned, ...(explanation && { explanation: toExplanationJson(explanation) }) };
    downloadText(this.#name("run", "json"), JSON.stringify(whole), "application/json");
  }
}

/** All heads of word vectors; of a transformer the shown one: all would be a hundred times as much. */
function jsonOf({ run, model, head }: Picture): Promise<RunJson> {
  return model ? model.run.toJSON({ layer: model.layer, kind: model.kind, head }) : run.toJSON();
}
