/** attend(): checks tensors and hands them to the core's operator. */
import { misfit } from "./attend-shapes.ts";
import type { Core, Slot } from "./core.ts";
import { AttentionError } from "./errors.ts";
import { badOption } from "./options.ts";
import { type StatusName, check } from "./status.ts";
import type { AttendInputs, AttendOptions, AttendResult, Tensor } from "./types.ts";
import type { AttendRequest } from "./wasm-session.ts";

/** In the order of the core's Slot::kShapes. */
const tensorNames = ["q", "k", "v", "mask", "pastKey", "pastValue"] as const;
type TensorName = (typeof tensorNames)[number];
type AnyTensor = Tensor<Float32Array | Uint8Array>;

/** In the order of QkOutput in core/include/attn/attend.h; 0 is none. */
const stages = ["raw", "capped", "masked", "weights"] as const;

const optionNames: readonly (keyof AttendOptions)[] = [
  "causal",
  "scale",
  "softcap",
  "leftWindow",
  "rightWindow",
  "qHeads",
  "kvHeads",
  "qkOutput",
];

export function attend(core: Core, inputs: AttendInputs, options: AttendOptions): AttendResult {
  refuseOthers(inputs, [...tensorNames, "kvLengths"]);
  refuseOthers(options, optionNames);
  for (const name of tensorNames) checkTensor(name, inputs[name]);
  const request = toRequest(inputs, options);
  for (const name of tensorNames) core.put(name satisfies Slot, inputs[name]?.data ?? new Float32Array());
  core.put("kvLengths", inputs.kvLengths ?? new Int32Array());
  core.put("shapes", Int32Array.from(tensorNames.flatMap((name) => shapeNumbers(inputs[name]?.shape))));
  check(core.attend(request), explanations(inputs, options));
  return readResult(core, inputs, options);
}

/** A misspelt name would otherwise change the result without a word. */
function refuseOthers(given: object, names: readonly string[]): void {
  const name = Object.keys(given).find((key) => !names.includes(key));
  if (name !== undefined)
    throw new AttentionError("unknown_option", `attend() has no "${name}"; it has ${names.join(", ")}.`, {
      name,
      names,
    });
}

function checkTensor(name: TensorName, tensor: AnyTensor | null | undefined): void {
  const isNeeded = name === "q" || name === "k" || name === "v";
  if (isNeeded && !tensor) throw badTensor(name, "is missing");
  if (tensor === undefined) return;
  if (tensor === null) throw badTensor(name, "is null: leave it out where there is none");
  const { data, shape } = tensor;
  const isMask = name === "mask";
  if (!(data instanceof Float32Array) && !(isMask && data instanceof Uint8Array))
    throw badTensor(name, `must hold a Float32Array${isMask ? " or a Uint8Array" : ""}`);
  if (!Array.isArray(shape) || shape.length < 1 || shape.length > 4 || !shape.every(isDimension))
    throw badTensor(name, "must have a shape of 1 to 4 whole numbers");
  const size = shape.reduce((product, dimension) => product * dimension, 1);
  if (size !== data.length)
    throw badTensor(name, `has ${data.length} numbers, and its shape [${shape.join(", ")}] needs ${size}`);
}

const isDimension = (value: number) => Number.isInteger(value) && value >= 0 && value < 2 ** 31;

const badTensor = (name: string, problem: string) =>
  new AttentionError("bad_tensor", `The tensor ${name} ${problem}.`, { name, problem });

const shapeNumbers = (shape: number[] | undefined) => {
  const dimensions = shape ?? [];
  return [dimensions.length, ...Array.from({ length: 4 }, (_, i) => dimensions[i] ?? 0)];
};

function toRequest(inputs: AttendInputs, options: AttendOptions): AttendRequest {
  const { kvLengths } = inputs;
  if (kvLengths !== undefined && (!(kvLengths instanceof Int32Array) || kvLengths.length === 0))
    throw badTensor("kvLengths", "must be an Int32Array with one length for every batch entry");
  return {
    booleanMask: inputs.mask?.data instanceof Uint8Array,
    hasLengths: kvLengths !== undefined,
    causal: flag("causal", options.causal),
    hasScale: options.scale !== undefined,
    scale: number("scale", options.scale, 1),
    softcap: number("softcap", options.softcap, 0, 0),
    leftWindow: count("leftWindow", options.leftWindow, -1),
    rightWindow: count("rightWindow", options.rightWindow, -1),
    qHeads: count("qHeads", options.qHeads, 0),
    kvHeads: count("kvHeads", options.kvHeads, 0),
    qkOutput: stage(options.qkOutput),
  };
}

function flag(name: string, value = false): boolean {
  if (typeof value === "boolean") return value;
  throw badOption(name, value, "true or false");
}

/** The core computes in float32. */
function number(name: string, value: number | undefined, absent: number, min = -Infinity): number {
  if (value === undefined) return absent;
  if (typeof value === "number" && Number.isFinite(Math.fround(value)) && value >= min) return value;
  throw badOption(name, value, `a finite number${min === 0 ? " from 0" : ""} that float32 can hold`);
}

function count(name: string, value: number | undefined, absent: number): number {
  if (value === undefined) return absent;
  if (Number.isInteger(value) && value >= 0 && value < 2 ** 31) return value;
  throw badOption(name, value, "a whole number from 0");
}

function stage(name: AttendOptions["qkOutput"]): number {
  if (name === undefined) return 0;
  if (stages.includes(name)) return stages.indexOf(name) + 1;
  throw badOption("qkOutput", name, stages.join(", "));
}

/** What the core's statuses mean here, with the shapes at hand. */
function explanations(inputs: AttendInputs, options: AttendOptions): Partial<Record<StatusName, string>> {
  const shapes = tensorNames.flatMap((name) => (inputs[name] ? [`${name} [${inputs[name].shape.join(", ")}]`] : []));
  const lengths = inputs.kvLengths ? `, kvLengths [${inputs.kvLengths.join(", ")}]` : "";
  return {
    too_long: `A tensor would have 2³¹ numbers or more: ${shapes.join(", ")}.`,
    shape_mismatch: `The shapes do not fit together: ${shapes.join(", ")}${lengths}. ${misfit(inputs, options)}`,
    not_finite: "q, k, v and the past must be finite, and a mask may hold numbers and −Infinity only.",
    bad_index: `Every kvLength must lie between 0 and the number of keys${lengths}.`,
  };
}

function readResult(core: Core, inputs: AttendInputs, options: AttendOptions): AttendResult {
  const { q, k, v, pastKey } = inputs;
  const [batch = 0] = q.shape;
  const isRank3 = q.shape.length === 3;
  const qHeads = isRank3 ? (options.qHeads ?? 0) : (q.shape[1] ?? 0);
  const kvHeads = isRank3 ? (options.kvHeads ?? 0) : (k.shape[1] ?? 0);
  const nQueries = q.shape.at(-2) ?? 0;
  const nKeys = (k.shape.at(-2) ?? 0) + (pastKey?.shape[2] ?? 0);
  const last = (tensor: Tensor) => (tensor.shape.at(-1) ?? 0) / (isRank3 ? kvHeads : 1);
  const outputShape = isRank3 ? [batch, nQueries, qHeads * last(v)] : [batch, qHeads, nQueries, last(v)];
  return {
    output: { data: core.result("output"), shape: outputShape },
    ...(options.qkOutput && { qk: { data: core.result("qk"), shape: [batch, qHeads, nQueries, nKeys] } }),
    presentKey: { data: core.result("presentKey"), shape: [batch, kvHeads, nKeys, last(k)] },
    presentValue: { data: core.result("presentValue"), shape: [batch, kvHeads, nKeys, last(v)] },
  };
}
