import { describe, expect, it } from "vitest";
import { optionNames } from "../../../web/engine/options.ts";
import { parseCommand, UsageError, type RunCommand } from "../../../web/cli/args.ts";
import { flagOf } from "../../../web/cli/flags.ts";
import { helpText } from "../../../web/cli/help.ts";

const run = (...argv: string[]) => parseCommand(argv) as RunCommand;

describe("parseCommand", () => {
  it("reads the command of the manual", () => {
    expect(run("我喜欢吃苹果", "--query", "喜欢", "--score", "cosine")).toEqual({
      kind: "run",
      text: "我喜欢吃苹果",
      tokens: false,
      play: { score: "cosine" },
      query: "喜欢",
      key: null,
      head: 0,
      json: false,
    });
  });

  it.each([[[]], [["-"]]])("takes the text from standard input for %j", (argv) => {
    expect(run(...argv).text).toBeNull();
  });

  it("joins words that were not quoted", () => {
    expect(run("I", "like", "apples", "--json").text).toBe("I like apples");
  });

  it("keeps an empty text, for the engine to refuse", () => {
    expect(run("").text).toBe("");
  });

  it("reads every kind of option as its table says", () => {
    const { play } = run(
      "a",
      "--n-heads=4",
      "--mask",
      "dilated:4,2",
      "--residual",
      "--no-punctuation",
      "--bandwidth",
      "",
      "--top-p=.5",
    );
    expect(play).toEqual({
      nHeads: 4,
      mask: { dilated: [4, 2] },
      residual: true,
      punctuation: false,
      bandwidth: null,
      topP: 0.5,
    });
  });

  it("lets the last of a repeated flag win", () => {
    expect(run("a", "--seed", "1", "--seed", "2", "--residual", "--no-residual").play).toEqual({
      seed: 2,
      residual: false,
    });
  });

  it("takes what follows -- as text", () => {
    expect(run("--", "--score").text).toBe("--score");
  });

  it.each([
    [["a", "--colour", "red"], "There is no flag --colour; --help lists them all."],
    [["a", "-x"], "There is no flag -x; --help lists them all."],
    [["a", "--score"], "--score needs a value; --help says which."],
    [["a", "--score", "--json"], "--score needs a value; --help says which."],
    [["a", "--json=1"], '--json takes no value; leave out "=1".'],
    [["a", "--head", "first"], '--head must be the number of a head, from 0, not "first".'],
    [["a", "--key", "b"], "--key needs --query: it explains a pair of words."],
    [["a", "--n-heads", "-1"], "--n-heads must be an integer from 1 to 4096, not -1."],
    [["a", "--temperature", "0"], "--temperature must be a number over 0, at most 1000000, not 0."],
    [["a", "--pair", "b", "--against", "c"], "Give against or pair, not both."],
    [
      ["a", "--mask", "window:-1"],
      '--mask must be none | causal | not_self | a_to_b | b_to_a | window:W | dilated:W,STEP | prefix:N | cells:I-J,I-J, not "window:-1".',
    ],
    [["a", "--offsets", "mine"], '--offsets must be separate | shared | {"q": […], "k": […], "v": […]}, not "mine".'],
    [["a", "--toString"], "There is no flag --toString; --help lists them all."],
  ])("refuses %j in one line", (argv, message) => {
    expect(() => parseCommand(argv)).toThrow(new UsageError(message));
  });

  it("answers --help and --version whatever else is there", () => {
    expect(parseCommand(["a", "-h", "--score", "cosine"])).toEqual({ kind: "help" });
    expect(parseCommand(["--version"])).toEqual({ kind: "version" });
  });
});

describe("the flags of a model", () => {
  it("are read beside those of play() that mean something for it", () => {
    const command = parseCommand([
      ...["--model", "e5-small", "a text", "--layer", "8", "--head", "3", "--query", "it", "--mask", "causal"],
      ...[
        "--head-scale",
        "4.0=0,7.8=.5",
        "--pair",
        "another",
        "--generate",
        "40",
        "--temperature",
        "0",
        "--top-k",
        "5",
      ],
    ]);
    expect(command).toMatchObject({
      ...{ kind: "model", model: "e5-small", text: "a text", pair: "another", layer: 8, head: 3, query: "it" },
      ...{ mask: "causal", generate: 40, temperature: 0, topK: 5, topP: 1, seed: 1, weights: "as-stored", threads: 1 },
      headScale: [
        { layer: 4, head: 0, scale: 0 },
        { layer: 7, head: 8, scale: 0.5 },
      ],
    });
  });

  it("have threads by number, or as many as there are", () => {
    const threads = (value: string) => parseCommand(["a", "--model", "m", "--threads", value]);
    expect(threads("8")).toMatchObject({ threads: 8 });
    expect(threads("auto")).toMatchObject({ threads: "auto" });
  });

  it("say which heads are shown as one, and what was written after the text", () => {
    const flags = ["--combine", "mean", "--picks", "4.0,7.8", "--taken", "432,383"];
    expect(parseCommand(["--model", "e5-small", "a", ...flags])).toMatchObject({
      heads: {
        combine: "mean",
        picks: [
          { layer: 4, head: 0 },
          { layer: 7, head: 8 },
        ],
      },
      taken: [432, 383],
    });
  });

  it.each([
    [["a", "--layer", "1"], /--layer needs --model/],
    [["a", "--heads"], /--heads needs --model/],
    [["a", "--model", "e5-small", "--heads", "--query", "a"], /--heads is a table of all heads: leave out --query/],
    [["a", "--model", "m", "--heads", "--kind", "cross"], /--heads is a table of all heads: leave out --kind/],
    [["a", "--model", "m", "--top-k", "5"], /--top-k says how tokens are drawn: it needs --generate/],
    [["a", "--model", "m", "--truncate", "--generate", "5"], /--truncate fills all places/],
    [["a", "--model", "m", "--seed", "5"], /--seed .* it needs --generate/],
    [["a", "--model", "m", "--combine", "rollout", "--kind", "cross"], /rollout goes through one stack/],
    [["a", "--model", "m", "--score", "cosine"], /--score is for word vectors/],
    [["a", "--model", "m", "--tokens"], /--tokens is for word vectors/],
    [["a", "--model", "m", "--layer", "x"], /--layer must be a whole number/],
    [["a", "--model", "m", "--kind", "both"], /--kind must be self, decoder, cross/],
    [["a", "--model", "m", "--head-scale", "4=0"], /--head-scale must be LAYER\.HEAD=SCALE/],
    [["a", "--model", "m", "--head-scale", "4.0=3"], /--head-scale must be/],
    [["a", "--model", "m", "--combine", "sum"], /--combine must be head, value, mean, max, rollout/],
    [["a", "--model", "m", "--picks", "4"], /--picks must be LAYER\.HEAD/],
    [["a", "--model", "m", "--taken", "x"], /--taken must be ids/],
    [["a", "--model", "m", "--weights", "int4"], /--weights must be as-stored/],
    [["a", "--threads", "2"], /--threads needs --model/],
    [["a", "--model", "m", "--threads", "0"], /--threads must be auto or a whole number from 1 to 64, not "0"/],
    [["a", "--model", "m", "--threads", "65"], /--threads must be/],
    [["a", "--model", "m", "--threads", "all"], /--threads must be/],
    [["a", "--model", "m", "--mask", "diagonal"], /^--mask/],
    [["a", "--model", "m", "--key", "b"], /--key needs --query/],
  ])("refuses %j", (argv, message) => {
    expect(() => parseCommand(argv)).toThrow(UsageError);
    expect(() => parseCommand(argv)).toThrow(message);
  });
});

describe("helpText", () => {
  it("explains every option with its flag", () => {
    for (const name of optionNames) expect(helpText()).toContain(`--${flagOf(name)}`);
  });

  it("fits a terminal of 100 columns", () => {
    const flagLine = /^ {2}--/;
    for (const line of helpText().split("\n")) if (!flagLine.test(line)) expect(line.length).toBeLessThanOrEqual(100);
  });
});
