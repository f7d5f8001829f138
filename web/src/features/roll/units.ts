/** The board by unit: a treegrid that is walked with the arrow keys (WAI-ARIA, treegrid pattern). */
import { html, nothing, type TemplateResult } from "lit";
import { guard } from "lit/directives/guard.js";
import { repeat } from "lit/directives/repeat.js";
import { clockTime } from "@shared/format";
import { t } from "@shared/i18n";
import type { IconName } from "@shared/kit/icons";
import type { Absence, Attendee, MeetingState } from "@shared/protocol";
import { lateAfter } from "@shared/sessions";
import { isLate, standingOf, stepTo, type Node, type Row, type Standing, type Tally } from "./model";

export interface UnitsModel {
  readonly meeting: MeetingState;
  readonly absences: readonly Absence[];
  readonly rows: readonly Row[];
  readonly total: Tally;
  /** Key of the row that the Tab key reaches. */
  readonly active: string | null;
  readonly waiting: boolean;
  /** Null: this page only reads. */
  readonly marking: Marking | null;
  onActive(key: string): void;
  onOpen(unit: string, open: boolean): void;
}

export interface Marking {
  /** Note at once that somebody is there, at his usual place. */
  here(person: Attendee): void;
  /** Open the dialog for everything else. */
  note(person: Attendee): void;
  branch(node: Node): void;
}

const COLUMNS: readonly { readonly key: keyof Tally; readonly words: () => string }[] = [
  { key: "called", words: () => t("Triệu tập") },
  { key: "present", words: () => t("Có mặt") },
  { key: "room", words: () => t("Tại phòng") },
  { key: "remote", words: () => t("Từ xa") },
  { key: "late", words: () => t("Đến muộn") },
  { key: "left", words: () => t("Đã rời họp") },
  { key: "excused", words: () => t("Vắng có lý do") },
  { key: "unexcused", words: () => t("Vắng không lý do") },
  { key: "waiting", words: () => t("Chưa đến") },
];

function figures(tally: Tally): TemplateResult[] {
  return COLUMNS.map(({ key }) => html`<span role="gridcell" class="r-n ${tally[key] === 0 ? "muted" : ""} ${key === "waiting" && tally.waiting > 0 ? "strong warn" : ""}" data-figure=${key}>${tally[key]}</span>`);
}

const SAID: Readonly<Record<Standing, { readonly tone: string; readonly icon: IconName; readonly words: () => string }>> = {
  room: { tone: "good", icon: "check", words: () => t("Có mặt") },
  remote: { tone: "good", icon: "check", words: () => t("Có mặt từ xa") },
  left: { tone: "warn", icon: "exit", words: () => t("Đã rời họp") },
  excused: { tone: "", icon: "note", words: () => t("Vắng có lý do") },
  unexcused: { tone: "bad", icon: "alert", words: () => t("Vắng không lý do") },
  waiting: { tone: "", icon: "clock", words: () => t("Chưa đến") },
};

function personState(person: Attendee, { meeting, absences }: UnitsModel): TemplateResult {
  const absence = absences.find(({ person_id }) => person_id === person.person_id) ?? null;
  const standing = standingOf(person, absence);
  const late = person.present && isLate(person, lateAfter(meeting.meeting));
  const { tone, icon, words } = SAID[standing];
  const details = [
    standing === "room" ? meeting.rooms.find(({ id }) => id === person.room_id)?.name : "",
    person.checked_in_at ? t("đến %(time)s", { time: clockTime(person.checked_in_at) }) : "",
    person.left_at ? t("về %(time)s", { time: clockTime(person.left_at) }) : "",
    standing === "excused" ? [absence?.words, absence?.reason].filter(Boolean).join(": ") : "",
  ];
  return html`<span role="gridcell" class="r-state" aria-colspan=${COLUMNS.length}><span class="chip ${late ? "warn" : tone}"><ns-icon name=${late ? "clock" : icon}></ns-icon>${late ? t("Đến muộn") : words()}</span>
    <span class="small muted">${details.filter(Boolean).join(" · ")}</span></span>`;
}

function unitRow(row: Extract<Row, { kind: "unit" }>, model: UnitsModel): TemplateResult {
  const { node, level, open } = row;
  const { marking } = model;
  return html`<div role="row" class="r-row r-unit" data-testid="branch" data-key=${row.key} aria-level=${level} aria-expanded=${open ? "true" : "false"} tabindex=${model.active === row.key ? 0 : -1} style="--level:${level - 1}">
    <span role="rowheader" class="r-name" @click=${() => model.onOpen(node.id, !open)}><ns-icon class="r-twist" name=${open ? "down" : "right"}></ns-icon><strong>${node.name}</strong></span>
    ${figures(node.tally)}
    ${marking
      ? html`<span role="gridcell" class="r-do">${node.known && node.tally.waiting > 0
          ? html`<button class="btn quiet" tabindex="-1" data-testid="mark-branch" aria-label=${t("Cả đoàn có mặt: %(name)s", { name: node.name })} ?disabled=${model.waiting} @click=${() => marking.branch(node)}><ns-icon name="users"></ns-icon>${t("Cả đoàn có mặt")}</button>`
          : nothing}</span>`
      : nothing}
  </div>`;
}

function personRow(row: Extract<Row, { kind: "person" }>, model: UnitsModel): TemplateResult {
  const { person, level } = row;
  const { marking } = model;
  const waits = !person.present && person.checked_in_at === null;
  return html`<div role="row" class="r-row" data-testid="roll-person" data-key=${row.key} aria-level=${level} tabindex=${model.active === row.key ? 0 : -1} style="--level:${level - 1}">
    <span role="rowheader" class="r-name"><span>${person.name}</span><span class="small muted">${person.title}</span></span>
    ${personState(person, model)}
    ${marking
      ? html`<span role="gridcell" class="r-do">${waits
          ? html`<button class="btn quiet" tabindex="-1" data-testid="here" aria-label=${t("Ghi %(name)s có mặt", { name: person.name })} ?disabled=${model.waiting} @click=${() => marking.here(person)}><ns-icon name="check"></ns-icon>${t("Có mặt")}</button>`
          : nothing}
        <button class="btn quiet" tabindex="-1" data-testid="note" aria-label=${t("Ghi điểm danh %(name)s", { name: person.name })} @click=${() => marking.note(person)}><ns-icon name="note"></ns-icon>${t("Ghi")}</button></span>`
      : nothing}
  </div>`;
}

/** The row that left or right leads to; a unit is opened or closed first. Null: the key stays or is another. */
function sideways(key: string, row: Row, at: number, model: UnitsModel): number | null {
  const opens = key === "ArrowRight";
  if (!opens && key !== "ArrowLeft") return null;
  if (row.kind === "unit" && row.open !== opens) {
    model.onOpen(row.node.id, opens);
    return null;
  }
  if (!opens) return model.rows.findIndex(({ key: other }) => other === row.parent);
  return row.kind === "unit" ? Math.min(model.rows.length - 1, at + 1) : null;
}

const KEYS = new Set(["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "Home", "End", " ", "Enter"]);

/** Space and Enter act on the row; arrows open, close and walk. */
function onKey(event: KeyboardEvent, model: UnitsModel): void {
  const line = event.target as HTMLElement;
  const at = model.rows.findIndex(({ key }) => key === line.dataset["key"]);
  const row = model.rows[at];
  if (!row || event.ctrlKey || event.altKey || event.metaKey || !KEYS.has(event.key)) return;
  event.preventDefault();
  if (event.key === " " || event.key === "Enter") {
    actOn(row, event.key === "Enter", model);
    return;
  }
  const to = stepTo(model.rows, at, event.key) ?? sideways(event.key, row, at, model);
  const target = to === null ? undefined : model.rows[to];
  if (target) line.parentElement?.querySelector<HTMLElement>(`[data-key="${CSS.escape(target.key)}"]`)?.focus();
}

/** Enter on a unit: its whole branch; on a person: the dialog. Space: open or close the unit; somebody is there. */
function actOn(row: Row, enter: boolean, model: UnitsModel): void {
  const { marking } = model;
  if (row.kind === "unit") {
    if (enter && marking && row.node.known && row.node.tally.waiting > 0) marking.branch(row.node);
    else if (!enter) model.onOpen(row.node.id, !row.open);
  } else if (marking) {
    const waits = !row.person.present && row.person.checked_in_at === null;
    if (enter || !waits) marking.note(row.person);
    else marking.here(row.person);
  }
}

/** What a row shows, and the page that its buttons act on: a row in which nothing changed is not made again. */
function seen(row: Row, { absences, active, marking, meeting, rows, waiting }: UnitsModel): unknown[] {
  const line = [row.level, active === row.key, marking, waiting];
  if (row.kind === "unit") return [...line, rows, row.open, row.node.name, ...COLUMNS.map(({ key }) => row.node.tally[key])];
  return [...line, row.person, absences, meeting.rooms, lateAfter(meeting.meeting)];
}

export function unitsPart(model: UnitsModel): TemplateResult {
  const focused = (event: FocusEvent): void => {
    const key = (event.target as HTMLElement).closest<HTMLElement>("[data-key]")?.dataset["key"];
    if (key) model.onActive(key);
  };
  return html`<div class="c-scroll r-body"><div role="treegrid" class="r-tree ${model.marking ? "r-marking" : ""}" aria-label=${t("Điểm danh theo đơn vị")} data-testid="roll-tree" @keydown=${(event: KeyboardEvent) => onKey(event, model)} @focusin=${focused}>
    <div role="row" class="r-row r-head"><span role="columnheader">${t("Đơn vị, người dự")}</span>${COLUMNS.map(({ words }) => html`<span role="columnheader" class="r-n">${words()}</span>`)}${model.marking ? html`<span role="columnheader"><span class="sr">${t("Việc")}</span></span>` : nothing}</div>
    <div role="row" class="r-row r-total" data-testid="roll-total"><span role="rowheader" class="r-name"><strong>${t("Tất cả")}</strong></span>${figures(model.total)}${model.marking ? html`<span role="gridcell"></span>` : nothing}</div>
    ${repeat(model.rows, ({ key }) => key, (row) => guard(seen(row, model), () => (row.kind === "unit" ? unitRow(row, model) : personRow(row, model))))}
  </div>${model.rows.length === 0 ? html`<p class="c-empty">${t("Không có ai như vậy.")}</p>` : nothing}</div>`;
}
