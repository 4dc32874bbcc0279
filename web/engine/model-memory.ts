/** Whether a model finds room in the engine's memory, told before any of its numbers is read. */
import type { TensorInfo } from "../text/model/index.ts";
import type { CoreModel } from "./core-model.ts";
import { AttentionError } from "./errors.ts";
import type { FamilyModel } from "./families/family.ts";
import type { PlannedTensor } from "./model-tensors.ts";
import type { WeightKind } from "./model-types.ts";

/** What WebAssembly can address, without what the engine itself needs. */
const mostBytes = 2 ** 32 - 2 ** 27;
/** The longest that one block of memory can be there. */
const mostTensorBytes = 2 ** 31 - 1;
/** A model that fits must also be able to run. */
const triedTokens = 128;

/** What the parameters will take: before they are there the core counts those that stay as stored as float32. */
export function paramBytes(model: CoreModel, plan: readonly PlannedTensor[], weights: WeightKind): number {
  const { params } = model.estimate(1);
  if (weights !== "as-stored") return params;
  const saved = plan.map(({ info: { dtype, shape } }) => {
    const [nRows = 0, nColumns = 0] = shape;
    return dtype === "I8" ? nRows * (3 * nColumns - 4) : 0;
  });
  return params - saved.reduce((sum, each) => sum + each, 0);
}

/** @throws AttentionError `model_too_large` */
export function checkMemory(
  model: CoreModel,
  plan: readonly PlannedTensor[],
  weights: WeightKind,
  name: string,
  { description, facts }: FamilyModel,
  held: number,
): void {
  for (const { info } of plan) checkTensor(info, weights, name);
  const nTokens = Math.min(facts.maxTokens ?? triedTokens, triedTokens);
  const isBoth = description.encoder !== undefined && description.decoder !== undefined;
  const { run } = model.estimate(nTokens, isBoth ? nTokens : 0);
  const needed = paramBytes(model, plan, weights) + run;
  const available = mostBytes - held;
  if (needed > available)
    throw new AttentionError(
      "model_too_large",
      `${name} needs ${megabytes(needed)}, and ${megabytes(available)} can be had: choose a smaller model${weights === "int8" ? "" : ', or weights: "int8"'}.`,
      { needed, available },
    );
}

/** @throws AttentionError `model_too_large` */
export function checkTensor({ name: tensor, dtype, shape }: TensorInfo, weights: WeightKind, name: string): void {
  const isInt8 = shape.length === 2 && (weights === "int8" || (weights === "as-stored" && dtype === "I8"));
  const needed = shape.reduce((product, size) => product * size, isInt8 ? 1 : 4);
  if (needed <= mostTensorBytes) return;
  throw new AttentionError(
    "model_too_large",
    `${name}: the tensor ${tensor} alone needs ${megabytes(needed)}, and one can have ${megabytes(mostTensorBytes)}: choose a smaller model${isInt8 ? "" : ', or weights: "int8"'}.`,
    { needed, available: mostTensorBytes, tensor },
  );
}

const megabytes = (bytes: number) => `${Math.ceil(bytes / 1e6)} MB`;
