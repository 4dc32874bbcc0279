/** What a file that was dropped or chosen is: a saved screen or run, or word vectors. */
import { chosenFiles, type FoundFiles } from "../../text/model/dropped.ts";

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

/** Asks for files, or for all files of a folder, with the browser's own dialog; none when the person closes it. */
export function chooseFiles(kind: "files" | "folder"): Promise<FoundFiles> {
  const input = document.createElement("input");
  input.type = "file";
  input.multiple = true;
  input.webkitdirectory = kind === "folder";
  return new Promise((resolve) => {
    input.addEventListener("change", () => resolve(chosenFiles(input.files ?? [])));
    input.addEventListener("cancel", () => resolve({ files: [] }));
    input.click();
  });
}
