/** What stands around the cells of the matrix: header with legend, footer with zoom, and the tip with exact numbers. */
import { html, nothing, svg, type TemplateResult } from "lit";
import type { WidgetStrings } from "../../i18n/widget.ts";
import { rankOf, type ColourDomain } from "../../render/matrix-values.ts";
import { formatExactWeight, formatLimit, formatNumber } from "../../render/numbers.ts";
import type { Direction, Domain, Pair, Shown, ViewData } from "../../render/view-data.ts";
import { spokenText, visibleText } from "./text.ts";

const shownKinds: readonly Shown[] = ["weights", "scores", "masked_scores"];

export interface HeaderState extends ColourDomain {
  show: Shown;
  /** Whether there are weights only. */
  scoreless: boolean;
  domain: Domain;
  direction: Direction;
  onShow: (show: Shown) => void;
  onDomain: () => void;
}

export function matrixHeader(
  { show, scoreless, domain, direction, max, beyond, onShow, onDomain }: HeaderState,
  { view }: WidgetStrings,
) {
  const most = formatLimit(max);
  const choose = (event: Event) => onShow((event.target as HTMLSelectElement).value as Shown);
  return html`<div part="header" class="header">
    <slot name="heading"><span class="title">${view.matrixTitle}</span></slot>
    <select class="shown" aria-label=${view.shownLabel} ?hidden=${scoreless} @change=${choose}>
      ${shownKinds.map((kind) => html`<option value=${kind} .selected=${kind === show}>${view.shown[kind]}</option>`)}
    </select>
    <span class="legend">
      <span>${show === "weights" ? "0" : `−${most}`}</span><canvas class="ramp" aria-hidden="true"></canvas
      ><span>${beyond ? "≥ " : ""}${most}</span>
    </span>
    <button class="button" aria-pressed=${domain === "row"} @click=${onDomain}>${view.scaleToRow[direction]}</button>
  </div>`;
}

interface Axes extends ColourDomain {
  show: Shown;
  over: ViewData["over"];
}

export interface FooterState extends Axes {
  zoom: number;
  largestZoom: number;
  onZoom: (factor: number) => void;
  onReset: () => void;
}

const icons = { out: "M3 8h10", in: "M3 8h10M8 3v10", whole: "M3 6V3h3M10 3h3v3M13 10v3h-3M6 13H3v-3" };
const zoomStep = 1.5;

export function matrixFooter({ zoom, largestZoom, onZoom, onReset, ...shown }: FooterState, words: WidgetStrings) {
  const { view } = words;
  const beyond = beyondText(shown, words);
  const button = (label: string, icon: string, act: () => void, disabled: boolean) =>
    html`<button aria-label=${label} title=${label} ?disabled=${disabled} @click=${act}>
      <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">${svg`<path d=${icon} />`}</svg>
    </button>`;
  return html`<div part="footer" class="footer">
    <span>${axesText(shown, view)}</span>
    <span class="zoom" ?hidden=${largestZoom <= 1}>
      ${button(view.zoomOut, icons.out, () => onZoom(1 / zoomStep), zoom <= 1)}
      ${button(view.zoomIn, icons.in, () => onZoom(zoomStep), zoom >= largestZoom)}
      ${button(view.zoomReset, icons.whole, onReset, zoom <= 1)}
    </span>
    ${beyond ? html`<p>${beyond}</p>` : nothing}
  </div>`;
}

/** What rows and columns are, and what they sum to. */
export const axesText = ({ show, over }: Pick<Axes, "show" | "over">, view: WidgetStrings["view"]): string =>
  show === "weights" ? `${view.axes} · ${view.sums[over]}` : view.axes;

const mostNamed = 3;

/** What goes beyond the colours; "" where nothing does. */
export function beyondText({ max, beyond }: ColourDomain, { view }: WidgetStrings): string {
  if (!beyond) return "";
  const { words, names, most } = beyond;
  const named = [...names.slice(0, mostNamed).map(visibleText), ...(names.length > mostNamed ? ["…"] : [])];
  const parts = [
    ...(words ? [view.upTo(view.words, formatLimit(words))] : []),
    ...(named.length ? [view.upTo(named.join(view.comma), formatLimit(most))] : []),
  ];
  return view.beyond(formatLimit(max), parts.join(view.semicolon));
}

/** The exact value of a cell, its score, and its rank in the row or column. */
export function matrixTip(
  data: ViewData,
  direction: Direction,
  at: Pair | null,
  { view }: WidgetStrings,
): TemplateResult {
  if (!at) return html`<div part="tip" class="tip" hidden></div>`;
  const index = at.query * data.nKeys + at.key;
  const { query, key } = pairTexts(data, at, view);
  const { rank, of } = rankOf(data, direction, at);
  const masked = data.maskedScores[index] === -Infinity;
  const score = data.scoreless ? "" : `${view.score} ${formatNumber(data.scores[index] ?? 0, 3)} · `;
  return html`<div part="tip" class="tip" aria-hidden="true">
    <b>${query} → ${key}<span>${formatExactWeight(data.weights[index] ?? 0)}</span></b
    ><br />${score}${masked ? view.masked : view.rank(rank, of)}
  </div>`;
}

export function pairTexts(data: ViewData, { query, key }: Pair, view: WidgetStrings["view"]) {
  return { query: spokenText(data.tokens[query], view), key: spokenText(data.keyTokens[key], view) };
}
