/** Files as a hostile or broken writer might make them: whatever comes, the readers refuse it in words or read it rightly. */
import fc from "fast-check";
import { AttentionError } from "../../../../web/engine/errors.ts";
import { parseSafetensors } from "../../../../web/text/safetensors.ts";
import { safetensors } from "./made.ts";

const sizes: Readonly<Record<string, number>> = { BOOL: 1, U8: 1, I8: 1, F16: 2, BF16: 2, F32: 4, I64: 8 };

const name = fc.oneof(
  fc.string({ maxLength: 8 }),
  fc.constantFrom("__proto__", "constructor", "__metadata__", "toString", "a", "b"),
);
const anyNumber = fc.oneof(
  fc.nat(40),
  fc.constantFrom(-1, 0.5, 2 ** 31, 2 ** 32, 2 ** 53, 2 ** 63, 1e308, -0),
  fc.double({ noNaN: true }),
);
const wildTensor = fc.record(
  {
    dtype: fc.oneof(fc.constantFrom(...Object.keys(sizes), "F4", "toString"), fc.jsonValue({ maxDepth: 1 })),
    shape: fc.oneof(fc.array(anyNumber, { maxLength: 3 }), fc.jsonValue({ maxDepth: 1 })),
    data_offsets: fc.oneof(fc.array(anyNumber, { maxLength: 3 }), fc.tuple(fc.nat(40), fc.nat(40))),
  },
  { requiredKeys: [] },
);

/** Tensors that follow each other, as the format wants them. */
const rightFile = fc
  .array(
    fc.record({
      name: fc.string({ maxLength: 6 }).filter((text) => text !== "__metadata__"),
      dtype: fc.constantFrom(...Object.keys(sizes)),
      shape: fc.array(fc.nat(3), { maxLength: 3 }),
    }),
    { maxLength: 4 },
  )
  .map((tensors) => {
    let at = 0;
    const header = new Map<string, object>();
    for (const { name: key, dtype, shape } of tensors) {
      if (header.has(key)) continue;
      const begin = at;
      at += shape.reduce((product, length) => product * length, sizes[dtype]!);
      header.set(key, { dtype, shape, data_offsets: [begin, at] });
    }
    return safetensors(Object.fromEntries(header), new Uint8Array(at));
  });

const wildFile = fc
  .tuple(fc.dictionary(name, fc.oneof(wildTensor, fc.jsonValue({ maxDepth: 2 })), { maxKeys: 4 }), fc.nat(48))
  .map(([header, nBytes]) => safetensors(header, new Uint8Array(nBytes)));

const wildText = fc
  .tuple(fc.oneof(fc.string({ unit: "binary", maxLength: 60 }), fc.json({ maxDepth: 3 })), fc.nat(8))
  .map(([text, nBytes]) => safetensors(text, new Uint8Array(nBytes)));

/** A right file with some bytes changed, cut off or added. */
const spoiltFile = fc
  .tuple(rightFile, fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { maxLength: 4 }), fc.integer({ min: -20, max: 20 }))
  .map(([file, changes, longer]) => {
    const spoilt = new Uint8Array(Math.max(0, file.length + longer));
    spoilt.set(file.subarray(0, spoilt.length));
    for (const [at, value] of changes) if (at < spoilt.length) spoilt[at] = value;
    return spoilt;
  });

export const anyFile = fc.oneof(
  rightFile,
  wildFile,
  wildText,
  { arbitrary: spoiltFile, weight: 3 },
  fc.uint8Array({ maxLength: 64 }),
);
export { rightFile };

type Outcome = "read" | "refused";

/** What was accepted is checked anew from the file alone: every byte behind the header is in one tensor, of the right length. */
function check(file: Uint8Array, tensors: ReturnType<typeof parseSafetensors>) {
  const all = Object.values(tensors).sort(
    (a, b) => a.bytes.byteOffset - b.bytes.byteOffset || a.bytes.length - b.bytes.length,
  );
  let at = 8 + Number(new DataView(file.buffer, file.byteOffset).getBigUint64(0, true));
  for (const { dtype, shape, bytes } of all) {
    const length = shape.reduce((product, each) => product * each, sizes[dtype] ?? NaN);
    if (!(dtype in sizes)) continue;
    if (bytes.byteOffset !== at || bytes.length !== length)
      throw new Error(`wrongly accepted: ${JSON.stringify(shape)}`);
    at += length;
  }
  if (all.every(({ dtype }) => dtype in sizes) && at !== file.length)
    throw new Error("bytes of no tensor were accepted");
}

/** @throws Error for anything but a right reading or an AttentionError */
export function readOne(file: Uint8Array): Outcome {
  const copy = file.slice();
  try {
    check(copy, parseSafetensors(copy.buffer));
    return "read";
  } catch (error) {
    if (error instanceof AttentionError && error.code === "bad_vectors") return "refused";
    throw error;
  }
}
