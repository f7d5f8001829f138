/** The agenda while the sitting runs: what each item took, when the next ones should begin, and items that are not discussed. */
import { html, nothing, type TemplateResult } from "lit";
import { clockTime } from "@shared/format";
import { t } from "@shared/i18n";
import type { Item, MeetingState, SettleItem } from "@shared/protocol";
import { itemSpent, schedule, type Slot } from "@shared/times";

export type Outcome = SettleItem["outcome"];

const OUTCOMES: Readonly<Record<Outcome, () => string>> = {
  postponed: () => t("Hoãn sang phiên sau"),
  withdrawn: () => t("Rút khỏi chương trình"),
  read: () => t("Coi như đã trình bày"),
};

/** How an item ended when it was not discussed to its end. */
export function outcomeWords(outcome: Outcome): string {
  return OUTCOMES[outcome]();
}

/** `chậm 12 phút`, `sớm 5 phút`; empty within two minutes. */
export function latenessWords(minutes: number): string {
  if (Math.abs(minutes) < 2) return "";
  return minutes > 0 ? t("chậm %(minutes)s phút", { minutes }) : t("sớm %(minutes)s phút", { minutes: -minutes });
}

function stateWords(item: Item, slot: Slot, now: number): string {
  const spent = t("%(minutes)s phút", { minutes: Math.round(itemSpent(item, now) / 60) });
  if (item.outcome !== null) return outcomeWords(item.outcome);
  if (item.status === "done") return t("xong, %(spent)s", { spent });
  if (item.status === "open") return t("đang bàn, đã %(spent)s", { spent });
  return t("khoảng %(time)s", { time: clockTime(slot.expected) });
}

export function agendaDialog(parts: {
  readonly meeting: MeetingState;
  readonly open: boolean;
  readonly now: number;
  readonly may: boolean;
  readonly wait: boolean;
  onSettle(item: Item, outcome: Outcome): void;
  onClose(): void;
}): TemplateResult {
  const { meeting, open, now, wait } = parts;
  const slots = open ? schedule(meeting, now) : [];
  const choose = (item: Item) => (event: Event): void => {
    const select = event.target as HTMLSelectElement;
    if (select.value) parts.onSettle(item, select.value as Outcome);
    select.value = "";
  };
  const row = (item: Item, slot: Slot): TemplateResult => html`<li data-testid="agenda-item">
    <span class="n">${item.number}</span>
    <span><strong>${item.title}</strong>
      <span class="small muted">${t("dự kiến %(time)s, %(planned)s phút", { time: clockTime(slot.planned), planned: item.planned_minutes })} · ${stateWords(item, slot, now)}</span></span>
    ${parts.may && item.status !== "done"
      ? html`<label><span class="sr">${t("Không bàn mục %(number)s", { number: item.number })}</span>
          <select class="input" data-testid="settle" ?disabled=${wait} @change=${choose(item)}>
            <option value="">${t("Không bàn…")}</option>
            ${Object.entries(OUTCOMES).map(([outcome, words]) => html`<option value=${outcome}>${words()}</option>`)}
          </select></label>`
      : nothing}</li>`;
  return html`<ns-dialog data-testid="agenda-dialog" wide .heading=${t("Chương trình")} .open=${open} @close=${parts.onClose}>
    ${open
      ? html`<ol class="c-agenda c-scroll" tabindex="0">${meeting.items.map((item, index) => {
          const slot = slots[index];
          return slot ? row(item, slot) : nothing;
        })}</ol>`
      : nothing}
  </ns-dialog>`;
}
