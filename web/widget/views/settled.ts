/** Resolves once what `read` gives has stayed the same for a while. */
export async function settled(read: () => unknown, milliseconds: number): Promise<void> {
  let before: unknown;
  do {
    before = read();
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
  } while (read() !== before);
}
