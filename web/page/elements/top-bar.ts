import { html } from "lit";
import type { ExportId } from "../actions/exports.ts";
import {
  articleRecipes,
  examples,
  examplesFor,
  exampleState,
  modelExamples,
  modelExamplesFor,
  type RecipeId,
} from "../examples.ts";
import { logo, moreIcon, themeIcon } from "../icons.ts";
import type { Theme, UiLanguage } from "../state/play-state.ts";
import { fill } from "../words.ts";
import type { MenuGroup, MenuPick } from "./menu.ts";
import { PageElement } from "./page-element.ts";

const nextTheme: Record<Theme, Theme> = { auto: "light", light: "dark", dark: "auto" };
const languages: { id: UiLanguage; tag: string; name: string }[] = [
  { id: "en", tag: "en", name: "EN" },
  { id: "zh", tag: "zh-CN", name: "中文" },
];

/** Name, examples, language, theme, link and export; on a phone the last ones are in one menu. */
export class TopBar extends PageElement {
  static override properties = { ...PageElement.properties, copied: { type: Boolean } };
  /** Whether the link has just been copied. */
  declare copied: boolean;

  constructor() {
    super();
    this.copied = false;
  }

  protected override render() {
    const { words } = this;
    const { bar } = words;
    const { theme } = this.controller.state;
    const themeLabel = fill(bar.theme, { theme: bar.themes[theme] });
    return html`<header class="top page">
      <h1 class="name">${logo}<span>${words.name}</span></h1>
      <nav class="acts">
        <page-menu class="wide-only" .label=${bar.examples} .groups=${this.#exampleGroups()} @menu-pick=${this.#pick}>
        </page-menu>
        <span class="grow"></span>
        ${this.#renderLanguages()}
        <button class="icon" aria-label=${themeLabel} title=${themeLabel} @click=${this.#turnTheme}>
          ${themeIcon}
        </button>
        <button class="txt wide-only copylink" @click=${() => this.#tell("copy-link")}>
          ${this.copied ? bar.copied : bar.copyLink}
        </button>
        <page-menu class="wide-only" .label=${bar.export} .groups=${this.#exportGroups()} @menu-pick=${this.#pick}>
        </page-menu>
        <page-menu
          class="phone-only"
          .label=${bar.more}
          .icon=${moreIcon}
          .groups=${this.#allGroups()}
          @menu-pick=${this.#pick}
        ></page-menu>
      </nav>
      <span class="unseen" role="status">${this.copied ? bar.copied : ""}</span>
    </header>`;
  }

  #renderLanguages() {
    const { lang } = this.controller.state;
    return html`<span class="seg plain" role="group" aria-label=${this.words.bar.language}
      >${languages.map(
        ({ id, tag, name }) =>
          html`<button lang=${tag} aria-pressed=${lang === id} @click=${() => this.#speak(id)}>${name}</button>`,
      )}</span
    >`;
  }

  #exampleGroups(): MenuGroup[] {
    const { examples: words } = this.words;
    const sentences = examplesFor(this.controller.state.lang).map(({ id, state }) => ({
      id: `example:${id}`,
      label: state.textB ? `${state.text} · ${state.textB}` : state.text,
      hint: words.hints[id],
    }));
    const recipes = [
      { id: "recipe:cosine", label: words.cosine, hint: words.cosineHint },
      { id: "recipe:scaledDot", label: words.scaledDot, hint: words.scaledDotHint },
    ];
    const ofModel = modelExamplesFor(this.controller.state.lang).map(({ id, state }) => ({
      id: `example:${id}`,
      label: state.textB ? `${state.text} · ${state.textB}` : state.text,
      hint: words.hints[id],
    }));
    return [
      { title: words.sentences, items: sentences },
      { title: words.models, items: ofModel },
      { title: words.recipes, items: recipes },
    ];
  }

  #exportGroups(): MenuGroup[] {
    const { exports: words } = this.words;
    const lines = this.words.model.views.exports;
    const item = (id: ExportId, label: string, hint = "") => ({ id: `export:${id}`, label, hint });
    return [
      {
        title: words.pictures,
        items: [
          item("strip-png", words.stripPng),
          item("strip-svg", words.stripSvg),
          ...(this.controller.state.model?.view === "lines"
            ? [item("lines-png", lines.png), item("lines-svg", lines.svg)]
            : [item("matrix-png", words.matrixPng), item("matrix-svg", words.matrixSvg)]),
        ],
      },
      {
        title: words.numbers,
        items: [
          item("json", words.json, words.jsonHint),
          item("embed", words.embed, words.embedHint),
          item("command", words.command, words.commandHint),
        ],
      },
      {
        title: words.state,
        items: [item("state", words.saveState), item("open", words.openFile, words.openHint)],
      },
    ];
  }

  #allGroups(): MenuGroup[] {
    const link = { id: "copy-link", label: this.words.bar.copyLink };
    return [{ title: "", items: [link] }, ...this.#exampleGroups(), ...this.#exportGroups()];
  }

  readonly #pick = ({ detail }: MenuPick): void => {
    const [kind, id] = detail.split(":", 2);
    if (kind === "copy-link") this.#tell("copy-link");
    else if (kind === "export") this.#tell("export-pick", id);
    else if (kind === "recipe") this.controller.setOptions(articleRecipes[id as RecipeId]);
    else {
      const example = [...examples, ...modelExamples].find((candidate) => candidate.id === id);
      if (example) this.controller.change(exampleState(example, this.controller.state), "pick");
    }
  };

  readonly #turnTheme = (): void => {
    const { state } = this.controller;
    this.controller.change({ ...state, theme: nextTheme[state.theme] }, "look");
  };

  #speak(lang: UiLanguage): void {
    this.controller.change({ ...this.controller.state, lang }, "look");
  }

  #tell(name: "copy-link" | "export-pick", detail?: string): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true }));
  }
}
