/** Which numbers a model's parameters are kept as, with what each would take. */
import { html } from "lit";
import { weightKinds, type WeightKind } from "../../../engine/model-types.ts";
import type { ModelOffer } from "../../../engine/offer-types.ts";
import type { Strings } from "../../../i18n/index.ts";
import { sizeText } from "./sizes.ts";

type Words = Strings["page"]["model"]["source"];

export const renderWeights = (
  words: Words,
  { bytes }: ModelOffer,
  chosen: WeightKind,
  choose: (kind: WeightKind) => void,
) =>
  html`<div class="field">
    <span>${words.memory}</span>
    <span class="seg" role="group" aria-label=${words.memory}
      >${weightKinds.map(
        (kind) =>
          html`<button aria-pressed=${kind === chosen} @click=${() => choose(kind)}>
            ${words.weights[kind]} <small>${sizeText(bytes[kind])}</small>
          </button>`,
      )}</span
    >
    <p class="hint">${words.weightsHint}</p>
  </div>`;
