/** Which tensor of the files becomes which part of the model, checked before anything is read. */
import type { TensorInfo } from "../text/model/index.ts";
import type { Block } from "./model-request.ts";
import { AttentionError } from "./errors.ts";
import type { FamilyModel, Rule } from "./families/family.ts";
import { type Match, Names } from "./families/names.ts";
import { type Place, type TensorName, tensorNames } from "./model-description.ts";

type Shape = readonly [nRows: number, nColumns: number];
/** What the description asks of a place; null where it has none. */
export type ShapeOf = (place: Place) => Shape | null;

export interface PlannedTensor {
  info: TensorInfo;
  /** I8: what its rows are multiplied by. */
  scale: TensorInfo | null;
  blocks: Block[];
}

const storedTypes: readonly string[] = ["F32", "F16", "BF16", "I8"];
const scaleEnding = ".scale";

function badTensor({ file, name }: TensorInfo, expected: string, got: string): AttentionError {
  const instead = got === "there" ? "" : `, not ${got}`;
  return new AttentionError("bad_model", `${file}: ${name} must be ${expected}${instead}.`, {
    file,
    name,
    expected,
    got,
  });
}

type Tensors = ReadonlyMap<string, TensorInfo>;

/**
 * @param asked every place that must be filled
 * @throws AttentionError `bad_model` for a tensor of another shape or type, one too many, one too few
 */
export function planTensors(
  family: FamilyModel,
  tensors: Tensors,
  shapeOf: ShapeOf,
  asked: readonly Place[],
): PlannedTensor[] {
  const planned: PlannedTensor[] = [];
  const given = new Set<string>();
  for (const { info, match } of matched(family, tensors)) {
    const blocks = blocksOf(match, info, family, shapeOf);
    if (!blocks || blocks.some((block) => given.has(keyOf(block)) && !isFused(match))) continue;
    for (const block of blocks) given.add(keyOf(block));
    planned.push({ info, blocks, scale: checkType(info, tensors) });
  }
  const absent = asked.find((place) => !given.has(keyOf(place)));
  if (absent) throw missingTensor(family, absent, tensors);
  return planned;
}

const keyOf = ({ stack, layer, name }: Place) => `${stack} ${layer} ${name}`;
const isFused = ({ rule }: Match) => rule.layout === "qkv_conv1d" || rule.layout === "qkv_by_head";

/** The tensors that the family has a use for, the rules' order first. @throws AttentionError `bad_model` */
function matched(family: FamilyModel, tensors: Tensors): { info: TensorInfo; match: Match }[] {
  const names = new Names(family);
  const found: { info: TensorInfo; match: Match }[] = [];
  for (const info of tensors.values()) {
    if (isScale(info, tensors)) continue;
    const match = names.match(info.name);
    if (match === "unknown_in_layer")
      throw badTensor(info, `left out: layers of ${family.family} have no such tensor`, "there");
    if (match && match.rule.name !== null) found.push({ info, match });
  }
  return found.sort((a, b) => a.match.rank - b.match.rank);
}

export const typeOfEmbeddings = (family: FamilyModel, tensors: Tensors): string | undefined =>
  matched(family, tensors).find(({ match }) => match.rule.name === "tokens")?.info.dtype;

/** Null for a tensor that the description does without: embeddings that are stored twice. */
function blocksOf(match: Match, info: TensorInfo, family: FamilyModel, shapeOf: ShapeOf): Block[] | null {
  const { rule, isBias } = match;
  const places = placesOf(match);
  const shapes = places.map(shapeOf).filter((shape) => shape !== null);
  if (shapes.length < places.length) {
    if (rule.stack === "head" || rule.name === "tokens") return null;
    throw badTensor(info, "left out, by what config.json says", "there");
  }
  checkShape(info, rule, isBias, shapes);
  return places.flatMap((place, part) => blocksOfPart(place, part, match, shapes, family));
}

/** One place, or those of q, k and v. */
function placesOf(match: Match): Place[] {
  const { rule, layer, isBias } = match;
  const names = isFused(match) ? ["q", "k", "v"] : [rule.name ?? ""];
  return names
    .map((name) => (isBias ? `${name}_bias` : name))
    .filter((name): name is TensorName => (tensorNames as readonly string[]).includes(name))
    .map((name) => ({ name, stack: rule.stack, layer }));
}

function blocksOfPart(place: Place, part: number, match: Match, shapes: Shape[], family: FamilyModel): Block[] {
  const { rule, isBias } = match;
  const isTransposed = !isBias && (rule.layout === "conv1d" || rule.layout === "qkv_conv1d");
  if (!isFused(match)) return [isTransposed ? { ...place, transposed: true } : place];
  const sizes = shapes.map(([nRows, nColumns]) => (isBias ? nColumns : nRows));
  const size = sizes[part] ?? 0;
  if (rule.layout === "qkv_conv1d") {
    const fromColumn = sizes.slice(0, part).reduce((sum, each) => sum + each, 0);
    return [{ ...place, fromColumn, nColumns: size, ...(isTransposed && { transposed: true }) }];
  }
  const { nHeads = 1, headDim = size } = family.description.decoder ?? {};
  return Array.from({ length: nHeads }, (_, head): Block => {
    const from = (3 * head + part) * headDim;
    const to = head * headDim;
    return isBias
      ? { ...place, fromColumn: from, nColumns: headDim, toColumn: to }
      : { ...place, fromRow: from, nRows: headDim, toRow: to };
  });
}

const isVector = ([nRows]: Shape) => nRows === 1;
const withoutOnes = (shape: readonly number[]) =>
  shape.slice(shape.findIndex((size, i) => size !== 1 || i === shape.length - 1));
const written = (shape: readonly number[]) => `[${shape.join(", ")}]`;

function checkShape(info: TensorInfo, { layout }: Rule, isBias: boolean, shapes: readonly Shape[]): void {
  const [first = [1, 0] as const] = shapes;
  const sum = (which: 0 | 1) => shapes.reduce((total, shape) => total + shape[which], 0);
  let expected: number[];
  if (isBias) expected = [sum(1)];
  else if (layout === "plain") expected = isVector(first) && info.shape.length === 1 ? [first[1]] : [...first];
  else if (layout === "qkv_by_head") expected = [sum(0), first[1]];
  else expected = [first[1], sum(0)];
  const same = written(withoutOnes(info.shape)) === written(withoutOnes(expected));
  if (!same) throw badTensor(info, `${written(expected)}, by what config.json says`, written(info.shape));
}

/** @returns the scales of int8 rows. @throws AttentionError `bad_model` for a type that the engine does not take */
function checkType(info: TensorInfo, tensors: Tensors): TensorInfo | null {
  if (!storedTypes.includes(info.dtype)) throw badTensor(info, `of ${storedTypes.join(", ")}`, info.dtype);
  if (info.dtype !== "I8") return null;
  const [nRows = 0] = info.shape;
  const scale = tensors.get(info.name + scaleEnding);
  if (!scale) throw badTensor(info, `accompanied by ${info.name}${scaleEnding}`, "alone");
  if (info.shape.length !== 2) throw badTensor(info, "of two dimensions, as every tensor of I8", written(info.shape));
  if (scale.dtype !== "F32") throw badTensor(scale, "of F32", scale.dtype);
  if (scale.shape.length !== 1 || scale.shape[0] !== nRows)
    throw badTensor(scale, written([nRows]), written(scale.shape));
  return scale;
}

const isScale = ({ name }: TensorInfo, tensors: Tensors) =>
  name.endsWith(scaleEnding) && tensors.get(name.slice(0, -scaleEnding.length))?.dtype === "I8";

/**
 * The layers that config.json counts are those of the files: looked at before anything is made of that count.
 * @throws AttentionError `bad_model`
 */
export function checkLayers(family: FamilyModel, tensors: Tensors): void {
  const counts = { encoder: 0, decoder: 0, head: 0 };
  for (const { match } of matched(family, tensors)) {
    const { stack } = match.rule;
    counts[stack] = Math.max(counts[stack], match.layer + 1);
  }
  for (const stack of ["encoder", "decoder"] as const) {
    const got = family.description[stack]?.nLayers ?? 0;
    if (got === counts[stack]) continue;
    const message = `config.json gives the ${stack} ${got} layers, and the model's files have ${counts[stack]}.`;
    const details = { file: "config.json", name: `layers of the ${stack}`, expected: counts[stack], got };
    throw new AttentionError("bad_model", message, details);
  }
}

/** Says the name that the file should have had. */
function missingTensor({ rules, prefixes }: FamilyModel, place: Place, tensors: Tensors): AttentionError {
  const isBias = place.name.endsWith("_bias") && place.name !== "relative_bias";
  const bare = isBias ? place.name.slice(0, -"_bias".length) : place.name;
  const isOf = ({ stack, name, layout }: Rule) =>
    stack === place.stack &&
    (name === bare || name === place.name || (layout.startsWith("qkv") && "qkv".includes(bare)));
  const rule = rules.find(isOf);
  const pattern = rule?.pattern.replace("{l}", String(place.layer)) ?? `${place.stack} ${place.name}`;
  const name = pattern.startsWith("=") ? pattern.slice(1) : `${pattern}.${isBias ? "bias" : "weight"}`;
  const prefix = prefixes.find((each) => [...tensors.keys()].some((stored) => stored.startsWith(each))) ?? "";
  const full = place.stack === "head" ? name : prefix + name;
  const message = `The model's files lack the tensor ${full}, which config.json asks for.`;
  return new AttentionError("bad_model", message, { name: full, expected: "there", got: "missing" });
}
