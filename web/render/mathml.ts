/** MathML as Lit fragments; whoever shows one sets it inside a <math>. */
import { html, mathml, type TemplateResult } from "lit";

export type MathPart = TemplateResult;

export const mi = (name: string): MathPart => mathml`<mi>${name}</mi>`;
export const mo = (sign: string): MathPart => mathml`<mo stretchy="false">${sign}</mo>`;
export const mn = (number: string | number): MathPart => mathml`<mn>${number}</mn>`;
export const mtext = (text: string): MathPart => mathml`<mtext>${text}</mtext>`;
export const row = (...parts: MathPart[]): MathPart => mathml`<mrow>${parts}</mrow>`;
export const sub = (base: MathPart, index: MathPart): MathPart => mathml`<msub>${base}${index}</msub>`;
export const sup = (base: MathPart, power: MathPart): MathPart => mathml`<msup>${base}${power}</msup>`;
export const subsup = (base: MathPart, index: MathPart, power: MathPart): MathPart =>
  mathml`<msubsup>${base}${index}${power}</msubsup>`;
export const frac = (top: MathPart, bottom: MathPart): MathPart => mathml`<mfrac>${top}${bottom}</mfrac>`;
export const root = (of: MathPart): MathPart => mathml`<msqrt>${of}</msqrt>`;
/** A function's name is upright, however short. */
export const upright = (name: string): MathPart => mathml`<mi mathvariant="normal">${name}</mi>`;
export const norm = (of: MathPart): MathPart => row(mo("‖"), of, mo("‖"));

export const math = (...parts: MathPart[]): TemplateResult => html`<math>${parts}</math>`;
