/** What a person gave, as a place: see `GivenModel`. */
import { AttentionError } from "../../engine/errors.ts";
import { missingFile } from "./problems.ts";
import type { GivenModel, LocateModel, LocateOptions, ModelLocation } from "./types.ts";

/** The models that the site has beside attn.wasm. */
export const bundledModels = ["e5-small"] as const;

/** Asked only for a model that the person names by its id there. */
const HUB = "https://huggingface.co";
/** A name, or owner and name, then perhaps a revision. */
const hubId = /^([\w-][\w.-]{0,95}(?:\/[\w-][\w.-]{0,95})?)(?:@([\w./-]{1,200}))?$/;

const isLocation = (given: GivenModel): given is ModelLocation => typeof given === "object" && "kind" in given;

const badSource = (got: string, wanted: string) =>
  new AttentionError("bad_option", `The model "${got}" must be ${wanted}.`, { name: "model", got, wanted });

const wantedSource = "a model's name on the hub, an address, or a folder";

/** @throws AttentionError `bad_option` for what is no address */
export function addressOf(given: string, base?: string): URL {
  try {
    return new URL(given, base);
  } catch {
    throw badSource(given, "an address that can be read");
  }
}

/** For people: on the hub the model's name there, else the last folder. */
function nameOf({ origin, pathname, host }: URL): string {
  const onHub = origin === HUB ? /^\/(.+?)\/resolve\//.exec(pathname)?.[1] : undefined;
  return onHub ?? pathname.split("/").filter(Boolean).at(-1) ?? host;
}

function atUrl(url: URL): ModelLocation {
  if (url.protocol !== "https:" && url.protocol !== "http:") throw badSource(url.href, "an http or https address");
  url.hash = "";
  // A person may paste the address of the file as well as that of its folder, or the hub's page about the model.
  url.pathname = url.pathname.replace(/\/(config\.json|model\.safetensors(\.index\.json)?)$/, "/");
  if (url.origin === HUB) {
    url.search = "";
    url.pathname = url.pathname
      .replace(/^\/([^/]+(?:\/[^/]+)?)\/?$/, "/$1/resolve/main/")
      .replace(/\/(tree|blob)\//, "/resolve/");
  }
  if (!url.pathname.endsWith("/")) url.pathname += "/";
  return { kind: "url", name: nameOf(url), url: url.href };
}

function named(given: string, { baseUrl, findFolder, findPackage }: LocateOptions): ModelLocation {
  const text = given.trim();
  const folder = text === "" ? null : findFolder?.(text);
  if (folder) return folder;
  if (/^https?:\/\//i.test(text)) return atUrl(addressOf(text));
  const installed = findPackage?.(text);
  if (installed) return installed;
  if ((bundledModels as readonly string[]).includes(text)) {
    if (findPackage) throw missingFile("config.json", text, `install the package attention-playground-${text}`);
    return { kind: "url", name: text, url: new URL(`models/${text}/`, baseUrl).href };
  }
  const id = hubId.exec(text);
  if (id && !/^\.{1,2}\/|^\//.test(text))
    return { kind: "url", name: id[1]!, url: `${HUB}/${id[1]!}/resolve/${encodeURI(id[2] ?? "main")}/` };
  throw badSource(given, wantedSource);
}

/** The shortest that loadModel() takes for files under this address. */
export function nameAt(url: string, baseUrl: string): string {
  const bundled = bundledModels.find((name) => new URL(`models/${name}/`, baseUrl).href === url);
  const onHub = new RegExp(`^${HUB}/([^/]+(?:/[^/]+)?)/resolve/(.+)/$`).exec(url);
  if (!onHub) return bundled ?? url;
  return onHub[2] === "main" ? onHub[1]! : `${onHub[1]!}@${onHub[2]!}`;
}

const noFiles = (got: string) => badSource(got, "files of a model's folder");

/** A file with its path. @throws AttentionError `bad_option` for what is none: callers without types may give anything */
function entryOf(file: File | { path: string; blob: Blob }): { path: string; blob: Blob } {
  const entry = file instanceof Blob ? { path: file.webkitRelativePath || file.name, blob: file } : file;
  if (typeof entry?.path !== "string" || !(entry.blob instanceof Blob)) throw noFiles(String(file));
  return entry;
}

/** Paths below the folder that holds config.json: a drop may have folders around it. */
function belowModel(files: { path: string; blob: Blob }[]): { path: string; blob: Blob }[] {
  const configs = files.map(({ path }) => path).filter((path) => /(^|\/)config\.json$/.test(path));
  configs.sort((a, b) => a.split("/").length - b.split("/").length);
  const prefix = (configs[0] ?? files[0]?.path ?? "").replace(/[^/]*$/, "");
  return files
    .filter(({ path }) => path.startsWith(prefix))
    .map(({ path, blob }) => ({ path: path.slice(prefix.length), blob }));
}

function dropped(given: Iterable<File | { path: string; blob: Blob }>, name: string | undefined): ModelLocation {
  const files = Array.from(given, entryOf);
  if (files.length === 0) throw noFiles("");
  const folder = files[0]!.path.split("/").slice(0, -1).at(-1);
  return { kind: "files", name: name ?? folder ?? "model", files: belowModel(files) };
}

const isIterable = (value: unknown) => typeof value === "object" && value !== null && Symbol.iterator in value;
/** Callers without types may give anything. */
const isGiven = (given: unknown) =>
  typeof given === "object" &&
  given !== null &&
  ("kind" in given || isIterable("files" in given ? given.files : given));

/** @throws AttentionError `bad_option` for what is none of them, `model_file_missing` for a bundled model that is not installed */
export const locateModel: LocateModel = (given, options) => {
  if (typeof given === "string") return named(given, options);
  if (given instanceof URL) return given.protocol === "file:" ? named(given.href, options) : atUrl(new URL(given));
  if (!isGiven(given)) throw badSource(String(given), wantedSource);
  if (isLocation(given)) return given;
  return "files" in given ? dropped(given.files, given.name) : dropped(given, undefined);
};
