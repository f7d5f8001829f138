/** The dialog in which the secretary notes of one person: came, came back, moved, left, absent with a reason. */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { isLate } from "@features/roll/model";
import "@shared/kit/dialog";
import { clockTime } from "@shared/format";
import { t } from "@shared/i18n";
import { UNEXCUSED } from "@shared/quorum";
import { LightElement } from "@shared/kit/light";
import type { Absence, Attendee, Command, Ground, Room } from "@shared/protocol";

/** What is known of somebody's attendance, in words. */
export function attendanceWords(person: Attendee, absence: Absence | null, openedAt: string | null): string {
  const { checked_in_at: came, left_at: left } = person;
  const arrival = came === null ? "" : isLate(person, openedAt) ? t("đến muộn %(time)s", { time: clockTime(came) }) : t("đến %(time)s", { time: clockTime(came) });
  const parts = [arrival, left === null ? "" : t("về %(time)s", { time: clockTime(left) }), absence && absence.ground !== UNEXCUSED && !person.present ? [absence.words, absence.reason].filter(Boolean).join(": ") : ""];
  return parts.filter(Boolean).join(" · ");
}

/** `<ns-attend .person .rooms .grounds .absence>`: fires `act` (CustomEvent<Command>) and `close`. */
@customElement("ns-attend")
export class NsAttend extends LightElement {
  @property({ attribute: false }) person!: Attendee;
  @property({ attribute: false }) rooms: readonly Room[] = [];
  @property({ attribute: false }) grounds: readonly Ground[] = [];
  @property({ attribute: false }) absence: Absence | null = null;
  @property({ attribute: false }) openedAt: string | null = null;
  @property({ type: Boolean }) waiting = false;
  @state() private room: string | null = null;
  @state() private ground: string | null = null;

  protected override render(): TemplateResult {
    const { person } = this;
    const known = attendanceWords(person, this.absence, this.openedAt);
    return html`<ns-dialog open data-testid="attend-dialog" .heading=${t("Điểm danh: %(name)s", { name: person.name })} @close=${() => this.dispatchEvent(new Event("close"))}>
      <div class="stack"><p class="muted">${[person.present ? t("Có mặt") : person.checked_in_at ? t("Đã rời họp") : t("Chưa đến"), known].filter(Boolean).join(" · ")}</p>
      ${this.#place()} ${person.present ? nothing : this.#reason()}</div>
      ${person.present
        ? html`<button slot="actions" class="btn danger" data-testid="mark-left" ?disabled=${this.waiting} @click=${() => this.#act({ name: "mark_attendance", person_id: person.person_id, present: false, room_id: null })}>
            <ns-icon name="exit"></ns-icon>${t("Ghi rời họp")}</button>`
        : nothing}
      <button slot="actions" class="btn primary" data-testid="mark-present" ?disabled=${this.waiting || (person.present && this.#room === (person.room_id ?? ""))} @click=${() => this.#came()}>
        <ns-icon name="check"></ns-icon>${person.present ? t("Ghi đổi chỗ") : person.checked_in_at ? t("Ghi trở lại") : t("Ghi có mặt")}</button>
    </ns-dialog>`;
  }

  /** Chosen room; at first where the person sits or sat, for who was never there the main room. Empty: remote. */
  get #room(): string {
    const first = this.person.checked_in_at ? (this.person.room_id ?? "") : (this.rooms.find((room) => room.main)?.id ?? "");
    return this.room ?? first;
  }

  #place(): TemplateResult {
    return html`<div class="field"><label for="attend-room">${t("Nơi dự")}</label>
      <select id="attend-room" class="input" data-testid="attend-room" @change=${(event: Event) => (this.room = (event.target as HTMLSelectElement).value)}>
        ${this.rooms.map((room) => html`<option value=${room.id} ?selected=${room.id === this.#room}>${room.name}</option>`)}
        <option value="" ?selected=${this.#room === ""}>${t("Từ xa")}</option>
      </select></div>`;
  }

  #reason(): TemplateResult | typeof nothing {
    if (this.grounds.length === 0) return nothing;
    const chosen = this.ground ?? this.absence?.ground ?? "";
    return html`<div class="field"><label for="attend-ground">${t("Lý do vắng")}</label>
      <select id="attend-ground" class="input" data-testid="attend-ground" @change=${(event: Event) => (this.ground = (event.target as HTMLSelectElement).value)}>
        <option value="" ?selected=${chosen === ""}>${t("Không có lý do được ghi")}</option>
        ${this.grounds.map(({ code, words }) => html`<option value=${code} ?selected=${code === chosen}>${words}</option>`)}
      </select>
      <span class="hint">${t("Chỉ thư ký, chủ trì và người kiểm tra thấy lý do. Diện nào được trừ khỏi túc số là do quy chế của cơ quan.")}</span>
      <button class="btn" data-testid="note-absence" ?disabled=${this.waiting || chosen === (this.absence?.ground ?? "")}
        @click=${() => this.#act({ name: "note_absence", person_id: this.person.person_id, ground: chosen || null })}>${t("Ghi lý do vắng")}</button></div>`;
  }

  #came(): void {
    this.#act({ name: "mark_attendance", person_id: this.person.person_id, present: true, room_id: this.#room || null });
  }

  #act(command: Command): void {
    this.dispatchEvent(new CustomEvent("act", { detail: command }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "ns-attend": NsAttend;
  }
}
