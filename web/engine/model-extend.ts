/** A run with more tokens behind it: each is one row of every layer, by the KV cache. */
import { AttentionError } from "./errors.ts";
import { tokensOf, toIds, vocabularyOfWriter } from "./model-input.ts";
import type { ModelPlan, ModelRecipe } from "./model-protocol.ts";
import type { Held } from "./held-model.ts";
import type { ModelInfo, ModelToken } from "./model-types.ts";

/** All tokens of the stack that writes. */
export const idsOf = ({ ids, decoderIds, steps }: ModelRecipe): number[] => [...(decoderIds ?? ids), ...steps];

/** How many more tokens the model takes. */
export const roomAfter = ({ maxTokens }: ModelInfo, recipe: ModelRecipe): number => maxTokens - idsOf(recipe).length;

/** @throws AttentionError `no_head` */
export function requireGenerates({ generates, name }: ModelInfo): void {
  if (generates) return;
  throw new AttentionError("no_head", `${name} does not generate: it has no head for the next token.`, { name });
}

/** What tokens add to the text, one by one, after a beginning that is there already. */
export function textAfter({ tokenizer }: Held, recipe: ModelRecipe) {
  const stream = tokenizer?.decodeStream();
  for (const id of idsOf(recipe)) stream?.push(id);
  return { push: (id: number) => stream?.push(id) ?? "", end: () => stream?.end() ?? "" };
}

/** Nothing is computed yet. @throws AttentionError `no_head`, `bad_option`, `bad_index`, `too_long` */
export function extended(held: Held, planned: ModelPlan, given: ArrayLike<number>): ModelPlan {
  const { info } = held;
  requireGenerates(info);
  const ids = Array.from(toIds("ids", given, vocabularyOfWriter(info)));
  const { recipe } = planned;
  const room = roomAfter(info, recipe);
  if (ids.length > room)
    throw new AttentionError("too_long", `There is room for ${room} more tokens, not for ${ids.length}.`, {
      limit: info.maxTokens,
      got: idsOf(recipe).length + ids.length,
    });
  const added = textAfter(held, recipe);
  const parts = ids.map((id) => added.push(id));
  if (parts.length > 0) parts[parts.length - 1] += added.end();
  return continued(held, planned, { ...recipe, steps: [...recipe.steps, ...ids] }, ids, parts);
}

/** The run with the new tokens behind the others. */
export function continued(
  held: Held,
  planned: ModelPlan,
  recipe: ModelRecipe,
  ids: number[],
  parts: string[],
): ModelPlan {
  const { encoderDecoder } = held.info;
  const earlier = encoderDecoder ? planned.decoderTokens : planned.tokens;
  const lastWord = earlier.reduce((most, { word }) => Math.max(most, word ?? -1), -1);
  const isText = planned.text !== null && !encoderDecoder;
  const text = isText ? planned.text + parts.join("") : planned.text;
  const news = tokensOf(held, ids, lastWord + 1);
  const placed = isText ? placeAfter(planned.text ?? "", news, parts) : news;
  return {
    ...planned,
    recipe,
    text,
    ...(encoderDecoder ? { decoderTokens: [...earlier, ...placed] } : { tokens: [...earlier, ...placed] }),
  };
}

/** As in a typed text, the blanks around a piece are none of it. */
function placeAfter(text: string, tokens: ModelToken[], parts: readonly string[]): ModelToken[] {
  let at = text.length;
  return tokens.map((token, i) => {
    const part = parts[i] ?? "";
    const start = at + part.length - part.trimStart().length;
    at += part.length;
    return part.trim() === "" ? token : { ...token, text: part.trim(), start, end: start + part.trim().length };
  });
}
