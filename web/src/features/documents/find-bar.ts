import { css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { NsElement, sharedStyles } from "@shared/kit/element";
import "@shared/kit/icon";
import { t } from "@shared/i18n";

/** A page with the words, and in how many places it has them. */
export interface PageHits {
  readonly page: number;
  readonly places: number;
}

interface Answer {
  readonly pages: readonly PageHits[];
  readonly unread: number;
  /** The words stand side by side nowhere: each is marked alone. */
  readonly apart: boolean;
}

/**
 * `<ns-find-bar url find page>`: look for words in one paper and go from page to page that has them. Fires `find`
 * (CustomEvent<string>: mark these words), `hit` (CustomEvent<PageHits>: go there) and `close`.
 */
@customElement("ns-find-bar")
export class NsFindBar extends NsElement {
  /** The paper's `file.pdf`. */
  @property() url = "";
  @property() find = "";
  /** The page in view: the next hit is looked for behind it. */
  @property({ type: Number }) page = 1;
  @state() private answer: Answer | null = null;
  @state() private trouble = false;
  @query("input") private readonly field!: HTMLInputElement;
  #asking: AbortController | null = null;

  static override styles = [
    sharedStyles,
    css`
      form {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--s1) var(--s2);
        padding: var(--s2) var(--s4);
        border-bottom: 1px solid var(--line);
        background: var(--card);
      }
      .input {
        flex: 1 1 12rem;
        min-width: 0;
      }
      p {
        min-width: 6rem;
        font-weight: 600;
      }
    `,
  ];

  override focus(): void {
    void this.updateComplete.then(() => {
      this.field.focus();
      this.field.select();
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#asking?.abort();
  }

  override updated(changed: PropertyValues<this>): void {
    if (changed.has("url") || changed.has("find")) void this.#ask();
  }

  override render(): TemplateResult {
    const pages = this.answer?.pages ?? [];
    const none = this.find === "" || pages.length === 0;
    return html`<form role="search" data-testid="find-bar" @submit=${this.#submitted} @keydown=${(event: KeyboardEvent) => event.key === "Escape" && this.#close()}>
      <label class="sr" for="words">${t("Tìm trong tài liệu này")}</label>
      <input class="input" id="words" type="search" data-testid="find-words" maxlength="200" autocomplete="off" placeholder=${t("Tìm trong tài liệu này…")} .value=${this.find} />
      <button class="btn primary" type="submit" data-testid="find-go"><ns-icon name="search"></ns-icon>${t("Tìm")}</button>
      <p role="status" data-testid="find-count">${this.#words()}</p>
      <button class="btn quiet icon-only" type="button" data-testid="find-previous" aria-label=${t("Chỗ trước")} ?disabled=${none} @click=${() => this.#step(-1)}><ns-icon name="up"></ns-icon></button>
      <button class="btn quiet icon-only" type="button" data-testid="find-next" aria-label=${t("Chỗ sau")} ?disabled=${none} @click=${() => this.#step(1)}><ns-icon name="down"></ns-icon></button>
      <button class="btn quiet icon-only" type="button" data-testid="find-close" aria-label=${t("Đóng tìm kiếm")} @click=${() => this.#close()}><ns-icon name="x"></ns-icon></button>
    </form>`;
  }

  #words(): TemplateResult | string | typeof nothing {
    if (this.find === "") return nothing;
    if (this.trouble) return t("Chưa tìm được vì đường truyền. Hãy bấm Tìm lần nữa.");
    if (!this.answer) return t("Đang tìm…");
    const { pages, unread, apart } = this.answer;
    const places = pages.reduce((sum, one) => sum + one.places, 0);
    const told = places > 0 ? t("%(places)s chỗ, ở %(pages)s trang", { places, pages: pages.length }) : t("Không có từ này");
    const notes = [
      ...(apart && places > 0 ? [t("Không có cụm từ này; đánh dấu từng từ")] : []),
      ...(unread > 0 ? [t("%(count)s trang quét chưa đọc được chữ", { count: unread })] : []),
    ];
    return html`${told}${notes.map((note) => html`<br /><span class="small muted">${note}</span>`)}`;
  }

  #submitted(event: Event): void {
    event.preventDefault();
    const words = this.field.value.trim();
    if (words === this.find && this.answer) this.#step(1);
    else if (words === this.find) void this.#ask();
    else this.dispatchEvent(new CustomEvent("find", { detail: words }));
  }

  #close(): void {
    this.dispatchEvent(new CustomEvent("find", { detail: "" }));
    this.dispatchEvent(new CustomEvent("close"));
  }

  /** To the next page that has the words, from the last one to the first. */
  #step(by: 1 | -1): void {
    const pages = this.answer?.pages ?? [];
    const next = by > 0 ? (pages.find((one) => one.page > this.page) ?? pages[0]) : ([...pages].reverse().find((one) => one.page < this.page) ?? pages[pages.length - 1]);
    if (next) this.dispatchEvent(new CustomEvent<PageHits>("hit", { detail: next }));
  }

  async #ask(): Promise<void> {
    this.#asking?.abort();
    this.answer = null;
    this.trouble = false;
    if (this.find === "" || this.url === "") return;
    const asking = (this.#asking = new AbortController());
    try {
      const answer = await fetch(`${this.url.replace(/file\.pdf.*$/, "tim.json")}?q=${encodeURIComponent(this.find)}`, { credentials: "same-origin", signal: asking.signal });
      if (!answer.ok) throw new TypeError(String(answer.status));
      this.answer = (await answer.json()) as Answer;
    } catch (error) {
      if (asking.signal.aborted) return;
      if (!(error instanceof TypeError || error instanceof SyntaxError)) throw error;
      this.trouble = true;
      return;
    }
    const here = this.answer.pages.find((one) => one.page >= this.page) ?? this.answer.pages[0];
    if (here) this.dispatchEvent(new CustomEvent<PageHits>("hit", { detail: here }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "ns-find-bar": NsFindBar;
  }
}
