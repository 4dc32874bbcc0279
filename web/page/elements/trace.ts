import { html, nothing, type PropertyValues } from "lit";
import type { HeadPlace } from "../../engine/model-types.ts";
import type { AttentionRun, Tensor, TraceName } from "../../engine/types.ts";
import type { Strings } from "../../i18n/index.ts";
import { colourTable, type Theme } from "../../render/colours.ts";
import { formatLimit } from "../../render/numbers.ts";
import { math } from "../../render/mathml.ts";
import type { TracePicture } from "../formula/traces.ts";
import { fill } from "../words.ts";
import { LightElement } from "./light-element.ts";

/** One vector or matrix of the run as a small heat map: a row per token or per output dimension. */
export class Trace extends LightElement {
  static override properties = {
    run: { attribute: false },
    place: {
      attribute: false,
      hasChanged: (now: object, before: object) => String(Object.values(now)) !== String(Object.values(before ?? {})),
    },
    picture: { attribute: false },
    theme: {},
    words: { attribute: false },
    tensor: { state: true },
  };
  declare run: AttentionRun;
  /** Of which head. */
  declare place: HeadPlace;
  declare picture: TracePicture;
  declare theme: Theme;
  declare words: Strings["page"];
  declare tensor: Tensor | null;
  #asked: object | null = null;

  constructor() {
    super();
    this.tensor = null;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get("picture");
    if (changed.has("run") || changed.has("place") || (before && before.name !== this.picture.name)) void this.#load();
  }

  async #load(): Promise<void> {
    const { run, place, picture } = this;
    const asked = (this.#asked = {});
    // A name is one that this kind of run has.
    const tensor = await run.trace(picture.name as TraceName, place).catch(() => null);
    if (this.#asked === asked) this.tensor = tensor;
  }

  protected override render() {
    const { tensor, words } = this;
    if (!tensor) return nothing;
    const [rows, columns] = size(tensor);
    const extent = fill(rows === 1 ? words.formula.dimensions : words.formula.matrixSize, {
      n: columns,
      rows,
      columns,
    });
    const largest = fill(words.formula.largest, { value: formatLimit(largestOf(tensor.data)) });
    return html`<figure class="trace">
      <figcaption>${math(this.picture.math)}<span>${extent}</span><span class="range">${largest}</span></figcaption>
      <canvas role="img" aria-label="${this.picture.name}: ${extent}, ${largest}"></canvas>
    </figure>`;
  }

  protected override updated(): void {
    const canvas = this.querySelector("canvas");
    if (!canvas || !this.tensor) return;
    const [rows, columns] = size(this.tensor);
    canvas.width = columns;
    canvas.height = rows;
    canvas.getContext("2d")?.putImageData(heatMap(this.tensor, this.theme), 0, 0);
    canvas.style.height = `${rows === 1 ? 18 : Math.max(24, Math.min(rows * 9, 110))}px`;
  }
}

const size = ({ shape }: Tensor): [rows: number, columns: number] =>
  shape.length > 1 ? [shape.at(-2) ?? 1, shape.at(-1) ?? 1] : [1, shape[0] ?? 1];

function largestOf(data: Float32Array): number {
  let largest = 0;
  for (const value of data) largest = Math.max(largest, Math.abs(value));
  return largest;
}

function heatMap(tensor: Tensor, theme: Theme): ImageData {
  const [rows, columns] = size(tensor);
  const table = colourTable(theme, "signed");
  const largest = largestOf(tensor.data) || 1;
  const image = new ImageData(columns, rows);
  for (let i = 0; i < rows * columns; i++) {
    const shade = Math.round((((tensor.data[i] ?? 0) / largest + 1) / 2) * 255);
    image.data.set(table.subarray(shade * 4, shade * 4 + 4), i * 4);
  }
  return image;
}
