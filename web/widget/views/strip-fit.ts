import { secondRoom, stripType, type StripType } from "../../render/strip.ts";
import { beginsSecond, isCross, type ViewData, type ViewToken } from "../../render/view-data.ts";
import { isChinese, textWidth, visibleText } from "./text.ts";

/** The type size at which a strip's line, or both of its lines, fit into `available` pixels. */
export function fitStrip(data: ViewData, hideSpecial: boolean, available: number, fontFamily: string): StripType {
  const width = (text: string) => textWidth(text, `${isChinese(text) ? 400 : 500} 100px ${fontFamily}`) / 100;
  const fitLine = (list: readonly ViewToken[]) => {
    const shown = list.filter((token) => !(hideSpecial && token.special));
    const words = shown.map((token) => ({ width: width(visibleText(token.text)), special: token.special }));
    const chinese = shown.every((token) => isChinese(token.text));
    const room = shown.some((_, index) => beginsSecond(shown, index)) ? secondRoom : 0;
    return stripType(words, available - room, chinese);
  };
  const first = fitLine(data.tokens);
  if (!isCross(data)) return first;
  const second = fitLine(data.keyTokens);
  return { ...(first.size <= second.size ? first : second), wraps: first.wraps || second.wraps };
}
