/** A page: the files of what was dropped, folders gone through. */
/** More than any model has; a whole disk may be dropped by mistake. */
const MAX_FILES = 2000;

export interface FoundFile {
  path: string;
  blob: File;
}

/** Files that a person gave; `name` where it was one folder. */
export interface FoundFiles {
  files: FoundFile[];
  name?: string;
}

const fileOf = (entry: FileSystemFileEntry) => new Promise<File>((resolve, reject) => entry.file(resolve, reject));

/** A browser hands out a folder's entries a hundred at a time. */
async function entriesOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0 || all.length > MAX_FILES) return all;
    all.push(...some);
  }
}

async function gather(entry: FileSystemEntry, found: FoundFile[]): Promise<void> {
  if (found.length >= MAX_FILES) return;
  if (entry.isFile)
    found.push({ path: entry.fullPath.replace(/^\//, ""), blob: await fileOf(entry as FileSystemFileEntry) });
  else for (const inner of await entriesOf(entry as FileSystemDirectoryEntry)) await gather(inner, found);
}

/** Whether a drop looks like a model: a folder, or files of one. Only names are known while something is dragged over the page. */
export const isModelFile = (name: string) =>
  /(^|\/)(config\.json|model[\w.-]*\.safetensors(\.index\.json)?)$/.test(name);

/** Call it in the handler of the drop: its items are gone afterwards. */
export async function droppedFiles(items: DataTransferItemList): Promise<FoundFiles> {
  const given = Array.from(items)
    .filter((item) => item.kind === "file")
    .map((item) => item.webkitGetAsEntry() ?? item.getAsFile())
    .filter((each) => each !== null);
  const files: FoundFile[] = [];
  for (const each of given) {
    if (each instanceof File) files.push({ path: each.name, blob: each });
    else await gather(each, files);
  }
  const [only] = given;
  const isFolder = given.length === 1 && only && !(only instanceof File) && only.isDirectory;
  return isFolder ? { files, name: only.name } : { files };
}

/** What a file dialog gave, of a folder or of single files. */
export function chosenFiles(chosen: Iterable<File>): FoundFiles {
  const files = Array.from(chosen, (file) => ({ path: file.webkitRelativePath || file.name, blob: file }));
  const folders = new Set(files.map(({ path }) => (path.includes("/") ? path.split("/")[0] : undefined)));
  const [name] = folders;
  return folders.size === 1 && name !== undefined ? { files, name } : { files };
}
