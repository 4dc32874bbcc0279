import type { Page } from "puppeteer-core";

/** The weights that the n-th element draws, as bits; null while it has none. */
export const drawn = (page: Page, nth = 0) =>
  page.evaluate((nth) => {
    const element = document.querySelectorAll("attention-playground, attention-view")[nth];
    const view = element?.shadowRoot?.querySelector("attn-strip, attn-matrix");
    const data = (view as (Element & { data: { weights: Float32Array } | null }) | null | undefined)?.data;
    return data ? [...new Uint32Array(data.weights.slice().buffer)] : null;
  }, nth);
