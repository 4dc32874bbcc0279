import { css } from "lit";

export const linesStyle = css`
  .header {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0 12px;
    min-height: 40px;
  }
  .legend {
    display: flex;
    flex-wrap: wrap;
    gap: 2px 12px;
    font-size: 12px;
  }
  .legend button {
    display: flex;
    align-items: center;
    gap: 5px;
    min-height: 24px;
    white-space: nowrap;
  }
  .legend path {
    fill: none;
    stroke-width: 3;
  }
  .legend b {
    font-weight: 600;
  }
  .legend .number {
    min-width: 26px;
    color: var(--ink-2);
  }
  .legend i {
    color: var(--ink-3);
    font-style: normal;
  }
  .legend button:hover i {
    color: var(--ink);
  }
  .picture {
    position: relative;
    touch-action: pan-y;
    cursor: crosshair;
    user-select: none;
  }
  .picture canvas {
    position: absolute;
    inset: 0;
    pointer-events: none;
  }
  .all {
    opacity: 0.24;
  }
  .pointing .all {
    visibility: hidden;
  }
  .footer {
    padding-top: 4px;
    color: var(--ink-3);
    font-size: 11px;
  }
`;
