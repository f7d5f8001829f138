import { css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { NsElement, sharedStyles } from "@shared/kit/element";
import { t } from "@shared/i18n";
import type { PaperSource } from "./source";

const WIDTH = 120;

/** `<ns-thumbnails .source .current>`: small pictures of all pages; fires `choose` (CustomEvent<number>). */
@customElement("ns-thumbnails")
export class NsThumbnails extends NsElement {
  @property({ attribute: false }) source: PaperSource | null = null;
  @property({ type: Number }) current = 1;
  #views: IntersectionObserver | null = null;

  static override styles = [
    sharedStyles,
    css`
      :host {
        display: block;
        overflow: auto;
        padding: var(--s4);
        background: var(--card);
      }
      ol {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(7.75rem, 1fr));
        gap: var(--s3);
      }
      button {
        display: grid;
        justify-items: center;
        gap: 0.25rem;
        width: 100%;
        padding: var(--s2);
        border: 2px solid transparent;
        border-radius: var(--radius);
        background: none;
        cursor: pointer;
      }
      button:hover {
        background: var(--action-tint);
      }
      button[aria-current] {
        border-color: var(--gold);
        background: var(--gold-tint);
      }
      canvas {
        width: 6.5rem;
        aspect-ratio: 210 / 297;
        border: 1px solid var(--line);
        background: #fff;
      }
    `,
  ];

  override updated(changed: PropertyValues<this>): void {
    if (changed.has("source")) this.#observe();
    if (changed.has("current")) this.renderRoot.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#views?.disconnect();
  }

  override render(): TemplateResult {
    const pages = Array.from({ length: this.source?.pages ?? 0 }, (_, index) => index + 1);
    return html`<ol aria-label=${t("Các trang")}>
      ${pages.map(
        (page) => html`<li>
          <button
            data-page=${page}
            data-testid="thumbnail-${page}"
            aria-current=${page === this.current ? "page" : nothing}
            @click=${() => this.dispatchEvent(new CustomEvent("choose", { detail: page }))}
          >
            <canvas role="img" aria-label=${t("Hình nhỏ trang %(page)s", { page })}></canvas>
            <span class="fig small">${page}</span>
          </button>
        </li>`,
      )}
    </ol>`;
  }

  #observe(): void {
    this.#views?.disconnect();
    const views = new IntersectionObserver(
      (entries) => {
        for (const entry of entries) {
          if (!entry.isIntersecting) continue;
          views.unobserve(entry.target);
          void this.#draw(entry.target as HTMLElement);
        }
      },
      { root: this, rootMargin: "200px" },
    );
    this.#views = views;
    this.renderRoot.querySelectorAll("button").forEach((button) => views.observe(button));
  }

  async #draw(button: HTMLElement): Promise<void> {
    const canvas = button.querySelector("canvas");
    const source = this.source;
    if (!canvas || !source) return;
    const page = Number(button.dataset.page);
    const size = await source.size(page);
    canvas.width = WIDTH * 2;
    canvas.height = Math.round((WIDTH * 2 * size.height) / size.width);
    await source.draw(page, canvas).done.catch(() => undefined);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "ns-thumbnails": NsThumbnails;
  }
}
