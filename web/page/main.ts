/** Starts the page: reads the address, runs the engine, and draws. */
import "../widget/views/define.ts";
import { interfaceLanguage } from "../i18n/index.ts";
import { Controller } from "./controller.ts";
import { definePage } from "./elements/define.ts";
import { firstExample } from "./examples.ts";
import { PageEngine } from "./run/engine.ts";
import { Address } from "./state/address.ts";
import type { ReadState } from "./state/fragment.ts";
import { blankState, type PlayState } from "./state/play-state.ts";
import { OwnVectors } from "./vectors/own-vectors.ts";

const lang = interfaceLanguage(navigator.language);

/** A link that says nothing about the text, and a first visit, get the language's own example. */
function shownState({ state, hasText }: ReadState): PlayState {
  if (hasText) return state;
  const { text, query = null } = firstExample(state.lang).state;
  return { ...state, text, query: state.query ?? query };
}

const engine = new PageEngine(new URL(".", document.baseURI));
const own = new OwnVectors(engine.get);
const address = new Address({ ...blankState, lang }, (read) => {
  controller.restore(shownState(read));
  app.report(read);
});
const read = address.read();
const controller = new Controller(shownState(read), engine, own, address.remember);
controller.work();

const { App } = definePage();
const app = new App();
app.controller = controller;
app.address = address;
app.report(read);
document.querySelector("#cold")?.remove();
document.body.append(app);
