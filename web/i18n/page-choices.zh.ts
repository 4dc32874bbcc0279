/** 公式各部分及其选项的中文：名称，以及一行解释。 */
import type { choices as english } from "./page-choices.en.ts";

export const choices: typeof english = {
  normalizer: {
    title: "归一化",
    hint: "把一行得分 s 变成和为 1 的权重",
    of: {
      softmax: { name: "softmax", why: "每个词元都有一点权重；得分多 1，权重是 2.7 倍。" },
      sparsemax: { name: "sparsemax", why: "整行减去一个阈值 κ：弱的词元权重恰为 0。" },
      entmax15: { name: "entmax 1.5", why: "介于两者之间：有真正的 0，边缘更柔和。" },
      top_k: { name: "前 k 个", why: "只在得分最高的 k 个键上做 softmax，其余舍去。" },
      top_p: { name: "前 p 份额", why: "只在合起来达到份额 p 的最少几个键上做 softmax，其余舍去。" },
    },
  },
  over: {
    title: "谁的和为 1",
    hint: "沿哪个轴归一化",
    of: {
      keys: { name: "对键", why: "每行之和为 1：每个查询把自己的注意力分出去。这才是注意力。" },
      queries: { name: "对查询", why: "经典错误：softmax 的轴弄反了。各列之和为 1，各行不是。" },
      all: { name: "对全部", why: "经典错误：对整个矩阵做 softmax。只有总和为 1。" },
    },
  },
  score: {
    title: "相似度",
    hint: "查询与键有多匹配",
    of: {
      scaled_dot: { name: "缩放点积", why: "Transformer 的选择：大小不再随维数 d 增长。" },
      dot: { name: "点积", why: "长向量占优，一行几乎只剩一个词。" },
      cosine: { name: "余弦", why: "只看方向，范围 −1 到 1，所以权重较平。" },
      euclidean: { name: "欧氏距离", why: "距离越近，得分越高；重合时为 0。" },
      gaussian: { name: "高斯核", why: "把注意力看作宽度为 h 的核回归（Nadaraya–Watson）。" },
      additive: { name: "加性", why: "用单层网络打分（Bahdanau 2015）。矩阵是随机的。" },
      general: { name: "双线性", why: "查询和键之间有一个矩阵（Luong 2015），这里是随机的。" },
    },
  },
  mask: {
    title: "掩码",
    hint: "哪些词对可以相互看见；被掩的得分是 −∞",
    of: {
      none: { name: "无", why: "每个词元都能看见所有词元。" },
      causal: { name: "因果", why: "只能看见自己和前面的词元，如语言模型。" },
      not_self: { name: "不看自己", why: "任何词元都看不见自己。" },
      window: { name: "窗口", why: "只看两边相邻的词。" },
      dilated: { name: "空洞窗口", why: "看得更远但有间隔：每隔一个或两个词。" },
      prefix: { name: "前缀", why: "最前面几个词元谁都能看见，其后为因果。" },
      a_to_b: { name: "A → B", why: "第一个文本的词元只看第二个文本。" },
      b_to_a: { name: "B → A", why: "第二个文本的词元只看第一个文本。" },
      cells: { name: "格子", why: "逐个屏蔽词对：在矩阵上涂画，或直接输入。" },
    },
    needsPair: "需要把第二个句子接成同一个序列。",
  },
  residual: {
    title: "输出",
    hint: "用权重做什么",
    of: {
      off: { name: "仅加权和", why: "值向量的加权和。" },
      on: { name: "加回自身的值", why: "文章的最后一步，即残差：词元保留自己的值。" },
    },
    needsSelf: "交叉注意力下不可用：查询的值不在键之中。",
  },
  source: {
    title: "x 的来源",
    hint: "词元的向量从哪里来",
    of: {},
  },
  position: {
    title: "位置",
    hint: "词序如何进入计算",
    of: {
      none: { name: "无", why: "词袋：顺序无关。" },
      sinusoidal: { name: "正弦", why: "给 x 加上不同波长的波。" },
      rope: { name: "RoPE", why: "按位置旋转 q 和 k：只有距离起作用。" },
      alibi: { name: "ALiBi", why: "距离每多一步，得分减去一点。" },
    },
  },
  qkv: {
    title: "从 x 到 q、k、v",
    hint: "查询与键为何不同",
    of: {
      offset: { name: "固定偏移", why: "每个角色加一个固定向量：文章的做法。" },
      identity: { name: "恒等", why: "q = k = v = x：纯粹的词相似度。" },
      projection: { name: "投影", why: "每个角色一个矩阵，如 Transformer；这里是随机正交矩阵。" },
    },
  },
  heads: {
    title: "头",
    hint: "把 x 切成几段，每段各有一个注意力",
    of: {},
    one: { name: "1 个头", why: "一个注意力，用全部 {d} 维。" },
    many: { name: "{n} 个头", why: "{n} 段，每段 {d} 维。" },
  },
};
