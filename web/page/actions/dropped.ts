/** What the files are that a person dropped or chose. Pure. */
import { isModelFile, type FoundFile, type FoundFiles } from "../../text/model/dropped.ts";

export type Dropped =
  /** A saved screen or run, or word vectors. */
  | { kind: "file"; file: File }
  /** `besides`: files that do not belong to the model. */
  | { kind: "model"; name: string; files: FoundFile[]; besides: string[] }
  /** A folder, or a model's files, without a config.json. */
  | { kind: "no_config"; name: string }
  | { kind: "several"; names: string[] }
  | { kind: "nothing" };

const lastPart = (path: string) => path.split("/").at(-1) ?? path;
const isHidden = ({ path }: FoundFile) => path.split("/").some((part) => part.startsWith("."));
/** Files of models are named so that none looks like word vectors. */
const areVectors = (path: string) => /\.(vec|gz)$/i.test(path);

/** Files that lie loose have no folder that could give the model a name. */
const loose = "model";

function modelOf(config: string, files: FoundFile[], name: string | undefined): Dropped {
  const folder = config.slice(0, -"config.json".length);
  const isOf = ({ path }: FoundFile) => path.startsWith(folder) && !areVectors(path);
  const besides = files.filter((file) => !isOf(file)).map(({ path }) => lastPart(path));
  return { kind: "model", name: folder.split("/").at(-2) ?? name ?? loose, files: files.filter(isOf), besides };
}

const depth = (path: string) => path.split("/").length;

export function whatDropped({ files: all, name }: FoundFiles): Dropped {
  const files = all.filter((file) => !isHidden(file));
  const configs = files.map(({ path }) => path).filter((path) => lastPart(path) === "config.json");
  const [config] = configs.sort((a, b) => depth(a) - depth(b));
  if (config !== undefined) return modelOf(config, files, name);
  const part = files.find(({ path }) => isModelFile(path));
  if (name !== undefined || part) return { kind: "no_config", name: name ?? lastPart(part?.path ?? "") };
  const [first] = files;
  if (!first) return { kind: "nothing" };
  return files.length === 1
    ? { kind: "file", file: first.blob }
    : { kind: "several", names: files.map(({ path }) => lastPart(path)) };
}
