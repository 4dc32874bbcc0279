/** Reads config.json: values by name, checked; whatever is wrong is named with what was expected and what was there. */
import { AttentionError } from "../errors.ts";

export const badConfig = (name: string, expected: string, got: unknown, file = "config.json") =>
  new AttentionError("bad_model", `${file}: ${name} must be ${expected}, not ${shown(got)}.`, {
    file,
    name,
    expected,
    got: shown(got),
  });

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? "absent";
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The least and the most that the core takes: the limits of core/src/transformer_description.cpp. */
export const most = { layers: 1024, heads: 1024, width: 2 ** 20, rows: 2 ** 24, number: 1e38 } as const;
export const leastRopeFactor = 1e-3;

export class Config {
  readonly #values: Readonly<Record<string, unknown>>;
  readonly #path: string;
  readonly #file: string;

  /** @param path of a part within the file, such as "text_config." */
  constructor(values: unknown, path = "", file = "config.json") {
    if (!isObject(values)) throw badConfig(path === "" ? "the whole" : path.slice(0, -1), "an object", values, file);
    this.#values = values;
    this.#path = path;
    this.#file = file;
  }

  /** The value, or undefined where it is absent or null. */
  value(name: string): unknown {
    return Object.hasOwn(this.#values, name) ? (this.#values[name] ?? undefined) : undefined;
  }

  has(name: string): boolean {
    return this.value(name) !== undefined;
  }

  /** Said to be none: where a family has a default, null is not the same as nothing said. */
  isNull(name: string): boolean {
    return Object.hasOwn(this.#values, name) && this.#values[name] === null;
  }

  /** With values under names that the library takes for the family's own, where the family's own are not there. */
  withOtherNames(ownNames: Readonly<Record<string, string>>): Config {
    const added = Object.entries(ownNames).filter(([other, own]) => this.has(other) && !this.has(own));
    const values = Object.fromEntries(added.map(([other, own]) => [own, this.#values[other]]));
    return new Config({ ...this.#values, ...values }, this.#path, this.#file);
  }

  fail(name: string, expected: string): AttentionError {
    return badConfig(this.#path + name, expected, this.value(name), this.#file);
  }

  #read<T>(name: string, fallback: T | undefined, expected: string, is: (value: unknown) => value is T): T {
    const value = this.value(name);
    if (value === undefined && fallback !== undefined) return fallback;
    if (!is(value)) throw this.fail(name, expected);
    return value;
  }

  /** A whole number: of rows, unless `max` says otherwise. */
  count(name: string, fallback?: number, min = 1, max: number = most.rows): number {
    const is = (value: unknown): value is number =>
      typeof value === "number" && Number.isInteger(value) && value >= min && value <= max;
    return this.#read(name, fallback, `a whole number from ${min} to ${max}`, is);
  }

  layers(name: string, fallback?: number): number {
    return this.count(name, fallback, 1, most.layers);
  }

  heads(name: string, fallback?: number): number {
    return this.count(name, fallback, 1, most.heads);
  }

  /** How long a vector is. */
  width(name: string, fallback?: number): number {
    return this.count(name, fallback, 1, most.width);
  }

  /** A number over 0, as float32 has it too; with `least`, that or more. */
  positive(name: string, fallback?: number, least = 0): number {
    const is = (value: unknown): value is number => {
      const rounded = typeof value === "number" ? Math.fround(value) : NaN;
      return rounded > 0 && rounded >= Math.fround(least) && rounded <= most.number;
    };
    return this.#read(name, fallback, least > 0 ? `a number from ${least}` : "a number over 0", is);
  }

  flag(name: string, fallback: boolean): boolean {
    return this.#read(name, fallback, "true or false", (value): value is boolean => typeof value === "boolean");
  }

  text(name: string, fallback?: string): string {
    return this.#read(name, fallback, "a text", (value): value is string => typeof value === "string");
  }

  /** A text, or a number as one: labels that are called 0, 1, 2. */
  word(name: string): string {
    const value = this.value(name);
    return typeof value === "number" ? String(value) : this.text(name);
  }

  texts(name: string): string[] | undefined {
    const value = this.value(name);
    if (value === undefined) return undefined;
    if (Array.isArray(value) && value.every((one) => typeof one === "string")) return value;
    throw this.fail(name, "a list of texts");
  }

  part(name: string): Config | undefined {
    const value = this.value(name);
    return value === undefined ? undefined : new Config(value, `${this.#path}${name}.`, this.#file);
  }

  /** Refuses a setting that the engine does not compute. */
  only(name: string, wanted: unknown): void {
    const value = this.value(name);
    if (value !== undefined && value !== wanted)
      throw this.fail(name, `${shown(wanted)}, which is all that is known here`);
  }

  /** Lists of token ids. */
  idLists(name: string): number[][] {
    const value = this.value(name) ?? [];
    if (!Array.isArray(value)) throw this.fail(name, "a list of lists of tokens' numbers");
    return value.map((ids: unknown) => new Config({ [name]: ids }, this.#path, this.#file).ids(name));
  }

  /** Token ids: one, several or none. */
  ids(name: string, fallback: number[] = []): number[] {
    const value = this.value(name);
    if (value === undefined) return this.isNull(name) ? [] : fallback;
    const ids = Array.isArray(value) ? value : [value];
    const isId = (id: unknown): id is number => typeof id === "number" && Number.isInteger(id) && id >= 0;
    if (!ids.every(isId)) throw this.fail(name, "a token's number, or a list of such");
    return ids;
  }
}
