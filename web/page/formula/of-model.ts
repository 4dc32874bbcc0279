/** The formula of the transformer that the picture is of; most visits never need its code. */
import type { Controller } from "../controller.ts";
import type { ModelFacts } from "../model/formula/facts.ts";
import { modelName } from "../state/model-state.ts";

type OfModel = typeof import("../model/formula/index.ts");
let code: OfModel | null = null;

/** What the code takes, if the picture is of a transformer that the state names. */
export function modelFacts({ picture, recipe }: Controller): ModelFacts | null {
  if (!picture?.model || !recipe.model) return null;
  const { model, kind, layer } = picture.model;
  const name = modelName(recipe.model.source);
  const { options, second } = recipe;
  return { info: model.info, name, kind, layer, head: picture.head, options, second };
}

/** The code if it is there; else it comes, and `loaded` is called. */
export function ofModel(loaded: () => void): OfModel | null {
  if (!code)
    import("../model/formula/index.ts").then(
      (module) => {
        code = module;
        loaded();
      },
      // The next drawing asks again.
      () => {},
    );
  return code;
}
