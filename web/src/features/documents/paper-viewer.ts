import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { NsElement, sharedStyles } from "@shared/kit/element";
import "@shared/kit/icon";
import type { Follow } from "@shared/follow";
import { t } from "@shared/i18n";
import type { Item, PagePoint, Paper } from "@shared/protocol";
import { findPaper, newerThan } from "@shared/versions";
import { marksOf, type Marks } from "./marks";
import { ZOOM_STEPS, type NsPages } from "./pages";
import "./pages";
import { ReadingLog } from "./reading-log";
import { openPaper, PaperError, type PaperSource } from "./source";
import { followBar } from "./follow-bar";
import "./thumbnails";
import "./paper-list";
import { viewerStyles } from "./paper-viewer.styles";

/** Where a reader is: told by the `place` event. */
export interface Place {
  paperId: string;
  page: number;
}

type View = "pages" | "thumbnails" | "list";

/**
 * `<ns-paper-viewer .papers .items paper-id>`: choose a paper, read it, zoom, go to a page. Without `paper-id` it opens the
 * list. Fires `place` (CustomEvent<Place>). Papers that were opened stay readable when the line is lost.
 */
@customElement("ns-paper-viewer")
export class NsPaperViewer extends NsElement {
  @property({ attribute: false }) papers: readonly Paper[] = [];
  @property({ attribute: false }) items: readonly Item[] = [];
  @property({ attribute: "paper-id" }) paperId: string | null = null;
  @property({ attribute: false }) noted: ReadonlySet<number> = new Set();
  /** Words to mark on the pages. */
  @property() find = "";
  /** Whose pages this one turns with; null: there is nobody to follow here. */
  @property({ attribute: false }) follow: Follow | null = null;
  /** The line is lost: what is open is the copy on this machine. */
  @property({ type: Boolean }) offline = false;
  @state() private view: View = "pages";
  @state() private source: PaperSource | null = null;
  @state() private trouble: PaperError["code"] | null = null;
  /** Title of the paper that was open and was taken back. */
  @state() private recalled: string | null = null;
  @state() private page = 1;
  @state() private zoom = 1;
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
  readonly #left = (): void => this.#log.stop();
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
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener("pagehide", this.#left);
    this.#log.stop();
    this.source?.close();
    this.#unwatch();
    this.#unwatch = (): void => undefined;
    this.follow?.stop();
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("papers")) this.#closeRecalled(changed.get("papers") ?? []);
    if (changed.has("follow")) this.#watchLead();
    if (changed.has("paperId")) void this.#open();
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
        ${this.source && this.view !== "list" && this.recalled === null ? this.#renderTools(this.source) : nothing}
        <slot name="tools"></slot>
        ${this.offline && this.source ? html`<span class="chip good plain wide copy"><ns-icon name="saved"></ns-icon>${t("Bản trên máy")}</span>` : nothing}
      </div>
      ${this.follow ? followBar(this.follow, () => this.#lead()) : nothing} ${this.#renderBody(paper)} ${this.source && this.view === "pages" ? this.#renderNewer() : nothing}
    `;
  }

  /** An earlier version is open: say so over its foot, wherever the reader is in it. */
  #renderNewer(): TemplateResult | typeof nothing {
    const newer = newerThan(this.papers, this.paperId);
    if (!newer) return nothing;
    return html`<div class="newer" role="status" data-testid="newer-version">
      <span><strong>${t("Đã có dự thảo %(version)s.", { version: newer.version })}</strong> ${t("Đồng chí đang đọc bản cũ.")}</span>
      <button class="btn primary" data-testid="open-newer" @click=${() => this.#choose(newer.id)}>${t("Mở bản mới")}</button>
      <a class="btn" data-testid="see-changes" href="/tai-lieu/${newer.id}/so-sanh/?voi=${this.paperId ?? ""}" target="_blank" rel="noopener"><ns-icon name="split"></ns-icon>${t("Xem thay đổi")}</a>
    </div>`;
  }

  #renderTools(source: PaperSource): TemplateResult {
    return html`
      <span class="pager narrow-hide">
        <button class="btn quiet icon-only" data-testid="page-previous" aria-label=${t("Trang trước")} ?disabled=${this.page <= 1} @click=${() => this.#turn(this.page - 1)}>
          <ns-icon name="left"></ns-icon>
        </button>
        <input
          type="number"
          inputmode="numeric"
          min="1"
          max=${source.pages}
          data-testid="page-number"
          aria-label=${t("Đến trang")}
          .value=${String(this.page)}
          @change=${(event: Event) => this.#turn(Math.min(source.pages, Math.max(1, Number((event.target as HTMLInputElement).value) || 1)))}
        /><span class="fig">/${source.pages}</span>
        <button class="btn quiet icon-only" data-testid="page-next" aria-label=${t("Trang sau")} ?disabled=${this.page >= source.pages} @click=${() => this.#turn(this.page + 1)}>
          <ns-icon name="right"></ns-icon>
        </button>
      </span>
      <button class="btn quiet icon-only wide" data-testid="zoom-out" aria-label=${t("Chữ nhỏ hơn")} @click=${() => this.#step(-1)}><ns-icon name="zoom-out"></ns-icon></button>
      <button class="btn quiet icon-only wide" data-testid="zoom-in" aria-label=${t("Chữ lớn hơn")} @click=${() => this.#step(1)}><ns-icon name="zoom-in"></ns-icon></button>
      <button
        class="btn quiet icon-only"
        data-testid="thumbnails"
        aria-label=${t("Xem các trang")}
        aria-pressed=${this.view === "thumbnails"}
        @click=${() => (this.view = this.view === "thumbnails" ? "pages" : "thumbnails")}
      >
        <ns-icon name="grid"></ns-icon>
      </button>
    `;
  }

  #renderBody(paper: Paper | null): TemplateResult {
    if (this.recalled !== null) return this.#renderRecalled(this.recalled);
    if (this.view === "list" || (!paper && this.papers.length > 0)) {
      return html`<ns-paper-list .papers=${this.papers} .items=${this.items} .current=${this.paperId} @choose=${(event: CustomEvent<string>) => this.#choose(event.detail)}></ns-paper-list>`;
    }
    if (!paper) {
      return html`<div class="state"><ns-icon name="doc"></ns-icon><p>${t("Cuộc họp chưa có tài liệu. Tài liệu được phát sẽ hiện ngay ở đây.")}</p></div>`;
    }
    if (this.trouble) return this.#renderTrouble(this.trouble);
    if (!this.source) return html`<div aria-busy="true" role="status"><span class="sr">${t("Đang mở tài liệu…")}</span>${GHOST}</div>`;
    const hidden = this.view === "thumbnails";
    // the pages stay in their place below the thumbnails, so that nothing is drawn or scrolled anew
    return html`
      <ns-pages
        ?inert=${hidden}
        .source=${this.source}
        .zoom=${this.zoom}
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
        @zoom=${(event: CustomEvent<number>) => (this.zoom = event.detail)}
      ></ns-pages>
      ${hidden
        ? html`<ns-thumbnails .source=${this.source} .current=${this.page} @choose=${(event: CustomEvent<number>) => this.#turn(event.detail)}></ns-thumbnails>`
        : nothing}
    `;
  }

  #renderRecalled(title: string): TemplateResult {
    return html`<div class="state" role="alert" data-testid="paper-recalled">
      <ns-icon name="alert"></ns-icon>
      <p>${t("Thư ký đã thu hồi tài liệu “%(title)s”. Bản đang mở trên máy này đã đóng; ghi chú của đồng chí vẫn còn.", { title })}</p>
      ${this.papers.length > 0
        ? html`<button class="btn" data-testid="paper-others" @click=${() => this.showList()}><ns-icon name="doc"></ns-icon>${t("Xem tài liệu khác")}</button>`
        : nothing}
    </div>`;
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

  #renderTrouble(trouble: PaperError["code"]): TemplateResult {
    const words =
      trouble === "gone"
        ? t("Tài liệu này đã được thu hồi hoặc không phát cho đồng chí. Hãy chọn tài liệu khác.")
        : t("Chưa tải được tài liệu vì đường truyền. Ghi chú của đồng chí vẫn còn trên máy; hãy thử lại.");
    return html`<div class="state" role="alert" data-testid="paper-trouble">
      <ns-icon name="alert"></ns-icon>
      <p>${words}</p>
      ${trouble === "line" ? html`<button class="btn" data-testid="paper-retry" @click=${() => void this.#open()}><ns-icon name="refresh"></ns-icon>${t("Tải lại")}</button>` : nothing}
    </div>`;
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

  async #open(): Promise<void> {
    this.source?.close();
    this.source = null;
    this.#openId = null;
    this.trouble = null;
    this.page = 1;
    const paper = findPaper(this.papers, this.paperId);
    if (!paper) return;
    try {
      const source = await openPaper(paper.url, paper.pages);
      if (paper.id !== this.paperId) {
        source.close();
        return;
      }
      this.page = this.#start.paperId === paper.id ? Math.min(this.#start.page, source.pages) : 1;
      this.#openId = paper.id;
      this.source = source;
      this.#tell();
    } catch (error) {
      if (!(error instanceof PaperError)) throw error;
      if (paper.id === this.paperId) this.trouble = error.code;
    }
  }

  /** The reader himself goes to a page. */
  #turn(page: number): void {
    this.follow?.leave();
    this.goTo(page);
  }

  #turned(page: number): void {
    this.page = page;
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
    if (next) this.zoom = next;
  }
}

const GHOST = html`<div class="ghost" aria-hidden="true"><i></i><i></i><i></i><i></i><i></i><i></i></div>`;

declare global {
  interface HTMLElementTagNameMap {
    "ns-paper-viewer": NsPaperViewer;
  }
}
