// Asks before anything is installed, and never waits for an answer that cannot come.
import { createInterface } from "node:readline/promises";

/** Resolves to whether to go ahead: as root, in CI and with --yes without a question. */
export async function mayInstall({ yes }) {
  if (yes || process.env.CI || process.getuid?.() === 0) return true;
  if (!process.stdin.isTTY || !process.stdout.isTTY) return false;
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  // Ctrl+C and Ctrl+D answer no.
  const answer = await terminal.question("Install this? [Y/n] ").catch(() => "no");
  terminal.close();
  return /^(y(es)?)?$/i.test(answer.trim());
}
