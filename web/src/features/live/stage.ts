import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { clockTime } from "@shared/format";
import { NsElement, sharedStyles } from "@shared/kit/element";
import "@shared/kit/icon";
import type { IconName } from "@shared/kit/icons";
import { NO_SLOT } from "@shared/kit/slot-video";
import { t } from "@shared/i18n";
import type { MediaClient } from "@shared/media/client";
import { askForGrid, askForHall, CameraOrder, CHOSEN_BY_SERVER, columnsFor, gridPage, LAYOUTS, type GridPage, type Layout } from "@shared/media/layout";
import { VIDEO_SLOTS, type MeetingState, type SourceInfo } from "@shared/protocol";
import { onlyFor, type Observable } from "@shared/store";
import { stageStyles } from "./stage.styles";

const FACE: Record<Layout, { readonly icon: IconName; words(): string }> = {
  speaker: { icon: "user", words: () => t("Người nói") },
  grid: { icon: "grid", words: () => t("Lưới") },
  hall: { icon: "split", words: () => t("Hội trường") },
  paper: { icon: "doc", words: () => t("Tài liệu") },
};

/**
 * `<ns-stage .media .meeting .sources layout>`: the pictures, in the way chosen on this device: the speaker large and others small,
 * nine to a page, or the hall beside the speaker. Fires `layout` (CustomEvent<Layout>) when another way is chosen.
 */
@customElement("ns-stage")
export class NsStage extends NsElement {
  @property({ attribute: false }) media!: MediaClient;
  @property({ attribute: false }) meeting!: MeetingState;
  /** The directory of sources. */
  @property({ attribute: false }) sources: Readonly<Record<number, SourceInfo>> = {};
  /** This page's own participant key. */
  @property() own = "";
  @property() layout: Layout = "speaker";
  @property({ type: Number }) lostAt: number | null = null;
  @state() private page = 0;
  @state() private columns = 3;
  readonly #order = new CameraOrder();
  #count = 0;
  #size = new ResizeObserver(() => this.#arrange());

  static override styles = [sharedStyles, stageStyles];

  protected override watching(): readonly Observable[] {
    const { media } = this;
    return [onlyFor(media, () => [media.mainIsScreen, ...Array.from({ length: VIDEO_SLOTS }, (_, slot) => media.slotSource(slot))])];
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#size.disconnect();
    this.media.ask(CHOSEN_BY_SERVER);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#size.observe(this);
  }

  override willUpdate(): void {
    if (this.layout === "grid") this.media.ask(askForGrid(this.#grid));
    else if (this.layout === "hall") this.media.ask(askForHall(this.#hall?.source ?? null, this.#hallSpeaks));
    else this.media.ask(CHOSEN_BY_SERVER);
  }

  get #mainRoom(): string | null {
    const room = this.meeting.rooms.find((entry) => entry.main);
    return room ? `room:${room.id}` : null;
  }

  get #cameras(): readonly SourceInfo[] {
    return this.#order.of(this.sources, this.own, this.#mainRoom);
  }

  get #grid(): GridPage {
    return gridPage(this.#cameras, this.page, this.#screen !== null);
  }

  /** Whoever has the floor shows a screen; nobody receives his own. */
  get #screen(): SourceInfo | null {
    const { floor } = this.meeting;
    if (!floor || floor.participant === this.own) return null;
    return Object.values(this.sources).find((source) => source.screen && source.participant === floor.participant) ?? null;
  }

  get #hall(): SourceInfo | null {
    return this.#cameras.find((source) => source.participant === this.#mainRoom) ?? null;
  }

  get #hallSpeaks(): boolean {
    return this.media.slotSource(0)?.participant === this.#mainRoom;
  }

  override render(): TemplateResult {
    return html`${this.#bar()} ${this.layout === "grid" ? this.#renderGrid() : this.layout === "hall" ? this.#renderHall() : this.#renderSpeaker()}`;
  }

  #bar(): TemplateResult {
    return html`<div class="bar" role="group" aria-label=${t("Cách xem")}>
      ${LAYOUTS.map((layout) => html`<button class="btn" data-testid=${layout === "paper" ? "swap" : `layout-${layout}`} aria-pressed=${layout === "paper" ? nothing : layout === this.layout ? "true" : "false"}
        @click=${() => this.dispatchEvent(new CustomEvent("layout", { detail: layout }))}><ns-icon name=${FACE[layout].icon}></ns-icon><span>${FACE[layout].words()}</span></button>`)}
    </div>`;
  }

  #renderSpeaker(): TemplateResult {
    const others = Array.from({ length: VIDEO_SLOTS - 1 }, (_, index) => index + 1).filter((slot) => this.media.slotSource(slot) !== null);
    return html`
      <div class="main">${this.#main()}</div>
      ${others.length === 0
        ? nothing
        : html`<div class="small" tabindex="0" role="group" aria-label=${t("Các điểm cầu khác")}>
            ${others.map((slot) => html`<ns-slot-video .client=${this.media} slot-number=${slot} named ?frozen=${this.lostAt !== null}></ns-slot-video>`)}
          </div>`}
    `;
  }

  #main(): TemplateResult {
    return html`<ns-slot-video class="big" .client=${this.media} slot-number="0" named or-own ?frozen=${this.lostAt !== null}></ns-slot-video>
      ${this.lostAt === null || this.media.slotSource(0) === null
        ? nothing
        : html`<span class="plate"><ns-icon name="pause"></ns-icon>${t("Hình dừng lúc %(time)s", { time: clockTime(this.lostAt) })}</span>`}`;
  }

  /** A picture by its source, whatever slot it is in just now. */
  #picture(source: SourceInfo): TemplateResult {
    const slot = this.media.slotOf(source.source);
    const speaks = this.meeting.floor?.participant === source.participant;
    return html`<figure class=${speaks ? "speaks" : ""} data-testid="cell" data-source=${source.source}>
      <ns-slot-video .client=${this.media} slot-number=${slot ?? NO_SLOT} ?frozen=${this.lostAt !== null}></ns-slot-video>
      <figcaption>${speaks ? html`<ns-icon name="mic"></ns-icon><span class="sr">${t("đang phát biểu:")}</span>` : nothing}<span class="cut">${source.name}</span></figcaption>
    </figure>`;
  }

  #renderGrid(): TemplateResult {
    const { screen, cells, page, pages } = this.#grid;
    this.#count = cells.length + (screen ? 1 : 0);
    if (this.#count === 0) {
      return html`<div class="main"><p class="nobody" role="status"><ns-icon name="video-off"></ns-icon>${t("Chưa có hình của nơi nào khác")}</p></div>`;
    }
    return html`<div class="grid" style="--columns:${this.columns};--rows:${Math.ceil(this.#count / this.columns)}" data-testid="grid"
        tabindex=${pages > 1 ? "0" : nothing} role="group" aria-label=${t("Lưới hình, trang %(page)s trong %(pages)s", { page: page + 1, pages })} @keydown=${(event: KeyboardEvent) => this.#turnByKey(event, page)}>
        ${screen ? html`<figure class="speaks"><ns-slot-video .client=${this.media} slot-number="0" named></ns-slot-video></figure>` : nothing}
        ${cells.map((source) => this.#picture(source))}
      </div>
      ${pages > 1
        ? html`<div class="pager">
            <button class="btn" data-testid="page-before" ?disabled=${page === 0} @click=${() => this.#turn(page - 1)}><ns-icon name="left"></ns-icon>${t("Trang trước")}</button>
            <span role="status" data-testid="page">${t("Trang %(page)s / %(pages)s", { page: page + 1, pages })}</span>
            <button class="btn" data-testid="page-next" ?disabled=${page === pages - 1} @click=${() => this.#turn(page + 1)}>${t("Trang sau")}<ns-icon name="right"></ns-icon></button>
          </div>`
        : nothing}`;
  }

  /** While the hall speaks it has the large place by right, and somebody else the other. */
  #renderHall(): TemplateResult {
    const hall = this.#hall;
    const beside = this.#hallSpeaks || !hall ? this.media.slotSource(1) : hall;
    return html`<div class="pair ${beside ? "" : "alone"}">
      <div class="half">${this.#main()}</div>
      ${beside ? html`<div class="half">${beside === hall ? this.#picture(hall) : html`<ns-slot-video class="big" .client=${this.media} slot-number="1" named></ns-slot-video>`}</div>` : nothing}
    </div>`;
  }

  #turn(page: number): void {
    this.page = page;
  }

  #turnByKey(event: KeyboardEvent, page: number): void {
    const step = { ArrowRight: 1, PageDown: 1, ArrowLeft: -1, PageUp: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    this.#turn(Math.min(Math.max(0, page + step), this.#grid.pages - 1));
  }

  override updated(): void {
    this.#arrange();
  }

  #arrange(): void {
    if (this.layout !== "grid") return;
    const place = this.renderRoot.querySelector(".grid") ?? this;
    this.columns = columnsFor(this.#count, place.clientWidth, place.clientHeight);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "ns-stage": NsStage;
  }
}
