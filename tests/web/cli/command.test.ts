/** The built command, as a person runs it. */
import { spawn } from "node:child_process";
import { existsSync, openSync } from "node:fs";
import { npmPackage } from "../../../scripts/lib/paths.mjs";
import { describeWithData, testData } from "../../data.ts";
import { useEngine } from "../../engine.ts";
import { describe, expect, it } from "vitest";
import { version } from "../../../web/engine/version.ts";
import type { RunJson } from "../../../web/engine/types.ts";

const command = `${npmPackage}/cli.js`;

interface Result {
  status: number | null;
  stdout: string;
  stderr: string;
}

function run(args: string[], input: string | null = null): Promise<Result> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [command, ...args]);
    const result: Result = { status: null, stdout: "", stderr: "" };
    child.stdout.setEncoding("utf8").on("data", (text: string) => (result.stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (result.stderr += text));
    child.on("error", reject).on("close", (status) => resolve({ ...result, status }));
    child.stdin.end(input ?? "");
  });
}

const json = async (args: string[], input: string | null = null): Promise<RunJson> => {
  const { status, stdout, stderr } = await run([...args, "--json"], input);
  expect(stderr).toBe("");
  expect(status).toBe(0);
  return JSON.parse(stdout) as RunJson;
};

describe("the command", () => {
  const engine = useEngine();

  it("prints the row of a word", async () => {
    const { status, stdout, stderr } = await run(["我喜欢吃苹果", "--query", "喜欢", "--score", "cosine"]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    const lines = stdout.trimEnd().split("\n");
    expect(lines).toHaveLength(6);
    expect(lines.slice(2).map((line) => line.split(/\s+/)[1])).toEqual(["我", "喜欢", "吃", "苹果"]);
    const weights = lines.slice(2).map((line) => Number(line.split(/\s+/)[2]));
    expect(weights.reduce((sum, weight) => sum + weight)).toBeCloseTo(1, 3);
    expect(stdout).not.toContain("\u001B");
  });

  it("prints the engine's numbers as JSON, bit for bit", async () => {
    const { heads, query, options } = await json([
      "我喜欢吃苹果",
      "--query",
      "喜欢",
      "--score",
      "cosine",
      "--n-heads",
      "2",
    ]);
    const direct = await engine().play("我喜欢吃苹果", { score: "cosine", nHeads: 2 });
    for (const head of [0, 1]) {
      const { weights, scores } = await direct.attention({ head });
      expect(Float32Array.from(heads[head]?.weights ?? [])).toEqual(weights);
      expect(Float32Array.from((heads[head]?.scores ?? []).map(Number))).toEqual(scores);
    }
    expect(query).toBe(1);
    expect(options).toEqual({ score: "cosine", nHeads: 2 });
  });

  it("explains a pair, in words and in JSON", async () => {
    const args = ["the cat sat", "--query", "cat", "--key", "sat", "--mask", "causal"];
    const { stdout } = await run(args);
    expect(stdout).toMatch(/Why cat attends to sat[^]*masked_score +−∞[^]*weight +0 /);
    const { explanation, key } = await json(args);
    expect(key).toBe(2);
    expect(explanation?.values["masked_score"]).toBe("-Infinity");
    expect(explanation?.vectors["q"]).toHaveLength(100);
  });

  it.each([[[]], [["-"]]])("reads standard input for %j", async (args) => {
    const { text, tokens } = await json(args, "I like apples\n");
    expect(text).toBe("I like apples");
    expect(tokens.map((token) => token.text)).toEqual(["I", "like", "apples"]);
  });

  it("takes tokens as they were split", async () => {
    const { tokens } = await json(["--tokens", "我 喜 欢"]);
    expect(tokens.map((token) => token.text)).toEqual(["我", "喜", "欢"]);
  });

  it("takes a second text", async () => {
    const crossed = await json(["I like apples", "--against", "我喜欢苹果"]);
    expect(crossed.keyTokens?.map((token) => token.text)).toEqual(["我", "喜欢", "苹果"]);
    const paired = await json(["I like apples", "--pair", "我喜欢苹果", "--mask", "a_to_b"]);
    expect(paired.tokens).toHaveLength(6);
  });

  it.each([
    [["text", "--colour"], 2, "There is no flag --colour; --help lists them all."],
    [["text", "--n-heads", "3"], 2, /--n-heads 3 does not divide .* 1, 2, 4, 5, 10, 20, 25, 50, 100/],
    [["the cat the", "--query", "the"], 2, '"the" stands at 0, 2; say which with --query 0.'],
    [["the cat", "--head", "1"], 2, /--head must be from 0 to 0/],
    [["the cat", "--against", "b", "--residual"], 2, /residual/],
    [[""], 1, /text|token/i],
    [["text", "--vectors", "no-such-file.vec"], 1, /no-such-file\.vec/],
  ])("answers %j with exit status %i and one line", async (args, status, message) => {
    const result = await run(args);
    expect(result.status).toBe(status);
    expect(result.stdout).toBe("");
    expect(result.stderr).toMatch(/^attention-playground: .+\n$/);
    expect(result.stderr).toMatch(message);
  });

  it("prints its version and its help", async () => {
    expect(await run(["--version"])).toEqual({ status: 0, stdout: `${version}\n`, stderr: "" });
    const { stdout, status } = await run(["--help"]);
    expect(status).toBe(0);
    expect(stdout).toContain("--normalizer softmax | sparsemax | entmax15 | top_k | top_p");
  });

  it("does not mind a reader that closes the pipe", async () => {
    const words = "apples and oranges ".repeat(600);
    const child = spawn(process.execPath, [command, "--json", words]);
    let stderr = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    child.stdout.once("data", () => child.stdout.destroy());
    const status = await new Promise((resolve) => child.on("close", resolve));
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  });

  it.runIf(existsSync("/dev/full"))("says that it could not write", async () => {
    const child = spawn(process.execPath, [command, "apples"], {
      stdio: ["ignore", openSync("/dev/full", "w"), "pipe"],
    });
    let stderr = "";
    child.stderr!.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    const status = await new Promise((resolve) => child.on("close", resolve));
    expect(status).toBe(1);
    expect(stderr).toMatch(/^attention-playground: Could not write: .*ENOSPC.*\.\n$/);
  });

  it("shows a head of a transformer by its name, and all of them", async () => {
    const text = "The animal did not cross the street because it was too tired.";
    const head = ["--model", "e5-small", text, "--layer", "8", "--head", "8", "--query", "it"];
    const { stdout, stderr, status } = await run(head);
    expect({ stderr, status }).toEqual({ stderr: "", status: 0 });
    expect(stdout).toMatch(/it attends to \(e5-small, layer 8 .*head 8[^]* animal +0\.45\d\d/);
    const { heads, model, query, tokens } = await json(head);
    expect([heads.length, heads[0]?.layer, heads[0]?.head]).toEqual([1, 8, 8]);
    expect(model).toEqual({ family: "bert", name: "e5-small", kind: "self" });
    expect(tokens[query ?? 0]?.text).toBe("it");
    expect((await run([...head, "--threads", "2"])).stdout).toBe(stdout);
    const table = await run(["--model", "e5-small", "apples", "--heads"]);
    expect(table.stdout.trimEnd().split("\n")).toHaveLength(145);
  });

  it("shows several heads as one, and refuses to print them as a run", async () => {
    const flags = ["--model", "e5-small", "the cat sat", "--layer", "8", "--query", "cat", "--combine", "mean"];
    const rowOf = (stdout: string) => [...stdout.matchAll(/ (\d\.\d{4}) /g)].map(([, weight]) => Number(weight));
    const mean = (await run([...flags, "--picks", "8.3,8.8"])).stdout;
    expect(mean).toContain("mean of heads 8.3, 8.8");
    const alone: number[][] = [];
    for (const head of ["3", "8"]) alone.push(rowOf((await run([...flags.slice(0, 7), "--head", head])).stdout));
    const [first = [], second = []] = alone;
    expect(first).toHaveLength(5);
    rowOf(mean).forEach((weight, i) => expect(weight).toBeCloseTo((first[i]! + second[i]!) / 2, 3));
    const refused = await run([...flags, "--json"]);
    expect(refused).toMatchObject({ status: 2, stderr: expect.stringContaining("leave out --combine") as string });
    const absent = await run([...flags, "--picks", "8.3,12.0"]);
    expect(absent).toMatchObject({ status: 2, stderr: expect.stringContaining("no head 12.0; they go") as string });
  });

  it("says in one line what is wrong with a model", async () => {
    const missing = await run(["--model", "./no-such-folder", "a"]);
    expect(missing.status).toBeGreaterThan(0);
    expect(missing.stderr).toMatch(/^attention-playground: .*no-such-folder.*\n$/);
    const e5 = (...args: string[]) => run(["--model", "e5-small", ...args]);
    expect((await e5("a", "--generate", "3")).stderr).toMatch(/does not generate/);
    expect((await e5("a", "--decoder-text", "b")).stderr).toMatch(/: --decoder-text must be left out/);
    expect((await e5("a", "--head-scale", "12.0=0")).stderr).toMatch(/: --head-scale\.layer must be/);
    const long = "apple ".repeat(600);
    expect((await e5(long)).stderr).toMatch(/at most 512: .* or give --truncate to cut it/);
    expect((await e5(long, "--truncate")).stdout.split("\n").length).toBeGreaterThan(512);
  });
});

describeWithData("a model that writes", ["models/stories260K"], () => {
  const stories = ["--model", testData("models/stories260K"), "Once upon a time", "--temperature", "0"];

  it("goes on with the text, from what it wrote before, and with heads switched off", async () => {
    const { stdout, stderr, status } = await run([...stories, "--generate", "5"]);
    expect({ stdout, stderr, status }).toEqual({
      ...{ stdout: "Once upon a time, there was a little\n", stderr: "", status: 0 },
    });
    const five = [...stories, "--generate", "5", "--json"];
    const { ids } = JSON.parse((await run(five)).stdout) as { ids: number[] };
    const three = [...stories, "--generate", "3", "--json", "--taken", ids.slice(0, 2).join()];
    expect(JSON.parse((await run(three)).stdout)).toMatchObject({ ids: ids.slice(2) });
    const off = Array.from({ length: 40 }, (_, i) => `${i >> 3}.${i % 8}=0`).join();
    expect((await run([...five, "--head-scale", off])).stdout).not.toBe((await run(five)).stdout);
  });

  it("shows a head over what it wrote", async () => {
    const { tokens, heads } = await json([...stories, "--generate", "3", "--layer", "0", "--head", "2"]);
    expect([tokens.length, heads.length, heads[0]?.weights.length]).toEqual([8, 1, 64]);
  });
});
