import { html, nothing } from "lit";
import { strings } from "../../i18n/index.ts";
import type { PartId } from "../formula/equations.ts";
import { problemText, type PlacedProblem } from "../run/problems.ts";
import type { Unfollowed } from "../run/workable.ts";
import { fill } from "../words.ts";
import { PageElement } from "./page-element.ts";

const partOf: Record<Unfollowed["name"], PartId> = { nHeads: "heads", position: "position", offsets: "qkv" };

/** The parts that something is said about. */
export const partsOf = (unfollowed: readonly Unfollowed[]): PartId[] => unfollowed.map(({ name }) => partOf[name]);

/** Under the line: errors of an option, and what the vectors do not allow, with what stands in its place. */
export class FormulaProblems extends PageElement {
  protected override render() {
    const { problem, plan } = this.controller;
    return html`${problem ? this.#renderProblem(problem) : nothing}
    ${plan.unfollowed.map((each) => this.#renderUnfollowed(each))}`;
  }

  #renderProblem(problem: PlacedProblem) {
    const { place } = problem;
    if (place === "text" || place === "engine" || place === "source") return nothing;
    return html`<p class="problem" role="alert">
      <b>${this.words.choices[place].title}:</b> ${problemText(problem, strings(this.controller.state.lang))}
    </p>`;
  }

  #renderUnfollowed(each: Unfollowed) {
    const { choices, formula } = this.words;
    const keep = () => this.controller.setOptions({ [each.name]: each.used });
    return html`<p class="problem" role="status">
      <b>${choices[partOf[each.name]].title}:</b> ${this.#why(each)}
      <button class="txt boxed" @click=${keep}>${formula.unfollowed.keep}</button>
    </p>`;
  }

  #why(each: Unfollowed): string {
    const { unfollowed } = this.words.formula;
    const d = this.controller.plan.dModel;
    if (each.name !== "nHeads") return fill(unfollowed[each.name], { d });
    const { asked, used, possible, even } = each;
    return fill(even ? unfollowed.evenHeads : unfollowed.nHeads, { d, asked, used, possible: possible.join(", ") });
  }
}
