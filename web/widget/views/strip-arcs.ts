import { css, weightColour, type Theme } from "../../render/colours.ts";
import { arcs, type Box } from "../../render/strip.ts";
import type { TokenPlace } from "./strip-input.ts";

const namespace = "http://www.w3.org/2000/svg";
const room = 68;
const numbersRoom = 30;
const changesRoom = 15;

export interface ArcsInput {
  sources: readonly number[];
  sourceWords: ReadonlyMap<number, Element>;
  otherWords: ReadonlyMap<number, Element>;
  /** Whether both lists are the same tokens, so that a source can look at itself. */
  same: boolean;
  weightsOf(source: number): Float32Array;
  max: number;
  /** Whether changes stand under the weights. */
  hasChanges: boolean;
  theme: Theme;
}

/** Draws the arcs over the tokens as they are laid out; paths are reused, never rebuilt. */
export function drawArcs(picture: SVGSVGElement, input: ArcsInput): void {
  const origin = picture.getBoundingClientRect();
  const others = Array.from(input.otherWords, ([index, word]) => ({ index, ...boxOf(word, origin) }));
  const under = numbersRoom + (input.hasChanges ? changesRoom : 0);
  const drawn = input.sources.flatMap((source) => {
    const word = input.sourceWords.get(source);
    if (!word) return [];
    const self = input.same ? source : -1;
    return arcs(boxOf(word, origin), others, { self, weights: input.weightsOf(source), max: input.max, room, under });
  });
  while (picture.childElementCount > drawn.length) picture.lastElementChild?.remove();
  drawn.forEach((arc, index) => {
    const path = picture.children[index] ?? picture.appendChild(document.createElementNS(namespace, "path"));
    path.setAttribute("d", arc.path);
    path.setAttribute("stroke", css(weightColour(input.theme, arc.shade)));
    path.setAttribute("stroke-width", arc.width.toFixed(2));
  });
}

function boxOf(word: Element, origin: DOMRect): Box {
  const box = word.getBoundingClientRect();
  return {
    x: box.left - origin.left + box.width / 2,
    y: box.top - origin.top,
    width: box.width,
    bottom: box.bottom - origin.top,
  };
}

/** The words of a line by their token's index; hidden tokens have none. */
export function wordsOf(root: ParentNode, side: TokenPlace["side"]): Map<number, Element> {
  const tokens = [...root.querySelectorAll<HTMLElement>(`.strip.${side} .token`)];
  return new Map(tokens.map((token) => [Number(token.dataset["index"]), token.firstElementChild ?? token]));
}
