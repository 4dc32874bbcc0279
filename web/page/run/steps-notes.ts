/** How the steps under a picture of a transformer differ from what the picture shows. Pure. */
import type { Strings } from "../../i18n/index.ts";
import { visibleText } from "../../render/token-text.ts";
import { fill } from "../words.ts";
import type { Explained } from "./runner.ts";

export function stepsNotes({ picture, explanation, data }: Explained, words: Strings["page"]): string[] {
  const { model, recipe, head } = picture;
  if (!model || !recipe.model) return [];
  const { alone, pieces, hidden } = words.model.steps;
  const { combine, hide } = recipe.model;
  const behind = (groups: readonly (readonly number[])[], token: number) =>
    groups.find((tokens) => tokens.includes(token))?.length ?? 1;
  const isOfPieces = behind(model.queries, explanation.query) > 1 || behind(model.keys, explanation.key) > 1;
  const query = visibleText(data.tokens[explanation.query]?.text ?? "");
  const key = visibleText(data.keyTokens[explanation.key]?.text ?? "");
  const notes = [
    combine !== "head" && fill(alone, { layer: model.layer, head }),
    isOfPieces && fill(pieces, { query, key }),
    hide !== "none" && hidden,
  ];
  return notes.filter((note) => note !== false);
}
