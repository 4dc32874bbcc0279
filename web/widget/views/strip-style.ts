import { css } from "lit";

export const stripStyle = css`
  .base {
    --size: 24px;
    --gap: 8px;
  }
  .line {
    padding-top: 76px;
  }
  .arcs {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
    overflow: visible;
    pointer-events: none;
  }
  .arcs path {
    fill: none;
  }
  .strip {
    position: relative;
    display: flex;
    justify-content: space-between;
    column-gap: 4px;
    font-size: var(--size);
  }
  .few {
    justify-content: center;
    gap: 28px;
  }
  /* Room for the ring around a token of the first row. */
  .wraps {
    padding-top: 14px;
  }
  .wraps .strip {
    flex-wrap: wrap;
    justify-content: flex-start;
    gap: 10px var(--gap);
    max-height: max(60vh, 320px);
    padding: 9px;
    margin: -9px -9px 0;
    overflow-y: auto;
  }
  .cross.line {
    padding-top: 8px;
  }
  .cross.line .strip + .strip {
    margin-top: 60px;
  }
  .cross.wraps .strip + .strip {
    margin-top: 16px;
  }
  .token {
    flex: none;
    max-width: 100%;
    cursor: pointer;
    user-select: none;
    -webkit-touch-callout: none;
  }
  /* Of a thousand tokens each would be a region of its own to the compositor. */
  .short .token {
    touch-action: manipulation;
  }
  .word {
    box-sizing: border-box;
    display: block;
    width: fit-content;
    min-width: 1.5em;
    margin-inline: auto;
    max-width: 100%;
    padding: 0.14em 0.34em 0.18em;
    border-radius: var(--attn-token-radius, 5px);
    background-color: var(--wash);
    font-weight: 500;
    letter-spacing: -0.015em;
    line-height: 1.22;
    text-align: center;
    white-space: pre;
  }
  .wide .word {
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .line .word {
    transition: background-color 120ms;
  }
  .chinese .word {
    font-weight: 400;
    letter-spacing: 0.02em;
  }
  .strip.source .word {
    background: none;
    box-shadow: inset 0 0 0 1px var(--rule-2);
  }
  .special {
    display: flex;
    flex-direction: column;
    justify-content: space-between;
  }
  .special .word {
    margin-block: auto;
    padding-block: 0.7em;
    font-size: 0.56em;
    font-weight: 400;
  }
  .unknown .word {
    text-decoration: underline dotted 0.07em;
    text-underline-offset: 0.16em;
  }
  /* Where the second of two texts begins: a rule and its letter, in the room that render/strip.ts leaves. */
  .begins {
    position: relative;
    margin-inline-start: 28px;
  }
  .begins::before {
    content: "B";
    position: absolute;
    inset-block: 0;
    inset-inline-start: -24px;
    padding-inline-start: 6px;
    border-inline-start: 1px solid var(--ink-3);
    color: var(--ink-2);
    font-size: 13px;
    font-weight: 600;
    line-height: 17px;
  }
  .masked .word {
    background: repeating-linear-gradient(-45deg, transparent 0 5px, var(--rule) 5px 6px) !important;
    color: var(--ink-2) !important;
  }
  .number {
    display: block;
    margin: 6px auto 0;
    color: var(--ink-2);
    font-size: 15px;
    line-height: 20px;
    text-align: center;
  }
  /* Of a fixed size in a token that is a plain block, so that other numbers do not lay a long text out again. */
  .wraps .number {
    width: 5ch;
    height: 17px;
    font-size: 13px;
    margin-top: 4px;
    line-height: 17px;
  }
  .change {
    display: block;
    height: 15px;
    margin-inline: auto;
    color: var(--ink-3);
    font-size: 11px;
    line-height: 15px;
    text-align: center;
  }
  .wraps .change {
    width: 5ch;
  }
  .top .number {
    color: var(--ink);
    font-weight: 600;
  }
  .token.other .word {
    box-shadow:
      0 0 0 2px var(--paper),
      0 0 0 3px var(--ink-3);
  }
  .token.source .word {
    box-shadow:
      0 0 0 2px var(--paper),
      0 0 0 4px var(--ink);
  }
  .marked .word {
    outline: 2px solid var(--focus);
    outline-offset: 5px;
  }
  .token:focus {
    outline: none;
  }
  .token:focus-visible .word {
    outline: 2px solid var(--focus);
    outline-offset: 5px;
  }
  .note {
    margin: 12px 0 0;
    color: var(--ink-3);
    font-size: 12px;
  }
  @media (forced-colors: active) {
    .word {
      border: 1px solid CanvasText;
      background: Canvas;
      color: CanvasText;
    }
    .token.other .word {
      border-style: double;
      border-width: 3px;
    }
    .token.source .word {
      forced-color-adjust: none;
      background: Highlight !important;
      color: HighlightText !important;
    }
    .arcs path {
      stroke: CanvasText;
    }
  }
`;
