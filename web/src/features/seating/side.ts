/** Right column: the chosen seat, and the people with and without seats. */
import { html, nothing, type TemplateResult } from "lit";
import { t } from "@shared/i18n";
import type { DeskPerson, SeatingAct, SeatingDesk } from "@shared/protocol";
import { seatWords } from "@shared/seating/seats";
import { elsewhere, found, freeSeats, sitter, waiting } from "./model";

export type Part = "waiting" | "away" | "all";

/** A shorter list needs no search. */
const FEW = 6;

export interface SideModel {
  /** Of the page: what is printed lies below it. */
  readonly address: string;
  readonly desk: SeatingDesk;
  readonly chosen: string | null;
  readonly carried: string | null;
  readonly part: Part;
  readonly search: string;
  readonly busy: boolean;
  onPart(part: Part): void;
  onSearch(text: string): void;
  onCarry(person: DeskPerson): void;
  onGrab(person: DeskPerson, at: { readonly x: number; readonly y: number }): void;
  onAct(act: SeatingAct, words: string): void;
}

function about(person: DeskPerson): string {
  return [person.title, person.unit].filter(Boolean).join(", ");
}

function seated({ busy, onCarry, onAct }: SideModel, person: DeskPerson): TemplateResult {
  const { person_id, name, pinned } = person;
  return html`<div><p class="strong">${name}</p><p class="small muted">${about(person)}</p>
      ${person.away ? html`<p class="small warn"><ns-icon name="alert"></ns-icon> ${person.away}</p>` : nothing}</div>
    <div class="acts">
      <button class="btn" data-testid="carry" ?disabled=${busy} @click=${() => onCarry(person)}>${t("Chuyển ghế")}</button>
      <button class="btn" data-testid="pin" aria-pressed=${pinned ? "true" : "false"} ?disabled=${busy} @click=${() => onAct({ name: "pin_guest", person_id, pinned: !pinned }, pinned ? t("Đã bỏ ghim.") : t("Đã ghim."))}>${pinned ? t("Bỏ ghim") : t("Ghim")}</button>
      <button class="btn" data-testid="unseat" ?disabled=${busy} @click=${() => onAct({ name: "move_guest", person_id, seat: null }, t("%(name)s đã rời ghế.", { name }))}>${t("Rời ghế")}</button>
    </div>`;
}

function empty({ desk, busy, onAct }: SideModel, seat: string): TemplateResult {
  const held = desk.held.includes(seat);
  return html`<p class="muted">${held ? t("Giữ trống: xếp tự động không dùng ghế này.") : t("Ghế trống.")}</p>
    <div class="acts"><button class="btn" data-testid="hold" aria-pressed=${held ? "true" : "false"} ?disabled=${busy}
      @click=${() => onAct({ name: "hold_seat", seat, held: !held }, held ? t("Ghế dùng lại được.") : t("Ghế được giữ trống."))}>
      <ns-icon name="lock"></ns-icon>${held ? t("Dùng lại ghế này") : t("Giữ trống")}</button></div>`;
}

function chosenSeat(model: SideModel): TemplateResult {
  const { desk, chosen } = model;
  const known = desk.hall?.seats.some(({ id }) => id === chosen);
  if (chosen === null || !known) return html`<p class="muted">${t("Chọn một ghế để xem và sửa. Kéo người từ ghế này sang ghế khác, hoặc nhấn Enter trên ghế.")}</p>`;
  const person = sitter(desk, chosen);
  const acts = desk.closed ? (person ? html`<p class="strong">${person.name}</p><p class="small muted">${about(person)}</p>` : nothing) : person ? seated(model, person) : empty(model, chosen);
  return html`<h2 data-testid="chosen-seat">${seatWords(chosen)}</h2>${acts}`;
}

function row(model: SideModel, person: DeskPerson): TemplateResult {
  const { desk, busy, carried, onAct, onCarry, onGrab } = model;
  const { person_id, name, seat } = person;
  const grab = (event: PointerEvent): void => {
    if (event.pointerType !== "touch" && event.button === 0 && !(event.target as Element).closest("button")) onGrab(person, { x: event.clientX, y: event.clientY });
  };
  const place = (stays: DeskPerson["stays"], words: string, said: string): TemplateResult =>
    html`<button class="btn quiet" data-testid="place-${stays}" ?disabled=${busy} aria-label="${words}: ${name}" @click=${() => onAct({ name: "place_guest", person_id, stays }, said)}>${words}</button>`;
  const tools = desk.closed
    ? nothing
    : person.away !== ""
      ? place("here", t("Ngồi ở đây"), t("%(name)s ngồi ở hội trường này.", { name }))
      : seat === null
        ? html`<button class="btn quiet" data-testid="carry-person" aria-pressed=${carried === person_id ? "true" : "false"} aria-label=${t("Xếp ghế cho %(name)s", { name })} @click=${() => onCarry(person)}>${t("Xếp ghế")}</button>
            ${place("away", t("Dự nơi khác"), t("%(name)s dự nơi khác.", { name }))}`
        : nothing;
  return html`<li class=${desk.closed ? "" : "drag"} data-testid="seating-person" @pointerdown=${desk.closed ? nothing : grab}>
    <span class="grow"><strong>${name}</strong><span class="small muted">${about(person)}</span>
      ${person.away ? html`<span class="small muted">${person.away}</span>` : nothing}
      ${seat ? html`<span class="small">${seatWords(seat)}${person.pinned ? ` · ${t("đã ghim")}` : ""}</span>` : nothing}</span>
    <span class="row-tools">${tools}</span></li>`;
}

export function renderSide(model: SideModel): TemplateResult {
  const { desk, part, search, onPart, onSearch } = model;
  const lists: Readonly<Record<Part, readonly DeskPerson[]>> = { waiting: waiting(desk), away: elsewhere(desk), all: desk.people };
  const names: Readonly<Record<Part, string>> = { waiting: t("Chưa có ghế"), away: t("Dự nơi khác"), all: t("Tất cả") };
  const shown = lists[part].length < FEW ? lists[part] : found(lists[part], search);
  const none: Readonly<Record<Part, string>> = {
    waiting: t("Mọi người dự ở đây đã có ghế."),
    away: t("Không có ai dự nơi khác."),
    all: t("Chưa mời ai."),
  };
  const free = freeSeats(desk);
  return html`<aside class="side">
    <section class="card pad stack chosen" aria-label=${t("Ghế đang chọn")}>${chosenSeat(model)}</section>
    <section class="card people" aria-label=${t("Người dự")}>
      <div class="parts" role="group" aria-label=${t("Danh sách")}>${(["waiting", "away", "all"] as const).map(
        (name) => html`<button class="btn quiet" data-testid="list-${name}" aria-pressed=${part === name ? "true" : "false"} @click=${() => onPart(name)}>${names[name]} <span class="muted">${lists[name].length}</span></button>`,
      )}</div>
      ${lists[part].length < FEW ? nothing : html`<label class="search"><span class="sr">${t("Tìm người")}</span><input class="input" type="search" autocomplete="off" placeholder=${t("Tìm người")} .value=${search} @input=${(event: Event) => onSearch((event.target as HTMLInputElement).value)} /></label>`}
      <ul class="list" tabindex="0" aria-label=${names[part]}>${shown.map((person) => row(model, person))}
        ${shown.length === 0 ? html`<li class="muted">${search ? t("Không thấy ai có tên như vậy.") : none[part]}</li>` : nothing}</ul>
      <details class="free" data-testid="prints"><summary>${t("In")}</summary><p class="acts">
        <a class="btn" href="${model.address}so-do.pdf?kho=a3" download data-testid="plan-a3"><ns-icon name="download"></ns-icon>${t("Sơ đồ A3")}</a>
        <a class="btn" href="${model.address}so-do.pdf?kho=a4" download data-testid="plan-a4"><ns-icon name="download"></ns-icon>${t("Sơ đồ A4")}</a>
        <a class="btn" href="${model.address}bien-ten.pdf" download data-testid="plates"><ns-icon name="download"></ns-icon>${t("Biển tên")}</a></p></details>
      <details class="free"><summary>${t("Ghế trống: %(count)s", { count: free.length })}</summary><p class="small">${free.map(seatWords).join("; ")}</p></details>
    </section>
  </aside>`;
}
