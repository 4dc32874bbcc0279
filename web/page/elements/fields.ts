/** How the numbers and switches under a part's choices look. */
import { html, nothing, type TemplateResult } from "lit";
import type { Strings } from "../../i18n/index.ts";
import { math, mi } from "../../render/mathml.ts";
import type { Controller } from "../controller.ts";
import type {
  CheckField,
  Field,
  NumberField,
  PaintField,
  SliderField,
  SwitchField,
  TextField,
} from "../formula/field.ts";
import { heldValue } from "./held-value.ts";

export interface FieldHost {
  readonly controller: Controller;
  readonly words: Strings["page"];
}

const label = ({ id, label: text, sign }: Field) =>
  html`<label for="field-${id}">${sign ? math(mi(sign)) : nothing} ${text}</label>`;
/** A field's name, what sets it, and its hint. */
const row = (kind: string, field: Field, control: TemplateResult) =>
  html`<div class="field ${kind}">${label(field)} ${control} ${hint(field)}</div>`;
const hint = (field: Field) => (field.hint ? html`<p class="hint">${field.hint}</p>` : nothing);
const inputOf = (event: Event) => event.target as HTMLInputElement;

/** Two significant decimals are enough for a slider, and read well in a link. */
const rounded = (value: number) => Number(value.toPrecision(3));

function renderSlider(field: SliderField, { controller }: FieldHost) {
  const slide = (event: Event) =>
    controller.setOptions(field.change(rounded(2 ** Number(inputOf(event).value))), "sliding");
  return row(
    "slider",
    field,
    html`<input
        type="range"
        id="field-${field.id}"
        min=${field.min}
        max=${field.max}
        step="0.1"
        .value=${String(Math.log2(field.value))}
        aria-valuetext=${field.value}
        @input=${slide}
      /><output for="field-${field.id}">${field.value}</output>`,
  );
}

function renderNumber(field: NumberField, { controller }: FieldHost) {
  const value = field.value === null ? "" : String(field.value);
  const type = (event: Event) => {
    const input = inputOf(event);
    if (input.value === "" && field.automatic) controller.setOptions(field.change(null), "typing");
    else if (input.value !== "" && input.validity.valid)
      controller.setOptions(field.change(input.valueAsNumber), "typing");
  };
  // What cannot be taken does not stay, as though it had been.
  const leave = (event: Event) => (inputOf(event).value = value);
  return row(
    "number",
    field,
    html`<input
        type="number"
        id="field-${field.id}"
        min=${field.min}
        max=${field.max}
        step=${field.step === 1 ? 1 : "any"}
        placeholder=${field.automatic ?? ""}
        aria-describedby="range-${field.id}"
        ${heldValue(value)}
        @input=${type}
        @blur=${leave}
      /><span class="range" id="range-${field.id}">${field.min} … ${field.max}</span>`,
  );
}

function renderSwitch(field: SwitchField, { controller }: FieldHost) {
  return html`<div class="field">
    <span>${field.label}</span>
    <span class="seg" role="group" aria-label=${field.label}
      >${field.values.map(
        ({ id, label: text }) =>
          html`<button aria-pressed=${field.value === id} @click=${() => controller.setOptions(field.change(id))}>
            ${text}
          </button>`,
      )}</span
    >${hint(field)}
  </div>`;
}

function renderCheck(field: CheckField, { controller }: FieldHost) {
  const check = (event: Event) => controller.setOptions(field.change(inputOf(event).checked));
  return html`<div class="field check">
    <input type="checkbox" id="field-${field.id}" .checked=${field.value} @change=${check} />${label(field)}
  </div>`;
}

function renderText(field: TextField, { controller }: FieldHost) {
  const type = (event: Event) => {
    const area = event.target as HTMLTextAreaElement;
    const change = field.change(area.value);
    area.setAttribute("aria-invalid", String(change === null));
    if (change) controller.setOptions(change, "typing");
  };
  return row(
    "text",
    field,
    html`<textarea
        id="field-${field.id}"
        rows=${field.rows}
        spellcheck="false"
        ${heldValue(field.value)}
        @input=${type}
      ></textarea>
      <p class="problem">${field.bad}</p>`,
  );
}

/** Painting needs the matrix in sight: the sheet closes when it begins. */
function renderPaint(field: PaintField, { controller, words }: FieldHost) {
  const painting = controller.brush.active;
  const toggle = ({ target }: Event) => {
    controller.paint(!painting);
    if (painting) return;
    target?.dispatchEvent(new CustomEvent("sheet-close", { bubbles: true }));
    document.querySelector("attn-matrix")?.scrollIntoView({ block: "nearest" });
  };
  return html`<div class="field paint">
    <button class="txt boxed" aria-pressed=${painting} @click=${toggle}>
      ${painting ? words.fields.paintStop : field.label}
    </button>
    <button class="txt" @click=${() => controller.setOptions({ mask: { cells: [] } })}>
      ${words.fields.clearCells}
    </button>
  </div>`;
}

export function renderField(field: Field, host: FieldHost): TemplateResult {
  switch (field.kind) {
    case "slider":
      return renderSlider(field, host);
    case "number":
      return renderNumber(field, host);
    case "switch":
      return renderSwitch(field, host);
    case "check":
      return renderCheck(field, host);
    case "text":
      return renderText(field, host);
    case "paint":
      return renderPaint(field, host);
  }
}
