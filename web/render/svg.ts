/** Pieces of a stand-alone SVG. Text and attributes are escaped here and nowhere else. */
import { inks, type Theme } from "./colours.ts";
import type { Inks } from "./matrix-scene.ts";

export interface PictureOptions {
  theme: Theme;
  /** What the picture shows, for those who do not see it. */
  title: string;
  /** Width to lay it out for, in pixels. */
  width: number;
  fontFamily: string;
  /** Width in pixels of a text in a CSS font shorthand. */
  measure: (text: string, font: string) => number;
}

export const inksOf = (theme: Theme): Inks => inks[theme];

type Attributes = Record<string, string | number | undefined>;

export function element(name: string, attributes: Attributes, ...children: string[]): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${escape(String(typeof value === "number" ? round(value) : value))}"`);
  const inside = children.join("");
  return inside ? `<${name}${written.join("")}>${inside}</${name}>` : `<${name}${written.join("")}/>`;
}

/** XML knows no control characters and no lone surrogates, not even escaped. */
export const escape = (text: string): string =>
  text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "\ufffd")
    .replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);

export const text = (content: string, attributes: Attributes): string => element("text", attributes, escape(content));

/** The whole picture on its theme's paper. */
export function picture(width: number, height: number, options: PictureOptions, ...children: string[]): string {
  const { theme, title, fontFamily } = options;
  const [w, h] = [Math.ceil(width), Math.ceil(height)];
  return element(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      ...{ width: w, height: h, viewBox: `0 0 ${w} ${h}`, role: "img", "aria-labelledby": "title" },
      ...{ "font-family": fontFamily, "font-size": 13 },
    },
    element("title", { id: "title" }, escape(title)),
    element("rect", { width: w, height: h, fill: inks[theme].paper }),
    ...children,
  );
}

export const round = (value: number): number => Math.round(value * 100) / 100;

/** A text in lines of at most this width: cut at blanks, and between Chinese characters. */
export function wrapped(content: string, width: number, measure: (text: string) => number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const part of content.match(/\p{Script=Han}[，。；：、）]*|[^\s\p{Script=Han}]+\s*|\s+/gu) ?? []) {
    if (line && measure((line + part).trimEnd()) > width) {
      lines.push(line.trimEnd());
      line = "";
    }
    line += part;
  }
  return line.trim() ? [...lines, line.trimEnd()] : lines;
}
