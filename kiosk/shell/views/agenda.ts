/** A screen that is pinned to the agenda: what is done, what is open, when the rest should begin. */
import { html, nothing, type TemplateResult } from "lit";
import { clockTime } from "@shared/format";
import { t } from "@shared/i18n";
import { itemLabel, outcomeWords } from "@shared/outline";
import type { Item, MeetingState } from "@shared/protocol";
import { schedule } from "@shared/times";
import type { CodePoller } from "../codes";
import { codeCard } from "./code";
import { header, wallClock } from "./frame";

/** As many items as can be read from the last row. */
export const ROWS = 7;

/** The stretch of a long agenda that is shown: the open item, else the first that waits, with one before it. */
export function shownItems(items: readonly Item[], rows = ROWS): { readonly first: number; readonly items: readonly Item[] } {
  const open = items.findIndex(({ status }) => status === "open");
  const waits = items.findIndex(({ status }) => status === "waiting");
  const at = open >= 0 ? open : waits >= 0 ? waits : items.length - 1;
  const first = Math.max(0, Math.min(at - 1, items.length - rows));
  return { first, items: items.slice(first, first + rows) };
}

function state(item: Item, expected: number): TemplateResult {
  if (item.status === "open") return html`<span class="k-state now"><ns-icon name="play"></ns-icon>${t("Đang bàn")}</span>`;
  if (item.outcome !== null) return html`<span class="k-state"><ns-icon name="minus"></ns-icon>${outcomeWords(item.outcome)}</span>`;
  if (item.status === "done") return html`<span class="k-state"><ns-icon name="check"></ns-icon>${t("Đã xong")}</span>`;
  return html`<span class="k-state"><ns-icon name="clock"></ns-icon>${clockTime(expected)}</span>`;
}

export interface AgendaModel {
  readonly meeting: MeetingState;
  readonly codes: Pick<CodePoller, "code" | "lost">;
  readonly now: number;
}

export function agendaView({ meeting, codes, now }: AgendaModel): TemplateResult {
  const slots = schedule(meeting, now);
  const card = codeCard(codes);
  const { first, items } = shownItems(meeting.items);
  const after = meeting.items.length - first - items.length;
  return html`<div class="k-page" data-testid="pinned-agenda">
    ${header({ title: html`<strong>${t("Chương trình")}</strong> <span class="muted">${meeting.meeting.title}</span>`, right: wallClock(now), meeting: meeting.meeting })}
    <main class="k-program ${card === nothing ? "" : "coded"}">
      <ol>
        ${items.map(
          (item, index) => html`<li class=${item.status} style="--level:${Math.min(item.level, 3)}" aria-current=${item.status === "open" ? "step" : "false"}>
            <b>${itemLabel(item)}</b><span class="k-title">${item.title}</span>${state(item, slots[first + index]?.expected ?? now)}
          </li>`,
        )}
      </ol>
      ${first > 0 || after > 0
        ? html`<p class="muted">${[first > 0 ? t("%(count)s mục trước đó", { count: first }) : "", after > 0 ? t("và %(more)s mục nữa", { more: after }) : ""].filter(Boolean).join(" · ")}</p>`
        : nothing}
      ${card}
    </main>
  </div>`;
}
