/** The lines as they stand on the screen, as a stand-alone SVG. */
import { strings } from "../../../i18n/index.ts";
import { formatLimit } from "../../../render/numbers.ts";
import { maxOf } from "../../../render/view-data.ts";
import { linesSvg } from "../../../render/lines-svg.ts";
import { textWidth } from "../../../widget/views/text.ts";
import type { Controller } from "../../controller.ts";
import type { Picture } from "../../run/pictures.ts";
import { shownTheme } from "../../theme.ts";
import { titleOf } from "../../actions/pictures.ts";
import { notesOf } from "./note.ts";

const width = 560;
const tallest = 900;

export function drawLines(controller: Controller, picture: Picture): string {
  const { state } = controller;
  const { pair } = controller.pins;
  const { view, page } = strings(state.lang);
  const { data } = picture;
  const shown = document.querySelector("attn-lines");
  const heads = shown?.heads.length ? shown.heads : [{ name: "", weights: data.weights }];
  const most = Math.max(...heads.map(({ weights }) => maxOf(weights)));
  return linesSvg(data, {
    theme: shownTheme(state.theme),
    title: titleOf(controller, picture),
    fontFamily: getComputedStyle(document.body).fontFamily,
    measure: textWidth,
    heads,
    direction: state.direction,
    pair,
    sides: `${shown?.lying ? view.linesRows : view.linesColumns} · ${view.strongestLine(formatLimit(most))}`,
    notes: notesOf(picture, page.model.views),
    width,
    tallest,
  });
}
