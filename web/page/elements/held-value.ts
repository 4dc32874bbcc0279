import { noChange } from "lit";
import { Directive, directive, type ElementPart } from "lit/directive.js";

class HeldValue extends Directive {
  override render(_value: string) {
    return noChange;
  }

  override update(part: ElementPart, [value]: [string]) {
    const field = part.element as HTMLInputElement | HTMLTextAreaElement;
    if (document.activeElement !== field && field.value !== value) field.value = value;
    return noChange;
  }
}

/** Sets a field's value unless the person is in it: "1." must not become "1" under their hands. */
export const heldValue = directive(HeldValue);
