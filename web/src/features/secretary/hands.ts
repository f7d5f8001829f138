/** Show of hands: the secretary enters what was counted in each room, sees the sum and which rooms are missing. */
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { asked, countOf } from "@shared/asked";
import { t } from "@shared/i18n";
import { LightElement } from "@shared/kit/light";
import type { Answer, CountHands, HandCount, MeetingState, Poll } from "@shared/protocol";
import { handRooms, type HandRoom } from "@shared/votes";

/** By what is asked: `yes`, or the number of an option. */
type Typed = Readonly<Record<string, string>>;

/** The number in a field; an empty one is 0, anything else but a whole number NaN. */
export function typedNumber(text: string): number {
  return text.trim() === "" ? 0 : /^\d{1,5}$/.test(text.trim()) ? Number(text.trim()) : Number.NaN;
}

/** Numbers in the order of the answers, as the command carries them. */
export function handsOf(answers: readonly Answer[], numbers: readonly number[]): Pick<CountHands, "yes" | "no" | "abstain"> & { options: number[] } {
  const of = (wanted: Answer): number => numbers[answers.indexOf(wanted)] ?? 0;
  return { yes: of("yes"), no: of("no"), abstain: of("abstain"), options: answers.flatMap((answer) => (typeof answer === "number" ? [of(answer)] : [])) };
}

/** `<ns-hands .meeting .poll .hands ?waiting>`: fires `count` (CustomEvent<CountHands>). */
@customElement("ns-hands")
export class NsHands extends LightElement {
  @property({ attribute: false }) meeting!: MeetingState;
  @property({ attribute: false }) poll!: Poll;
  @property({ attribute: false }) hands: readonly HandCount[] = [];
  @property({ type: Boolean }) waiting = false;
  /** What is typed and not entered yet, by room. */
  @state() private typed: Readonly<Record<string, Typed>> = {};

  protected override willUpdate(changed: PropertyValues<this>): void {
    // What the server has taken is no longer a draft.
    const before = changed.get("hands");
    if (!before) return;
    const taken = new Set(this.hands.filter((entry) => !before.includes(entry)).map(({ room_id }) => room_id));
    this.typed = Object.fromEntries(Object.entries(this.typed).filter(([room]) => !taken.has(room)));
  }

  protected override render(): TemplateResult {
    const rows = handRooms(this.meeting, this.poll, this.hands);
    const missing = rows.filter(({ count }) => count === null).length;
    const sum = (answer: Answer): number => rows.reduce((all, { count }) => all + (count ? countOf(count, answer) : 0), 0);
    return html`<div class="s-hands-sum" data-testid="hands-sum">
        <p class="strong">${this.poll.question}</p>
        <p>${asked(this.poll).map(({ answer, tone, words }) => html`<span class="s-hands-n ${tone}"><strong class="s-big" data-testid="sum-${answer}">${sum(answer)}</strong> ${words}</span>`)}</p>
        <p role="status" class=${missing > 0 ? "warn strong" : "good strong"} data-testid="hands-missing">
          <ns-icon name=${missing > 0 ? "alert" : "check"}></ns-icon>${missing > 0
            ? t("Còn %(missing)s trong %(all)s phòng chưa ghi", { missing, all: rows.length })
            : t("Đã ghi đủ %(all)s phòng", { all: rows.length })}</p>
        <p class="small muted">${t("Người dự từ xa bỏ phiếu trên máy, cộng vào khi đóng. Sửa được đến khi chủ trì đóng; mỗi lần ghi vào sổ diễn biến.")}</p>
      </div>
      <div class="c-scroll" tabindex="0" role="group" aria-label=${t("Số giơ tay từng phòng")}>
        ${rows.length === 0 ? html`<p class="c-empty">${t("Chưa có đại biểu nào điểm danh tại phòng biểu quyết giơ tay.")}</p>` : nothing}
        ${repeat(rows, ({ room }) => room.id, (row) => this.#row(row))}
      </div>`;
  }

  #row(row: HandRoom): TemplateResult {
    const { room, entitled, count, later } = row;
    const answers = asked(this.poll);
    const numbers = answers.map(({ answer }) => typedNumber(this.#text(row, answer)));
    const total = numbers.reduce((all, number) => all + number, 0);
    const wrong = Number.isNaN(total) ? t("Hãy nhập số nguyên.") : total > entitled ? t("Nhiều hơn %(entitled)s đại biểu được biểu quyết.", { entitled }) : "";
    const same = count !== null && answers.every(({ answer }, index) => numbers[index] === countOf(count, answer));
    const submit = (event: Event): void => {
      event.preventDefault();
      if (!wrong && !same) this.#enter(room.id, numbers);
    };
    return html`<form class="s-hands ${this.poll.options.length > 0 ? "own" : ""}" data-testid="hands-row" data-room=${room.id} @submit=${submit}>
      <p class="s-hands-room"><strong>${room.name}</strong> <span class="small muted">${t("%(entitled)s đại biểu", { entitled })}${later > 0 ? ` · ${t("%(later)s người đến sau", { later })}` : ""}</span>
        ${count === null ? html`<span class="chip warn"><ns-icon name="clock"></ns-icon>${t("Chưa ghi")}</span>` : html`<span class="chip good"><ns-icon name="check"></ns-icon>${t("Đã ghi")}</span>`}</p>
      ${answers.map(({ answer, words }) => html`<label class="s-hands-field"><span class="small">${words}</span>
        <input class="input" inputmode="numeric" autocomplete="off" maxlength="5" data-testid="hands-${answer}" .value=${this.#text(row, answer)}
          @focus=${(event: Event) => (event.target as HTMLInputElement).select()}
          @input=${(event: Event) => this.#type(room.id, answer, (event.target as HTMLInputElement).value)} /></label>`)}
      <button class="btn ${same ? "quiet" : "primary"}" data-testid="hands-enter" ?disabled=${this.waiting || wrong !== "" || same}>${count === null ? t("Ghi") : t("Sửa")}</button>
      ${wrong ? html`<p class="bad small s-hands-wrong" role="alert">${wrong}</p>` : nothing}
    </form>`;
  }

  #text({ room, count }: HandRoom, answer: Answer): string {
    return this.typed[room.id]?.[String(answer)] ?? (count ? String(countOf(count, answer)) : "");
  }

  #type(room: string, answer: Answer, text: string): void {
    this.typed = { ...this.typed, [room]: { ...this.typed[room], [String(answer)]: text } };
  }

  #enter(room_id: string, numbers: readonly number[]): void {
    const count = handsOf(asked(this.poll).map(({ answer }) => answer), numbers);
    const detail: CountHands = { name: "count_hands", poll_id: this.poll.id, room_id, ...count };
    this.dispatchEvent(new CustomEvent("count", { detail }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "ns-hands": NsHands;
  }
}
