/** The chair's form for whom to invite. */
import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { t } from "@shared/i18n";
import type { Attendee, MeetingState } from "@shared/protocol";
import { folded } from "@shared/text";

/** Somebody or some room that may be given the floor. */
export interface Choosable {
  readonly kind: "room" | "person";
  readonly id: string;
  readonly name: string;
  readonly detail: string;
  readonly online: boolean;
}
/** Roles that are never given the floor. */
const SILENT: ReadonlySet<Attendee["role"]> = new Set(["technician", "observer", "interpreter", "auditor"]);

/** Rooms first, then people; connected ones before others; filtered by a part of name or unit. */
export function choosable(meeting: MeetingState, online: readonly string[], search: string): readonly Choosable[] {
  const there = new Set(online);
  const rooms = meeting.rooms.map<Choosable>((room) => ({
    kind: "room", id: room.id, name: room.name, detail: room.unit, online: there.has(`room:${room.id}`),
  }));
  const people = meeting.people
    .filter((person) => !SILENT.has(person.role))
    .map<Choosable>((person) => ({
      kind: "person",
      id: person.person_id,
      name: person.name,
      detail: [person.title, meeting.rooms.find((room) => room.id === person.room_id)?.name ?? person.unit].filter(Boolean).join(" · "),
      online: there.has(`person:${person.person_id}`) || person.present,
    }));
  const wanted = folded(search.trim());
  const fits = ({ name, detail }: Choosable): boolean => folded(`${name} ${detail}`).includes(wanted);
  const byPresence = (a: Choosable, b: Choosable): number => Number(b.online) - Number(a.online);
  return [...rooms.filter(fits).sort(byPresence), ...people.filter(fits).sort(byPresence)];
}

/**
 * Whom the form lists. The order stays while the form is open, whoever comes or goes meanwhile: a row that moved under the finger would give
 * the floor to somebody else. Who is new to the list stands last.
 */
export class PickList {
  #places: ReadonlyMap<string, number> | null = null;

  found(open: boolean, meeting: MeetingState, online: readonly string[], search: string): readonly Choosable[] {
    if (!open) {
      this.#places = null;
      return [];
    }
    this.#places ??= new Map(choosable(meeting, online, "").map((choice, place) => [keyOf(choice), place]));
    const places = this.#places;
    const placeOf = (choice: Choosable): number => places.get(keyOf(choice)) ?? places.size;
    return [...choosable(meeting, online, search)].sort((a, b) => placeOf(a) - placeOf(b));
  }
}

const keyOf = ({ kind, id }: Choosable): string => `${kind}:${id}`;

export function pickDialog(parts: {
  readonly open: boolean;
  readonly search: string;
  readonly found: readonly Choosable[];
  readonly wait: boolean;
  onSearch(text: string): void;
  onPick(choice: Choosable): void;
  onClose(): void;
}): TemplateResult {
  return html`<ns-dialog data-testid="pick-dialog" wide .heading=${t("Mời phát biểu")} .open=${parts.open} @close=${parts.onClose}>
    ${parts.open
      ? html`<div class="field"><label for="pick-search">${t("Tìm phòng hoặc người")}</label>
            <input id="pick-search" class="input" type="search" autocomplete="off" data-testid="pick-search" .value=${parts.search}
              @input=${(event: Event) => parts.onSearch((event.target as HTMLInputElement).value)} /></div>
          <ul class="c-pick">${repeat(parts.found, keyOf, (choice) => pickRow(choice, parts))}</ul>
          ${parts.found.length === 0 ? html`<p class="c-empty">${t("Không thấy ai có tên như vậy.")}</p>` : nothing}`
      : nothing}
  </ns-dialog>`;
}

function pickRow(choice: Choosable, parts: { readonly wait: boolean; onPick(choice: Choosable): void }): TemplateResult {
  const state = choice.online ? t("đang kết nối") : t("chưa kết nối");
  return html`<li><button class="btn" data-testid="pick-${choice.kind}" data-id=${choice.id} ?disabled=${parts.wait} @click=${() => parts.onPick(choice)}>
    <ns-icon name=${choice.kind === "room" ? "screen" : "user"}></ns-icon>
    <span class="grow"><strong>${choice.name}</strong><span class="small muted">${[choice.detail, state].filter(Boolean).join(" · ")}</span></span></button></li>`;
}
