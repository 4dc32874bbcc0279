/**
 * Colour belongs to data: blue is a weight, orange/teal a signed number; everything else is ink on paper.
 * One table of stops for both themes, shared by canvas, SVG and CSS.
 */
export type Theme = "light" | "dark";
export type Scale = "weight" | "signed";
export type Rgb = readonly [red: number, green: number, blue: number];

/** Even steps of OKLCH lightness; paper is 0 in both themes. Signed: −1, 0 and 1 are the first, middle and last stop. */
const stops: Record<Scale, Record<Theme, readonly Rgb[]>> = {
  weight: {
    light: hexes("f6f8fa c7e2f7 9ac8f1 75abe8 588edb 446fc8 3851b0 303593 261972"),
    dark: hexes("1a1c22 242e46 29456f 275f97 1b7db9 159cd4 34bbe9 64d8f7 9bf3ff"),
  },
  signed: {
    light: hexes("006864 348f8a 72b4af b4d8d5 f7f7f5 f3caaf e29c6b c6712f a14d00"),
    dark: hexes("63cac3 289e98 0b716c 174441 1c1e22 543315 8f500c c57424 f2a15a"),
  },
};

/** The colours of everything that is not data. */
export const inks = {
  light: {
    paper: "#fdfdfc",
    raised: "#ffffff",
    ink: "#16181d",
    "ink-2": "#4c5159",
    "ink-3": "#686d76",
    rule: "#e6e6e3",
    "rule-2": "#c9cac6",
    wash: "#f3f3f0",
    focus: "#303593",
  },
  dark: {
    paper: "#121317",
    raised: "#1a1c21",
    ink: "#eceef1",
    "ink-2": "#b3b8c1",
    "ink-3": "#8f959f",
    rule: "#272a31",
    "rule-2": "#434751",
    wash: "#1c1e24",
    focus: "#64d8f7",
  },
} as const satisfies Record<Theme, Record<string, string>>;

function hexes(list: string): Rgb[] {
  return list.split(" ").map((hex) => hexRgb(`#${hex}`));
}

/** `#rrggbb`; a middle grey for colours written in any other way. */
export function hexRgb(colour: string): Rgb {
  const value = /^#[0-9a-f]{6}$/i.test(colour) ? parseInt(colour.slice(1), 16) : 0x808080;
  return [value >> 16, (value >> 8) & 255, value & 255];
}

function ramp(colours: readonly Rgb[], t: number): Rgb {
  const place = Math.max(0, Math.min(1, t)) * (colours.length - 1);
  const index = Math.min(colours.length - 2, Math.floor(place));
  const [low, high] = [colours[index]!, colours[index + 1]!];
  const mix = (channel: 0 | 1 | 2) => Math.round(low[channel] + (high[channel] - low[channel]) * (place - index));
  return [mix(0), mix(1), mix(2)];
}

/** The shade of a weight; `t` is its share of the scale's maximum, 0 … 1. */
export const weightColour = (theme: Theme, t: number): Rgb => ramp(stops.weight[theme], t);

/** The shade of a signed number, −1 … 1. */
export const signedColour = (theme: Theme, t: number): Rgb => ramp(stops.signed[theme], (t + 1) / 2);

/** 256 RGBA entries from the low to the high end of a scale. */
export function colourTable(theme: Theme, scale: Scale): Uint8ClampedArray {
  const table = new Uint8ClampedArray(256 * 4);
  for (let i = 0; i < 256; i++) table.set([...ramp(stops[scale][theme], i / 255), 255], i * 4);
  return table;
}

export const css = ([red, green, blue]: Rgb): string => `rgb(${red} ${green} ${blue})`;

/** WCAG relative luminance. */
function luminance(colour: Rgb): number {
  const [red, green, blue] = colour.map((channel) => {
    const c = channel / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

/** WCAG contrast ratio, 1 … 21. */
export function contrast(a: Rgb, b: Rgb): number {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high! + 0.05) / (low! + 0.05);
}

/** Black or white, whichever reads better on the shade: always at least 4.5 : 1. */
export const textOn = (shade: Rgb): "#000" | "#fff" =>
  contrast(shade, [255, 255, 255]) >= contrast(shade, [0, 0, 0]) ? "#fff" : "#000";

export interface Shade {
  fill: string;
  /** What reads best on it. */
  ink: "#000" | "#fff";
}

const weightShades = new Map<Theme, readonly Shade[]>();

/** The shades of weights in 256 steps as CSS, made once: a long text needs a thousand of them at every move. */
export function shadesOf(theme: Theme): readonly Shade[] {
  const known = weightShades.get(theme);
  if (known) return known;
  const made = Array.from({ length: 256 }, (_, level) => {
    const shade = weightColour(theme, level / 255);
    return { fill: css(shade), ink: textOn(shade) };
  });
  weightShades.set(theme, made);
  return made;
}

/** The step of a share of the largest weight. */
export const shadeLevel = (share: number): number => Math.round(255 * Math.max(0, Math.min(1, share)));
