import type { ErrorCode } from "../engine/errors.ts";

type Details = Readonly<Record<string, unknown>>;
const text = (value: unknown) => (Array.isArray(value) ? value.join(", ") : String(value ?? "?"));

const megabytes = (bytes: unknown) => `${Math.ceil(Number(bytes) / 1e6)} MB`;

/** What can be wrong with a file of word vectors, by `details.reason`. */
const vectorProblems: Record<string, (details: Details) => string> = {
  empty: () => "The file has no word vectors.",
  gzip: () => "The .gz file ends early or is damaged: download it again.",
  binary: ({ line }) =>
    `Line ${text(line)} is not text: use GloVe .txt, word2vec text or fastText .vec, not a binary file.`,
  no_numbers: ({ line }) =>
    `Line ${text(line)} has no numbers: each line is a word and its numbers, with blanks between them.`,
  columns: ({ line, got, expected }) =>
    `Line ${text(line)} has ${text(got)} number${got === 1 ? "" : "s"} after its word, not ${text(expected)}.`,
  not_a_number: ({ line, text: found }) => `Line ${text(line)} has “${text(found)}” where a number should be.`,
  not_finite: ({ line, text: found }) => `Line ${text(line)} has the number “${text(found)}”, which is not finite.`,
  truncated: ({ line }) => `The file ends early, in line ${text(line)}: download it again.`,
  more_words: ({ announced }) => `The file has more words than the ${text(announced)} that its first line announces.`,
  other: () => "The file does not hold word vectors.",
};

/** Why a download failed, by `details.reason`. */
const fetchProblems: Record<string, string> = {
  cors: "its server does not let other sites read it (CORS); drop the downloaded files instead",
  network: "the server cannot be reached",
  stalled: "the server stopped sending",
  truncated: "it ended early; try again",
  changed: "it changed on its server meanwhile; load it again",
  too_large: "its server does not tell how long it is, and it is long",
  read: "it was moved or changed after it was chosen",
};

/** One sentence for every code of the engine's errors; `details` carries the numbers. */
export const errors: Record<ErrorCode, (details: Details) => string> = {
  empty_text: () => "The text is empty: type at least one word.",
  too_long: ({ limit, got }) => `The text has ${text(got)} tokens; at most ${text(limit)} fit in one run.`,
  unknown_option: ({ name }) => `There is no option “${text(name)}”.`,
  bad_option: ({ name, wanted }) =>
    wanted === undefined
      ? `The option ${text(name)} does not fit the others.`
      : `${text(name)} must be ${text(wanted)}.`,
  bad_heads: ({ possible }) => `The vector cannot be cut into that many equal heads; possible are ${text(possible)}.`,
  odd_head_dim: ({ possible }) => {
    const why = "RoPE turns pairs of numbers, so each head needs an even number of dimensions";
    return Array.isArray(possible) && possible.length ? `${why}; possible are ${text(possible)} heads.` : `${why}.`;
  },
  residual_against: () =>
    "The residual adds the query’s own value, and against a second text a query has no value among the keys.",
  needs_pair: () => "This mask needs a second text in the same sequence.",
  bad_tensor: ({ name, problem }) =>
    problem === undefined ? "A tensor’s data does not fit its shape." : `The tensor ${text(name)} ${text(problem)}.`,
  shape_mismatch: () => "The shapes of the tensors do not fit each other.",
  not_finite: () => "The numbers contain NaN or Infinity.",
  bad_index: ({ name, got, count }) =>
    typeof count === "number"
      ? `There is no ${text(name)} ${text(got)}: they go from 0 to ${count - 1}.`
      : "There is no such layer, head, query or key.",
  no_trace: () => "These options have no such vector or matrix.",
  bad_vectors: (details) => (vectorProblems[text(details["reason"])] ?? vectorProblems["other"]!)(details),
  vectors_too_large: () => "The vector file is larger than 400,000 words of 300 dimensions.",
  vectors_disposed: () => "These word vectors have been unloaded: load the file again.",
  unknown_family: ({ family, families }) =>
    `The model’s family “${text(family)}” is not known here; known are ${text(families)}.`,
  bad_model: ({ file, name, expected, got, problem }) => {
    const what = [file, name].filter((part) => part !== undefined).map(text);
    const place = what.length === 0 ? "The model’s files" : what.join(", ");
    if (problem !== undefined) return `${place}: ${text(problem)}.`;
    if (expected === undefined) return `${place}: damaged, or not what a model needs there.`;
    const instead = got === undefined || got === "there" ? "" : `, not ${text(got)}`;
    return `${place}: should be ${text(expected)}${instead}.`;
  },
  model_too_large: ({ needed, available, tensor }) =>
    `The model${tensor === undefined ? "" : `’s tensor ${text(tensor)} alone`} needs ${megabytes(needed)}, and ${megabytes(available)} can be had: choose a smaller one, or int8 weights.`,
  no_tokenizer: ({ problem }) =>
    problem === undefined
      ? "The model has no tokenizer, so it cannot read a text."
      : `The model’s tokenizer cannot be used: ${text(problem)}.`,
  no_head: () => "The model has no head for this.",
  model_disposed: () => "The model has been unloaded: load it again.",
  model_gone: () => "The engine had to be restarted, and the model could not be loaded again: load it once more.",
  model_file_missing: ({ file, place }) =>
    `The model has no file ${text(file)}${place === undefined ? "" : ` at ${text(place)}`}${file === "model.safetensors" ? "; .bin, .pt, .gguf and .onnx cannot be read" : ""}.`,
  fetch_failed: ({ url, reason, status }) => {
    const refused = status === 401 || status === 403 ? ": there is no such model, or it wants an account" : "";
    const why = status === undefined ? fetchProblems[text(reason)] : `the server answered ${text(status)}${refused}`;
    return `A file could not be loaded${url === undefined ? "" : `: ${text(url)}`}${why ? ` (${why})` : ""}.`;
  },
  wasm_unavailable: () => "WebAssembly is blocked in this browser or by this page’s security policy.",
  worker_unavailable: () => "A background worker could not be started.",
  threads_unavailable: () => "Threads need a cross-origin isolated page.",
  out_of_memory: ({ needed, nTokens }) =>
    needed === undefined
      ? "There is not enough memory for this run: try a shorter text."
      : `There is not enough memory for this run: ${text(nTokens)} tokens need ${megabytes(needed)}. Try a shorter text.`,
  engine_crashed: () => "The engine stopped twice on this text and was restarted; please report it.",
  disposed: () => "The engine has been shut down.",
  bad_json: ({ problem }) => `The JSON is not an attention run${problem === undefined ? "" : `: ${text(problem)}`}.`,
};
