/** A screen that is pinned to the open item: its title, who presents it, who speaks and for how long. */
import { html, nothing, type TemplateResult } from "lit";
import { clockTime } from "@shared/format";
import { t } from "@shared/i18n";
import { placeWords } from "@shared/outline";
import type { Item, MeetingState } from "@shared/protocol";
import { asksWords, floorQuestion, floorWords } from "@shared/questions";
import { itemSpent } from "@shared/times";
import { timerFace } from "@shared/turn";
import { header, wallClock } from "./frame";

/** Longer titles stand in smaller letters. */
const LONG = 70;
const VERY_LONG = 160;

export interface ItemModel {
  readonly meeting: MeetingState;
  readonly item: Item;
  readonly now: number;
  /** The line is lost: the timer cannot be trusted. */
  readonly lost: boolean;
}

function timeWords(item: Item, now: number): string {
  const spent = Math.floor(itemSpent(item, now) / 60);
  return item.planned_minutes > 0 ? t("Đã %(spent)s phút, dự kiến %(planned)s phút", { spent, planned: item.planned_minutes }) : t("Đã %(spent)s phút", { spent });
}

function speaker({ meeting, now, lost }: ItemModel): TemplateResult | typeof nothing {
  const { floor } = meeting;
  if (!floor) return nothing;
  const face = timerFace(floor, now);
  const asked = floorQuestion(meeting);
  return html`<section class="card k-speaks" data-testid="item-speaker">
    <p class="grow"><span class="muted">${floorWords(floor) || t("Đang phát biểu")}</span><strong class="cut">${floor.name}</strong>${floor.detail ? html`<span class="cut">${floor.detail}</span>` : nothing}${asked ? html`<span class="cut" data-testid="asked">${asksWords(asked)}: ${asked.subject}</span>` : nothing}</p>
    <p class="k-speaks-left ${lost ? "" : face.tone}" role="timer"><b>${lost ? "--:--" : face.figures}</b><span>${face.icon ? html`<ns-icon name=${face.icon}></ns-icon>` : nothing}${face.words}</span></p>
  </section>`;
}

export function itemView(model: ItemModel): TemplateResult {
  const { meeting, item, now } = model;
  const size = item.title.length > VERY_LONG ? "longest" : item.title.length > LONG ? "long" : "";
  const { break_until: until } = meeting.meeting;
  return html`<div class="k-page" data-testid="pinned-item">
    ${header({ title: html`<span class="muted">${meeting.meeting.title}</span>`, right: wallClock(now), meeting: meeting.meeting })}
    <main class="k-one">
      <p class="k-one-place">${placeWords(meeting.items, item)}</p>
      <h1 class=${size}>${item.title}</h1>
      <p class="k-one-facts">
        ${item.presenter ? html`<span><ns-icon name="user"></ns-icon>${t("Trình bày: %(name)s", { name: item.presenter })}</span>` : nothing}
        <span><ns-icon name="clock"></ns-icon>${timeWords(item, now)}</span>
        ${until ? html`<span><ns-icon name="coffee"></ns-icon>${t("Giải lao đến %(time)s", { time: clockTime(until) })}</span>` : nothing}
      </p>
      ${speaker(model)}
    </main>
  </div>`;
}
