/** The strip and the matrix as they stand on the screen, as stand-alone SVG. */
import { strings } from "../../i18n/index.ts";
import { matrixSvg } from "../../render/matrix-svg.ts";
import { stripSvg } from "../../render/strip-svg.ts";
import type { PictureOptions } from "../../render/svg.ts";
import { textWidth } from "../../widget/views/text.ts";
import type { Controller } from "../controller.ts";
import { notesOf } from "../model/view-bar/note.ts";
import type { Picture } from "../run/pictures.ts";
import { readout } from "../run/readout.ts";
import { shownTheme } from "../theme.ts";
import { runsText } from "../words.ts";

export type Drawn = "strip" | "matrix";

const stripWidth = 1296;
const matrixWidth = 720;

export function drawSvg(what: Drawn, { state, pair, selection }: Controller, picture: Picture): string {
  const { data } = picture;
  const { view, page } = strings(state.lang);
  const { direction, domain } = state;
  const show = data.scoreless ? "weights" : state.show;
  const look: Omit<PictureOptions, "width"> = {
    theme: shownTheme(state.theme),
    title: pair ? runsText(readout(data, pair, direction, selection, page.readout)) : state.text,
    fontFamily: getComputedStyle(document.body).fontFamily,
    measure: textWidth,
  };
  if (what === "strip")
    return stripSvg(data, { ...look, direction, selection, pair: pair ?? { query: 0, key: 0 }, width: stripWidth });
  const axes = `${view.axes} · ${view.sums[data.over]}`;
  const notes = notesOf(picture, page.model.views);
  return matrixSvg(data, {
    ...look,
    direction,
    show,
    domain,
    pair,
    axes,
    notes,
    width: matrixWidth,
    tallest: matrixWidth,
  });
}
