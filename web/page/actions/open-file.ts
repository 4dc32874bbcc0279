/** What a file that was dropped or chosen is: a saved screen or run, or word vectors. */
const stateSize = 200e6;

/** Vector files are never JSON; a saved screen always is, whatever its name. */
export async function isJsonFile(file: File): Promise<boolean> {
  if (file.size > stateSize) return false;
  const start = await file.slice(0, 64).text();
  return start
    .replace(/^\uFEFF/, "")
    .trimStart()
    .startsWith("{");
}

/** Asks for a file with the browser's own dialog; null when the person closes it. */
export function chooseFile(): Promise<File | null> {
  const input = document.createElement("input");
  input.type = "file";
  return new Promise((resolve) => {
    input.addEventListener("change", () => resolve(input.files?.[0] ?? null));
    input.addEventListener("cancel", () => resolve(null));
    input.click();
  });
}
