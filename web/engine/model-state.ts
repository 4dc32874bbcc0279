/** Brings a model in the core to what a recipe says, by the shortest way: as it is, by steps, or from the beginning. */
import type { CoreModel } from "./core-model.ts";
import { AttentionError } from "./errors.ts";
import type { Held, Spent } from "./held-model.ts";
import { checkInterventions } from "./model-interventions.ts";
import type { ModelRecipe } from "./model-protocol.ts";

/** Room for tokens to come, so that each is one step. */
const spareTokens = 64;

/** The same tokens, one after another, up to here. */
function commonLength(a: readonly number[], b: readonly number[]): number {
  const differs = a.findIndex((id, i) => id !== b[i]);
  return differs < 0 ? Math.min(a.length, b.length) : differs;
}

/**
 * Reads what `use` wants of the numbers of this recipe: at once, before another call can change them. `use` is told what it
 * took to have them; of numbers that are there already, what it took then.
 */
export function withRecipe<T>(held: Held, model: CoreModel, recipe: ModelRecipe, use: (spent: Spent) => T): T {
  const { current } = held;
  if (current?.model === model && current.recipe.id === recipe.id && isSame(current.recipe.steps, recipe.steps))
    return use(current.spent);
  const begun = performance.now();
  held.current = null; // whatever fails from here on, the model's state is then unknown
  const goesOn = current?.model === model && current.recipe.id === recipe.id && goOn(model, current.recipe, recipe);
  if (!goesOn) startAnew(held, model, recipe);
  const nSteps = goesOn ? recipe.steps.length - commonLength(current.recipe.steps, recipe.steps) : null;
  const spent = { milliseconds: performance.now() - begun, nSteps };
  held.current = { model, recipe, spent };
  return use(spent);
}

const isSame = (a: readonly number[], b: readonly number[]) => a.length === b.length && commonLength(a, b) === a.length;

/** @returns false where there is no room for more steps */
function goOn(model: CoreModel, from: ModelRecipe, to: ModelRecipe): boolean {
  const common = commonLength(from.steps, to.steps);
  try {
    for (let n = from.steps.length; n > common; n--) model.undo();
    for (const id of to.steps.slice(common)) model.step(id);
    return true;
  } catch (error) {
    if (error instanceof AttentionError && error.code === "too_long") return false;
    throw error;
  }
}

function startAnew({ info }: Held, model: CoreModel, recipe: ModelRecipe): void {
  const { ids, types, special, decoderIds, steps, nFirst, keepsAll } = recipe;
  const nReserved = info.generates ? roomFor(info.maxTokens, (decoderIds ?? ids).length, steps.length) : 0;
  model.run({
    ids,
    ...(types && { types }),
    special,
    ...(decoderIds && { decoderIds, decoderSpecial: decoderIds.map(() => 0) }),
    nReserved,
    keepsAll,
    ...checkInterventions(info, recipe.interventions, nFirst),
  });
  for (const id of steps) model.step(id);
}

function roomFor(maxTokens: number, nTokens: number, nSteps: number): number {
  const wanted = nSteps === 0 ? 0 : nSteps + spareTokens;
  return Math.min(wanted, maxTokens - nTokens);
}
