/** Sentences to begin with, and the two recipes of the article on attention that this page makes visible. */
import type { Strings } from "../i18n/index.ts";
import { blankModel, pronounHead, type ModelState } from "./state/model-state.ts";
import {
  blankState,
  defaultOptions,
  type FormulaOptions,
  type PlayState,
  type UiLanguage,
} from "./state/play-state.ts";

export type HintId = keyof Strings["page"]["examples"]["hints"];

export interface Example {
  id: HintId;
  state: Partial<Omit<PlayState, "options">> & { text: string; options?: Partial<FormulaOptions> };
}

const apples: Example = { id: "apples", state: { text: "我喜欢吃苹果", query: 1 } };
const animal: Example = {
  id: "animal",
  state: { text: "The animal did not cross the street because it was too tired", query: 8 },
};

export const examples: readonly Example[] = [
  animal,
  apples,
  {
    id: "alignment",
    state: { text: "I like to eat apples", second: "against", textB: "我喜欢吃苹果", query: 4 },
  },
  { id: "bank", state: { text: "He sat on the river bank and thought about the bank loan", query: 5 } },
  { id: "zhAmbiguous", state: { text: "苹果发布了新手机，妈妈买了一斤苹果", query: 0 } },
  {
    id: "causal",
    state: { text: "Once upon a time there was a little girl", query: 8, options: { mask: "causal" } },
  },
  {
    id: "repeat",
    state: { text: "The dog bites the man and the man bites the dog", query: 1, options: { position: "sinusoidal" } },
  },
  { id: "traditional", state: { text: "學習語言需要時間和耐心", query: 0 } },
  { id: "mixed", state: { text: "我早上喝 coffee，晚上喝 tea" } },
];

const e5 = (changed: Partial<ModelState>): ModelState => ({ ...blankModel, source: "e5-small", ...changed });
const off = [
  { layer: 4, head: 0, scale: 0 },
  { layer: 6, head: 0, scale: 0 },
  { layer: 7, head: 8, scale: 0 },
];
const modelAnimal: Example = {
  id: "modelAnimal",
  state: { ...animal.state, query: 9, head: pronounHead.head, model: e5({ layer: pronounHead.layer }) },
};
const modelCat: Example = {
  id: "modelCat",
  state: {
    text: "小猫没有过马路，它太累了",
    query: 8,
    head: pronounHead.head,
    model: e5({ layer: pronounHead.layer }),
  },
};

/** What a transformer sees and word vectors cannot, with the bundled model. */
export const modelExamples: readonly Example[] = [
  modelAnimal,
  modelCat,
  {
    id: "modelOff",
    state: { ...modelAnimal.state, model: e5({ layer: pronounHead.layer, headScale: off }) },
  },
  {
    id: "modelPair",
    state: {
      text: "I like to eat apples",
      second: "pair",
      textB: "我喜欢吃苹果",
      query: 8,
      head: 7,
      model: e5({ layer: 2, hide: "special" }),
    },
  },
];

/** Likewise the transformer's, each language with its own first. */
export function modelExamplesFor(lang: UiLanguage): Example[] {
  const first = lang === "zh" ? modelCat : modelAnimal;
  return [first, ...modelExamples.filter((example) => example !== first)];
}

/** The examples with the interface's own language first. */
export function examplesFor(lang: UiLanguage): Example[] {
  const first = lang === "zh" ? apples : animal;
  return [first, ...examples.filter((example) => example !== first)];
}

/** An example as a whole screen; looks stay as they are. */
export function exampleState(example: Example, now: PlayState): PlayState {
  const { lang, theme, direction } = now;
  const options = { ...defaultOptions, ...example.state.options };
  return { ...blankState, lang, theme, direction, ...example.state, options };
}

export const firstExample = (lang: UiLanguage): Example => examplesFor(lang)[0] ?? animal;

export type RecipeId = "cosine" | "scaledDot";

/** The article's recipes, step by step as it gives them. */
export const articleRecipes: Record<RecipeId, Partial<FormulaOptions>> = {
  cosine: { ...defaultOptions, score: "cosine", residual: true },
  scaledDot: { ...defaultOptions, score: "scaled_dot" },
};
