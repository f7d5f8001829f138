/** Who spoke this? A person of the meeting, those of the line's own room first, or nobody but the microphone. */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { t } from "@shared/i18n";
import { LightElement } from "@shared/kit/light";
import type { Attendee, MeetingState, Segment } from "@shared/protocol";
import { folded } from "@shared/text";

/** `person`: null for the microphone's own name. */
export interface Named {
  readonly person: string | null;
  readonly stretch: boolean;
}

export interface Choices {
  /** People who sit where the microphone stands. */
  readonly here: readonly Attendee[];
  readonly others: readonly Attendee[];
}

/** Pure: who can have spoken into a microphone; `search` is found in names, titles and units, without accents too. */
export function choices(meeting: MeetingState, participant: string, search = ""): Choices {
  const wanted = folded(search.trim());
  const people = meeting.people.filter(({ name, title, unit }) => folded(`${name} ${title} ${unit}`).includes(wanted));
  const isHere = ({ person_id, present, room_id }: Attendee): boolean => participant === `person:${person_id}` || (present && room_id !== null && participant === `room:${room_id}`);
  return { here: people.filter(isHere), others: people.filter((person) => !isHere(person)) };
}

/** What the microphone itself is called. */
export function microphone(meeting: MeetingState, participant: string): string {
  const room = meeting.rooms.find(({ id }) => participant === `room:${id}`);
  return room?.name ?? meeting.people.find(({ person_id }) => participant === `person:${person_id}`)?.name ?? t("Hội trường chung");
}

const NOBODY = "";

/** `<ns-name-speaker .meeting .line count ?whole ?waiting>` fires `named` and `close`. */
@customElement("ns-name-speaker")
export class NsNameSpeaker extends LightElement {
  @property({ attribute: false }) meeting!: MeetingState;
  @property({ attribute: false }) line!: Segment;
  /** Lines of the passage. */
  @property({ type: Number }) count = 1;
  /** The whole passage is offered first. */
  @property({ type: Boolean }) whole = false;
  @property({ type: Boolean }) waiting = false;
  @state() private search = "";
  @state() private person: string | null = null;
  @state() private stretch: boolean | null = null;

  protected override render(): TemplateResult {
    const { here, others } = choices(this.meeting, this.line.participant, this.search);
    const found = [...here, ...others];
    const chosen = this.#chosen(found);
    const stretch = this.stretch ?? this.whole;
    return html`<form class="s-edit s-naming" aria-label=${t("Ghi người nói")} data-testid="name-speaker" @submit=${(event: Event) => this.#submit(event, chosen, stretch)} @keydown=${this.#typed}>
      <label for="s-person">${t("Ai nói?")}</label>
      <select id="s-person" class="input" data-testid="speaker-person" .value=${chosen} @change=${(event: Event) => (this.person = (event.target as HTMLSelectElement).value)}>
        ${this.#group(t("Trong phòng này"), here, chosen)}
        ${this.#group(here.length > 0 ? t("Người khác trong cuộc họp") : t("Người trong cuộc họp"), others, chosen)}
        <optgroup label=${t("Chưa rõ ai")}><option value=${NOBODY} ?selected=${chosen === NOBODY}>${microphone(this.meeting, this.line.participant)}</option></optgroup>
      </select>
      <label for="s-find" class="small muted">${t("Tìm theo tên, chức vụ, đơn vị")}</label>
      <input id="s-find" type="search" class="input" autocomplete="off" data-testid="speaker-find" .value=${this.search} @input=${this.#searched}>
      <p class="hint" role="status">${this.search.trim() ? (found.length > 0 ? t("%(count)s người khớp, đang chọn người đầu", { count: found.length }) : t("Không ai khớp; tên của micrô đang được chọn.")) : nothing}</p>
      ${this.count > 1
        ? html`<fieldset class="s-scope"><legend class="sr">${t("Ghi cho")}</legend>
            <label><input type="radio" name="s-scope" .checked=${stretch} data-testid="speaker-stretch" @change=${() => (this.stretch = true)}>${t("Cả đoạn liền (%(count)s lời)", { count: this.count })}</label>
            <label><input type="radio" name="s-scope" .checked=${!stretch} data-testid="speaker-line" @change=${() => (this.stretch = false)}><span>${t("Chỉ lời: «%(words)s»", { words: this.line.text })}</span></label></fieldset>`
        : nothing}
      <p class="hint">${t("Tên vào sổ diễn biến, phụ đề và biên bản; máy nghe lại cũng không đổi nữa.")}</p>
      <div class="s-acts"><button type="button" class="btn" data-testid="speaker-no" @click=${this.#close}>${t("Thôi")}</button>
        <button class="btn primary" data-testid="speaker-yes" ?disabled=${this.waiting}>${t("Ghi tên")}</button></div>
    </form>`;
  }

  #group(label: string, people: readonly Attendee[], chosen: string): TemplateResult | typeof nothing {
    if (people.length === 0) return nothing;
    return html`<optgroup label=${label}>${people.map(({ person_id, name, title, unit }) => html`<option value=${person_id} ?selected=${person_id === chosen}>${[name, title || unit].filter(Boolean).join(", ")}</option>`)}</optgroup>`;
  }

  /** What was chosen as long as the search leaves it, else the first one found. */
  #chosen(found: readonly Attendee[]): string {
    const wanted = this.person ?? this.line.speaker_id ?? NOBODY;
    if (wanted === NOBODY && !this.search.trim() && (this.person !== null || this.line.named > 0)) return NOBODY;
    return found.find(({ person_id }) => person_id === wanted)?.person_id ?? found[0]?.person_id ?? NOBODY;
  }

  readonly #searched = (event: Event): void => {
    this.search = (event.target as HTMLInputElement).value;
  };

  readonly #typed = (event: KeyboardEvent): void => {
    if (event.key === "Escape") this.#close();
  };

  readonly #close = (): void => {
    this.dispatchEvent(new CustomEvent("close"));
  };

  #submit(event: Event, chosen: string, stretch: boolean): void {
    event.preventDefault();
    const detail: Named = { person: chosen === NOBODY ? null : chosen, stretch: stretch && this.count > 1 };
    if (!this.waiting) this.dispatchEvent(new CustomEvent("named", { detail }));
  }

  protected override firstUpdated(): void {
    this.querySelector<HTMLElement>("#s-person")?.focus();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "ns-name-speaker": NsNameSpeaker;
  }
}
