/** «Bảng điểm danh»: who is there, by unit and by room. The secretary notes in it, the chair reads. */
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import "@shared/kit/dialog";
import { t } from "@shared/i18n";
import { LightElement } from "@shared/kit/light";
import type { Absence, Attendee, Branch, Command, MeetingState } from "@shared/protocol";
import { difference, filteredRooms, roomRows, rowsOf, totalOf, treeOf, usualRoom, type Node, type RoomFilter, type RoomRow, type UnitFilter } from "./model";
import { roomsPart } from "./rooms";
import { unitsPart, type Marking } from "./units";

/** `<ns-roll .meeting .branches .absences ?marks ?counts ?waiting>`: fires `act` (Command), `attend` (Attendee), `close`. */
@customElement("ns-roll")
export class NsRoll extends LightElement {
  @property({ attribute: false }) meeting!: MeetingState;
  @property({ attribute: false }) branches: readonly Branch[] = [];
  @property({ attribute: false }) absences: readonly Absence[] = [];
  /** This page may note who is there. */
  @property({ type: Boolean }) marks = false;
  /** This page may enter head counts. */
  @property({ type: Boolean }) counts = false;
  @property({ type: Boolean }) waiting = false;
  @state() private view: "units" | "rooms" = "units";
  @state() private search = "";
  @state() private unitFilter: UnitFilter = "all";
  @state() private roomFilter: RoomFilter = "all";
  /** Null: nothing was opened or closed yet, the top is open. */
  @state() private open: ReadonlySet<string> | null = null;
  @state() private active: string | null = null;
  /** Unit whose whole branch is about to be noted. */
  @state() private marked: string | null = null;
  @state() private room: string | null = null;
  #tree: readonly Node[] = [];

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("meeting") || changed.has("branches") || changed.has("absences")) this.#tree = treeOf(this.meeting, this.branches, this.absences);
  }

  protected override render(): TemplateResult {
    const rooms = roomRows(this.meeting);
    return html`<section class="r-board" aria-labelledby="r-title" data-testid="roll">
      <div class="panel-head"><h2 id="r-title">${t("Bảng điểm danh")}</h2>
        ${this.#tab("units", t("Theo đơn vị"))} ${this.#tab("rooms", t("Theo điểm cầu"))}
        <span class="grow"></span>
        <button class="btn" data-testid="roll-close" @click=${() => this.dispatchEvent(new Event("close"))}><ns-icon name="x"></ns-icon>${t("Đóng bảng")}</button></div>
      <div class="s-tools r-tools">
        <label class="s-search"><span class="sr">${t("Tìm người, đơn vị, điểm cầu")}</span><input class="input" type="search" autocomplete="off" data-testid="roll-search"
          placeholder=${this.view === "units" ? t("Tìm người hoặc đơn vị") : t("Tìm điểm cầu")} .value=${this.search} @input=${(event: Event) => (this.search = (event.target as HTMLInputElement).value)} /></label>
        ${this.view === "units" ? this.#unitTools() : this.#roomTools(rooms)}
      </div>
      ${this.view === "units" ? this.#units() : roomsPart({ rows: filteredRooms(rooms, this.roomFilter, this.search), waiting: this.waiting, onCount: this.counts ? (room_id, people) => this.#act({ name: "count_room", room_id, people }) : null })}
      ${this.#branchDialog()}
    </section>`;
  }

  #tab(part: "units" | "rooms", words: string): TemplateResult {
    return html`<button class="btn quiet" data-testid="roll-${part}" aria-pressed=${this.view === part ? "true" : "false"} @click=${() => (this.view = part)}>${words}</button>`;
  }

  #filter(name: string, chosen: boolean, words: string, choose: () => void): TemplateResult {
    return html`<button class="btn quiet" data-testid="filter-${name}" aria-pressed=${chosen ? "true" : "false"} @click=${choose}>${words}</button>`;
  }

  #unitTools(): TemplateResult {
    const { waiting } = totalOf(this.#tree);
    return html`<div class="row" role="group" aria-label=${t("Lọc")}>
        ${this.#filter("all", this.unitFilter === "all", t("Tất cả"), () => (this.unitFilter = "all"))}
        ${this.#filter("waiting", this.unitFilter === "waiting", t("Chưa đến: %(n)s", { n: waiting }), () => (this.unitFilter = "waiting"))}</div>
      ${this.marks ? html`<p class="small muted r-keys">${t("Phím mũi tên: đi trong bảng · Cách: ghi có mặt · Enter: cả đoàn hoặc ghi chi tiết")}</p>` : nothing}`;
  }

  #roomTools(rows: readonly RoomRow[]): TemplateResult {
    const counted = rows.filter(({ count }) => count !== null);
    const different = rows.filter((row) => Boolean(difference(row))).length;
    const heads = counted.reduce((all, { count }) => all + (count?.people ?? 0), 0);
    const named = rows.reduce((all, row) => all + row.named, 0);
    return html`<div class="row" role="group" aria-label=${t("Lọc")}>
        ${this.#filter("all", this.roomFilter === "all", t("Tất cả"), () => (this.roomFilter = "all"))}
        ${this.#filter("different", this.roomFilter === "different", t("Lệch: %(n)s", { n: different }), () => (this.roomFilter = "different"))}
        ${this.#filter("uncounted", this.roomFilter === "uncounted", t("Chưa đếm: %(n)s", { n: rows.length - counted.length }), () => (this.roomFilter = "uncounted"))}</div>
      <p data-testid="heads-total"><strong class="s-big">${heads}</strong> ${t("người đếm được tại %(counted)s trong %(all)s điểm cầu; điểm danh theo tên tại phòng: %(named)s", { counted: counted.length, all: rows.length, named })}
        <span class="small muted r-note">${t("Số đếm để tham khảo, không tính vào túc số.")}</span></p>`;
  }

  #units(): TemplateResult {
    const open = this.open ?? new Set(this.#tree.map(({ id }) => id));
    const rows = rowsOf(this.#tree, open, this.unitFilter, this.search, this.absences);
    const active = rows.some(({ key }) => key === this.active) ? this.active : (rows[0]?.key ?? null);
    return unitsPart({
      meeting: this.meeting,
      absences: this.absences,
      rows,
      total: totalOf(this.#tree),
      active,
      waiting: this.waiting,
      marking: this.marks ? this.#marking : null,
      onActive: (key) => (this.active = key),
      onOpen: (unit, opened) => (this.open = new Set(opened ? [...open, unit] : [...open].filter((id) => id !== unit))),
    });
  }

  readonly #marking: Marking = {
    here: (person) => {
      if (!this.waiting) this.#act({ name: "mark_attendance", person_id: person.person_id, present: true, room_id: usualRoom(this.meeting.rooms, person.unit)?.id ?? null });
    },
    note: (person: Attendee) => this.dispatchEvent(new CustomEvent("attend", { detail: person })),
    branch: (node) => {
      this.marked = node.id;
      this.room = usualRoom(this.meeting.rooms, node.name)?.id ?? null;
    },
  };

  #branchDialog(): TemplateResult {
    const find = (nodes: readonly Node[]): Node | null => nodes.reduce<Node | null>((found, node) => found ?? (node.id === this.marked ? node : find(node.children)), null);
    const node = this.marked === null ? null : find(this.#tree);
    const { waiting = 0, called = 0 } = node?.tally ?? {};
    return html`<ns-dialog data-testid="branch-dialog" .heading=${node ? t("Cả đoàn có mặt: %(name)s?", { name: node.name }) : ""} .open=${node !== null} @close=${() => (this.marked = null)}>
      <div class="stack"><ul class="c-points"><li>${t("Ghi có mặt %(n)s người chưa điểm danh.", { n: waiting })}</li>
        <li>${called > waiting ? t("Giữ nguyên %(n)s người đã ghi trước đó (có mặt, rời họp hoặc vắng).", { n: called - waiting }) : t("Chưa ai trong đoàn được ghi trước đó.")}</li></ul>
      <div class="field"><label for="branch-room">${t("Nơi dự")}</label><select id="branch-room" class="input" data-testid="branch-room" @change=${(event: Event) => (this.room = (event.target as HTMLSelectElement).value || null)}>
        ${this.meeting.rooms.map(({ id, name }) => html`<option value=${id} ?selected=${id === this.room}>${name}</option>`)}
        <option value="" ?selected=${this.room === null}>${t("Từ xa")}</option></select></div></div>
      <button slot="actions" class="btn" @click=${() => (this.marked = null)}>${t("Chưa, quay lại")}</button>
      <button slot="actions" class="btn primary" data-testid="branch-yes" ?disabled=${this.waiting || waiting === 0} @click=${() => this.#markBranch()}><ns-icon name="check"></ns-icon>${t("Ghi %(n)s người có mặt", { n: waiting })}</button>
    </ns-dialog>`;
  }

  #markBranch(): void {
    if (this.marked !== null) this.#act({ name: "mark_branch", unit_id: this.marked, room_id: this.room });
    this.marked = null;
  }

  #act(command: Command): void {
    this.dispatchEvent(new CustomEvent("act", { detail: command }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "ns-roll": NsRoll;
  }
}
