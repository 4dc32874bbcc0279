/** Puts the page into the document. */
import "../widget/views/define.ts";
import type { Controller } from "./controller.ts";
import { definePage } from "./elements/define.ts";
import type { Address } from "./state/address.ts";

export function draw(controller: Controller, address: Address): void {
  const { App } = definePage();
  const app = new App();
  app.controller = controller;
  app.address = address;
  document.querySelector("#cold")?.remove();
  document.body.append(app);
}
