/** The strip and the matrix as they stand on the screen, as stand-alone SVG. */
import { strings } from "../../i18n/index.ts";
import { matrixSvg } from "../../render/matrix-svg.ts";
import { colourDomain } from "../../render/matrix-values.ts";
import { stripSvg } from "../../render/strip-svg.ts";
import type { PictureOptions } from "../../render/svg.ts";
import { axesText, beyondText } from "../../widget/views/matrix-parts.ts";
import { textWidth } from "../../widget/views/text.ts";
import type { Controller } from "../controller.ts";
import { notesOf } from "../model/view-bar/note.ts";
import type { Picture } from "../run/pictures.ts";
import { said } from "../run/said.ts";
import { shownTheme } from "../theme.ts";
import { runsText } from "../words.ts";

const stripWidth = 1296;
const matrixWidth = 720;

/** What a picture shows, in words. */
export const titleOf = ({ state, pins }: Controller, picture: Picture): string =>
  pins.pair
    ? runsText(said(picture, pins.pair, state.direction, pins.selection, strings(state.lang).page))
    : state.text;

export function drawSvg(what: "strip" | "matrix", controller: Controller, picture: Picture): string {
  const { state } = controller;
  const { pair, selection } = controller.pins;
  const { data } = picture;
  const { view, page } = strings(state.lang);
  const { direction, domain } = state;
  const show = data.scoreless ? "weights" : state.show;
  const look: Omit<PictureOptions, "width"> = {
    theme: shownTheme(state.theme),
    title: titleOf(controller, picture),
    fontFamily: getComputedStyle(document.body).fontFamily,
    measure: textWidth,
  };
  if (what === "strip")
    return stripSvg(data, {
      ...{ ...look, direction, domain, selection },
      ...{ pair: pair ?? { query: 0, key: 0 }, width: stripWidth },
    });
  const axes = axesText({ show, over: data.over }, view);
  const beyond = beyondText(colourDomain(data, { show, domain, direction, pair }), strings(state.lang));
  const notes = [...(beyond ? [`${beyond}.`] : []), ...notesOf(picture, page.model.views)];
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
