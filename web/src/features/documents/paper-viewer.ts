import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { NsElement, sharedStyles } from "@shared/kit/element";
import "@shared/kit/icon";
import type { Follow } from "@shared/follow";
import { t } from "@shared/i18n";
import type { Item, PagePoint, Paper } from "@shared/protocol";
import { otherMembers } from "@shared/sets";
import { findPaper, newerThan } from "@shared/versions";
import { marksOf, type Marks } from "./marks";
import { ZOOM_STEPS, type NsPages, type PageMode } from "./pages";
import "./pages";
import { ReadingLog } from "./reading-log";
import { keepLater } from "./keeping";
import { openPaper, PaperError, type PaperSource } from "./source";
import { followBar } from "./follow-bar";
import type { PageHits } from "./find-bar";
import "./find-bar";
import "./contents";
import { isField, readingKey, type ReadingKey } from "./keys";
import { recall, remember, rememberNight, wantsNight } from "./memory";
import { readerMenu, type Choice } from "./reader-menu";
import { readerTools } from "./reader-tools";
import "./paper-list";
import { emptyState, newerNotice, offlineChip, openingState, recalledState, troubleState } from "./viewer-states";
import { viewerStyles } from "./paper-viewer.styles";

/** Where a reader is: told by the `place` event. */
export interface Place {
  paperId: string;
  page: number;
}

type View = "pages" | "contents" | "list";

const REMEMBER_AFTER_MS = 400;

/**
 * `<ns-paper-viewer .papers .items paper-id>`: choose a paper, read it, zoom, go to a page. Without `paper-id` it opens the
 * list. Fires `place` (CustomEvent<Place>). A paper that was opened is fetched whole after a while and then stays readable when
 * the line is lost. `nested`: the second paper beside another one; fires `close`.
 */
@customElement("ns-paper-viewer")
export class NsPaperViewer extends NsElement {
  @property({ attribute: false }) papers: readonly Paper[] = [];
  @property({ attribute: false }) items: readonly Item[] = [];
  @property({ attribute: "paper-id" }) paperId: string | null = null;
  @property({ attribute: false, hasChanged: otherMembers }) noted: ReadonlySet<number> = new Set();
  /** Words to mark on the pages. */
  @property() find = "";
  /** Whose pages this one turns with; null: there is nobody to follow here. */
  @property({ attribute: false }) follow: Follow | null = null;
  /** The line is lost: what is open is the copy on this machine. */
  @property({ type: Boolean }) offline = false;
  @property({ type: Boolean }) nested = false;
  @property({ type: Boolean, reflect: true }) night = wantsNight();
  @state() private view: View = "pages";
  @state() private source: PaperSource | null = null;
  @state() private trouble: PaperError["code"] | null = null;
  /** Title of the paper that was open and was taken back. */
  @state() private recalled: string | null = null;
  @state() private page = 1;
  @state() private zoom = 1;
  @state() private mode: PageMode = "continuous";
  @state() private menu = false;
  @state() private finding = false;
  /** The whole of the open paper is on this machine. */
  @state() private kept = false;
  /** The second paper: its id, "" while it is being chosen, null when there is none. */
  @state() private beside: string | null = null;
  @query("ns-pages") private readonly pages!: NsPages | null;

  static override styles = [sharedStyles, viewerStyles];

  /** Open the list of papers. */
  showList(): void {
    this.recalled = null;
    this.view = "list";
  }

  /** Go to a page of a paper: at once when it is open, else as soon as it is. */
  goTo(page: number, paperId: string | null = this.paperId): void {
    this.view = "pages";
    this.recalled = null;
    if (this.source && paperId === this.#openId) void this.updateComplete.then(() => this.pages?.goTo(page));
    else this.#start = { paperId, page };
  }

  readonly #log = new ReadingLog();
  readonly #left = (): void => {
    this.#log.stop();
    this.#remember();
  };
  readonly #outside = (event: Event): void => {
    if (this.menu && !event.composedPath().some((one) => one instanceof Element && one.matches(".menu, .more"))) this.menu = false;
  };
  #keeping: ReturnType<typeof setTimeout> | undefined;
  #remembering: ReturnType<typeof setTimeout> | undefined;
  #marks: Marks | null = null;
  /** The paper that `source` is of. */
  #openId: string | null = null;
  #start: { paperId: string | null; page: number } = { paperId: null, page: 1 };
  #unwatch = (): void => undefined;
  /** The page to which the lead was followed last. */
  #led = "";

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener("pagehide", this.#left);
    window.addEventListener("pointerdown", this.#outside);
    this.addEventListener("keydown", this.press);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener("pagehide", this.#left);
    window.removeEventListener("pointerdown", this.#outside);
    this.#left();
    clearTimeout(this.#keeping);
    this.source?.close();
    this.#unwatch();
    this.#unwatch = (): void => undefined;
    this.follow?.stop();
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("papers")) this.#closeRecalled(changed.get("papers") ?? []);
    this.toggleAttribute("two", this.beside !== null);
    if (changed.has("follow")) this.#watchLead();
    if (changed.has("paperId")) void this.#open();
    if (changed.has("find") && this.find) this.finding = true;
    if (changed.has("paperId") || changed.has("find")) {
      const paper = findPaper(this.papers, this.paperId);
      this.#marks = paper && this.find ? marksOf(paper.url, this.find) : null;
    }
  }

  override render(): TemplateResult {
    const paper = findPaper(this.papers, this.paperId);
    return html`
      <div class="tools" role="toolbar" aria-label=${t("Công cụ đọc")}>
        <button
          class="btn quiet choose"
          data-testid="paper-choose"
          aria-expanded=${this.view === "list"}
          @click=${() => (this.recalled === null && this.view === "list" ? (this.view = "pages") : this.showList())}
        >
          <ns-icon name="doc"></ns-icon>
          <span class="cut">${paper && this.recalled === null ? [paper.code, paper.title].filter(Boolean).join(" · ") : t("Chọn tài liệu")}</span>
          <ns-icon class="small-icon" name="down"></ns-icon>
        </button>
        ${this.source && this.view !== "list" && this.recalled === null ? readerTools({ page: this.page, pages: this.source.pages, finding: this.finding, contents: this.view === "contents", menu: this.menu }, (page) => this.#turn(page), (key) => this.#do(key), () => (this.menu = !this.menu)) : nothing}
        <slot name="tools"></slot>
        ${this.offline && this.source ? offlineChip(this.kept) : nothing}
        ${this.nested ? html`<button class="btn quiet icon-only" data-testid="close-beside" aria-label=${t("Đóng tài liệu này")} @click=${() => this.dispatchEvent(new CustomEvent("close"))}><ns-icon name="x"></ns-icon></button>` : nothing}
        ${this.menu ? readerMenu({ single: this.mode === "single", night: this.night, beside: this.nested ? null : this.beside !== null, full: document.fullscreenEnabled ? document.fullscreenElement !== null : null }, (choice) => this.#choice(choice), () => (this.menu = false)) : nothing}
      </div>
      <div class="bars">${this.follow ? followBar(this.follow, () => this.#lead()) : nothing} ${this.#renderFind(paper)}</div>
      ${this.#renderBody(paper)} ${this.source && this.view === "pages" ? newerNotice(newerThan(this.papers, this.paperId), this.paperId, (id) => this.#choose(id)) : nothing}
      ${this.beside === null ? nothing : this.#renderBeside(this.beside)}
    `;
  }

  #renderFind(paper: Paper | null): TemplateResult | typeof nothing {
    if (!this.finding || !paper || !this.source) return nothing;
    return html`<ns-find-bar .url=${paper.url} .find=${this.find} .page=${this.page} @find=${(event: CustomEvent<string>) => (this.find = event.detail)} @hit=${(event: CustomEvent<PageHits>) => void this.#toHit(event.detail.page)}
      @close=${() => (this.finding = false)}></ns-find-bar>`;
  }

  #renderBeside(paperId: string): TemplateResult {
    return html`<ns-paper-viewer class="second" nested data-testid="beside" .papers=${this.papers} .items=${this.items} .paperId=${paperId || null} .night=${this.night} ?offline=${this.offline}
      @place=${(event: CustomEvent<Place>) => (this.beside = event.detail.paperId)} @close=${() => (this.beside = null)}></ns-paper-viewer>`;
  }

  #renderBody(paper: Paper | null): TemplateResult {
    if (this.recalled !== null) return recalledState(this.recalled, this.papers.length > 0 ? () => this.showList() : null);
    if (this.view === "list" || (!paper && this.papers.length > 0)) {
      return html`<ns-paper-list .papers=${this.papers} .items=${this.items} .current=${this.paperId} @choose=${(event: CustomEvent<string>) => this.#choose(event.detail)}></ns-paper-list>`;
    }
    if (!paper) {
      return emptyState();
    }
    if (this.trouble) return troubleState(this.trouble, () => void this.#open(true));
    if (!this.source) return openingState();
    const hidden = this.view === "contents";
    // the pages stay in their place below the contents, so that nothing is drawn or scrolled anew
    return html`
      <ns-pages
        ?inert=${hidden}
        .source=${this.source}
        .zoom=${this.zoom}
        .mode=${this.mode}
        ?night=${this.night}
        .start=${this.page}
        .noted=${this.noted}
        .marks=${this.#marks}
        label=${paper.title}
        .pointer=${this.follow?.following && this.follow.lead?.paper_id === this.paperId ? this.follow.lead.point : null}
        ?pointing=${this.follow?.leading ?? false}
        @point=${(event: CustomEvent<PagePoint>) => this.follow?.point(event.detail)}
        @wheel=${() => this.follow?.leave()}
        @touchmove=${(event: TouchEvent) => event.touches.length === 1 && this.follow?.leave()}
        @keydown=${() => this.follow?.leave()}
        @page=${(event: CustomEvent<number>) => this.#turned(event.detail)}
        @zoom=${(event: CustomEvent<number>) => this.#zoomed(event.detail)}
      ></ns-pages>
      ${hidden
        ? html`<ns-contents .source=${this.source} .current=${this.page} @choose=${(event: CustomEvent<number>) => this.#turn(event.detail)}></ns-contents>`
        : nothing}
    `;
  }

  /** The paper that is open was taken back: close it at once, whatever else is chosen meanwhile. */
  #closeRecalled(before: readonly Paper[]): void {
    const id = this.#openId;
    if (id === null || findPaper(this.papers, id)) return;
    this.recalled = findPaper(before, id)?.title ?? "";
    this.#openId = null;
    this.source?.close();
    this.source = null;
  }

  #watchLead(): void {
    this.#unwatch();
    this.#unwatch = this.follow?.subscribe(() => this.#heardLead()) ?? this.#unwatch;
    this.#heardLead();
  }

  /** Turn with whoever leads; a paper that this reader has not is not opened. */
  #heardLead(): void {
    this.requestUpdate();
    const lead = this.follow?.following ? this.follow.lead : null;
    const now = lead ? `${lead.peer_id} ${lead.paper_id ?? ""} ${String(lead.page)}` : "";
    if (now === this.#led) return;
    this.#led = now;
    if (!lead?.paper_id || !findPaper(this.papers, lead.paper_id)) return;
    this.goTo(lead.page, lead.paper_id);
    if (lead.paper_id === this.paperId) return;
    this.paperId = lead.paper_id;
    this.#tell();
  }

  #lead(): void {
    if (this.follow?.leading) this.follow.stop();
    else if (this.paperId !== null && this.source) this.follow?.begin(this.paperId, this.page);
  }

  #choose(paperId: string): void {
    this.follow?.leave();
    this.view = "pages";
    this.recalled = null;
    if (paperId === this.paperId) return;
    this.paperId = paperId;
    this.#tell();
  }

  /** Open the paper at the page that was asked for, else where it was left; `again`: at the page where it was. */
  async #open(again = false): Promise<void> {
    const at = again ? this.page : null;
    clearTimeout(this.#keeping);
    this.source?.close();
    this.source = null;
    this.#openId = null;
    this.trouble = null;
    this.kept = false;
    this.page = 1;
    const paper = findPaper(this.papers, this.paperId);
    if (!paper) return;
    try {
      const source = await openPaper(paper.url, paper.pages);
      if (paper.id !== this.paperId || !this.isConnected) {
        source.close();
        return;
      }
      this.#begin(paper, source, at);
    } catch (error) {
      if (!(error instanceof PaperError)) throw error;
      if (paper.id === this.paperId) this.trouble = error.code;
    }
  }

  #begin(paper: Paper, source: PaperSource, at: number | null): void {
    const left = recall(paper.id);
    const asked = this.#start.paperId === paper.id ? this.#start.page : null;
    this.page = Math.min(at ?? asked ?? left?.page ?? 1, source.pages);
    this.#start = { paperId: null, page: 1 };
    this.zoom = left?.zoom ?? 1;
    this.mode = left?.mode ?? this.mode;
    source.lost = (code) => {
      if (this.source !== source) return;
      if (code === "changed") void this.#open(true);
      else this.trouble = code;
    };
    this.#openId = paper.id;
    this.source = source;
    this.kept = source.kept;
    this.#keeping = keepLater(source, () => this.source === source && (this.kept = true));
    this.#tell();
  }

  /** The reader himself goes to a page. */
  #turn(page: number): void {
    this.follow?.leave();
    this.goTo(Math.min(Math.max(1, page), this.source?.pages ?? 1));
  }

  #turned(page: number): void {
    this.page = page;
    this.#rememberSoon();
    this.#tell();
  }

  #tell(): void {
    if (this.paperId === null) return;
    const paper = findPaper(this.papers, this.paperId);
    if (paper && this.source) this.#log.look(paper.url, this.page);
    if (this.source && this.#openId === this.paperId) this.follow?.turn(this.paperId, this.page);
    this.dispatchEvent(new CustomEvent<Place>("place", { detail: { paperId: this.paperId, page: this.page } }));
  }

  #step(direction: 1 | -1): void {
    const next = direction > 0 ? ZOOM_STEPS.find((step) => step > this.zoom + 0.01) : [...ZOOM_STEPS].reverse().find((step) => step < this.zoom - 0.01);
    if (next) this.#zoomed(next);
  }

  #zoomed(zoom: number): void {
    this.zoom = zoom;
    this.#rememberSoon();
  }

  #rememberSoon(): void {
    clearTimeout(this.#remembering);
    this.#remembering = setTimeout(() => this.#remember(), REMEMBER_AFTER_MS);
  }

  #remember(): void {
    clearTimeout(this.#remembering);
    if (this.#openId !== null && this.source) remember(this.#openId, { page: this.page, zoom: this.zoom, mode: this.mode });
  }

  #choice(choice: Choice): void {
    if (choice === "beside") this.beside = this.beside === null ? "" : null;
    else this.#do(choice);
    this.menu = false;
  }

  /** To the first of the words on a page. */
  async #toHit(page: number): Promise<void> {
    this.follow?.leave();
    this.view = "pages";
    const [first] = (await this.#marks?.(page)) ?? [];
    this.pages?.goTo(page, first?.[1] ?? 0);
  }

  /** What a key does; for pages that have nothing but the reader also when nothing has the keys. */
  readonly press = (event: KeyboardEvent): void => {
    if (event.defaultPrevented) return;
    const key = this.source && this.view !== "list" ? readingKey(event, isField(event.composedPath()[0])) : null;
    // a page wider than the screen is moved across with the arrows
    if (!key || (event.key.startsWith("Arrow") && this.pages?.wide)) return;
    event.preventDefault();
    this.#do(key);
  };

  #do(key: ReadingKey | "full"): void {
    const acts: Record<ReadingKey, () => void> = {
      next: () => this.#turn(this.page + 1),
      previous: () => this.#turn(this.page - 1),
      first: () => this.#turn(1),
      last: () => this.#turn(this.source?.pages ?? 1),
      larger: () => this.#step(1),
      smaller: () => this.#step(-1),
      whole: () => this.#zoomed(1),
      go: () => this.renderRoot.querySelector<HTMLInputElement>(".pager input")?.focus(),
      full: () => void (document.fullscreenElement ? document.exitFullscreen() : this.requestFullscreen()),
      find: () => this.#findHere(),
      night: () => rememberNight((this.night = !this.night)),
      single: () => {
        this.mode = this.mode === "single" ? "continuous" : "single";
        this.#rememberSoon();
      },
      contents: () => (this.view = this.view === "contents" ? "pages" : "contents"),
    };
    acts[key]();
  }

  #findHere(): void {
    this.finding = true;
    void this.updateComplete.then(() => this.renderRoot.querySelector("ns-find-bar")?.focus());
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "ns-paper-viewer": NsPaperViewer;
  }
}
