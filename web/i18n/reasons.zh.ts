/** Why something of a model's files cannot be used, in Chinese: the engine gives its reasons as parts of English sentences. */

/** Reasons, and what they are in Chinese; `$1` and so on stand for what the English has in brackets. */
const reasons: readonly (readonly [RegExp, string])[] = [
  // What a value should be.
  [/^a whole number from (\S+) to (\S+)$/, "$1 到 $2 的整数"],
  [/^a whole number from (\S+)$/, "不小于 $1 的整数"],
  [/^an integer from (\S+) to (\S+)$/, "$1 到 $2 的整数"],
  [/^a number over (\S+) to (\S+)$/, "大于 $1、不超过 $2 的数"],
  [/^a number over (\S+), at most (\S+)$/, "大于 $1、不超过 $2 的数"],
  [/^a number over (\S+)$/, "大于 $1 的数"],
  [/^a number from (\S+) to (\S+)$/, "$1 到 $2 的数"],
  [/^a number from (\S+)$/, "不小于 $1 的数"],
  [/^true or false$/, "true 或 false"],
  [/^a text$/, "文字"],
  [/^a list of texts$/, "文字的列表"],
  [/^an object$/, "对象"],
  [/^an object (\{.*\})$/, "形如 $1 的对象"],
  [/^one of (.+)$/, "$1 之一"],
  [/^(.+), which is all that is known here$/, "$1（这里只会这一种）"],
  [/^a token's number, or a list of such$/, "一个词元的编号，或编号的列表"],
  [/^a divisor of (\S+), the length of a hidden state$/, "$1（隐藏状态的长度）的约数"],
  [/^a divisor of (\S+), the number of heads$/, "$1（头数）的约数"],
  [/^more than low_freq_factor, (\S+)$/, "大于 low_freq_factor（$1）的数"],
  [/^such that an even number of (\S+) components turns$/, "使 $1 个分量中有偶数个旋转的值"],
  [/^a list of (\d+), one for each layer$/, "$1 项的列表，每层一项"],
  [/^a list of (.+)$/, "$1 的列表"],
  [/^all full_attention, since use_sliding_window is not set$/, "全为 full_attention（没有设 use_sliding_window）"],
  [/^less than (\S+): positions are counted from the one after it$/, "小于 $1 的数（位置从它的后一个数起）"],
  [/^an activation, or "gated-" and one$/, "激活函数的名称，或“gated-”加这样的名称"],
  [/^less than twice the largest distance, (\S+)$/, "小于最大距离 $1 的两倍的数"],
  [/^(.+), by what config\.json says$/, "$1（依 config.json）"],
  [/^of two dimensions, as every tensor of I8$/, "二维的（I8 的张量都是二维的）"],
  [
    /^of a model with an encoder: a decoder of this family alone is not known here$/,
    "带编码器的模型（这里不会这一族单独的解码器）",
  ],
  [/^of ([A-Z\d, ]+)$/, "类型 $1"],
  [/^accompanied by (\S+)$/, "与 $1 一同存放"],
  [/^finite$/, "有限的数"],
  // What is wrong with a file.
  [/^it is shorter than its header$/, "文件比它的头部还短"],
  [/^it is shorter than its header says$/, "文件比头部所写的短：没有下载完整"],
  [/^its header says to be (\d+) bytes long$/, "头部自称有 $1 字节"],
  [/^its header is empty$/, "头部是空的"],
  [/^"(.*)" is in its header twice$/, "头部中有两个“$1”"],
  [/^its header does not begin with \{$/, "头部不以 { 开始"],
  [/^its header is not (UTF-8|JSON)$/, "头部不是 $1"],
  [/^(\S+) in its header is not a table of strings$/, "头部的 $1 不是文字的表"],
  [/^tensor "(.*)" has no dtype, shape and data_offsets$/, "张量“$1”没有 dtype、shape 和 data_offsets"],
  [/^tensor "(.*)" has the unknown dtype "(.*)"$/, "张量“$1”的类型“$2”不认识"],
  [/^tensor "(.*)" has (\S+) bytes, but (.+) takes (\S+)$/, "张量“$1”有 $2 字节，而 $3 应有 $4 字节"],
  [/^tensor "(.*)" ends after the file's end$/, "张量“$1”超出了文件末尾"],
  [/^tensor "(.*)" overlaps the one before it$/, "张量“$1”与前一个重叠"],
  [/^tensor "(.*)" leaves a gap before it$/, "张量“$1”与前一个之间有空隙"],
  [/^(\S+) bytes after its last tensor belong to none$/, "最后一个张量之后有 $1 字节不属于任何张量"],
  [/^it has no weight_map from tensors to files$/, "没有从张量到文件的 weight_map"],
  [/^weight_map has no file for "(.*)"$/, "weight_map 中“$1”没有文件"],
  [/^the tensor "(.*)" that (\S+) expects there is missing$/, "缺少 $2 所说的张量“$1”"],
  [/^the tensor "(.*)" is in (\S+) too$/, "张量“$1”在 $2 中也有"],
  [/^it is not UTF-8 text$/, "不是 UTF-8 文本"],
  [/^it is not JSON \((.*)\)$/s, "不是 JSON（$1）"],
  [/^it is no JSON object$/, "不是 JSON 对象"],
  [/^it has only (\d+) bytes, not (\d+)$/, "只有 $1 字节，而不是 $2 字节"],
  [/^(\d+) bytes are too many for a file of text$/, "作为文本文件，$1 字节太大"],
  [/^it is no name of a file in the model's folder$/, "不是模型文件夹中的文件名"],
  [/^it is no table from pieces to ids$/, "不是从词片到编号的表"],
  [/^"(.*)" has no id$/s, "“$1”没有编号"],
  [/^"(.*)" is not two pieces$/s, "“$1”不是两个词片"],
  [/^it has no (\S+)$/, "没有 $1"],
  // What is wrong with a tokenizer; some begin with the file's name.
  [
    /^.* has no tokenizer\.json, no vocab\.txt, and no vocab\.json with merges\.txt$/,
    "没有 tokenizer.json、vocab.txt，也没有带 merges.txt 的 vocab.json",
  ],
  [/^a part of it is damaged \((.*)\)$/s, "其中一部分已损坏（$1）"],
  [/^its (\S+) "(.*)" is not known$/, "不认识其 $1 “$2”"],
  [/^its (\S+) has no list of (\w+)$/, "其 $1 没有 $2 的列表"],
  [/^its (\S+) has no id for "(.*)"$/s, "其 $1 中“$2”没有编号"],
  [/^its (\S+) has no (.+)$/, "其 $1 没有 $2"],
  [/^its (\S+) is a sequence of more than one$/, "其 $1 是不止一步的序列"],
  [/^its model's unk_id is none of its pieces$/, "其 model 的 unk_id 不是任何词片的编号"],
  [/^its (\S+) are no list$/, "其 $1 不是列表"],
  [/^its (\S+) is damaged$/, "其 $1 已损坏"],
  [/^entry (\d+) of its (\S+) is .*$/, "其 $2 的第 $1 项有误"],
  [/^one of its added_tokens has no content and id$/, "其 added_tokens 中有一项没有 content 和 id"],
];

/** Null for one that is not in the list. */
export function inChinese(reason: unknown): string | null {
  const english = String(reason);
  if (/^[\d[\], .-]+$/.test(english)) return english; // a shape, or a count
  const known = reasons.find(([pattern]) => pattern.test(english));
  if (known) return english.replace(...known);
  const [, file, rest] = /^([\w-]+\.(?:json|txt)): (.+)$/s.exec(english) ?? [];
  const said = rest === undefined ? null : inChinese(rest);
  return said === null ? null : `${file}：${said}`;
}

/** Of one that is not in the list the English, marked as such. */
export const reasonInChinese = (reason: unknown): string => inChinese(reason) ?? `（英文说明：${String(reason)}）`;
