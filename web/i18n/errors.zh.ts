import type { errors as en } from "./errors.en.ts";

const text = (value: unknown) => (Array.isArray(value) ? value.join("、") : String(value ?? "?"));

export const errors: typeof en = {
  empty_text: () => "文本为空：请至少输入一个词。",
  too_long: ({ limit, got }) => `文本有 ${text(got)} 个词；一次最多 ${text(limit)} 个。`,
  unknown_option: ({ name }) => `没有“${text(name)}”这个选项。`,
  bad_option: ({ name, wanted }) =>
    wanted === undefined ? `选项 ${text(name)} 与其他选项不能同时使用。` : `${text(name)} 的值须为 ${text(wanted)}。`,
  bad_heads: ({ possible }) => `向量不能平分成这么多个头；可选的有 ${text(possible)}。`,
  odd_head_dim: () => "RoPE 两两旋转数值，因此每个头的维数须为偶数。",
  residual_against: () => "残差要加回查询自身的值，而对照第二段文本时，查询在键中没有值。",
  needs_pair: () => "这种掩码需要同一序列中有第二段文本。",
  bad_tensor: () => "张量的数据个数与其形状不符。",
  shape_mismatch: () => "各张量的形状互不相符。",
  not_finite: () => "数值中含有 NaN 或无穷大。",
  bad_index: () => "没有这样的层、头、查询或键。",
  no_trace: () => "在这些选项下没有这个向量或矩阵。",
  bad_vectors: ({ line }) =>
    line === undefined ? "这个文件不是词向量文件。" : `词向量文件的第 ${text(line)} 行无法读取。`,
  vectors_too_large: () => "词向量文件超过了 400,000 个词 × 300 维。",
  vectors_disposed: () => "这些词向量已经卸载：请重新载入文件。",
  fetch_failed: ({ url }) => `有文件未能加载${url === undefined ? "" : `：${text(url)}`}。`,
  wasm_unavailable: () => "此浏览器或本页的安全策略禁止了 WebAssembly。",
  worker_unavailable: () => "后台线程未能启动。",
  out_of_memory: () => "内存不足：请试试更短的文本。",
  engine_crashed: () => "引擎在这段文本上两次停止运行，已经重启；请报告此问题。",
  disposed: () => "引擎已经关闭。",
  bad_json: () => "这个 JSON 不是一次注意力运行的结果。",
};
