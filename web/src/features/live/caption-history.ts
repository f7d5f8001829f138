import { css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { has, pieces } from "@shared/find";
import { clockTime } from "@shared/format";
import "@shared/kit/dialog";
import { NsElement, sharedStyles } from "@shared/kit/element";
import { t } from "@shared/i18n";
import type { Segment } from "@shared/protocol";

const FOLLOW_PX = 80;

/** `<ns-caption-history .segments open size="1.5" ?contrast>`: what was said, to scroll and to search. Fires `close`, `contrast`, `resize` (-1, 1). */
@customElement("ns-caption-history")
export class NsCaptionHistory extends NsElement {
  @property({ attribute: false }) segments: readonly Segment[] = [];
  @property({ type: Boolean }) open = false;
  /** Letters in rem. */
  @property({ type: Number }) size = 1.5;
  @property({ type: Boolean }) contrast = false;
  @state() private query = "";
  @state() private following = true;

  static override styles = [
    sharedStyles,
    css`
      .tools {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--s2) var(--s3);
        margin-bottom: var(--s3);
      }
      .tools input {
        flex: 1 1 12rem;
        width: auto;
      }
      .box {
        position: relative;
      }
      ol {
        display: grid;
        align-content: start;
        gap: var(--s4);
        height: min(28rem, 55vh);
        padding: var(--s4);
        overflow-y: auto;
        border-radius: var(--radius);
        background: var(--stage);
        color: var(--on-stage);
        font-size: var(--said);
        line-height: 1.45;
      }
      ol.strong {
        background: #000;
        color: #fff;
        font-weight: 500;
      }
      .by {
        color: #c9ced8;
        font-size: var(--t-small);
      }
      .strong .by {
        color: #ffe08a;
      }
      .strong .pale {
        color: #fff;
      }
      mark {
        background: #ffd54a;
        color: #16181d;
      }
      .pale {
        color: #b9c0cc;
      }
      .newest {
        position: absolute;
        right: var(--s4);
        bottom: var(--s4);
      }
      .none {
        color: #c9ced8;
      }
    `,
  ];

  override render(): TemplateResult {
    const said = this.segments.filter(({ text }) => text !== "");
    const found = said.filter(({ text, speaker }) => has(text, this.query) || has(speaker, this.query));
    return html`<ns-dialog wide heading=${t("Lời đã nói")} .open=${this.open} @close=${() => this.dispatchEvent(new Event("close"))}>
      <div class="tools">
        <label class="sr" for="find">${t("Tìm trong lời đã nói, không cần gõ dấu")}</label>
        <input class="input" id="find" type="search" maxlength="100" placeholder=${t("Tìm, không cần gõ dấu")} data-testid="caption-find" .value=${this.query}
          @input=${(event: Event) => (this.query = (event.target as HTMLInputElement).value)} />
        <button class="btn" data-testid="history-smaller" @click=${() => this.#resize(-1)}>A−<span class="sr">${t("Chữ phụ đề nhỏ hơn")}</span></button>
        <button class="btn" data-testid="history-larger" @click=${() => this.#resize(1)}>A+<span class="sr">${t("Chữ phụ đề lớn hơn")}</span></button>
        <button class="btn" aria-pressed=${String(this.contrast)} data-testid="caption-contrast" @click=${() => this.dispatchEvent(new Event("contrast"))}><ns-icon name="sun"></ns-icon>${t("Tương phản mạnh")}</button>
      </div>
      <p class="small muted" role="status">${this.query.trim() ? t("%(count)s lời có chữ này.", { count: found.length }) : nothing}</p>
      <div class="box">
        <ol class=${this.contrast ? "strong" : ""} style="--said: ${this.size}rem" tabindex="0" aria-label=${t("Lời đã nói")} data-testid="caption-history" @scroll=${this.#scrolled}>
          ${found.length === 0 ? html`<li class="none">${said.length === 0 ? t("Lời nói sẽ hiện thành chữ ở đây.") : t("Không có lời nào như vậy.")}</li>` : nothing}
          ${repeat(found, ({ segment_id }) => segment_id, (segment) => this.#line(segment))}
        </ol>
        ${this.following ? nothing : html`<button class="btn primary newest" data-testid="caption-newest" @click=${this.#toNewest}><ns-icon name="down"></ns-icon>${t("Lời mới nhất")}</button>`}
      </div>
    </ns-dialog>`;
  }

  #line({ start_ms, speaker, text, state: standing }: Segment): TemplateResult {
    const marked = pieces(text, this.query).map((piece) => (piece.hit ? html`<mark>${piece.text}</mark>` : piece.text));
    return html`<li><p class="by"><time class="fig">${clockTime(start_ms)}</time> · ${speaker}${standing === "edited" ? html` · ${t("đã hiệu đính")}` : nothing}</p><p class=${standing === "partial" ? "pale" : ""}>${marked}</p></li>`;
  }

  #resize(by: number): void {
    this.dispatchEvent(new CustomEvent("resize", { detail: by }));
  }

  get #box(): HTMLElement | null {
    return this.renderRoot.querySelector("ol");
  }

  readonly #toNewest = (): void => {
    this.following = true;
    this.query = "";
    void this.updateComplete.then(() => this.#down());
  };

  #down(): void {
    const box = this.#box;
    if (box) box.scrollTop = box.scrollHeight;
  }

  readonly #scrolled = (): void => {
    const box = this.#box;
    if (box) this.following = box.scrollHeight - box.scrollTop - box.clientHeight < FOLLOW_PX;
  };

  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    if (changed.has("open") && this.open) this.following = true;
    if (this.open && this.following && !this.query) this.#down();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "ns-caption-history": NsCaptionHistory;
  }
}
