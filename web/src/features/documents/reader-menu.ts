/** The menu of the reader: how pages stand, dark pages, a second paper beside, the whole screen, and what the keys do. */
import { html, nothing, type TemplateResult } from "lit";
import "@shared/kit/icon";
import type { IconName } from "@shared/kit/icons";
import { t } from "@shared/i18n";

export interface Choices {
  readonly single: boolean;
  readonly night: boolean;
  /** null: no second paper can stand here. */
  readonly beside: boolean | null;
  /** null: this browser shows nothing on the whole screen. */
  readonly full: boolean | null;
}

export type Choice = keyof Choices;

/** The open menu; `choose` turns one of the choices round. */
export function readerMenu(now: Choices, choose: (choice: Choice) => void, close: () => void): TemplateResult {
  const row = (choice: Choice, icon: IconName, words: string): TemplateResult | typeof nothing =>
    now[choice] === null
      ? nothing
      : html`<button class="btn quiet" data-testid="choice-${choice}" aria-pressed=${now[choice]} @click=${() => choose(choice)}>
          <ns-icon name=${icon}></ns-icon><span>${words}</span>${now[choice] ? html`<ns-icon name="check"></ns-icon>` : nothing}
        </button>`;
  return html`<div class="menu" role="group" aria-label=${t("Cách xem")} data-testid="reader-menu" @keydown=${(event: KeyboardEvent) => event.key === "Escape" && close()}>
    ${row("single", "doc", t("Từng trang một"))} ${row("night", "moon", t("Nền tối"))} ${row("beside", "split", t("Hai tài liệu cạnh nhau"))}
    ${row("full", "screen", t("Toàn màn hình"))}
    <p class="small muted keys">${t("Bàn phím: ← → lật trang, + − cỡ chữ, g đến trang, / tìm, m mục lục, s từng trang, n nền tối, f toàn màn hình")}</p>
  </div>`;
}
