/** What a model is and would take, from config.json and the headers of its files: the numbers stay where they are. */
import type { ModelSource, ReadOptions, TensorFiles } from "../text/model/index.ts";
import type { Core } from "./core.ts";
import { countParams, describeIn, familyOf, tokenizerBytes } from "./model-loading.ts";
import { paramBytes } from "./model-memory.ts";
import type { PlannedTensor } from "./model-tensors.ts";
import type { WeightKind } from "./model-types.ts";
import type { ModelOffer } from "./offer-types.ts";

const tensorBytes = (plan: readonly PlannedTensor[]) =>
  plan
    .flatMap(({ info, scale }) => (scale ? [info, scale] : [info]))
    .reduce((sum, { begin, end }) => sum + end - begin, 0);

/** @throws AttentionError `unknown_family`, `bad_model`, `fetch_failed`; AbortError */
export async function inspectModel(
  core: Core,
  source: ModelSource,
  files: TensorFiles,
  config: unknown,
  options: ReadOptions,
): Promise<ModelOffer> {
  const family = familyOf({ config, files });
  const tokenizer = await tokenizerBytes(source, options);
  let fileBytes = tokenizer ?? 0;
  const bytesAs = (weights: WeightKind) => {
    const { model, plan } = describeIn(core, family, files, { weights, rope: "as-stored" });
    if (weights === "as-stored") fileBytes += tensorBytes(plan);
    const bytes = paramBytes(model, plan, weights);
    core.removeModel(model);
    return bytes;
  };
  const bytes = { "as-stored": bytesAs("as-stored"), float32: bytesAs("float32"), int8: bytesAs("int8") };
  const nParams = countParams(files);
  return { family: family.family, name: source.name, nParams, fileBytes, bytes, hasTokenizer: tokenizer !== null };
}
