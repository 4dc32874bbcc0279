/** The lines as a stand-alone SVG, with the legend of several heads. */
import { headLook } from "./head-colours.ts";
import { endOf, labelGap, linesFrame, liesDown, spaced, type LineSide } from "./lines-frame.ts";
import { allLines, linesOfToken, sourceOfLines, type Line, type LinesHead, type LinesScene } from "./lines-scene.ts";
import { longestLabel, shorten } from "./matrix-frame.ts";
import { element, inksOf, picture, text, wrapped, type PictureOptions } from "./svg.ts";
import { isChinese, visibleText } from "./token-text.ts";
import { strongestShade } from "./full-shade.ts";
import { type Direction, type Pair, type ViewData, type ViewToken } from "./view-data.ts";

export interface LinesPicture extends PictureOptions {
  heads: readonly LinesHead[];
  direction: Direction;
  pair: Pair | null;
  /** What the two sides are. */
  sides: string;
  /** What else the picture must say. */
  notes: readonly string[];
  tallest: number;
}

const margin = 24;
const font = 13;
const lineHeight = 16;

export function linesSvg(data: ViewData, options: LinesPicture): string {
  const scene = sceneOf(data, options);
  const { frame, inks } = scene;
  const source = sourceOfLines(scene);
  const legend = legendOf(scene);
  const top = legend ? 28 : 0;
  const notes = wrapped([options.sides, ...options.notes].join(" · "), frame.width, (part) =>
    options.measure(part, `11px ${options.fontFamily}`),
  );
  const inside = element(
    "g",
    { transform: `translate(${margin} ${margin})` },
    legend,
    element(
      "g",
      { transform: `translate(0 ${top})` },
      element("g", { opacity: source ? 0.24 : 1 }, ...allLines(scene).map(lineElement)),
      ...(source ? linesOfToken(scene, source).map(lineElement) : []),
      ...labels(scene, "query"),
      ...labels(scene, "key"),
      ...notes.map((line, index) =>
        text(line, { y: frame.height + (index + 1) * lineHeight, "font-size": 11, fill: inks["ink-3"] }),
      ),
    ),
  );
  const height = top + frame.height + notes.length * lineHeight + 8;
  return picture(frame.width + 2 * margin, height + 2 * margin, options, inside);
}

function sceneOf(data: ViewData, options: LinesPicture): LinesScene {
  const { heads, direction, pair, theme, fontFamily, width, tallest } = options;
  const { nQueries, nKeys } = data;
  const measure = (label: string) => options.measure(label, `600 ${font}px ${fontFamily}`);
  const lying = liesDown(data.tokens, width);
  const room = lying ? 80 : longestLabel(width, Math.max(nQueries, nKeys));
  const written = (tokens: readonly ViewToken[]) =>
    tokens.map((token) => shorten(visibleText(token.text), room, measure));
  const [queryLabels, keyLabels] = [written(data.tokens), written(data.keyTokens)];
  const [queryLabel, keyLabel] = [queryLabels, keyLabels].map((list) => Math.max(0, ...list.map(measure))) as [
    number,
    number,
  ];
  const frame = linesFrame({ nQueries, nKeys, queryLabel, keyLabel, available: width, tallest, lying });
  const max = Math.max(...heads.map(({ weights }) => strongestShade(weights)));
  const look = { theme, inks: inksOf(theme), fontFamily };
  return { data, heads, pair, direction, pointed: null, max, frame, queryLabels, keyLabels, ...look };
}

const lineElement = ({ from, to, colour, opacity, width, dashed }: Line) =>
  element("path", {
    d: `M${from.map(inPixels).join(" ")}L${to.map(inPixels).join(" ")}`,
    stroke: colour,
    "stroke-width": width,
    "stroke-opacity": opacity < 1 ? opacity : undefined,
    "stroke-dasharray": dashed ? "5 3" : undefined,
  });

const inPixels = (length: number) => Math.round(length * 10) / 10;

function labels(scene: LinesScene, side: LineSide): string[] {
  const { frame, inks, pair } = scene;
  const texts = side === "query" ? scene.queryLabels : scene.keyLabels;
  const chosen = pair?.[side];
  const order = [...(chosen === undefined ? [] : [chosen]), ...texts.keys()];
  return spaced(order, frame.step[side], font + 1).map((index) => {
    const isChosen = index === chosen;
    const look = { fill: isChosen ? inks.ink : inks["ink-2"], "font-weight": isChosen ? 600 : 400, dy: "0.35em" };
    const [x, y] = endOf(frame, side, index);
    const toward = side === "query" ? -1 : 1;
    if (!frame.lying)
      return text(texts[index]!, { ...look, x: x + toward * labelGap, y, "text-anchor": toward < 0 ? "end" : "start" });
    if (frame.flat) return text(texts[index]!, { ...look, x, y: y + toward * (labelGap + 5), "text-anchor": "middle" });
    return upright(texts[index]!, x, y + toward * labelGap, toward, look);
  });
}

/** Chinese characters one under the other, anything else turned. */
function upright(label: string, x: number, y: number, toward: 1 | -1, look: Record<string, string | number>): string {
  const letters = [...label];
  if (!isChinese(label) && letters.length > 1)
    return text(label, {
      ...look,
      transform: `translate(${x} ${y}) rotate(90)`,
      "text-anchor": toward < 0 ? "end" : "start",
    });
  const begin = toward < 0 ? y - letters.length * font : y;
  return letters
    .map((letter, index) => text(letter, { ...look, x, y: begin + (index + 0.5) * font, "text-anchor": "middle" }))
    .join("");
}

function legendOf({ heads, theme, inks }: LinesScene): string {
  if (heads.length < 2) return "";
  return heads
    .map(({ name }, index) => {
      const { colour, dashed } = headLook(theme, index);
      const x = index * 72;
      const dash = dashed ? "5 3" : undefined;
      const sample = element("path", { d: `M${x} 8h18`, stroke: colour, "stroke-width": 3, "stroke-dasharray": dash });
      return sample + text(name, { x: x + 24, y: 12, "font-weight": 600, fill: inks.ink });
    })
    .join("");
}
