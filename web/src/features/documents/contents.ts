import { css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { styleMap } from "lit/directives/style-map.js";
import { NsElement, sharedStyles } from "@shared/kit/element";
import { t } from "@shared/i18n";
import type { Heading, PaperSource } from "./source";
import "./thumbnails";

/** `<ns-contents .source .current>`: small pictures of the pages, or the paper's own table of contents; fires `choose` (CustomEvent<number>). */
@customElement("ns-contents")
export class NsContents extends NsElement {
  @property({ attribute: false }) source: PaperSource | null = null;
  @property({ type: Number }) current = 1;
  @state() private shows: "pages" | "headings" = "pages";
  @state() private headings: readonly Heading[] | null = null;

  static override styles = [
    sharedStyles,
    css`
      :host {
        display: grid;
        grid-template-rows: auto minmax(0, 1fr);
        background: var(--card);
      }
      .kinds {
        display: flex;
        gap: var(--s2);
        padding: var(--s2) var(--s4);
        border-bottom: 1px solid var(--line);
      }
      .kinds .btn {
        flex: 1;
      }
      .headings {
        overflow: auto;
        padding: var(--s2);
      }
      .headings button {
        width: 100%;
        min-height: var(--touch);
        padding: var(--s2) var(--s3);
        border: 0;
        border-radius: var(--radius);
        background: none;
        color: var(--text);
        font: inherit;
        line-height: 1.35;
        text-align: left;
        overflow-wrap: anywhere;
        cursor: pointer;
      }
      .headings button:hover {
        background: var(--action-tint);
      }
      .top {
        font-weight: 600;
      }
    `,
  ];

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("source")) void this.#read();
  }

  override render(): TemplateResult {
    const kind = (which: "pages" | "headings", words: string): TemplateResult =>
      html`<button class="btn" data-testid="contents-${which}" aria-pressed=${this.shows === which} @click=${() => (this.shows = which)}>${words}</button>`;
    return html`<div class="kinds" role="group" aria-label=${t("Xem các trang")}>${kind("pages", t("Hình các trang"))} ${kind("headings", t("Mục lục"))}</div>
      ${this.shows === "pages"
        ? html`<ns-thumbnails .source=${this.source} .current=${this.current} @choose=${(event: CustomEvent<number>) => this.#choose(event.detail)}></ns-thumbnails>`
        : this.#renderHeadings()}`;
  }

  #renderHeadings(): TemplateResult {
    if (!this.headings) return html`<p class="pad" role="status">${t("Đang đọc mục lục…")}</p>`;
    if (this.headings.length === 0) return html`<p class="pad" role="status" data-testid="no-headings">${t("Tài liệu này không có mục lục. Hãy chọn theo hình các trang.")}</p>`;
    return html`<nav class="headings" aria-label=${t("Mục lục")}>
      <ul>
        ${this.headings.map(
          (heading) => html`<li>
            <button data-testid="heading" class=${heading.level === 0 ? "top" : nothing} style=${styleMap({ paddingLeft: `${String(0.75 + 1.25 * Math.min(heading.level, 6))}rem` })} @click=${() => void this.#go(heading)}>${heading.title}</button>
          </li>`,
        )}
      </ul>
    </nav>`;
  }

  async #read(): Promise<void> {
    const source = this.source;
    this.headings = null;
    const found = (await source?.headings().catch(() => [])) ?? [];
    if (this.source === source) this.headings = found;
  }

  async #go(heading: Heading): Promise<void> {
    const page = await heading.page().catch(() => null);
    if (page !== null) this.#choose(page);
  }

  #choose(page: number): void {
    this.dispatchEvent(new CustomEvent("choose", { detail: page }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "ns-contents": NsContents;
  }
}
