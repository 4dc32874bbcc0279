import { html, nothing } from "lit";
import type { FoundFile, FoundFiles } from "../../text/model/dropped.ts";
import { takeDrops } from "../actions/drop.ts";
import { Exports, type ExportId } from "../actions/exports.ts";
import { whatDropped } from "../actions/dropped.ts";
import { chooseFiles, isJsonFile } from "../actions/open-file.ts";
import { afterFirstWeights } from "../first-weights.ts";
import { problemNotice } from "../notices.ts";
import { whenIdle, workOffline } from "../offline.ts";
import type { Address } from "../state/address.ts";
import { readStateFile } from "../state/file.ts";
import type { ReadState } from "../state/fragment.ts";
import { ownFilesSource } from "../state/model-state.ts";
import { blankState } from "../state/play-state.ts";
import { systemIsDark } from "../theme.ts";
import { fill } from "../words.ts";
import type { Foot } from "./foot.ts";
import type { Notice } from "./notices.ts";
import { PageElement } from "./page-element.ts";

const copiedMilliseconds = 2000;

/** The whole page in the order in which it is read: text, what it says, the strip, the formula, the proof. */
export class App extends PageElement {
  static override properties = {
    ...PageElement.properties,
    address: { attribute: false },
    notices: { state: true },
    copied: { state: true },
    dropping: { state: true },
  };
  declare address: Address;
  declare notices: readonly Notice[];
  declare copied: boolean;
  declare dropping: boolean;

  constructor() {
    super();
    this.notices = [];
    this.copied = this.dropping = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    takeDrops({ over: (isOver) => (this.dropping = isOver), drop: (found) => this.#take(found) });
    systemIsDark.addEventListener("change", () => this.controller.schedule());
    afterFirstWeights(this.controller, this.#settled);
  }

  protected override render() {
    const { controller, words } = this;
    return html`<a class="skip" href="#strip" @click=${this.#skip}>${words.skip}</a>
      <page-top-bar
        .controller=${controller}
        ?copied=${this.copied}
        @copy-link=${() => void this.#copyLink()}
        @export-pick=${({ detail }: CustomEvent<ExportId>) => void this.#export(detail)}
      ></page-top-bar>
      <page-notices
        .notices=${this.#allNotices()}
        .dismiss=${words.bar.dismiss}
        @notice-dismiss=${({ detail }: CustomEvent<Notice>) => this.#dismiss(detail)}
      ></page-notices>
      <main
        class=${controller.stale ? "stale" : nothing}
        @open-file=${({ detail }: CustomEvent<"files" | "folder" | null>) => void this.#choose(detail ?? "files")}
        @open-caveat=${this.#caveat}
      >
        <page-texts .controller=${controller}></page-texts>
        <page-stage .controller=${controller}></page-stage>
        <page-formula .controller=${controller}></page-formula>
        <page-work .controller=${controller}></page-work>
      </main>
      <page-foot .controller=${controller}></page-foot>
      ${this.dropping ? html`<div class="dropzone"><p>${words.vectors.drop}</p></div>` : nothing}`;
  }

  protected override updated(): void {
    const { lang, theme } = this.controller.state;
    const root = document.documentElement;
    const shownLang = lang === "zh" ? "zh-CN" : "en";
    // The root styles everything again whenever one of these is set, also to what it was.
    if (root.lang !== shownLang) root.lang = shownLang;
    if (theme === "auto") delete root.dataset["theme"];
    else if (root.dataset["theme"] !== theme) root.dataset["theme"] = theme;
    if (document.title !== this.words.name) document.title = this.words.name;
  }

  /** What a link or file did not give, that the screen is too long for a link, and what was said otherwise. */
  #allNotices(): Notice[] {
    const { tooLong } = this.address;
    const { notices } = this.words;
    const said = [...this.controller.unread.map((problem) => problemNotice(problem, this.words)), ...this.notices];
    if (tooLong === null) return said;
    const save = { label: notices.tooLongSave, run: () => void this.#export("state") };
    return [{ text: fill(notices.tooLong, { size: Math.ceil(tooLong / 1024) }), action: save }, ...said];
  }

  #notify(notice: Notice): void {
    this.notices = [...this.notices.filter(({ text }) => text !== notice.text), notice];
  }

  /** Standing notices go when their cause is taken note of. */
  #dismiss({ text, action }: Notice): void {
    const said = this.notices.filter((notice) => notice.text !== text);
    if (said.length === this.notices.length && action) this.address.tooLong = null;
    const { unread } = this.controller;
    this.controller.unread = unread.filter((problem) => problemNotice(problem, this.words).text !== text);
    this.notices = said;
    this.requestUpdate();
  }

  /** The fragment holds the state, so the link moves the focus without it. */
  #skip(event: Event): void {
    event.preventDefault();
    document.querySelector<HTMLElement>("#strip")?.focus();
  }

  readonly #caveat = (): void => this.querySelector<Foot>("page-foot")?.open("caveat");

  async #copyLink(): Promise<void> {
    const { state } = this.controller;
    if (this.address.tooLong !== null) return this.#export("state");
    await this.#copy(this.address.link(state));
  }

  async #copy(text: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      this.copied = true;
      setTimeout(() => (this.copied = false), copiedMilliseconds);
    } catch {
      this.#notify({ text: this.words.notices.copyFailed, copy: text });
    }
  }

  async #export(id: ExportId): Promise<void> {
    if (id === "open") return this.#choose();
    const { controller } = this;
    const exports = new Exports(controller, (text) => this.#copy(text));
    await exports.make(id).catch((error: unknown) => {
      const message = error instanceof Error ? error.message : String(error);
      this.#notify({ text: fill(this.words.exports.failed, { message }) });
    });
  }

  async #choose(kind: "files" | "folder" = "files"): Promise<void> {
    this.#take(await chooseFiles(kind));
  }

  /** What was said of the files before is past. */
  #forgetFiles(): void {
    const { own, models, state } = this.controller;
    this.notices = this.notices.filter(({ ofFiles }) => !ofFiles);
    own.dismiss();
    if (models.problem && models.problem.source !== state.model?.source) models.dismiss();
  }

  #take(found: FoundFiles): void {
    const dropped = whatDropped(found);
    const { source } = this.words.model;
    const notify = (text: string) => this.#notify({ text, ofFiles: true });
    if (dropped.kind !== "nothing") this.#forgetFiles();
    switch (dropped.kind) {
      case "file":
        return void this.#open(dropped.file);
      case "model":
        if (dropped.besides.length) notify(fill(source.besides, { names: dropped.besides.join(", ") }));
        return void this.#openModel(dropped.name, dropped.files);
      case "no_config":
        return notify(fill(source.noConfig, { name: dropped.name }));
      case "several":
        return notify(fill(source.several, { names: dropped.names.join(", ") }));
      case "nothing":
    }
  }

  async #openModel(name: string, files: FoundFile[]): Promise<void> {
    const { controller } = this;
    const source = ownFilesSource(name);
    const { model } = controller.state;
    const weights = model?.source === source ? model.weights : "as-stored";
    await controller.openModel({ source, weights }, { name, files });
  }

  async #open(file: File): Promise<void> {
    const { controller } = this;
    if (await isJsonFile(file)) {
      const { lang, theme } = controller.state;
      return this.#openState(readStateFile(await file.text(), { ...blankState, lang, theme }), file.name);
    }
    const vectors = await controller.own.open(file);
    if (vectors) controller.changeSource({ vectors, model: null });
  }

  #openState(read: ReadState, name: string): void {
    const { controller } = this;
    const isState = read.problems.every(({ kind }) => kind !== "not_a_state");
    if (isState) {
      controller.own.cancel();
      this.notices = [];
      controller.change(read.state, "pick");
    } else this.#notify({ text: fill(this.words.notices.notAState, { name }), ofFiles: true });
    controller.unread = isState ? read.problems : [];
  }

  /** With the first weights on the screen the rest may be fetched: the other language, and everything for use offline. */
  readonly #settled = (): void => {
    const { newVersion, reload } = this.words.notices;
    whenIdle(() => void this.controller.engine.wantAll().catch(() => {}));
    workOffline((takeOver) => this.#notify({ text: newVersion, action: { label: reload, run: takeOver } }));
  };
}
