/** Colours that tell heads apart, for every common kind of colour vision. Beyond five they come again, dashed. */
import type { Theme } from "./colours.ts";

const colours: Record<Theme, readonly string[]> = {
  light: ["#2450d8", "#c9470a", "#0b4a2b", "#a64ab0", "#2a0664"],
  dark: ["#6fbafd", "#f89a5f", "#c0fec2", "#bb5f87", "#8561fb"],
};

export interface HeadLook {
  colour: string;
  dashed: boolean;
}

export const headColours = (theme: Theme): readonly string[] => colours[theme];

export function headLook(theme: Theme, index: number): HeadLook {
  const list = colours[theme];
  return { colour: list[index % list.length]!, dashed: Math.floor(index / list.length) % 2 === 1 };
}
