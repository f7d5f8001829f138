import { css, html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { NsElement, sharedStyles } from "@shared/kit/element";
import "@shared/kit/icon";
import { t } from "@shared/i18n";
import { itemLabel } from "@shared/outline";
import type { Item, Paper } from "@shared/protocol";

/** `<ns-paper-list .papers .items .current>`: the meeting's papers under their agenda items; fires `choose` (CustomEvent<paper id>). */
@customElement("ns-paper-list")
export class NsPaperList extends NsElement {
  @property({ attribute: false }) papers: readonly Paper[] = [];
  @property({ attribute: false }) items: readonly Item[] = [];
  @property({ attribute: false }) current: string | null = null;

  static override styles = [
    sharedStyles,
    css`
      :host {
        display: block;
        overflow: auto;
        padding: var(--s4);
        background: var(--surface);
      }
      section + section {
        margin-top: var(--s5);
      }
      h3 {
        display: flex;
        gap: var(--s2);
        margin-bottom: var(--s2);
      }
      li + li {
        margin-top: var(--s2);
      }
      .earlier {
        display: flex;
        flex-wrap: wrap;
        gap: var(--s2);
        padding: var(--s1) 0 0 var(--s5);
      }
      li > button {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr) auto;
        align-items: center;
        gap: var(--s3);
        width: 100%;
        min-height: 4rem;
        padding: var(--s2) var(--s4);
        border: 1px solid var(--line);
        border-radius: var(--radius);
        background: var(--card);
        color: var(--text);
        line-height: 1.35;
        text-align: left;
        cursor: pointer;
      }
      li > button:hover {
        background: var(--action-tint);
      }
      li > button[aria-current] {
        border-color: var(--gold);
        background: var(--gold-tint);
        box-shadow: inset 0 0 0 1px var(--gold);
      }
      ns-icon {
        color: var(--action);
      }
    `,
  ];

  override render(): TemplateResult {
    const groups = [
      ...this.items.map((item) => ({
        heading: html`<span class="muted">${t("Mục %(number)s", { number: itemLabel(item) })}</span>${item.title}`,
        now: item.status === "open",
        papers: this.papers.filter((paper) => paper.item_id === item.id),
      })),
      {
        heading: html`${t("Tài liệu chung")}`,
        now: false,
        papers: this.papers.filter((paper) => !this.items.some((item) => item.id === paper.item_id)),
      },
    ].filter((group) => group.papers.length > 0);
    return html`${groups.map(
      (group) => html`<section>
        <h3>${group.heading}${group.now ? html`<span class="chip gold">${t("đang bàn")}</span>` : ""}</h3>
        <ul>
          ${group.papers.map((paper) => this.#renderPaper(paper))}
        </ul>
      </section>`,
    )}`;
  }

  #renderPaper(paper: Paper): TemplateResult {
    const current = paper.id === this.current;
    return html`<li>
      <button data-testid="paper-${paper.id}" aria-current=${current ? "true" : nothing} @click=${() => this.dispatchEvent(new CustomEvent("choose", { detail: paper.id }))}>
        <ns-icon name="doc"></ns-icon>
        <span><strong class="strong">${paper.title}</strong>${paper.code ? html`<br /><span class="muted">${paper.code}</span>` : ""}
          ${paper.version > 1 ? html`<span class="chip gold" data-testid="version">${t("Dự thảo %(version)s", { version: paper.version })}</span>` : ""}</span>
        <span class="muted fig">${t("%(count)s trang", { count: paper.pages })}</span>
      </button>
      ${paper.earlier.length > 0
        ? html`<div class="earlier">
            ${paper.earlier.map((version) => html`<button class="btn quiet" aria-current=${version.id === this.current ? "true" : nothing} @click=${() => this.dispatchEvent(new CustomEvent("choose", { detail: version.id }))}><ns-icon name="history"></ns-icon>${t("Dự thảo %(version)s", { version: version.version })}</button>`)}
            <a class="btn quiet" href="/tai-lieu/${paper.id}/so-sanh/" target="_blank" rel="noopener"><ns-icon name="split"></ns-icon>${t("Xem thay đổi")}</a>
          </div>`
        : ""}
    </li>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "ns-paper-list": NsPaperList;
  }
}
