/** Terminal colours, used only where there is a terminal to show them. */
export interface Style {
  strong(text: string): string;
  faint(text: string): string;
  bar(text: string): string;
}

const identity = (text: string) => text;
const sgr = (on: number, off: number) => (text: string) => `\u001B[${on}m${text}\u001B[${off}m`;

export const plain: Style = { strong: identity, faint: identity, bar: identity };
export const coloured: Style = { strong: sgr(1, 22), faint: sgr(2, 22), bar: sgr(34, 39) };

/** https://no-color.org: any value of NO_COLOR but the empty one turns colours off. */
export const styleFor = (stream: { isTTY?: boolean }, noColor: string | undefined): Style =>
  stream.isTTY && !noColor ? coloured : plain;
