/** --help: one line for every flag; the play options come from their table, so none can be missing. */
import { formatOption } from "../engine/option-text.ts";
import { defaults, optionNames, optionTable, type PlayOptions } from "../engine/options.ts";
import { flagOf, valuesOf } from "./flags.ts";

const explanations: Record<keyof PlayOptions, string> = {
  qkv: "queries, keys and values: the word vector plus a fixed random one, the vector itself, or a seeded matrix times it",
  offsets: 'the vectors that "offset" adds: three, one shared by q, k and v, or your own as {"q":[…],"k":[…],"v":[…]}',
  sigma: "standard deviation of the random offsets",
  seed: "seed of every random vector and matrix",
  nHeads: "heads; must divide the length of a word vector",
  score: "how a query and a key are compared (additive and general use seeded, untrained matrices)",
  bandwidth: "width h of the gaussian score; without it, head_dim^¼",
  position: "sinusoidal is added to x, rope turns q and k, alibi is added to the scores",
  mask: "who may see whom; a_to_b and b_to_a need --pair",
  normalizer: "what turns scores into weights",
  temperature: "scores are divided by it",
  topK: "keys that top_k keeps",
  topP: "share of the weight that top_p keeps",
  over: "the axis that sums to 1 (queries and all are the classic mistakes)",
  residual: "add the query's own value to its context; not with --against",
  against: "a second text whose words are the keys (cross attention)",
  pair: "a second text, read as one sequence with the first",
  segmenter: "how text is split into words (intl may differ between browsers)",
  punctuation: "keep punctuation marks as tokens",
  vectors: "your own word vectors: a GloVe .txt, word2vec or fastText .vec file, also .gz",
};

const textWidth = 92;

function wrap(text: string, indent: string): string {
  const lines: string[] = [];
  let line = indent;
  for (const word of text.split(" ")) {
    if (line.length + word.length > textWidth) {
      lines.push(line.trimEnd());
      line = indent;
    }
    line += `${word} `;
  }
  return [...lines, line.trimEnd()].join("\n");
}

const entry = (heading: string, explanation: string) => `  ${heading.trim()}\n${wrap(explanation, "      ")}`;

function playEntry(name: keyof PlayOptions): string {
  const isBoolean = optionTable[name].kind === "boolean";
  const flag = isBoolean ? `--${flagOf(name)}, --no-${flagOf(name)}` : `--${flagOf(name)} ${valuesOf(name)}`;
  const standard = isBoolean ? (defaults[name] ? "yes" : "no") : formatOption(name, defaults[name]);
  return entry(flag, explanations[name] + (standard === "" ? "" : ` [${standard}]`));
}

export const usage =
  'Usage: attention-playground TEXT [--query WORD] [flags]   ("-" or a pipe: text from standard input)';

export const helpText =
  (): string => `Shows who attends to whom: the attention weights of a text, computed by the engine of the page.

${usage}

  attention-playground "我喜欢吃苹果" --query 喜欢 --score cosine
  attention-playground "I like to eat apples" --against "我喜欢吃苹果" --query apples
  echo "the cat sat on the mat" | attention-playground --query 0 --json
  attention-playground --model e5-small "The cat sat as it was tired." --layer 8 --head 8 --query it

What to show
${[
  entry(
    "--query WORD",
    "the word whose row is shown; an index from 0 where the word is repeated. Without it: every word's strongest keys",
  ),
  entry("--key WORD", "with --query: every number between this query and this key"),
  entry("--head N", "which head, from 0 [0]"),
  entry("--json", "the numbers of all heads as JSON (docs/run-format.md) instead of a table"),
  entry("--tokens", "the text is already split: tokens are separated by blanks"),
  entry("-h, --help", "this text"),
  entry("--version", "the version"),
].join("\n")}

A transformer instead of word vectors
${[
  entry(
    "--model DIR|URL|NAME",
    "a model in the hub's layout: a folder, an address, a name on the hub (fetched in that moment), or e5-small where attention-playground-e5-small is installed",
  ),
  entry("--layer N, --head N", "which head, both from 0 [0]; with --json only that one, else all"),
  entry("--heads", "a line for every head: where its weight goes on average"),
  entry("--kind self | decoder | cross", "which attention of an encoder–decoder [self: the encoder's]"),
  entry("--pair TEXT", "a second text, as the model was taught to read two"),
  entry("--decoder-text TEXT", "what an encoder–decoder's decoder has said so far"),
  entry("--truncate", "cut a text that is longer than the model takes"),
  entry("--head-scale LAYER.HEAD=SCALE,…", "heads times a number from 0 (off) to 2: 4.0=0,7.8=0"),
  entry(
    "--combine head | value | mean | max | rollout",
    "one head [head]; its weights times the lengths of its values; several heads as one; or all layers",
  ),
  entry("--picks LAYER.HEAD,…", "the heads that mean and max are of [all of the layer]"),
  entry("--taken ID,…", "ids of tokens that the model wrote after the text"),
  entry("--temperature N, --mask …", "scores are divided by it; who may see whom, beside the model's own mask"),
  entry("--weights as-stored | float32 | int8", "how the engine keeps the model's matrices [as-stored]"),
  entry(
    "--threads N | auto",
    "how many threads share the work; they change no number. auto: as many as there are processors, at most 8 [1]",
  ),
  entry(
    "--generate N",
    "lets the model write so many tokens; then --temperature (0: always the likeliest) [1], --top-k [0: all], --top-p [1] and --seed [1] are those of sampling",
  ),
].join("\n")}

Options of the calculation [default]
${optionNames.map(playEntry).join("\n")}

Exit status: 0 if all went well, 1 if the run failed, 2 for flags that cannot be meant.
`;
