import { css } from "lit";

export const boardStyle = css`
  .base {
    padding: var(--attn-padding, 0);
    background: var(--attn-background, transparent);
  }
  :host([theme]) .base {
    background: var(--attn-background, var(--paper));
  }
  .bar {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: flex-end;
    gap: 4px 16px;
    padding-bottom: 8px;
    color: var(--ink-2);
    font-size: 12px;
  }
  .segments {
    display: inline-flex;
    padding: 1px;
    border: 1px solid var(--rule-2);
    border-radius: 6px;
    white-space: nowrap;
  }
  .segments button {
    padding: 2px 10px;
    border-radius: 4px;
    line-height: 20px;
  }
  .segments button[aria-pressed="true"] {
    background: var(--ink);
    color: var(--paper);
  }
  .load {
    padding: 4px 12px;
    border: 1px solid var(--rule-2);
    border-radius: 6px;
    color: var(--ink);
  }
  .load:hover {
    background: var(--wash);
  }
  select {
    padding: 3px 4px;
    border: 1px solid var(--rule-2);
    border-radius: 6px;
  }
  .views {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 20px 40px;
  }
  .wide {
    grid-template-columns: minmax(0, 448px) minmax(0, 1fr);
  }
  .wide attn-strip {
    grid-column: 1 / -1;
  }
  .message {
    margin: 0;
    padding: 12px 0;
    color: var(--ink-2);
  }
  .problem {
    padding: 8px 12px;
    border-inline-start: 3px solid var(--ink);
    background: var(--wash);
    color: var(--ink);
  }
  .problem + .views {
    margin-top: 12px;
  }
  .stale {
    opacity: 0.6;
  }
  @media (forced-colors: active) {
    .segments button[aria-pressed="true"] {
      forced-color-adjust: none;
      background: Highlight;
      color: HighlightText;
    }
  }
`;
