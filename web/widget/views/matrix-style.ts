import { css } from "lit";

export const matrixStyle = css`
  .header,
  .footer {
    max-width: var(--picture-width, none);
  }
  .header {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0 12px;
    min-height: 40px;
  }
  .shown {
    appearance: none;
    field-sizing: content;
    padding: 2px 16px 2px 0;
    background:
      linear-gradient(45deg, transparent 50%, currentColor 50%) calc(100% - 6px) 55% / 4px 4px no-repeat,
      linear-gradient(-45deg, transparent 50%, currentColor 50%) calc(100% - 2px) 55% / 4px 4px no-repeat;
    color: var(--ink-2);
  }
  .shown[hidden] {
    display: none;
  }
  .shown option {
    background: var(--raised);
    color: var(--ink);
  }
  .shown:hover,
  .button:hover {
    color: var(--ink);
  }
  .legend {
    display: flex;
    align-items: center;
    gap: 7px;
    margin-inline-start: auto;
    color: var(--ink-3);
    font-size: 12px;
    white-space: nowrap;
  }
  .ramp {
    width: 72px;
    height: 10px;
    border-radius: 1px;
  }
  .button {
    margin-inline-start: auto;
    padding: 2px 0;
    color: var(--ink-2);
    text-decoration: underline 1px var(--rule-2);
    text-underline-offset: 3px;
  }
  .button[aria-pressed="true"] {
    color: var(--ink);
    font-weight: 600;
    text-decoration-color: currentColor;
  }
  .picture {
    position: relative;
    max-width: 100%;
    contain: size layout; /* its size is set: what moves within lays nothing else out */
    touch-action: pan-y;
    cursor: crosshair;
    user-select: none;
  }
  .picture.zoomed {
    touch-action: none;
  }
  .picture canvas {
    position: absolute;
    pointer-events: none;
  }
  .footer {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 0 12px;
    padding-top: 4px;
    color: var(--ink-3);
    font-size: 11px;
  }
  .footer p {
    flex-basis: 100%;
    margin: 0;
  }
  .zoom {
    display: flex;
    margin-inline-start: auto;
  }
  .zoom[hidden] {
    display: none;
  }
  .zoom button {
    display: grid;
    place-items: center;
    width: 28px;
    height: 24px;
    color: var(--ink-2);
  }
  .zoom button:hover {
    color: var(--ink);
  }
  .zoom button:disabled {
    color: var(--rule-2);
    cursor: default;
  }
  .zoom svg {
    fill: none;
    stroke: currentColor;
    stroke-width: 1.5;
  }
  .tip {
    position: absolute;
    z-index: 3;
    top: 0;
    left: 0;
    padding: 5px 9px;
    border-radius: 5px;
    background: var(--ink);
    color: var(--paper);
    font-size: 12px;
    line-height: 17px;
    white-space: nowrap;
    pointer-events: none;
  }
  .tip[hidden] {
    display: none;
  }
  .tip b {
    font-size: 13px;
    font-weight: 600;
  }
  .tip b span {
    margin-inline-start: 8px;
  }
  @media (forced-colors: active) {
    .tip {
      border: 1px solid CanvasText;
    }
  }
`;
