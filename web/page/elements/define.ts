/** Registers the page's elements. */
import { App } from "./app.ts";
import { Foot } from "./foot.ts";
import { FormulaProblems } from "./formula-problems.ts";
import { Formula } from "./formula.ts";
import { Menu } from "./menu.ts";
import { Notices } from "./notices.ts";
import { Sheet } from "./sheet.ts";
import { Sources, VectorStatus } from "./sources.ts";
import { Splitter } from "./splitter.ts";
import { Stage } from "./stage.ts";
import { TextBox } from "./text-box.ts";
import { Texts } from "./texts.ts";
import { TokenTools } from "./token-tools.ts";
import { TopBar } from "./top-bar.ts";
import { Trace } from "./trace.ts";
import { Work } from "./work.ts";

const elements = {
  "page-app": App,
  "page-foot": Foot,
  "page-formula": Formula,
  "page-formula-problems": FormulaProblems,
  "page-menu": Menu,
  "page-notices": Notices,
  "page-sheet": Sheet,
  "page-sources": Sources,
  "page-splitter": Splitter,
  "page-stage": Stage,
  "page-text-box": TextBox,
  "page-texts": Texts,
  "page-token-tools": TokenTools,
  "page-top-bar": TopBar,
  "page-trace": Trace,
  "page-vector-status": VectorStatus,
  "page-work": Work,
};

export function definePage() {
  for (const [name, element] of Object.entries(elements)) customElements.define(name, element);
  return { App };
}
