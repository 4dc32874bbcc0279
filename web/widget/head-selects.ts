/** Where a head of a run is chosen: among its layers, where there are several, and among the heads of one. */
import { html, nothing, type TemplateResult } from "lit";
import type { WidgetStrings } from "../i18n/widget.ts";
import type { Board } from "./board.ts";

type Heads = Board["heads"];

export interface Choice {
  /** Among the board's heads. */
  place: number;
  layer: number;
  head: number;
  isShown: boolean;
}

/** One choice per layer: the head of the shown one's number, or the layer's first. */
export function layerChoices(heads: Heads, shown: number): Choice[] {
  const { layer: shownLayer, head: shownHead } = heads[shown] ?? {};
  const layers = [...new Set(heads.map(({ layer }) => layer))];
  return layers.map((layer) => {
    const same = heads.findIndex((one) => one.layer === layer && one.head === shownHead);
    const place = same < 0 ? heads.findIndex((one) => one.layer === layer) : same;
    return { place, layer, head: heads[place]?.head ?? 0, isShown: layer === shownLayer };
  });
}

/** The heads of the shown one's layer. */
export const headChoices = (heads: Heads, shown: number): Choice[] =>
  heads
    .map(({ layer, head }, place) => ({ place, layer, head, isShown: place === shown }))
    .filter(({ layer }) => layer === heads[shown]?.layer);

export function headSelects(
  { heads, nLayers }: Board,
  shown: number,
  { view }: WidgetStrings,
  choose: (place: number) => void,
): TemplateResult | typeof nothing {
  if (heads.length < 2) return nothing;
  const [layers, inLayer] = [layerChoices(heads, shown), headChoices(heads, shown)];
  const onChange = (event: Event) => choose(Number((event.target as HTMLSelectElement).value));
  const select = (label: string, choices: Choice[], text: (choice: Choice) => string) =>
    html`<select aria-label=${label} @change=${onChange}>
      ${choices.map((one) => html`<option value=${one.place} .selected=${one.isShown}>${text(one)}</option>`)}
    </select>`;
  return html`${layers.length > 1 ? select(view.layerLabel, layers, ({ layer }) => view.layer(layer)) : nothing}
  ${select(view.headLabel, inLayer, ({ head }) => view.head(head, nLayers))}`;
}
