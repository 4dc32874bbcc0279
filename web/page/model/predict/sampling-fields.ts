/** The numbers of sampling, in one line. */
import { html } from "lit";
import type { Strings } from "../../../i18n/index.ts";
import { heldValue } from "../../elements/held-value.ts";
import type { Sampling } from "../../state/model-state.ts";

type Change = (changed: Partial<Sampling>) => void;
type Words = Strings["page"]["model"]["predict"];

const inputOf = (event: Event) => event.target as HTMLInputElement;

function slider(
  name: "temperature" | "topP",
  sampling: Sampling,
  [min, max]: [number, number],
  words: Words,
  change: Change,
) {
  const value = sampling[name];
  return html`<label
    >${words[name]}
    <input
      type="range"
      name=${name}
      min=${min}
      max=${max}
      step="0.05"
      .value=${String(value)}
      @input=${(event: Event) => change({ [name]: inputOf(event).valueAsNumber })}
    /><output>${value.toFixed(2)}</output></label
  >`;
}

function number(
  name: "topK" | "seed",
  sampling: Sampling,
  max: number,
  placeholder: string,
  words: Words,
  change: Change,
) {
  const value = sampling[name];
  const type = (event: Event) => {
    const input = inputOf(event);
    if (input.validity.valid) change({ [name]: input.value === "" ? 0 : input.valueAsNumber });
  };
  return html`<label
    >${words[name]}
    <input
      type="number"
      name=${name}
      min="0"
      max=${max}
      step="1"
      placeholder=${placeholder}
      ${heldValue(value === 0 ? "" : String(value))}
      @input=${type}
  /></label>`;
}

export interface Pace {
  isFast: boolean;
  setFast: (isFast: boolean) => void;
}

export function renderSampling(sampling: Sampling, { isFast, setFast }: Pace, words: Words, change: Change) {
  return html`<div class="sampling" role="group" aria-label=${words.sampling}>
    ${slider("temperature", sampling, [0, 2], words, change)}
    ${number("topK", sampling, 10_000, words.all, words, change)} ${slider("topP", sampling, [0.05, 1], words, change)}
    ${number("seed", sampling, 2 ** 32 - 1, "0", words, change)}
    <label
      ><input
        type="checkbox"
        name="isFast"
        .checked=${isFast}
        @change=${(event: Event) => setFast(inputOf(event).checked)}
      />${words.fast}</label
    >
  </div>`;
}
