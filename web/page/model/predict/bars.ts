/** Candidates as ranked bars: what each is called, how likely it is, and what changed. */
import { html, nothing, svg, type TemplateResult } from "lit";
import type { Candidate } from "../../../engine/model-types.ts";
import { formatChange, formatChance } from "../../../render/numbers.ts";
import { textLanguage } from "../../words.ts";
import { nameOf, type NamePart } from "./piece-name.ts";

export interface Bar {
  candidate: Pick<Candidate, "id" | "piece" | "text">;
  /** What the bar and its number say. */
  share: number;
  /** A line across the bar: what the share is or was otherwise. */
  line: number | null;
  /** By how much it changed. */
  change: number | null;
  /** Left out of the draw. */
  isCut: boolean;
  /** For who cannot see the bar, and where it is pointed at. */
  title: string;
}

/** A flat distribution should look flat: below this the scale does not shrink. */
const leastScale = 0.3;
/** So many fill no more than one column. */
const fewBars = 5;

function renderShape({ share, line }: Bar, scale: number) {
  const at = line === null ? null : line / scale;
  return html`<svg class="shape" viewBox="0 0 1 1" preserveAspectRatio="none" aria-hidden="true">
    <rect width=${share / scale} height="1"></rect>
    ${at === null ? nothing : svg`<line x1=${at} x2=${at} y2="1" vector-effect="non-scaling-stroke"></line>`}
  </svg>`;
}

function renderPart({ text, isSign }: NamePart) {
  if (!isSign) return text;
  return /^␣+$/.test(text) ? Array.from(text, () => html`<i class="blank"></i>`) : html`<i>${text}</i>`;
}

const renderName = ({ candidate }: Bar) =>
  html`<span class="piece" dir="auto" lang=${textLanguage(candidate.text) ?? nothing}
    >${nameOf(candidate).map(renderPart)}</span
  >`;

const renderInside = (bar: Bar, scale: number) =>
  html`${renderName(bar)}${renderShape(bar, scale)}<span class="share">${formatChance(bar.share)}</span>${
      bar.change === null ? nothing : html`<span class="change">${formatChange(bar.change)}</span>`
    }`;

/** @param pick what a click does; without, the bars are only to be read */
export function renderBars(bars: readonly Bar[], label: string, pick?: (bar: Bar) => void): TemplateResult {
  const scale = Math.max(leastScale, ...bars.map(({ share, line }) => Math.max(share, line ?? 0)));
  const kind = [
    "guesses",
    ...(bars.length > fewBars ? [] : ["few"]),
    ...(bars.some(({ change }) => change !== null) ? ["changed"] : []),
  ];
  return html`<ol class=${kind.join(" ")} aria-label=${label}>
    ${bars.map((bar) => {
      const inside = renderInside(bar, scale);
      const ofBar = bar.isCut ? "guess left" : "guess";
      return pick
        ? html`<li>
            <button class=${ofBar} title=${bar.title} aria-label=${bar.title} @click=${() => pick(bar)}>
              ${inside}
            </button>
          </li>`
        : html`<li class=${ofBar} title=${bar.title}>${inside}</li>`;
    })}
  </ol>`;
}
