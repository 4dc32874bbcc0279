/** The lines on two canvases: all of them, which only new numbers redraw, and over them the token that is looked at. */
import { endOf, labelGap, spaced, type LineSide } from "./lines-frame.ts";
import { headLook } from "./head-colours.ts";
import { allLines, linesOfToken, sourceOfLines, weightsOf } from "./lines-scene.ts";
import type { Line, LinesScene, LinesToken } from "./lines-scene.ts";
import { formatWeight } from "./numbers.ts";
import { isChinese } from "./token-text.ts";

type Pen = CanvasRenderingContext2D;

const font = 13;
const small = 11;
/** What one label needs along its side. */
const labelRoom = 14;
const otherSide = (side: LineSide): LineSide => (side === "query" ? "key" : "query");

function stroke(pen: Pen, lines: readonly Line[]): void {
  pen.lineCap = "round";
  for (const { from, to, colour, opacity, width, dashed } of lines) {
    pen.strokeStyle = colour;
    pen.globalAlpha = opacity;
    pen.lineWidth = width;
    pen.setLineDash(dashed ? [5, 3] : []);
    pen.beginPath();
    pen.moveTo(...from);
    pen.lineTo(...to);
    pen.stroke();
  }
  pen.globalAlpha = 1;
  pen.setLineDash([]);
}

export function drawAllLines(pen: Pen, scene: LinesScene): void {
  pen.clearRect(0, 0, scene.frame.width, scene.frame.height);
  stroke(pen, allLines(scene));
}

/** The lines of the token that is looked at, every label, and the numbers. */
export function drawLooked(pen: Pen, scene: LinesScene): void {
  pen.clearRect(0, 0, scene.frame.width, scene.frame.height);
  const source = sourceOfLines(scene);
  if (source) stroke(pen, linesOfToken(scene, source));
  const strong = source ? strongest(scene, source) : [];
  drawLabels(pen, scene, "query", source, strong);
  drawLabels(pen, scene, "key", source, strong);
  if (source) drawNumbers(pen, scene, source, strong);
}

/** Of the other side the tokens with the largest weight of any head, the largest first. */
function strongest(scene: LinesScene, source: LinesToken): number[] {
  const isDense = scene.frame.step[otherSide(source.side)] < labelRoom;
  const rows = scene.heads.map((head) => weightsOf(scene, head, source));
  const most = Array.from(rows[0] ?? [], (_, other) => Math.max(...rows.map((row) => row[other]!)));
  return most
    .map((weight, other) => ({ weight, other }))
    .filter(({ weight }) => weight >= 0.005 && (!isDense || weight >= 0.03 * scene.max))
    .sort((a, b) => b.weight - a.weight)
    .map(({ other }) => other);
}

function* important(scene: LinesScene, side: LineSide, source: LinesToken | null, strong: readonly number[]) {
  if (source?.side === side) yield source.index;
  const pinned = scene.pair?.[side];
  if (pinned !== undefined) yield pinned;
  if (source?.side === otherSide(side)) yield* strong;
  for (let index = 0; index < scene.frame.count[side]; index++) yield index;
}

function drawLabels(
  pen: Pen,
  scene: LinesScene,
  side: LineSide,
  source: LinesToken | null,
  strong: readonly number[],
): void {
  const { frame, inks, fontFamily, pair } = scene;
  const texts = side === "query" ? scene.queryLabels : scene.keyLabels;
  for (const index of spaced(important(scene, side, source, strong), frame.step[side], labelRoom)) {
    const isSource = source?.side === side && source.index === index;
    const isPinned = pair?.[side] === index;
    pen.font = `${isSource || isPinned ? 600 : 400} ${font}px ${fontFamily}`;
    pen.fillStyle = isSource || isPinned ? inks.ink : inks["ink-2"];
    const place = endOf(frame, side, index);
    if (frame.lying && !frame.flat) drawUpright(pen, scene, side, texts[index]!, place, isSource);
    else drawFlat(pen, scene, side, texts[index]!, place, isSource);
  }
}

function drawFlat(
  pen: Pen,
  { frame, inks }: LinesScene,
  side: LineSide,
  text: string,
  [x, y]: [number, number],
  inverted: boolean,
): void {
  const width = pen.measureText(text).width;
  const toward = side === "query" ? -1 : 1;
  pen.textBaseline = "middle";
  pen.textAlign = frame.lying ? "center" : side === "query" ? "right" : "left";
  const at = frame.lying ? { x, y: y + toward * (labelGap + 5) } : { x: x + toward * labelGap, y };
  if (inverted) {
    const left = frame.lying ? at.x - width / 2 : side === "query" ? at.x - width : at.x;
    box(pen, left - 5, at.y - 9, width + 10, 18);
    pen.fillStyle = inks.paper;
  }
  pen.fillText(text, at.x, at.y);
}

/** Along a row without room: Chinese characters one under the other, anything else turned. */
function drawUpright(
  pen: Pen,
  { inks }: LinesScene,
  side: LineSide,
  text: string,
  [x, y]: [number, number],
  inverted: boolean,
): void {
  const toward = side === "query" ? -1 : 1;
  const letters = isChinese(text) || [...text].length === 1 ? [...text] : null;
  const length = letters ? letters.length * font : pen.measureText(text).width;
  const begin = side === "query" ? y + toward * (labelGap + length) : y + labelGap;
  if (inverted) {
    box(pen, x - 9, begin - 4, 18, length + 8);
    pen.fillStyle = inks.paper;
  }
  pen.textBaseline = "middle";
  if (letters) {
    pen.textAlign = "center";
    letters.forEach((letter, index) => pen.fillText(letter, x, begin + (index + 0.5) * font));
    return;
  }
  pen.save();
  pen.translate(x, begin);
  pen.rotate(Math.PI / 2);
  pen.textAlign = "left";
  pen.fillText(text, 0, 0);
  pen.restore();
}

function box(pen: Pen, x: number, y: number, width: number, height: number): void {
  pen.beginPath();
  pen.roundRect(x, y, width, height, 3);
  pen.fill();
}

/** Up to so many heads have their numbers at the ends of the lines; of more the legend tells them. */
const mostNumbered = 3;

/** Each head's weight where its line ends, on paper so that lines do not cross it. */
function drawNumbers(pen: Pen, scene: LinesScene, source: LinesToken, strong: readonly number[]): void {
  const { frame, heads, inks, theme, fontFamily } = scene;
  if (heads.length > mostNumbered) return;
  const side = otherSide(source.side);
  const rows = heads.map((head) => weightsOf(scene, head, source));
  const inward = side === "query" ? 1 : -1;
  const room = frame.lying ? 24 : 13;
  const isTight = frame.lying && frame.step[side] < 32;
  pen.font = `600 ${small}px ${fontFamily}`;
  pen.textBaseline = "middle";
  for (const other of spaced(strong, frame.step[side], room)) {
    const [x, y] = endOf(frame, side, other);
    heads.forEach((_, place) => {
      const weight = formatWeight(rows[place]![other]!);
      const text = isTight ? weight.replace(/^0(?=\.)/, "") : weight;
      const width = 26;
      const order = side === "query" ? place : heads.length - 1 - place;
      const at = frame.lying
        ? { x: x - width / 2, y: y + inward * (10 + order * 13) }
        : { x: side === "query" ? x + 5 + order * width : x - 5 - (order + 1) * width, y };
      pen.fillStyle = inks.paper;
      pen.globalAlpha = 0.86;
      pen.fillRect(at.x, at.y - 6.5, width, 13);
      pen.globalAlpha = 1;
      pen.fillStyle = heads.length === 1 ? inks.ink : headLook(theme, place).colour;
      pen.textAlign = "center";
      pen.fillText(text, at.x + width / 2, at.y);
    });
  }
}
