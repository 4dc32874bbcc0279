/** The few signs that are not words. */
import { html } from "lit";

export const logo = html`<svg class="logo" viewBox="0 0 18 18" width="18" height="18" aria-hidden="true">
  <rect width="8" height="8" class="w6"></rect>
  <rect x="10" width="8" height="8" class="w2"></rect>
  <rect y="10" width="8" height="8" class="w1"></rect>
  <rect x="10" y="10" width="8" height="8" class="w4"></rect>
</svg>`;

export const themeIcon = html`<svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
  <circle cx="8" cy="8" r="6.25" fill="none" stroke="currentColor" stroke-width="1.5"></circle>
  <path d="M8 2a6 6 0 0 1 0 12z" fill="currentColor"></path>
</svg>`;

export const moreIcon = html`<svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
  <g fill="currentColor">
    <circle cx="3" cy="8" r="1.4"></circle>
    <circle cx="8" cy="8" r="1.4"></circle>
    <circle cx="13" cy="8" r="1.4"></circle>
  </g>
</svg>`;

export const closeIcon = html`<svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
  <path d="M2 2l8 8M10 2l-8 8" stroke="currentColor" stroke-width="1.5"></path>
</svg>`;
