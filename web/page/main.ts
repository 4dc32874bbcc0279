/** Starts the engine at once, and draws as soon as the rest of the page's script is there. */
import { nextTask } from "../engine/abort.ts";
import { interfaceLanguage } from "../i18n/language.ts";
import { Controller } from "./controller.ts";
import { firstExample } from "./examples.ts";
import { PageModel } from "./model/page-model.ts";
import { PageEngine } from "./run/engine.ts";
import { Address } from "./state/address.ts";
import type { ReadState } from "./state/fragment.ts";
import { blankState } from "./state/play-state.ts";
import { OwnVectors } from "./vectors/own-vectors.ts";

/** Milliseconds: nobody waits for the page because its worker is slow. */
const longestWait = 100;

const lang = interfaceLanguage(navigator.language);

/** A link that says nothing about the text, and a first visit, get the language's own example. */
function withText(read: ReadState): ReadState {
  if (read.hasText) return read;
  const { text, query = null } = firstExample(read.state.lang).state;
  return { ...read, state: { ...read.state, text, query: read.state.query ?? query } };
}

const engine = new PageEngine(new URL(".", document.baseURI));
const own = new OwnVectors(engine.get);
const models = new PageModel(engine.get, engine.getForModels);
const address = new Address({ ...blankState, lang }, (read) => controller.restore(withText(read)));
const controller = new Controller(withText(address.read()), { engine, own, models }, address.remember);
controller.work();
// Beside the rest of the script, not after it.
if (controller.state.lang === "zh") import("../i18n/zh.ts").catch(() => {});
const drawing = import("./draw.ts");
const asked = controller.state.model ? modelIsAskedFor() : null;
void Promise.all([drawing, asked]).then(([{ draw }]) => draw(controller, address));

/**
 * Waits until the engine's worker knows which bundled transformer to read. Chromium gives a worker its first messages by way of the
 * page, which does nothing else while it draws itself.
 */
function modelIsAskedFor(): Promise<unknown> {
  const isAsked = Promise.all([engine.started, import("../engine/model-client.ts")]).then(nextTask);
  return Promise.race([isAsked.catch(() => {}), new Promise((resolve) => setTimeout(resolve, longestWait))]);
}
