/** How a piece of a vocabulary is written where it stands alone: what cannot be seen has a sign. Pure. */
import type { Candidate } from "../../../engine/model-types.ts";
import { visibleText } from "../../../render/token-text.ts";

/** A stretch of a name; a sign stands for a blank, a line break, or that the piece goes on with a word. */
export interface NamePart {
  text: string;
  isSign: boolean;
}

const goesOn = /^##(?=.)/;

export function nameOf({ piece, text }: Pick<Candidate, "piece" | "text">): NamePart[] {
  if (goesOn.test(piece))
    return [
      { text: "##", isSign: true },
      { text: visibleText(text.replace(goesOn, "")), isSign: false },
    ];
  if (text === "") return [{ text: piece, isSign: true }];
  return text
    .split(/([\s\u3000]+)/u)
    .filter((part) => part !== "")
    .map((part) => ({ text: visibleText(part), isSign: part.trim() === "" }));
}

export const plainName = (of: Pick<Candidate, "piece" | "text">): string =>
  nameOf(of)
    .map(({ text }) => text)
    .join("");
