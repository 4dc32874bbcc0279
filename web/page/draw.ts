/** Puts the page into the document. */
import { loadStrings, onWords } from "../i18n/index.ts";
import { unseen } from "../widget/views/tokens.ts";
import "../widget/views/define.ts";
import type { Controller } from "./controller.ts";
import { definePage } from "./elements/define.ts";
import type { Address } from "./state/address.ts";

export async function draw(controller: Controller, address: Address): Promise<void> {
  await loadStrings(controller.state.lang);
  onWords(controller.schedule);
  const { App } = definePage();
  // The views have it in their shadow roots.
  if (unseen.styleSheet) document.adoptedStyleSheets.push(unseen.styleSheet);
  const app = new App();
  app.controller = controller;
  app.address = address;
  document.querySelector("#cold")?.remove();
  document.body.append(app);
}
