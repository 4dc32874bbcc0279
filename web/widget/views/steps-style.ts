import { css } from "lit";

export const stepsStyle = css`
  .header {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 16px;
    min-height: 40px;
  }
  .pair {
    font-weight: 400;
    color: var(--ink-2);
  }
  .name {
    display: inline-block;
    max-width: 10em;
    overflow: hidden;
    text-overflow: ellipsis;
    vertical-align: bottom;
  }
  .dimension {
    color: var(--ink-3);
    font-size: 12px;
    text-align: end;
  }
  .row {
    display: grid;
    grid-template-columns: 212px minmax(0, 1fr) 80px;
    align-items: center;
    column-gap: 14px;
    min-height: 27px;
  }
  .x_key,
  .v,
  .share_output {
    margin-top: 8px;
  }
  .bars {
    min-height: 52px;
    margin-top: 6px;
  }
  .mixture {
    min-height: 60px;
    margin-top: 4px;
  }
  .swatch {
    flex: none;
    align-self: center;
    width: 9px;
    height: 9px;
    border-radius: 1px;
  }
  .pale {
    background: var(--rule-2);
  }
  .solid {
    background: linear-gradient(var(--plus) 50%, var(--minus) 50%);
  }
  .labels,
  .notes {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    min-width: 0;
    row-gap: 4px;
  }
  .label {
    display: flex;
    align-items: baseline;
    gap: 8px;
    overflow: clip;
    overflow-clip-margin: 4px;
    white-space: nowrap;
  }
  /* A maths font's own ascent, large in some browsers, must not make the row taller. */
  .symbol {
    display: contents;
  }
  .symbol math {
    flex: none;
    min-width: 16px;
    margin-block: -24px;
    font-size: 16px;
  }
  .role {
    color: var(--ink-3);
    font-size: 12px;
  }
  .token {
    overflow: hidden;
    margin-inline-start: auto;
    color: var(--ink-2);
    font-size: 12px;
    text-overflow: ellipsis;
  }
  /* The line's baseline, also without a token. */
  .token::before {
    content: "\\200b";
  }
  .note {
    color: var(--ink-2);
    font-size: 12px;
    text-align: end;
    white-space: nowrap;
  }
  .bar {
    position: relative;
    min-width: 0;
    cursor: crosshair;
  }
  .bar canvas {
    width: 100%;
  }
  .hair {
    position: absolute;
    top: -5px;
    bottom: -5px;
    width: 1px;
    background: var(--ink);
    pointer-events: none;
  }
  .chain {
    display: flex;
    flex-wrap: wrap;
    align-items: flex-start;
    justify-content: space-between;
    gap: 8px 0;
    margin: 8px 0 6px;
    padding: 12px 0 10px;
    border: solid var(--rule);
    border-width: 1px 0;
  }
  .step {
    display: contents;
  }
  .number {
    display: grid;
    justify-items: center;
    gap: 1px;
  }
  .number b {
    padding: 0 2px;
    border-radius: 4px;
    font-size: 18px;
    font-weight: 500;
    letter-spacing: -0.01em;
    line-height: 26px;
    white-space: nowrap;
  }
  button.number:hover b {
    background: var(--wash);
  }
  .number small {
    color: var(--ink-3);
    font-size: 11px;
    line-height: 14px;
    white-space: nowrap;
  }
  .number.weight b {
    padding: 0 8px;
    font-weight: 600;
  }
  .operation {
    position: relative;
    display: grid;
    flex: 1 0 auto;
    align-content: end;
    justify-items: center;
    min-width: 24px;
    height: 20px;
    margin-inline: 7px;
    padding-bottom: 7px;
    color: var(--ink-2);
    font-size: 14px;
    line-height: 13px;
  }
  .operation::after {
    position: absolute;
    right: 0;
    bottom: 0;
    left: 0;
    height: 7px;
    background:
      linear-gradient(var(--rule-2), var(--rule-2)) 0 3px / calc(100% - 3px) 1px no-repeat,
      conic-gradient(from 240deg at 100% 50%, var(--ink-3) 60deg, transparent 0) 100% 0 / 6px 7px no-repeat;
    content: "";
  }
  .share canvas {
    cursor: pointer;
  }
  .empty {
    padding: 12px 0;
    color: var(--ink-2);
  }
  .small .row {
    grid-template-columns: 126px minmax(0, 1fr) 64px;
    column-gap: 8px;
  }
  .small .role {
    display: none;
  }
  .small .share .role {
    display: inline;
    font-size: 11px;
    line-height: 13px;
    white-space: normal;
  }
  .small .label {
    gap: 5px;
  }
  .snug .idle {
    display: none;
  }
  .small .note {
    font-size: 11px;
  }
  .small .name {
    max-width: 7em;
  }
  .small .header {
    flex-wrap: wrap;
    gap: 0 12px;
    min-height: 28px;
    padding-block: 6px;
  }
  .small .number b {
    font-size: 15px;
    line-height: 22px;
  }
  .small .number.weight b {
    padding-inline: 4px;
  }
  .small .operation {
    min-width: 16px;
    margin-inline: 3px;
    font-size: 12px;
  }
  /* Lines of about the same length: no number stands alone in the last one. */
  .tiny .chain {
    display: block;
    text-align: center;
    text-wrap: balance;
  }
  .tiny .step:not(.idle) {
    display: inline-flex;
    margin-block: 4px;
    vertical-align: top;
  }
  @media (forced-colors: active) {
    .number.weight b {
      border: 1px solid CanvasText;
    }
    .operation::after {
      bottom: 3px;
      height: 0;
      border-top: 1px solid CanvasText;
    }
    .swatch {
      forced-color-adjust: none;
    }
  }
`;
