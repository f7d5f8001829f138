/** The button that opens a vote: one touch where the office prepared one for the item at hand. */
import { html, type TemplateResult } from "lit";
import { t } from "@shared/i18n";
import type { PreparedPoll } from "@shared/protocol";

/** The prepared vote that comes next: the first of the item that is discussed. */
export function nextPrepared(prepared: readonly PreparedPoll[], itemId: string | null): PreparedPoll | null {
  return itemId === null ? null : (prepared.find(({ item_id }) => item_id === itemId) ?? null);
}

export function openPollButtons(parts: {
  readonly ready: PreparedPoll | null;
  readonly wait: boolean;
  onOpen(prepared: PreparedPoll): void;
  onForm(): void;
}): TemplateResult {
  const { ready, wait } = parts;
  if (!ready) {
    return html`<button class="btn" data-testid="open-poll-button" ?disabled=${wait} @click=${parts.onForm}><ns-icon name="vote"></ns-icon>${t("Mở biểu quyết")}</button>`;
  }
  return html`<div class="c-ready">
    <button class="btn" data-testid="open-prepared" title=${ready.question} ?disabled=${wait} @click=${() => parts.onOpen(ready)}>
      <ns-icon name="vote"></ns-icon><span>${t("Mở biểu quyết")}<small class="cut">${ready.question}</small></span></button>
    <button class="btn icon-only" data-testid="open-poll-button" aria-label=${t("Xem hoặc soạn biểu quyết khác")} title=${t("Xem hoặc soạn biểu quyết khác")} ?disabled=${wait} @click=${parts.onForm}><ns-icon name="list"></ns-icon></button>
  </div>`;
}
