/** How what is looked for and what was found look. */
import { html, nothing } from "lit";
import type { Strings } from "../../../i18n/index.ts";
import type { HeadPick, HeadSearch } from "../../state/model-state.ts";
import { fill } from "../../words.ts";
import { formatFound, placeName } from "./head-words.ts";
import type { RankedHead } from "./ranking.ts";

export interface Finder {
  words: Strings["page"]["model"]["heads"];
  searches: readonly HeadSearch[];
  search: HeadSearch | null;
  /** The search in words. */
  sought: string;
  /** The best first. */
  best: readonly RankedHead[];
  /** How many heads there are to sort. */
  count: number;
  /** Every head, the best first; null while the best are enough. */
  all: readonly RankedHead[] | null;
  onAll: (isAll: boolean) => void;
  onSearch: (search: HeadSearch | null) => void;
  onPick: (place: HeadPick) => void;
}

/** What is looked for, and the head that does most of it. */
export function renderFound({ words, search, sought, best: [first], onPick }: Finder) {
  if (!search || !first) return html`<p class="headfound none">${search ? sought : words.find}</p>`;
  const name = placeName(first);
  return html`<button class="headfound" title=${fill(words.go, { head: name })} @click=${() => onPick(first)}>
    <span class="what">${sought}</span>
    <span class="best">${words.best} <b>${name}</b> ${formatFound(search, first.value, words)}</span>
  </button>`;
}

/**
 * The searches, and the heads with a badge as a list: the badges of the grid for those who do not see or point at them.
 * Asked for, the list goes on to the last head.
 */
export function renderSearches({ words, searches, search, best, count, all, onSearch, onPick, onAll }: Finder) {
  return html`<div class="headsearches" role="group" aria-label=${words.search}>
      ${searches.map((each) => {
        const isOn = each === search;
        return html`<button aria-pressed=${isOn} @click=${() => onSearch(isOn ? null : each)}>
          ${words.searches[each]}
        </button>`;
      })}
    </div>
    ${
      search && best.length
        ? html`<ol class="headranking ${all ? "all" : ""}" aria-label=${all ? words.rankingOfAll : words.ranking}>
              ${(all ?? best).map(
                (head, index) =>
                  html`<li>
                    <button @click=${() => onPick(head)}>
                      <i class=${index < best.length ? "badge" : nothing} aria-hidden="true">${index + 1}</i>
                      <b>${placeName(head)}</b> ${formatFound(search, head.value, words, "bare")}
                    </button>
                  </li>`,
              )}
            </ol>
            <button class="link headsall" aria-expanded=${all !== null} @click=${() => onAll(all === null)}>
              ${all ? words.onlyBest : fill(words.sortAll, { n: count })}
            </button>`
        : nothing
    }`;
}
