import { expect, test } from "vitest";
import { misfit } from "../../../web/engine/attend-shapes.ts";
import type { AttendInputs, AttendOptions, Tensor } from "../../../web/engine/types.ts";

const tensor = (...shape: number[]): Tensor => ({ data: new Float32Array(), shape });
const inputs: AttendInputs = { q: tensor(2, 4, 5, 6), k: tensor(2, 2, 7, 6), v: tensor(2, 2, 7, 3) };
const flat: AttendInputs = { q: tensor(2, 5, 24), k: tensor(2, 7, 12), v: tensor(2, 7, 6) };
const heads = { qHeads: 4, kvHeads: 2 };

test("what fits has no sentence", () => {
  const past = { pastKey: tensor(2, 2, 0, 6), pastValue: tensor(2, 2, 0, 3) };
  expect(misfit(inputs, {})).toBe("");
  expect(misfit({ ...inputs, ...past }, heads)).toBe("");
  expect(misfit({ ...flat, kvLengths: Int32Array.of(1, 2) }, heads)).toBe("");
  for (const mask of [tensor(7), tensor(1), tensor(5, 3), tensor(4, 1, 7), tensor(2, 1, 5, 7), tensor(1, 4, 1, 2)])
    expect(misfit({ ...inputs, mask }, {})).toBe("");
});

const cases: [Partial<AttendInputs>, AttendOptions, RegExp][] = [
  [{ q: tensor(2, 5, 24) }, {}, /same rank/],
  [{ q: tensor(5, 6), k: tensor(7, 6), v: tensor(7, 3) }, {}, /must be \[batch, heads, tokens, head_size\]/],
  [flat, {}, /give qHeads and kvHeads/],
  [flat, { qHeads: 5, kvHeads: 2 }, /of q, 24, must be a multiple of qHeads, 5/],
  [flat, { qHeads: 4, kvHeads: 4 }, /of v, 6, must be a multiple of kvHeads, 4/],
  [{}, { qHeads: 2 }, /qHeads is 2, but q has 4 heads/],
  [{ q: tensor(2, 4, 0, 6) }, {}, /may be 0/],
  [{ v: tensor(1, 2, 7, 3) }, {}, /one batch size, not 2, 2 and 1/],
  [{ k: tensor(2, 2, 7, 5) }, {}, /one size, not 6 and 5/],
  [{ v: tensor(2, 2, 6, 3) }, {}, /a value for every key, not 6 for 7/],
  [{ v: tensor(2, 1, 7, 3) }, {}, /same heads, not 2 and 1/],
  [{ q: tensor(2, 3, 5, 6) }, {}, /heads of q, 3, must be a multiple of those of k and v, 2/],
  [{ pastKey: tensor(2, 2, 3, 6) }, {}, /given together/],
  [{ pastKey: tensor(2, 3, 12), pastValue: tensor(2, 2, 3, 3) }, {}, /pastKey must be \[2, 2, past tokens, 6\]/],
  [{ pastKey: tensor(2, 2, 3, 6), pastValue: tensor(2, 2, 3, 6) }, {}, /pastValue must be \[2, 2, past tokens, 3\]/],
  [{ pastKey: tensor(2, 2, 3, 6), pastValue: tensor(2, 2, 4, 3) }, {}, /as many tokens, not 3 and 4/],
  [{ mask: tensor(4, 7) }, {}, /end like \[2, 4, 5, 7\]/],
  [{ mask: tensor(8) }, {}, /end like/],
  [{ mask: tensor(0) }, {}, /end like/],
  [{ kvLengths: Int32Array.of(1) }, {}, /each of the 2 batch entries, not 1/],
];
test.each(cases)("%j %j", (change, options, sentence) => {
  expect(misfit({ ...inputs, ...change }, options)).toMatch(sentence);
});
