const luma = [0.2126, 0.7152, 0.0722];

/** Whether a colour is nearer to white than to black, from its computed value: `rgb(0, 0, 0)`, `oklch(0.9 0.02 80)`, `color(srgb 1 1 1)` … */
export function isLight(color: string): boolean {
  const [, name = "", values = ""] = /^([a-z]+)\((?:[a-z][\w-]* )?(.*)\)$/.exec(color) ?? [];
  const numbers = values.split(/[\s,/]+/).map(Number);
  const [first = 0] = numbers;
  if (name.startsWith("ok")) return first > 0.6;
  if (name === "lab" || name === "lch") return first > 55;
  const whole = name === "color" ? 1 : 255;
  return luma.reduce((sum, share, i) => sum + share * (numbers[i] ?? 0), 0) > 0.55 * whole;
}
