import { css, html, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { classMap } from "lit/directives/class-map.js";
import { styleMap } from "lit/directives/style-map.js";
import { NsElement, sharedStyles } from "@shared/kit/element";
import { t } from "@shared/i18n";
import { PinchGesture, type Focus } from "./pinch";
import type { PagePoint } from "@shared/protocol";
import type { Box, Marks } from "./marks";
import type { Drawing, PageSize, PaperSource } from "./source";

/** No canvas above this many pixels: old tablets refuse it. */
const MAX_CANVAS = 8_000_000;
const WIDEST = 920;
export const ZOOM_STEPS = [0.5, 0.75, 1, 1.25, 1.5, 2, 3, 4] as const;

/**
 * `<ns-pages .source .zoom>`: the pages of one paper under each other. Draws what is in view and a little around it, lets go
 * of the rest. Fires `page` (CustomEvent<number>) when another page comes into view and `zoom` after a pinch.
 */
@customElement("ns-pages")
export class NsPages extends NsElement {
  @property({ attribute: false }) source: PaperSource | null = null;
  /** 1: the page fills the width. */
  @property({ type: Number }) zoom = 1;
  /** The page to begin at when a source was set. */
  @property({ type: Number }) start = 1;
  /** Pages that carry a note. */
  @property({ attribute: false }) noted: ReadonlySet<number> = new Set();
  /** Where searched words stand; asked for pages in view. */
  @property({ attribute: false }) marks: Marks | null = null;
  @property() label = "";
  /** Where the pointer of whoever leads the readers stands. */
  @property({ attribute: false }) pointer: PagePoint | null = null;
  /** This page leads: tell (`point`, CustomEvent<PagePoint>) where its reader points. */
  @property({ type: Boolean }) pointing = false;
  @query(".scroll") private readonly scroller!: HTMLElement;
  @state() private sizes: readonly PageSize[] = [];
  @state() private width = 0;
  @state() private marked: ReadonlyMap<number, readonly Box[]> = new Map();
  readonly #drawings = new Map<number, Drawing>();
  #page = 1;
  #views: IntersectionObserver | null = null;
  readonly #resize = new ResizeObserver(() => {
    const width = Math.max(0, this.scroller.clientWidth - 2 * this.#margin());
    if (width > 0 && Math.abs(width - this.width) > 1) this.width = width;
  });
  readonly #pinch = new PinchGesture({
    begin: () => this.zoom,
    move: (ratio, focus) => this.#preview(ratio, focus),
    end: (zoom, focus) => this.#pinched(zoom, focus),
  });

  static override styles = [
    sharedStyles,
    css`
      :host {
        display: block;
        min-width: 0;
        min-height: 0;
        height: 100%;
      }
      /* positioned: the pages' offsets are counted from here */
      .scroll {
        position: relative;
        height: 100%;
        overflow: auto;
        overscroll-behavior: contain;
        touch-action: pan-x pan-y;
        background: var(--sunken);
      }
      .pages {
        display: grid;
        justify-content: safe center;
        gap: var(--s4);
        width: max-content;
        min-width: 100%;
        padding: var(--s5) 0;
        transform-origin: 0 0;
      }
      .page {
        position: relative;
        background: #fff;
        border: 1px solid var(--line);
        box-shadow: var(--shadow);
      }
      canvas {
        width: 100%;
        height: 100%;
        filter: var(--paper-dim, none);
      }
      .broken {
        position: absolute;
        inset: 0;
        display: grid;
        place-content: center;
        padding: var(--s5);
        color: #5a6070;
        text-align: center;
      }
      .found {
        box-sizing: content-box;
        position: absolute;
        margin: -2px -3px;
        padding: 2px 3px;
        border-radius: 3px;
        background: #ffd84d;
        box-shadow: 0 0 0 1px #b98a2f;
        mix-blend-mode: multiply;
        pointer-events: none;
      }
      .found.added,
      .found.moved {
        background: #c9ecd5;
        box-shadow: inset 0 -2px 0 #1e7b4a;
      }
      .found.moved {
        background: #d3e4f7;
        box-shadow: inset 3px 0 0 #1f5fa8;
      }
      .found.removed {
        background: linear-gradient(transparent 46%, #b3261e 46%, #b3261e 54%, transparent 54%), #fbd9d6;
        box-shadow: none;
      }
      .found.changed {
        background: #ffe9b8;
        box-shadow: inset 0 -2px 0 #9a5b00;
      }
      .found.unsure {
        background: none;
        box-shadow: none;
        outline: 2px dotted #9a5b00;
      }
      .found.place {
        min-width: 0;
        margin: -4px -2px;
        padding: 4px 2px;
        border-radius: 0;
        background: #b3261e;
        box-shadow: none;
      }
      .found.place.added {
        background: #1e7b4a;
      }
      .found.now {
        outline: 2px solid #1b3a66;
        outline-offset: 1px;
      }
      .pointer {
        position: absolute;
        width: 1.6rem;
        height: 1.6rem;
        margin: -0.8rem;
        border: 3px solid #fff;
        border-radius: 50%;
        background: rgb(166 25 46 / 80%);
        box-shadow: 0 0 0 2px #a6192e;
        pointer-events: none;
        transition: left 150ms, top 150ms;
      }
      .flag {
        position: absolute;
        top: 0;
        right: var(--s4);
        padding: 0.1rem 0.6rem 0.2rem;
        border-radius: 0 0 8px 8px;
        background: #fbf4e3;
        color: #76560f;
        font-size: var(--t-small);
        font-weight: 600;
        box-shadow: inset 0 0 0 1px #b98a2f;
      }
      @media (max-width: 560px) {
        .pages {
          gap: var(--s2);
          padding: var(--s2) 0;
        }
      }
    `,
  ];

  /** Go to a page, or so many ten-thousandths of its height below its upper edge. */
  goTo(page: number, at = 0): void {
    const target = this.renderRoot.querySelector<HTMLElement>(`[data-page="${String(page)}"]`);
    if (target) this.scroller.scrollTop = target.offsetTop - 12 + (at ? (target.clientHeight * at) / 10_000 - this.scroller.clientHeight / 3 : 0);
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
    this.#views = new IntersectionObserver((entries) => this.#seen(entries), { root: this.scroller, rootMargin: "60% 0px" });
    this.#observe();
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("source")) void this.#measure();
    if (changed.has("source") || changed.has("marks")) this.marked = new Map();
  }

  override updated(changed: PropertyValues<this>): void {
    const keys = changed as Map<PropertyKey, unknown>;
    if (changed.has("marks")) this.#observe();
    if (keys.has("sizes") || keys.has("zoom") || keys.has("width")) {
      this.#forget();
      this.#observe();
      this.goTo(this.#page);
    }
  }

  override render(): TemplateResult {
    return html`
      <div class="scroll" tabindex="0" role="document" aria-label=${this.label} data-testid="paper-scroll" @scroll=${this.#scrolled} @wheel=${this.#wheel} @pointermove=${this.#pointed} @pointerdown=${this.#pointed}>
        <div class="pages">
          ${this.width > 0 ? this.sizes.map((size, index) => this.#renderPage(size, index + 1)) : ""}
        </div>
      </div>
    `;
  }

  #renderPage(size: PageSize, page: number): TemplateResult {
    const width = Math.round(Math.min(this.width, WIDEST) * this.zoom);
    const height = Math.round((width * size.height) / size.width);
    return html`<div class=${classMap({ page: true })} data-page=${page} style=${styleMap({ width: `${width}px`, height: `${height}px` })}>
      <canvas role="img" aria-label=${t("Trang %(page)s", { page })}></canvas>
      ${this.pointer?.page === page ? html`<i class="pointer" data-testid="pointer" style=${styleMap({ left: `${this.pointer.x / 100}%`, top: `${this.pointer.y / 100}%` })}></i>` : ""}
      ${this.marked.get(page)?.map((box) => renderMark(box)) ?? ""}
      ${this.noted.has(page) ? html`<span class="flag">${t("có ghi chú")}</span>` : ""}
    </div>`;
  }

  #margin(): number {
    return innerWidth <= 560 ? 8 : 16;
  }

  /** All pages take the first one's size until they are measured: papers are mostly of one size. */
  async #measure(): Promise<void> {
    const source = this.source;
    this.sizes = [];
    this.#page = this.start;
    if (!source) return;
    const first = await source.size(1);
    if (this.source !== source) return;
    this.sizes = Array.from({ length: source.pages }, () => first);
    const all = await Promise.all(this.sizes.map((_, index) => source.size(index + 1)));
    const differs = all.some((size) => Math.abs(size.width / size.height - first.width / first.height) > 0.01);
    if (this.source === source && differs) this.sizes = all;
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
    const drawing = this.source.draw(page, canvas);
    this.#drawings.set(page, drawing);
    drawing.done.then(
      () => (holder.dataset.drawn = "true"),
      () => {
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
  }

  #forget(): void {
    this.#drawings.forEach((drawing) => drawing.cancel());
    this.#drawings.clear();
  }

  #scrolled(): void {
    const line = this.scroller.scrollTop + this.scroller.clientHeight * 0.4;
    let page = 1;
    for (const holder of this.renderRoot.querySelectorAll<HTMLElement>(".page")) {
      if (holder.offsetTop > line) break;
      page = Number(holder.dataset.page);
    }
    if (page === this.#page) return;
    this.#page = page;
    this.dispatchEvent(new CustomEvent("page", { detail: page }));
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

function renderMark([x, y, width, height, kind]: Box): TemplateResult {
  const part = (value: number): string => `${String(value / 100)}%`;
  return html`<i class="found ${kind ?? ""}" data-testid="mark" style=${styleMap({ left: part(x), top: part(y), width: part(width), height: part(height) })}></i>`;
}

declare global {
  interface HTMLElementTagNameMap {
    "ns-pages": NsPages;
  }
}
