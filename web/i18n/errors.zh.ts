import type { errors as en } from "./errors.en.ts";
import { inChinese, reasonInChinese } from "./reasons.zh.ts";

type Details = Readonly<Record<string, unknown>>;
const text = (value: unknown) => (Array.isArray(value) ? value.join("、") : String(value ?? "?"));

const megabytes = (bytes: unknown) => `${Math.ceil(Number(bytes) / 1e6)} MB`;

const words: Readonly<Record<string, string>> = {
  "NaN or infinity": "NaN 或无穷大",
  alone: "单独存放",
  absent: "空缺",
  "the whole": "整个文件",
  "layers of the encoder": "编码器的层数",
  "layers of the decoder": "解码器的层数",
};
/** The engine's own words; what stands in a file stays as it is. */
const word = (value: unknown) => words[text(value)] ?? text(value);

/** What a file has and should not have, or has not and should have: no value that would be another. */
function presence(expected: unknown, got: unknown): string | null {
  if (got === "missing") return "缺少";
  const family = /^left out: layers of (\S+) have no such tensor$/.exec(text(expected))?.[1];
  if (family !== undefined) return `不应有：${family} 的层没有这个张量`;
  return text(expected).startsWith("left out") ? "不应有（依 config.json）" : null;
}

const vectorProblems: Record<string, (details: Details) => string> = {
  empty: () => "文件中没有词向量。",
  gzip: () => ".gz 文件不完整或已损坏：请重新下载。",
  binary: ({ line }) =>
    `第 ${text(line)} 行不是文本：请用 GloVe .txt、word2vec 文本或 fastText .vec，不能用二进制文件。`,
  no_numbers: ({ line }) => `第 ${text(line)} 行没有数：每行应是一个词和它的各个数，中间用空格隔开。`,
  columns: ({ line, got, expected }) => `第 ${text(line)} 行的词后面有 ${text(got)} 个数，应为 ${text(expected)} 个。`,
  not_a_number: ({ line, text: found }) => `第 ${text(line)} 行的“${text(found)}”应是一个数。`,
  not_finite: ({ line, text: found }) => `第 ${text(line)} 行的数“${text(found)}”不是有限的数。`,
  truncated: ({ line }) => `文件在第 ${text(line)} 行提前结束：请重新下载。`,
  more_words: ({ announced }) => `文件中的词多于首行所写的 ${text(announced)} 个。`,
  other: () => "这个文件不是词向量文件。",
};

const fetchProblems: Record<string, string> = {
  cors: "其服务器不允许其他网站读取（CORS）；请改为拖入下载好的文件",
  network: "无法连接服务器",
  stalled: "服务器停止发送",
  truncated: "传输提前结束，请重试",
  changed: "文件在服务器上已改变，请重新载入",
  too_large: "服务器没有说明文件长度，而文件又很长",
  read: "文件选定之后被移动或改动过",
};

export const errors: typeof en = {
  empty_text: () => "文本为空：请至少输入一个词。",
  too_long: ({ limit, got }) => `文本有 ${text(got)} 个词元；一次最多 ${text(limit)} 个。`,
  unknown_option: ({ name }) => `没有“${text(name)}”这个选项。`,
  bad_option: ({ name, wanted }) =>
    wanted === undefined
      ? `选项 ${text(name)} 与其他选项不能同时使用。`
      : `${text(name)} 的值须为 ${inChinese(wanted) ?? text(wanted)}。`,
  bad_heads: ({ possible }) => `向量不能平分成这么多个头；可选的有 ${text(possible)}。`,
  odd_head_dim: ({ possible }) => {
    const why = "RoPE 两两旋转数值，因此每个头的维数须为偶数";
    return Array.isArray(possible) && possible.length ? `${why}；可选的头数有 ${text(possible)}。` : `${why}。`;
  },
  residual_against: () => "残差要加回查询自身的值，而对照第二段文本时，查询在键中没有值。",
  needs_pair: () => "这种掩码需要同一序列中有第二段文本。",
  bad_tensor: ({ name, problem }) =>
    problem === undefined ? "张量的数据个数与其形状不符。" : `张量 ${text(name)} 有误：${text(problem)}。`,
  shape_mismatch: () => "各张量的形状互不相符。",
  not_finite: () => "数值中含有 NaN 或无穷大。",
  bad_index: ({ name, got, count }) =>
    typeof count === "number"
      ? `没有 ${text(name)} ${text(got)}：范围是 0 到 ${count - 1}。`
      : "没有这样的层、头、查询或键。",
  no_trace: () => "在这些选项下没有这个向量或矩阵。",
  bad_vectors: (details) => (vectorProblems[text(details["reason"])] ?? vectorProblems["other"]!)(details),
  vectors_too_large: () => "词向量文件超过了 400,000 个词 × 300 维。",
  vectors_disposed: () => "这些词向量已经卸载：请重新载入文件。",
  unknown_family: ({ family, families }) => `这里没有模型家族“${text(family)}”；已有的是 ${text(families)}。`,
  bad_model: ({ file, name, expected, got, problem }) => {
    const what = [file, name].filter((part) => part !== undefined).map(word);
    const place = what.length === 0 ? "模型文件" : what.join("，");
    if (problem !== undefined) return `${place}：${reasonInChinese(problem)}。`;
    if (expected === undefined) return `${place}：已损坏，或不是模型所需的内容。`;
    const instead = got === undefined ? "" : `，而不是 ${word(got)}`;
    return `${place}：${presence(expected, got) ?? `应为 ${reasonInChinese(expected)}${instead}`}。`;
  },
  model_too_large: ({ needed, available, tensor }) =>
    `这个模型${tensor === undefined ? "" : `仅张量 ${text(tensor)} 就`}需要 ${megabytes(needed)}，而可用的只有 ${megabytes(available)}：请选较小的模型，或使用 int8 权重。`,
  no_tokenizer: ({ problem }) =>
    problem === undefined
      ? "这个模型没有分词器，无法读取文本。"
      : `这个模型的分词器无法使用：${reasonInChinese(problem)}。`,
  no_head: () => "这个模型没有所需的输出层。",
  model_disposed: () => "这个模型已经卸载：请重新载入。",
  model_gone: () => "引擎重新启动过，而模型未能再次载入：请重新载入。",
  model_file_missing: ({ file, place }) =>
    `模型中没有文件 ${text(file)}${place === undefined ? "" : `（${text(place)}）`}${file === "model.safetensors" ? "：.bin、.pt、.gguf、.onnx 等格式不能读取" : ""}。`,
  fetch_failed: ({ url, reason, status }) => {
    const refused = status === 401 || status === 403 ? "：没有这个模型，或需要账号" : "";
    const why = status === undefined ? fetchProblems[text(reason)] : `服务器返回 ${text(status)}${refused}`;
    return `有文件未能加载${url === undefined ? "" : `：${text(url)}`}${why ? `（${why}）` : ""}。`;
  },
  wasm_unavailable: () => "此浏览器或本页的安全策略禁止了 WebAssembly。",
  worker_unavailable: () => "后台线程未能启动。",
  threads_unavailable: () => "多线程需要跨源隔离的页面。",
  out_of_memory: ({ needed, nTokens }) =>
    needed === undefined
      ? "内存不足：请试试更短的文本。"
      : `内存不足：${text(nTokens)} 个词元需要 ${megabytes(needed)}。请试试更短的文本。`,
  engine_crashed: () => "引擎在这段文本上两次停止运行，已经重启；请报告此问题。",
  disposed: () => "引擎已经关闭。",
  bad_json: ({ problem }) => `这个 JSON 不是一次注意力运行的结果${problem === undefined ? "" : `：${text(problem)}`}。`,
};
