import { html, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { styleMap } from "lit/directives/style-map.js";
import { NsElement, sharedStyles } from "@shared/kit/element";
import { t } from "@shared/i18n";
import { otherMembers } from "@shared/sets";
import { asRead } from "./copied";
import { pagesStyles } from "./pages.styles";
import { PinchGesture, type Focus } from "./pinch";
import { onSwipe } from "./swipe";
import type { PagePoint } from "@shared/protocol";
import type { Box, Marks } from "./marks";
import type { Drawing, PageSize, PaperSource } from "./source";

export type PageMode = "continuous" | "single";
/** No canvas above this many pixels: old tablets refuse it. */
const MAX_CANVAS = 8_000_000;
const WIDEST = 920;
/** Free space above and below a page that stands alone, both together. */
const AROUND = 34;
export const ZOOM_STEPS = [0.5, 0.75, 1, 1.25, 1.5, 2, 3, 4] as const;

/**
 * `<ns-pages .source .zoom mode>`: the pages of one paper, under each other or one at a time. Draws what is in view and a
 * little around it, lets go of the rest. Fires `page` (CustomEvent<number>) when another page comes into view and `zoom` after
 * a pinch.
 */
@customElement("ns-pages")
export class NsPages extends NsElement {
  @property({ attribute: false }) source: PaperSource | null = null;
  /** `single`: one page at a time, wholly in view at zoom 1. */
  @property() mode: PageMode = "continuous";
  /** Bright letters on dark pages. */
  @property({ type: Boolean, reflect: true }) night = false;
  /** 1: the page fills the width. */
  @property({ type: Number }) zoom = 1;
  /** The page to begin at when a source was set. */
  @property({ type: Number }) start = 1;
  /** Pages that carry a note. */
  @property({ attribute: false, hasChanged: otherMembers }) noted: ReadonlySet<number> = new Set();
  /** Where searched words stand; asked for pages in view. */
  @property({ attribute: false }) marks: Marks | null = null;
  @property() label = "";
  /** Where the pointer of whoever leads the readers stands. */
  @property({ attribute: false }) pointer: PagePoint | null = null;
  /** This page leads: tell (`point`, CustomEvent<PagePoint>) where its reader points. */
  @property({ type: Boolean }) pointing = false;
  @query(".scroll") private readonly scroller!: HTMLElement;
  /** Of the pages that were measured; all others take the first one's: papers are mostly of one size. */
  @state() private sizes: ReadonlyMap<number, PageSize> = new Map();
  @state() private width = 0;
  @state() private height = 0;
  @state() private current = 1;
  @state() private marked: ReadonlyMap<number, readonly Box[]> = new Map();
  readonly #drawings = new Map<number, Drawing>();
  #views: IntersectionObserver | null = null;
  readonly #resize = new ResizeObserver(() => {
    const width = Math.max(0, this.scroller.clientWidth - 2 * this.#margin());
    if (width > 0 && Math.abs(width - this.width) > 1) this.width = width;
    this.height = this.scroller.clientHeight;
  });
  readonly #pinch = new PinchGesture({
    begin: () => this.zoom,
    move: (ratio, focus) => this.#preview(ratio, focus),
    end: (zoom, focus) => this.#pinched(zoom, focus),
  });

  static override styles = [sharedStyles, pagesStyles];

  /** Go to a page, or so many ten-thousandths of its height below its upper edge. */
  goTo(page: number, at = 0): void {
    if (this.mode === "single") this.#stand(page);
    void this.updateComplete.then(() => {
      const target = this.renderRoot.querySelector<HTMLElement>(`[data-page="${String(page)}"]`);
      if (!target) return;
      const above = this.mode === "single" ? target.offsetTop : 12;
      this.scroller.scrollTop = target.offsetTop - above + (at ? (target.clientHeight * at) / 10_000 - this.scroller.clientHeight / 3 + above : 0);
    });
  }

  /** The page is wider than the screen. */
  get wide(): boolean {
    return this.scroller.scrollWidth > this.scroller.clientWidth + 1;
  }

  /** Tell the size of every page: when all of the paper is on this machine, that costs nothing. */
  async measureAll(): Promise<void> {
    const source = this.source;
    if (!source) return;
    const all = await Promise.all(Array.from({ length: source.pages }, async (_, index) => [index + 1, await source.size(index + 1)] as const));
    const first = all[0]?.[1];
    if (this.source === source && first && all.some(([, size]) => differs(size, first))) this.sizes = new Map(all);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resize.disconnect();
    this.#views?.disconnect();
    this.#forget();
  }

  override firstUpdated(): void {
    this.#resize.observe(this.scroller);
    this.#pinch.attach(this.scroller);
    onSwipe(this.scroller, (by) => this.mode === "single" && !this.wide && this.goTo(this.current + by));
    this.#views = new IntersectionObserver((entries) => this.#seen(entries), { root: this.scroller, rootMargin: "60% 0px" });
    this.#observe();
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("source")) void this.#measure();
    if (changed.has("source") || changed.has("marks")) this.marked = new Map();
  }

  override updated(changed: PropertyValues<this>): void {
    const keys = changed as Map<PropertyKey, unknown>;
    const alone = this.mode === "single";
    if (keys.has("zoom") || keys.has("width") || changed.has("mode") || (alone && (keys.has("current") || keys.has("height")))) {
      this.#forget();
      this.#observe();
      if (!alone) this.goTo(this.current);
    } else if (changed.has("marks") || keys.has("sizes")) {
      this.#observe();
      // the first one measured: only now there are pages to go to
      if ((keys.get("sizes") as ReadonlyMap<number, PageSize> | undefined)?.size === 0 && !alone) this.goTo(this.current);
    }
  }

  override render(): TemplateResult {
    return html`
      <div class="scroll" tabindex="0" role="document" aria-label=${this.label} data-testid="paper-scroll" @scroll=${this.#scrolled} @wheel=${this.#wheel} @pointermove=${this.#pointed} @pointerdown=${this.#pointed} @copy=${this.#copied}>
        <div class="pages ${this.mode}">
          ${repeat(
            this.width > 0 && this.sizes.size > 0 ? this.#shown() : [],
            (page) => page,
            (page) => this.#renderPage(page),
          )}
        </div>
      </div>
    `;
  }

  #shown(): readonly number[] {
    return this.mode === "single" ? [this.current] : Array.from({ length: this.source?.pages ?? 0 }, (_, index) => index + 1);
  }

  #sizeOf(page: number): PageSize {
    return this.sizes.get(page) ?? this.sizes.get(1) ?? A4;
  }

  #renderPage(page: number): TemplateResult {
    const size = this.#sizeOf(page);
    const fits = this.mode === "single" ? ((this.height - AROUND) * size.width) / size.height : WIDEST;
    const width = Math.round(Math.min(this.width, Math.max(fits, 200)) * this.zoom);
    const height = Math.round((width * size.height) / size.width);
    return html`<div class="page" data-page=${page} style=${styleMap({ width: `${width}px`, height: `${height}px` })}>
      <div class="sheet">
        <canvas role="img" aria-label=${t("Trang %(page)s", { page })}></canvas>
        ${this.marked.get(page)?.map((box) => renderMark(box)) ?? ""}
        <div class="words"></div>
      </div>
      ${this.pointer?.page === page ? html`<i class="pointer" data-testid="pointer" style=${styleMap({ left: `${this.pointer.x / 100}%`, top: `${this.pointer.y / 100}%` })}></i>` : ""}
      ${this.noted.has(page) ? html`<span class="flag">${t("có ghi chú")}</span>` : ""}
    </div>`;
  }

  #margin(): number {
    return innerWidth <= 560 ? 8 : 16;
  }

  /** The first page is measured at once, the others when they come into view: each may be a piece of the file by itself. */
  async #measure(): Promise<void> {
    const source = this.source;
    this.#forget();
    this.sizes = new Map();
    this.current = this.start;
    if (!source) return;
    const first = await source.size(1);
    if (this.source !== source) return;
    this.sizes = new Map([[1, first]]);
    if (source.kept) await this.measureAll();
  }

  async #fit(page: number, holder: HTMLElement): Promise<void> {
    const source = this.source;
    if (!source || this.sizes.has(page)) return;
    const size = await source.size(page);
    if (this.source !== source) return;
    if (differs(size, this.#sizeOf(page))) this.#release(page, holder);
    this.sizes = new Map(this.sizes).set(page, size);
  }

  #observe(): void {
    if (!this.#views) return;
    this.#views.disconnect();
    this.renderRoot.querySelectorAll(".page").forEach((page) => this.#views?.observe(page));
  }

  #seen(entries: readonly IntersectionObserverEntry[]): void {
    for (const entry of entries) {
      const page = Number((entry.target as HTMLElement).dataset.page);
      if (entry.isIntersecting) {
        this.#draw(page, entry.target as HTMLElement);
        // what cannot be measured cannot be drawn either, and that is said in its place
        this.#fit(page, entry.target as HTMLElement).catch(() => undefined);
        void this.#mark(page);
      } else this.#release(page, entry.target as HTMLElement);
    }
  }

  async #mark(page: number): Promise<void> {
    const marks = this.marks;
    const boxes = (await marks?.(page)) ?? [];
    if (boxes.length > 0 && marks === this.marks) this.marked = new Map(this.marked).set(page, boxes);
  }

  #draw(page: number, holder: HTMLElement): void {
    const canvas = holder.querySelector("canvas");
    if (!this.source || !canvas || this.#drawings.has(page)) return;
    const { clientWidth: width, clientHeight: height } = holder;
    const density = Math.min(Math.max(devicePixelRatio, 1.5), Math.sqrt(MAX_CANVAS / (width * height)));
    canvas.width = Math.round(width * density);
    canvas.height = Math.round(height * density);
    const { source } = this;
    let drawing = source.draw(page, canvas);
    const own: Drawing = { done: drawing.done, cancel: () => drawing.cancel() };
    this.#drawings.set(page, own);
    own.done.then(
      () => {
        holder.dataset.drawn = "true";
        const words = holder.querySelector<HTMLElement>(".words");
        if (!words || this.#drawings.get(page) !== own) return;
        drawing = source.lay(page, words, width);
        // a page whose words cannot be laid over it is read all the same
        drawing.done.catch(() => undefined);
      },
      () => {
        if (this.#drawings.get(page) !== own) return;
        this.#drawings.delete(page);
        holder.querySelector(".broken")?.remove();
        const words = document.createElement("p");
        words.className = "broken";
        words.textContent = t("Chưa vẽ được trang này. Cuộn đi rồi quay lại để thử lại.");
        holder.append(words);
      },
    );
  }

  #release(page: number, holder: HTMLElement): void {
    const drawing = this.#drawings.get(page);
    if (!drawing) return;
    drawing.cancel();
    this.#drawings.delete(page);
    holder.querySelector(".broken")?.remove();
    const canvas = holder.querySelector("canvas");
    // an empty canvas gives its memory back at once
    if (canvas) canvas.width = canvas.height = 0;
    holder.querySelector(".words")?.replaceChildren();
    delete holder.dataset.drawn;
  }

  #forget(): void {
    this.#drawings.forEach((drawing) => drawing.cancel());
    this.#drawings.clear();
  }

  #scrolled(): void {
    if (this.mode === "single") return;
    const line = this.scroller.scrollTop + this.scroller.clientHeight * 0.4;
    let page = 1;
    for (const holder of this.renderRoot.querySelectorAll<HTMLElement>(".page")) {
      if (holder.offsetTop > line) break;
      page = Number(holder.dataset.page);
    }
    this.#stand(page);
  }

  #stand(wanted: number): void {
    const page = Math.min(Math.max(1, wanted), this.source?.pages ?? 1);
    if (page === this.current) return;
    this.current = page;
    this.dispatchEvent(new CustomEvent("page", { detail: page }));
  }

  /** Letters as they are read, whatever the file made them of. */
  #copied(event: ClipboardEvent): void {
    const root = this.renderRoot as ShadowRoot & { getSelection?: () => Selection | null };
    const chosen = (root.getSelection?.() ?? document.getSelection())?.toString() ?? "";
    if (!chosen || !event.clipboardData) return;
    event.preventDefault();
    event.clipboardData.setData("text/plain", asRead(chosen));
  }

  /** A finger points by touching, a mouse by moving. */
  #pointed(event: PointerEvent): void {
    const holder = this.pointing && (event.type === "pointerdown" || event.pointerType === "mouse") ? (event.target as Element).closest<HTMLElement>(".page") : null;
    if (!holder) return;
    const box = holder.getBoundingClientRect();
    const part = (at: number, whole: number): number => Math.min(10_000, Math.max(0, Math.round((10_000 * at) / whole)));
    const point: PagePoint = { page: Number(holder.dataset.page), x: part(event.clientX - box.left, box.width), y: part(event.clientY - box.top, box.height) };
    this.dispatchEvent(new CustomEvent("point", { detail: point }));
  }

  #wheel(event: WheelEvent): void {
    if (!event.ctrlKey) return;
    event.preventDefault();
    this.#pinched(this.zoom * (event.deltaY < 0 ? 1.1 : 1 / 1.1), { x: event.clientX, y: event.clientY });
  }

  #preview(ratio: number, focus: Focus): void {
    const pages = this.renderRoot.querySelector<HTMLElement>(".pages");
    if (!pages) return;
    const box = pages.getBoundingClientRect();
    if (!pages.style.transform) pages.style.transformOrigin = `${String(focus.x - box.left)}px ${String(focus.y - box.top)}px`;
    pages.style.transform = `scale(${String(ratio)})`;
  }

  /** Lay out anew at the zoom that the fingers chose, keeping the point between them in its place. */
  #pinched(zoom: number, focus: Focus): void {
    const next = Math.min(4, Math.max(0.5, zoom));
    const box = this.scroller.getBoundingClientRect();
    const pages = this.renderRoot.querySelector<HTMLElement>(".pages");
    if (pages) pages.style.transform = pages.style.transformOrigin = "";
    const at = { x: focus.x - box.left, y: focus.y - box.top };
    const ratio = next / this.zoom;
    const target = { left: (this.scroller.scrollLeft + at.x) * ratio - at.x, top: (this.scroller.scrollTop + at.y) * ratio - at.y };
    this.zoom = next;
    this.dispatchEvent(new CustomEvent("zoom", { detail: next }));
    void this.updateComplete.then(() => this.scroller.scrollTo(target));
  }
}

const A4: PageSize = { width: 794, height: 1123 };

function differs(one: PageSize, other: PageSize): boolean {
  return Math.abs(one.width / one.height - other.width / other.height) > 0.01;
}

function renderMark([x, y, width, height, kind]: Box): TemplateResult {
  const part = (value: number): string => `${String(value / 100)}%`;
  return html`<i class="found ${kind ?? ""}" data-testid="mark" style=${styleMap({ left: part(x), top: part(y), width: part(width), height: part(height) })}></i>`;
}

declare global {
  interface HTMLElementTagNameMap {
    "ns-pages": NsPages;
  }
}
