import { css } from "lit";

/** The title of a view, its own or one that was put into its slot. */
export const titleStyle = css`
  .title,
  ::slotted([slot="heading"]) {
    margin: 0;
    font: inherit;
    font-weight: 600;
    white-space: nowrap;
  }
`;
