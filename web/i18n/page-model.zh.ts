/** What the page says of transformers, in Chinese. */
import type { model as english } from "./page-model.en.ts";

export const model: typeof english = {
  head: {
    name: "注意力头 {layer}.{head}",
  },
};
