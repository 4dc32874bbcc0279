/** The grid on its canvases: the heads' pictures, and what is marked about them. Pens draw in CSS pixels. */
import type { HeadScale } from "../../../engine/model-types.ts";
import type { Pixels } from "../../../engine/types.ts";
import type { Inks } from "../../../render/matrix-scene.ts";
import type { HeadPick } from "../../state/model-state.ts";
import { boxOf, type GridFrame } from "./frame.ts";

type Pen = CanvasRenderingContext2D;

/** Marks reach that far over the edge of the heads. */
export const marksPad = 9;

export interface GridMarks {
  frame: GridFrame;
  chosen: HeadPick;
  pointed: HeadPick | null;
  /** The best first. */
  badges: readonly HeadPick[];
  scales: readonly HeadScale[];
  /** The heads that the picture is of. */
  picks: readonly HeadPick[];
  inks: Inks;
  fontFamily: string;
}

function* places({ nLayers, nHeads }: GridFrame): Generator<HeadPick> {
  for (let layer = 0; layer < nLayers; layer++) for (let head = 0; head < nHeads; head++) yield { layer, head };
}

/** @param pictures of all heads, one after the other; null while there are none @param scratch a canvas to work on */
export function drawHeads(
  pen: Pen,
  frame: GridFrame,
  pictures: Pixels | null,
  wash: string,
  scratch: HTMLCanvasElement,
): void {
  pen.clearRect(0, 0, frame.width, frame.height);
  pen.imageSmoothingEnabled = false;
  const { width, height, data } = pictures ?? { width: 0, height: 0, data: new Uint8ClampedArray() };
  const nBytes = 4 * width * height;
  const hasAll = nBytes > 0 && data.length === nBytes * frame.nLayers * frame.nHeads;
  if (hasAll) [scratch.width, scratch.height] = [width, height];
  let from = 0;
  for (const place of places(frame)) {
    const { x, y, side } = boxOf(frame, place);
    if (hasAll) {
      scratch.getContext("2d")?.putImageData(new ImageData(data.slice(from, (from += nBytes)), width, height), 0, 0);
      pen.drawImage(scratch, x, y, side, side);
    } else {
      pen.fillStyle = wash;
      pen.fillRect(x, y, side, side);
    }
  }
}

/** The pen's origin is the corner of the heads. */
export function drawMarks(pen: Pen, marks: GridMarks): void {
  const { frame, inks, chosen, pointed } = marks;
  pen.clearRect(-marksPad, -marksPad, frame.width + 2 * marksPad, frame.height + 2 * marksPad);
  for (const scale of marks.scales)
    if (scale.scale === 0) strikeOut(pen, frame, scale, inks);
    else drawScale(pen, frame, scale, inks);
  for (const pick of marks.picks) drawPick(pen, frame, pick, inks);
  if (pointed) ring(pen, frame, pointed, 1, inks.ink);
  ring(pen, frame, chosen, frame.step < 20 ? 1.5 : 2, inks.ink);
  marks.badges.forEach((place, index) => drawBadge(pen, marks, place, index + 1));
}

function ring(pen: Pen, frame: GridFrame, place: HeadPick, width: number, colour: string): void {
  const { x, y, side } = boxOf(frame, place);
  const out = width / 2;
  // Left of the first column the axis lies over the marks.
  const left = Math.max(x - out, out);
  pen.lineWidth = width;
  pen.strokeStyle = colour;
  pen.beginPath();
  pen.roundRect(left, y - out, x + side + out - left, side + 2 * out, 2);
  pen.stroke();
}

function strikeOut(pen: Pen, frame: GridFrame, place: HeadPick, inks: Inks): void {
  const { x, y, side } = boxOf(frame, place);
  pen.fillStyle = inks.paper;
  pen.fillRect(x, y, side, side);
  pen.lineWidth = 1;
  pen.strokeStyle = inks["ink-3"];
  pen.strokeRect(x + 0.5, y + 0.5, side - 1, side - 1);
  pen.lineWidth = frame.step < 20 ? 1.5 : 2;
  pen.strokeStyle = inks.ink;
  pen.beginPath();
  pen.moveTo(x + 1, y + 1);
  pen.lineTo(x + side - 1, y + side - 1);
  pen.stroke();
}

/** A bar from 0 to 2: half the width is a head as it was. */
function drawScale(pen: Pen, frame: GridFrame, place: HeadScale, inks: Inks): void {
  const { x, y, side } = boxOf(frame, place);
  const height = Math.min(6, Math.max(3, Math.round(side / 8)));
  pen.fillStyle = inks.paper;
  pen.fillRect(x, y + side - height - 1, side, height + 1);
  pen.fillStyle = inks["rule-2"];
  pen.fillRect(x, y + side - height, side, height);
  pen.fillStyle = inks.ink;
  pen.fillRect(x, y + side - height, (side * place.scale) / 2, height);
}

/** A corner, where neither a badge nor a bar is. */
function drawPick(pen: Pen, frame: GridFrame, place: HeadPick, { ink, paper }: Inks): void {
  const { x, y, side } = boxOf(frame, place);
  const size = Math.max(6, Math.round(side / 3));
  const corner = (grow: number, colour: string) => {
    pen.fillStyle = colour;
    pen.beginPath();
    pen.moveTo(x, y);
    pen.lineTo(x + size + grow, y);
    pen.lineTo(x, y + size + grow);
    pen.fill();
  };
  corner(2, paper);
  corner(0, ink);
}

function drawBadge(pen: Pen, { frame, inks, fontFamily }: GridMarks, place: HeadPick, rank: number): void {
  const { x, y, side } = boxOf(frame, place);
  const radius = 7.5;
  const [cx, cy] = [x + side - 1, y + 1];
  pen.beginPath();
  pen.arc(cx, cy, radius + 1, 0, 2 * Math.PI);
  pen.fillStyle = inks.paper;
  pen.fill();
  pen.beginPath();
  pen.arc(cx, cy, radius, 0, 2 * Math.PI);
  pen.fillStyle = inks.ink;
  pen.fill();
  pen.fillStyle = inks.paper;
  pen.font = `600 10px ${fontFamily}`;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.fillText(String(rank), cx, cy + 0.5);
}

export interface AxisLook extends Pick<GridMarks, "frame" | "chosen" | "inks" | "fontFamily"> {
  /** Of the layers' axis, and the height of the heads'. */
  width: number;
  height: number;
}

/** Numbers from 0; the chosen head's stand out, and its neighbours make room for them. */
export function drawAxes(layers: Pen, heads: Pen, { frame, chosen, inks, fontFamily, width, height }: AxisLook): void {
  const side = frame.step - frame.gap;
  layers.clearRect(0, 0, width, frame.height);
  heads.clearRect(0, 0, frame.width + marksPad, height);
  const draw = (pen: Pen, index: number, at: number, every: number, x: (middle: number) => [number, number]) => {
    const isNear = Math.abs(index - at) < every;
    if (index !== at && (index % every || isNear)) return;
    pen.font = `${index === at ? 600 : 400} 11px ${fontFamily}`;
    pen.fillStyle = index === at ? inks.ink : inks["ink-3"];
    pen.textBaseline = "middle";
    pen.fillText(String(index), ...x(index * frame.step + side / 2));
  };
  layers.textAlign = "end";
  heads.textAlign = "center";
  for (let layer = 0; layer < frame.nLayers; layer++)
    draw(layers, layer, chosen.layer, frame.labelEvery.layers, (y) => [width - 8, y + 0.5]);
  for (let head = 0; head < frame.nHeads; head++)
    draw(heads, head, chosen.head, frame.labelEvery.heads, (x) => [x, height / 2]);
}
