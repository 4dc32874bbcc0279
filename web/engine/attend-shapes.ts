/** Why the tensors of an attend() do not fit together: the core only says that they do not. */
import type { AttendInputs, AttendOptions } from "./types.ts";

/** [is broken, what was wrong and what is wanted] */
type Rule = readonly [boolean, string];

interface Heads {
  batch: number;
  heads: number;
  n: number;
  size: number;
}

const broken = (rules: Rule[]) => rules.find(([isBroken]) => isBroken)?.[1];
const text = (shape: readonly number[]) => `[${shape.join(", ")}]`;

/** A sentence. @returns "" where nothing is wrong */
export function misfit(inputs: AttendInputs, options: AttendOptions): string {
  const unread = broken([...rankRules(inputs), ...headCountRules(inputs, options)]);
  if (unread !== undefined) return unread;
  const q = headsOf(inputs.q.shape, options.qHeads);
  const k = headsOf(inputs.k.shape, options.kvHeads);
  const v = headsOf(inputs.v.shape, options.kvHeads);
  return broken([...sizeRules(q, k, v), ...pastRules(inputs, k, v), ...restRules(inputs, q, k)]) ?? "";
}

function headsOf(shape: readonly number[], heads = 1): Heads {
  const [batch = 0, second = 0, third = 0, fourth = 0] = shape;
  if (shape.length === 3) return { batch, heads, n: second, size: third / heads };
  return { batch, heads: second, n: third, size: fourth };
}

function rankRules({ q, k, v }: AttendInputs): Rule[] {
  const rank = q.shape.length;
  return [
    [k.shape.length !== rank || v.shape.length !== rank, "q, k and v must have the same rank."],
    [
      rank !== 3 && rank !== 4,
      "q, k and v must be [batch, heads, tokens, head_size], or [batch, tokens, heads · head_size] with qHeads and kvHeads given.",
    ],
  ];
}

function headCountRules({ q, k, v }: AttendInputs, { qHeads = 0, kvHeads = 0 }: AttendOptions): Rule[] {
  const tensors = [
    ["q", q.shape, "qHeads", qHeads],
    ["k", k.shape, "kvHeads", kvHeads],
    ["v", v.shape, "kvHeads", kvHeads],
  ] as const;
  if (q.shape.length === 3)
    return [
      [qHeads === 0 || kvHeads === 0, "For rank 3 give qHeads and kvHeads."],
      ...tensors.map(([name, shape, option, heads]): Rule => {
        const width = shape[2] ?? 0;
        return [
          width % heads !== 0,
          `The last dimension of ${name}, ${width}, must be a multiple of ${option}, ${heads}.`,
        ];
      }),
    ];
  return tensors.map(([name, shape, option, heads]) => [
    heads !== 0 && heads !== shape[1],
    `${option} is ${heads}, but ${name} has ${shape[1] ?? 0} heads: for rank 4 leave it out.`,
  ]);
}

const sizeRules = (q: Heads, k: Heads, v: Heads): Rule[] => [
  [Math.min(...[q, k, v].flatMap((of) => Object.values(of) as number[])) < 1, "No dimension of q, k and v may be 0."],
  [
    q.batch !== k.batch || q.batch !== v.batch,
    `q, k and v must have one batch size, not ${q.batch}, ${k.batch} and ${v.batch}.`,
  ],
  [q.size !== k.size, `Heads of q and k must have one size, not ${q.size} and ${k.size}.`],
  [k.n !== v.n, `There must be a value for every key, not ${v.n} for ${k.n}.`],
  [k.heads !== v.heads, `k and v must have the same heads, not ${k.heads} and ${v.heads}.`],
  [q.heads % k.heads !== 0, `The heads of q, ${q.heads}, must be a multiple of those of k and v, ${k.heads}.`],
];

function pastRules({ pastKey, pastValue }: AttendInputs, k: Heads, v: Heads): Rule[] {
  if (!pastKey && !pastValue) return [];
  const [key, value] = [pastKey?.shape ?? [], pastValue?.shape ?? []];
  const fits = (shape: readonly number[], of: Heads) =>
    shape.length === 4 && shape[0] === of.batch && shape[1] === of.heads && shape[3] === of.size;
  const wanted = (name: string, of: Heads) => `${name} must be [${of.batch}, ${of.heads}, past tokens, ${of.size}].`;
  return [
    [!pastKey || !pastValue, "pastKey and pastValue must be given together."],
    [!fits(key, k), wanted("pastKey", k)],
    [!fits(value, v), wanted("pastValue", v)],
    [key[2] !== value[2], `pastKey and pastValue must have as many tokens, not ${key[2] ?? 0} and ${value[2] ?? 0}.`],
  ];
}

function restRules({ mask, kvLengths, pastKey }: AttendInputs, q: Heads, k: Heads): Rule[] {
  const nKeys = k.n + (pastKey?.shape[2] ?? 0);
  const full = [q.batch, q.heads, q.n, nKeys];
  const shape = mask?.shape ?? [1];
  const last = shape.at(-1) ?? 0;
  const broadcasts = shape.slice(0, -1).every((size, axis) => size === 1 || size === full[axis + 4 - shape.length]);
  return [
    [
      !broadcasts || last < 1 || last > nKeys,
      `The mask must end like ${text(full)}; all but its last dimension may be 1, and the last may be shorter.`,
    ],
    [
      kvLengths !== undefined && kvLengths.length !== q.batch,
      `kvLengths must have one length for each of the ${q.batch} batch entries, not ${kvLengths?.length ?? 0}.`,
    ],
  ];
}
