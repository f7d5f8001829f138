import { css, html, nothing, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { NsElement, sharedStyles } from "@shared/kit/element";
import "@shared/kit/icon";
import { t } from "@shared/i18n";
import type { PaperVersion } from "@shared/protocol";
import { boxesOn, byPage, iconOf, wordsOf, type Change, type Comparison, type Side } from "./changes";
import type { Marks } from "./marks";
import type { NsPages } from "./pages";
import "./pages";
import { openPaper, PaperError, type PaperSource } from "./source";

const ASK_AGAIN_MS = 1000;

/** `<ns-compare .older .newer changes-url>`: two versions side by side, the changes marked on the pages and listed beside them. */
@customElement("ns-compare")
export class NsCompare extends NsElement {
  @property({ attribute: false }) older!: PaperVersion;
  @property({ attribute: false }) newer!: PaperVersion;
  @property({ attribute: "changes-url" }) changesUrl = "";
  @state() private comparison: Comparison | null = null;
  @state() private sources: Partial<Record<Side, PaperSource>> = {};
  @state() private trouble = false;
  @state() private now: Change | null = null;
  @state() private side: Side = "new";
  @state() private marks: Record<Side, Marks | null> = { old: null, new: null };
  @query("ns-pages.old") private readonly oldPages!: NsPages | null;
  @query("ns-pages.new") private readonly newPages!: NsPages | null;
  @query(".list") private readonly list!: HTMLElement | null;

  static override styles = [
    sharedStyles,
    css`
      :host {
        display: grid;
        grid-template: minmax(0, 1fr) / 21rem minmax(0, 1fr) minmax(0, 1fr);
        min-height: 0;
        background: var(--sunken);
      }
      .list {
        overflow: auto;
        padding: var(--s4);
        border-right: 1px solid var(--line);
        background: var(--surface);
      }
      h2 {
        margin-bottom: var(--s3);
        font-size: var(--t-h3, 1.25rem);
      }
      h3 {
        margin: var(--s4) 0 var(--s2);
      }
      .step {
        position: sticky;
        top: calc(-1 * var(--s4));
        z-index: 1;
        display: flex;
        gap: var(--s2);
        margin: 0 calc(-1 * var(--s4));
        padding: var(--s2) var(--s4);
        background: var(--surface);
      }
      .step .btn {
        flex: 1;
      }
      li + li {
        margin-top: var(--s2);
      }
      .change {
        display: grid;
        gap: 0.2rem;
        width: 100%;
        min-height: var(--touch);
        padding: var(--s2) var(--s3);
        border: 1px solid var(--line);
        border-radius: var(--radius);
        background: var(--card);
        color: var(--text);
        line-height: 1.4;
        text-align: left;
        overflow-wrap: anywhere;
        cursor: pointer;
      }
      .change[aria-current] {
        border-color: var(--gold);
        background: var(--gold-tint);
        box-shadow: inset 0 0 0 1px var(--gold);
      }
      .kind {
        display: flex;
        align-items: center;
        gap: var(--s2);
        font-weight: 600;
        --icon: 1.2rem;
      }
      .added {
        color: var(--good);
      }
      .removed {
        color: var(--bad);
      }
      .changed {
        color: var(--warn);
      }
      .moved {
        color: var(--info);
      }
      del {
        color: var(--bad);
      }
      ins {
        color: var(--good);
      }
      section.pane {
        display: grid;
        grid-template-rows: auto minmax(0, 1fr);
        min-width: 0;
        min-height: 0;
        border-left: 1px solid var(--line);
      }
      .pane h2 {
        margin: 0;
        padding: var(--s2) var(--s4);
        border-bottom: 1px solid var(--line);
        background: var(--card);
      }
      .sides {
        display: none;
      }
      @media (max-width: 1000px) {
        :host {
          grid-template: auto minmax(0, 1fr) minmax(0, 38%) / minmax(0, 1fr);
        }
        .list {
          grid-row: 3;
          border-right: 0;
          border-top: 1px solid var(--line);
        }
        .pane h2 {
          display: none;
        }
        .sides {
          display: flex;
          gap: var(--s2);
          padding: var(--s2);
        }
        .sides .btn {
          flex: 1;
        }
        section.pane {
          grid-area: 2 / 1;
          grid-template-rows: minmax(0, 1fr);
        }
        section.pane.away {
          visibility: hidden;
        }
      }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#open("old", this.older);
    void this.#open("new", this.newer);
    void this.#ask(false);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    Object.values(this.sources).forEach((source) => source.close());
  }

  override render(): TemplateResult {
    const side = (which: Side, words: string): TemplateResult =>
      html`<button class="btn" aria-pressed=${this.side === which} @click=${() => (this.side = which)}>${words}</button>`;
    const [old, now] = [t("Dự thảo %(version)s", { version: this.older.version }), t("Dự thảo %(version)s", { version: this.newer.version })];
    return html`
      <div class="sides" role="group" aria-label=${t("Bản đang xem")}>${side("old", old)} ${side("new", now)}</div>
      <div class="list" data-testid="changes" tabindex="0" role="region" aria-label=${t("Các thay đổi")}>${this.#renderList()}</div>
      ${this.#renderPane("old", old)} ${this.#renderPane("new", now)}
    `;
  }

  #renderPane(side: Side, words: string): TemplateResult {
    const source = this.sources[side] ?? null;
    return html`<section class="pane ${side} ${this.side === side ? "" : "away"}">
      <h2>${words}</h2>
      ${source
        ? html`<ns-pages class=${side} .source=${source} .marks=${this.marks[side]} label=${words}></ns-pages>`
        : html`<p class="pad" role="status">${this.trouble ? t("Chưa tải được tài liệu vì đường truyền. Hãy tải lại trang.") : t("Đang mở tài liệu…")}</p>`}
    </section>`;
  }

  #renderList(): TemplateResult {
    const told = this.comparison;
    if (this.trouble && !told) return html`<p role="alert">${t("Chưa lấy được các thay đổi. Hai bản vẫn đọc được; hãy tải lại trang.")}</p>`;
    if (!told) return html`<p role="status" data-testid="comparing">${t("Đang so sánh hai bản…")}</p>`;
    const at = this.now ? told.changes.indexOf(this.now) : -1;
    return html`
      <h2 role="status" data-testid="changes-count">
        ${told.changes.length === 0 ? t("Hai bản có cùng nội dung chữ.") : t("%(count)s chỗ thay đổi", { count: told.changes.length + told.left_out })}
      </h2>
      ${told.changes.length > 0
        ? html`<div class="step">
            <button class="btn" data-testid="change-previous" ?disabled=${at <= 0} @click=${() => this.#show(told.changes[at - 1])}><ns-icon name="up"></ns-icon>${t("Trước")}</button>
            <button class="btn" data-testid="change-next" ?disabled=${at >= told.changes.length - 1} @click=${() => this.#show(told.changes[at + 1])}><ns-icon name="down"></ns-icon>${t("Sau")}</button>
          </div>`
        : nothing}
      ${told.unread > 0 ? html`<p class="small muted">${t("%(count)s trang quét chưa đọc được chữ nên chưa so sánh.", { count: told.unread })}</p>` : nothing}
      ${byPage(told.changes).map(
        ({ page, changes }) => html`<h3>${t("Trang %(page)s", { page })} <span class="muted">· ${t("%(count)s chỗ", { count: changes.length })}</span></h3>
          <ul>
            ${changes.map((change) => this.#renderChange(change))}
          </ul>`,
      )}
      ${told.left_out > 0 ? html`<p class="muted">${t("Còn %(count)s chỗ nữa không liệt kê: hai bản khác nhau quá nhiều.", { count: told.left_out })}</p>` : nothing}
    `;
  }

  #renderChange(change: Change): TemplateResult {
    return html`<li>
      <button class="change" data-testid="change" data-kind=${change.kind} aria-current=${change === this.now ? "true" : nothing} @click=${() => this.#show(change)}>
        <span class="kind ${change.kind}"><ns-icon name=${iconOf(change)}></ns-icon>${wordsOf(change)}</span>
        ${change.kind === "moved"
          ? html`<span>${change.after}</span><span class="small muted">${t("trước ở trang %(page)s", { page: change.old[0]?.[0] ?? 1 })}</span>`
          : html`${change.before ? html`<del>${change.before}</del>` : nothing}${change.after ? html`<ins>${change.after}</ins>` : nothing}`}
      </button>
    </li>`;
  }

  #show(change: Change | undefined): void {
    if (!change) return;
    this.now = change;
    this.#mark();
    const [old, next] = [change.old[0], change.new[0]];
    if (old) this.oldPages?.goTo(old[0], old[2]);
    if (next) this.newPages?.goTo(next[0], next[2]);
    void this.updateComplete.then(() => this.list?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" }));
  }

  /** New functions: the pages in view ask for their marks again. */
  #mark(): void {
    const { comparison: told, now } = this;
    if (!told) return;
    const on = (side: Side): Marks => (page) => Promise.resolve(boxesOn(told.changes, side, page, now));
    this.marks = { old: on("old"), new: on("new") };
  }

  async #open(side: Side, version: PaperVersion): Promise<void> {
    try {
      const source = await openPaper(version.url, version.pages);
      this.sources = { ...this.sources, [side]: source };
    } catch (error) {
      if (!(error instanceof PaperError)) throw error;
      this.trouble = true;
    }
  }

  async #ask(again: boolean): Promise<void> {
    try {
      const answer = await fetch(`${this.changesUrl}${again ? "?lai=1" : ""}`, { credentials: "same-origin" });
      if (answer.status === 202) setTimeout(() => void this.#ask(true), ASK_AGAIN_MS);
      else if (answer.ok) this.comparison = (await answer.json()) as Comparison;
      else this.trouble = true;
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      this.trouble = true;
    }
    this.#mark();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "ns-compare": NsCompare;
  }
}
