/** The buttons over the pages: turn, go to a page, letters larger and smaller, find, contents, more. */
import { html, type TemplateResult } from "lit";
import "@shared/kit/icon";
import { t } from "@shared/i18n";
import type { ReadingKey } from "./keys";

export interface Shown {
  readonly page: number;
  readonly pages: number;
  readonly finding: boolean;
  readonly contents: boolean;
  readonly menu: boolean;
}

export function readerTools(now: Shown, turn: (page: number) => void, act: (key: ReadingKey) => void, more: () => void): TemplateResult {
  const go = (event: Event): void => turn(Number((event.target as HTMLInputElement).value) || 1);
  return html`
    <span class="pager narrow-hide">
      <button class="btn quiet icon-only half-hide" data-testid="page-previous" aria-label=${t("Trang trước")} ?disabled=${now.page <= 1} @click=${() => act("previous")}><ns-icon name="left"></ns-icon></button>
      <input type="number" inputmode="numeric" min="1" max=${now.pages} data-testid="page-number" aria-label=${t("Đến trang")} .value=${String(now.page)} @change=${go} @focus=${(event: Event) => (event.target as HTMLInputElement).select()} /><span class="fig">/${now.pages}</span>
      <button class="btn quiet icon-only half-hide" data-testid="page-next" aria-label=${t("Trang sau")} ?disabled=${now.page >= now.pages} @click=${() => act("next")}><ns-icon name="right"></ns-icon></button>
    </span>
    <button class="btn quiet icon-only wide" data-testid="zoom-out" aria-label=${t("Chữ nhỏ hơn")} @click=${() => act("smaller")}><ns-icon name="zoom-out"></ns-icon></button>
    <button class="btn quiet icon-only wide" data-testid="zoom-in" aria-label=${t("Chữ lớn hơn")} @click=${() => act("larger")}><ns-icon name="zoom-in"></ns-icon></button>
    <button class="btn quiet icon-only" data-testid="find" aria-label=${t("Tìm trong tài liệu này")} aria-pressed=${now.finding} @click=${() => act("find")}><ns-icon name="search"></ns-icon></button>
    <button class="btn quiet icon-only" data-testid="thumbnails" aria-label=${t("Hình các trang và mục lục")} aria-pressed=${now.contents} @click=${() => act("contents")}><ns-icon name="grid"></ns-icon></button>
    <button class="btn quiet icon-only more" data-testid="reader-more" aria-label=${t("Cách xem")} aria-expanded=${now.menu} @click=${more}><ns-icon name="more"></ns-icon></button>
  `;
}
