/**
 * What we use of @huggingface/tokenizers: its pre-tokenizers, models and decoders. It gives no places in the text, so
 * normalizing, added tokens and post-processing are ours. Loaded when the first tokenizer is.
 */

/** One part of tokenizer.json, as it stands there. */
export type Config = Readonly<Record<string, unknown>>;

type Hub = typeof import("@huggingface/tokenizers");

/** The library's Tokenizer, as far as we call it. */
export interface HubTokenizer {
  pre_tokenizer: ((text: string, options: { section_index: number }) => string[]) | null;
  model: ((words: string[]) => string[]) & {
    unk_token_id?: number | null;
    unk_token?: string;
    vocab: (string | undefined)[];
  };
  token_to_id(piece: string): number | undefined;
  decode(ids: number[], options: { skip_special_tokens: boolean; clean_up_tokenization_spaces: boolean }): string;
}

export interface HubLibrary {
  makeTokenizer(tokenizer: Config, config: Config): HubTokenizer;
  /** The pattern of a Replace normalizer in this language's terms; null where it has none. */
  replacePattern(config: Config): RegExp | null;
}

/** GPT-2's words, with Unicode's blanks: this language's \s has U+FEFF too, and lacks U+0085. */
const byteLevelWords =
  /'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\p{White_Space}\p{L}\p{N}]+|\p{White_Space}+(?!\P{White_Space})|\p{White_Space}+/gu;

interface PreTokenizer {
  tokenizers?: (PreTokenizer | null)[];
  byte_encoder?: unknown;
  pattern?: RegExp;
}

function withOurBlanks(step: PreTokenizer | null) {
  if (step?.byte_encoder) step.pattern = byteLevelWords;
  step?.tokenizers?.forEach(withOurBlanks);
}

function makeTokenizer(Tokenizer: Hub["Tokenizer"], tokenizer: Config, config: Config): HubTokenizer {
  const made = new Tokenizer(tokenizer, config);
  withOurBlanks(made.pre_tokenizer as PreTokenizer | null);
  return made as unknown as HubTokenizer;
}

export async function loadLibrary(): Promise<HubLibrary> {
  const { Tokenizer, ReplaceNormalizer } = await import("@huggingface/tokenizers");
  return {
    makeTokenizer: (tokenizer, config) => makeTokenizer(Tokenizer, tokenizer, config),
    replacePattern: (config) => new ReplaceNormalizer(config as never).pattern,
  };
}
