import { html, nothing } from "lit";
import type { LinesHead } from "../../../render/lines-scene.ts";
import type { Pair } from "../../../render/view-data.ts";
import { PageElement } from "../../elements/page-element.ts";
import { headsOf } from "../../run/pictures.ts";
import { combinationOf } from "../../../engine/combined-heads.ts";
import { LensHeads, shownHeads, withoutHead } from "../lens-heads.ts";

/** The same list each time, so that the lines see that nothing has changed. */
const none: readonly LinesHead[] = [];

/** Every pair as a line, of the chosen head and the picked ones. */
export class PageLines extends PageElement {
  readonly #heads = new LensHeads(() => this.requestUpdate());

  protected override render() {
    const { controller } = this;
    const { picture, state } = controller;
    if (!picture?.model || !picture.recipe.model) return nothing;
    const { picks } = picture.recipe.model;
    const chosen = { layer: picture.model.layer, head: picture.head };
    const isOne = combinationOf(picture.recipe.model, picture.model.kind) === "head";
    const shown = isOne ? shownHeads(picks, chosen, headsOf(picture)) : [];
    const takeOut = ({ detail }: CustomEvent<{ head: number }>) => {
      const out = shown[detail.head];
      if (out) controller.setModel(withoutHead(shown, out, chosen));
    };
    return html`<attn-lines
      .data=${picture.data}
      .heads=${shown.length > 1 ? this.#heads.of(picture, shown) : none}
      .pair=${controller.pins.pair}
      .direction=${state.direction}
      .domain=${state.domain}
      @attn-hover=${({ detail }: CustomEvent<{ pair: Pair | null }>) => controller.pins.point(detail.pair)}
      @attn-pin=${({ detail }: CustomEvent<{ pair: Pair }>) => controller.pins.pin(detail.pair)}
      @attn-head-out=${takeOut}
      @attn-escape=${() => controller.pins.unpin()}
      ><page-head-switch slot="heading" .controller=${controller}></page-head-switch
    ></attn-lines>`;
  }
}
