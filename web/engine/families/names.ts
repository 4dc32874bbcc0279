/** The names of a model's tensors, matched with its family's rules. */
import type { FamilyModel, Rule } from "./family.ts";

export interface Match {
  rule: Rule;
  /** The rule's place in the family's list: of two names for one thing the earlier rule's counts. */
  rank: number;
  layer: number;
  isBias: boolean;
}

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace("\\{l\\}", "(\\d+)");

/** Older files call a norm's factor gamma and its bias beta. */
const endings = "\\.(weight|gamma|bias|beta)";

export class Names {
  readonly #rules: { rule: Rule; pattern: RegExp; isExact: boolean }[];
  readonly #prefixes: readonly string[];
  /** What names within layers begin with: a name there that is not known would change the numbers. */
  readonly #layers: RegExp[];

  constructor({ rules, prefixes }: Pick<FamilyModel, "rules" | "prefixes">) {
    this.#rules = rules.map((rule) => {
      const isExact = rule.pattern.startsWith("=");
      const body = escaped(isExact ? rule.pattern.slice(1) : rule.pattern);
      return { rule, isExact, pattern: new RegExp(`^${body}${isExact ? "" : endings}$`) };
    });
    this.#prefixes = prefixes;
    const inLayers = rules.filter(({ pattern }) => pattern.includes("{l}"));
    const beginnings = inLayers.map(({ pattern }) => pattern.replace(/^=|\{l\}.*$/g, ""));
    this.#layers = [...new Set(beginnings)].map((beginning) => new RegExp(`^${escaped(beginning)}\\d+\\.`));
  }

  /** "unknown_in_layer" for a name that stands among those of the layers, null for any other that no rule has. */
  match(name: string): Match | "unknown_in_layer" | null {
    const variants = this.#variants(name);
    for (const variant of variants) {
      const found = this.#find(variant);
      if (found) return found;
    }
    return variants.some((variant) => this.#layers.some((layer) => layer.test(variant))) ? "unknown_in_layer" : null;
  }

  #find(name: string): Match | null {
    for (const [rank, { rule, pattern, isExact }] of this.#rules.entries()) {
      const found = pattern.exec(name);
      if (!found) continue;
      const ending = isExact ? "" : found.at(-1);
      const layer = rule.pattern.includes("{l}") ? Number(found[1]) : -1;
      return { rule, rank, layer, isBias: ending === "bias" || ending === "beta" };
    }
    return null;
  }

  /** The name without the family's prefix, and as it is. */
  #variants(name: string): string[] {
    const prefix = this.#prefixes.find((each) => name.startsWith(each));
    return prefix === undefined ? [name] : [name.slice(prefix.length), name];
  }
}
