/** The board by room: who is checked in by name beside how many people were counted there. */
import { html, nothing, type TemplateResult } from "lit";
import { guard } from "lit/directives/guard.js";
import { repeat } from "lit/directives/repeat.js";
import { clockTime } from "@shared/format";
import { t } from "@shared/i18n";
import { difference, type RoomRow } from "./model";

export interface RoomsModel {
  readonly rows: readonly RoomRow[];
  readonly waiting: boolean;
  /** Null: this page may not count. */
  readonly onCount: ((room: string, people: number) => void) | null;
}

function mark(row: RoomRow): TemplateResult {
  const more = difference(row);
  if (more === null) return html`<span class="chip"><ns-icon name="clock"></ns-icon>${t("Chưa đếm")}</span>`;
  if (more === 0) return html`<span class="chip good"><ns-icon name="check"></ns-icon>${t("Khớp")}</span>`;
  const words = more > 0 ? t("Đếm nhiều hơn %(n)s", { n: more }) : t("Đếm ít hơn %(n)s", { n: -more });
  return html`<span class="chip warn" data-testid="different"><ns-icon name="alert"></ns-icon>${words}</span>`;
}

function countForm(row: RoomRow, { waiting, onCount }: RoomsModel): TemplateResult {
  const enter = (event: SubmitEvent): void => {
    event.preventDefault();
    const field = (event.currentTarget as HTMLFormElement).elements.namedItem("people") as HTMLInputElement;
    if (field.value !== "" && field.checkValidity()) onCount?.(row.room.id, field.valueAsNumber);
  };
  return html`<form class="r-count" @submit=${enter}>
    <input class="input" type="number" inputmode="numeric" name="people" min="0" max="100000" step="1" required autocomplete="off" data-testid="heads"
      aria-label=${t("Số người tại %(room)s", { room: row.room.name })} .value=${row.count ? String(row.count.people) : ""} />
    <button class="btn quiet" data-testid="count-room" aria-label=${row.count ? t("Sửa số người tại %(room)s", { room: row.room.name }) : t("Ghi số người tại %(room)s", { room: row.room.name })} ?disabled=${waiting}>${row.count ? t("Sửa số") : t("Ghi số")}</button>
  </form>`;
}

function roomRow(row: RoomRow, model: RoomsModel): TemplateResult {
  const { room, count, named } = row;
  return html`<tr data-testid="room" data-room=${room.id}>
    <th scope="row"><strong>${room.name}</strong>${room.unit && !room.name.includes(room.unit) ? html`<span class="small muted">${room.unit}</span>` : nothing}</th>
    <td class="r-n" data-testid="named">${named}</td>
    <td class="r-n">${model.onCount ? countForm(row, model) : html`<span data-testid="heads">${count?.people ?? "–"}</span>`}</td>
    <td>${mark(row)}</td>
    <td class="small muted">${count ? t("%(name)s, %(time)s", { name: count.by, time: clockTime(count.at) }) : nothing}</td>
  </tr>`;
}

export function roomsPart(model: RoomsModel): TemplateResult {
  return html`<div class="c-scroll r-body" tabindex="0" role="group" aria-label=${t("Điểm danh theo điểm cầu")}><table class="r-rooms">
    <thead><tr><th scope="col">${t("Điểm cầu")}</th><th scope="col" class="r-n">${t("Điểm danh theo tên")}</th><th scope="col" class="r-n">${t("Số người đếm được")}</th><th scope="col">${t("So sánh")}</th><th scope="col">${t("Người ghi")}</th></tr></thead>
    <tbody>${repeat(model.rows, ({ room }) => room.id, (row) => guard([row.room, row.named, row.count, model.waiting, model.onCount === null], () => roomRow(row, model)))}</tbody></table>
    ${model.rows.length === 0 ? html`<p class="c-empty">${t("Không có điểm cầu nào như vậy.")}</p>` : nothing}</div>`;
}
