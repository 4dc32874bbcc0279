/** What the page says of transformers, in Chinese. */
import type { model as english } from "./page-model.en.ts";

export const model: typeof english = {
  formula: {
    learned: "学得",
    scaled: "缩放点积",
    dot: "点积",
    capped: "上限 {c}",
    shared: "{n} 个头共用",
    share: "本头的一份",
    layersHeads: "层 × 头",
    masks: { none: "无", causal: "因果", window: "最近 {n} 个" },
    positions: { learned: "学得", sinusoidal: "正弦", rope: "RoPE", relative: "按距离" },
    temperatures: {
      sharper: "更尖：最强的键占得更多。",
      asTrained: "模型训练时的样子。",
      flatter: "更平：各个权重彼此接近。",
    },
    everyLayer: "作用于每一层的每个头；后面各层得到的输入也随之改变。",
    notes: {
      scaled: "每个头的 q 和 k 有 d = {d} 个数。除以 √d，得分就不随 d 增大。",
      otherScale: "{d} 个乘积之和再乘 {scale}，这是模型训练时用的数。",
      unscaled: "就是 {d} 个乘积之和：这个模型训练时不缩放。",
      capped: "得分不会超出 ±{c}。",
      positions: {
        learned: "每个位置有一个学得的向量，在第 0 层之前加到词的向量上，只加一次。",
        sinusoidal: "位置的正弦和余弦在第 0 层之前加到词的向量上，只加一次。",
        rope: "R 把 {d} 个数中的 {dims} 个两两旋转，角度随位置增大（θ = {theta}）：q·k 中只剩下距离。",
        relative: "每个头、每个距离有一个学得的数，加到得分上。远的距离共用一个。",
      },
      places: "共有 {n} 个位置，文本不能更长。",
      inFull: "完整写法。",
      projection: "本头的 {rows} 行，每行 {columns} 个数，都是学得的。",
      norms: {
        layer: "LN：每个词的数减去均值、除以标准差，再逐个缩放。",
        rms: "RMS：每个词的数除以均方根，再逐个缩放。",
      },
      qkNorm: "每个头的 q 和 k 还各有归一化。",
      shared: "头 {heads} 读同一组键和值。",
      encoder: "编码器最后的隐藏状态：键和值来自第一段文本。",
      embedding: "每个词 {d} 个数：它学得的向量，其中还没有别的词。",
      state: "第 {layer} 层之前各层的结果：每个词 {d} 个数，其中已混入别的词。",
      types: "词属于两段文本中的哪一段，也作为学得的向量加入。",
      heads: "{layers} 层依次相接，每层并列 {heads} 个头。每个头的 q、k、v 有 {d} 个数。",
      kvHeads: "{heads} 个查询头共用 {kv} 个键值头。",
      output: "{d} 个数的加权和，乘以输出投影中本头的 {d} 列，成为它那一份，共 {columns} 个数。",
      sum: "所有头的份额都加到 x 上。",
      sumNormed: "所有头的份额都加到 x 上，其和再归一化。",
      causal: "模型自带：一个词只看见自己和之前的词。",
      window: "模型自带：一个词只看见自己和之前的 {before} 个词。",
      noMask: "只有自注意力可以另加掩码。",
    },
  },
  head: {
    name: "注意力头 {layer}.{head}",
  },
};
