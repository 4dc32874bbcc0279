#!/usr/bin/env node
/** The command `attention-playground`. */
import { AttentionError, type ErrorCode } from "../engine/errors.ts";
import { createEngine } from "../engine/node.ts";
import type { PlayOptions } from "../engine/options.ts";
import type { AttentionRun, Engine, PlayInput } from "../engine/types.ts";
import { version } from "../engine/version.ts";
import { asFlags, parseCommand, UsageError, type RunCommand } from "./args.ts";
import { helpText, usage } from "./help.ts";
import type { ModelCommand } from "./model-args.ts";
import { modelReport } from "./model-report.ts";
import { jsonReport, textReport } from "./report.ts";
import { styleFor } from "./style.ts";

const defaultWidth = 80;

/** Failures that the flags caused. */
const flagErrors: readonly ErrorCode[] = [
  "bad_option",
  "unknown_option",
  "bad_heads",
  "odd_head_dim",
  "residual_against",
  "needs_pair",
  "bad_index",
];

async function readInput(): Promise<string> {
  if (process.stdin.isTTY) throw new UsageError(`There is no text. ${usage}`);
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return new TextDecoder().decode(Buffer.concat(chunks)).replace(/\r?\n$/, "");
}

const asInput = (text: string | string[]): PlayInput => (typeof text === "string" ? text : { tokens: text });

/** Loads the person's vectors, if any, and runs. */
async function play(engine: Engine, input: PlayInput, options: Partial<PlayOptions>): Promise<AttentionRun> {
  const { vectors, against, pair, ...others } = options;
  return engine.play(input, {
    ...others,
    ...(against ? { against: asInput(against) } : {}),
    ...(pair ? { pair: asInput(pair) } : {}),
    ...(vectors ? { vectors: await engine.loadVectors(vectors) } : {}),
  });
}

const terminal = () => ({
  style: styleFor(process.stdout, process.env["NO_COLOR"]),
  width: process.stdout.columns ?? defaultWidth,
});

async function reportModel(command: ModelCommand): Promise<string> {
  const text = command.text ?? (await readInput());
  const engine = await createEngine({ threads: command.threads });
  try {
    return await modelReport(engine, command, text, terminal());
  } finally {
    await engine.dispose();
  }
}

async function report(command: RunCommand): Promise<string> {
  const text = command.text ?? (await readInput());
  const input = command.tokens ? { tokens: text.split(/\s+/).filter((token) => token !== "") } : text;
  const engine = await createEngine();
  try {
    const run = await play(engine, input, command.play);
    if (command.json) return await jsonReport(run, command);
    return await textReport(run, command, terminal());
  } finally {
    await engine.dispose();
  }
}

async function main(argv: string[]): Promise<string> {
  const command = parseCommand(argv);
  if (command.kind === "help") return helpText().trimEnd();
  if (command.kind === "version") return version;
  return command.kind === "model" ? reportModel(command) : report(command);
}

/** One line for stderr, and the exit status. */
function failure(error: unknown): { line: string; status: 1 | 2 } {
  if (error instanceof UsageError) return { line: error.message, status: 2 };
  if (error instanceof AttentionError) return { line: asFlags(error), status: flagErrors.includes(error.code) ? 2 : 1 };
  return { line: error instanceof Error ? error.message : String(error), status: 1 };
}

// A reader that has seen enough (`| head`) closes the pipe: that is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") return;
  process.stderr.write(`attention-playground: Could not write: ${error.message}.\n`);
  process.exitCode = 1;
});

main(process.argv.slice(2)).then(
  (output) => process.stdout.write(`${output}\n`),
  (error: unknown) => {
    const { line, status } = failure(error);
    process.stderr.write(`attention-playground: ${line.replaceAll("\n", " ")}\n`);
    process.exitCode = status;
  },
);
