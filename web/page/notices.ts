/** What is said about a part of a link or file that cannot be read. */
import type { Strings } from "../i18n/index.ts";
import type { Notice } from "./elements/notices.ts";
import type { Problem } from "./state/fragment.ts";
import { fill } from "./words.ts";

const longestShown = 40;
const short = (text: string) => (text.length > longestShown ? `${text.slice(0, longestShown)}…` : text);

export function problemNotice(problem: Problem, { notices }: Strings["page"]): Notice {
  switch (problem.kind) {
    case "bad_value":
      return { text: fill(notices.badValue, { name: problem.name, value: short(problem.value) }) };
    case "absent":
      return { text: fill(notices.absent, { name: problem.name, value: problem.value }) };
    case "unknown_name":
      return { text: fill(notices.unknownName, { name: short(problem.name) }) };
    case "contradiction":
      return { text: fill(notices.contradiction, { name: problem.name }) };
    case "newer_version":
      return { text: fill(notices.newerVersion, { version: problem.version }) };
    case "not_a_state":
      return { text: fill(notices.notAState, { name: "JSON" }) };
  }
}
