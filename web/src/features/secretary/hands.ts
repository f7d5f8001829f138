/** Show of hands: the secretary enters what was counted in each room, sees the sum and which rooms are missing. */
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { t } from "@shared/i18n";
import { LightElement } from "@shared/kit/light";
import type { CountHands, HandCount, MeetingState, Poll } from "@shared/protocol";
import { handRooms, type HandRoom } from "@shared/votes";

type Kind = "yes" | "no" | "abstain";
type Typed = Readonly<Partial<Record<Kind, string>>>;

const KINDS: readonly { readonly kind: Kind; readonly words: () => string }[] = [
  { kind: "yes", words: () => t("Đồng ý") },
  { kind: "no", words: () => t("Không đồng ý") },
  { kind: "abstain", words: () => t("Không biểu quyết") },
];

/** The number in a field; an empty one is 0, anything else but a whole number NaN. */
export function typedNumber(text: string): number {
  return text.trim() === "" ? 0 : /^\d{1,5}$/.test(text.trim()) ? Number(text.trim()) : Number.NaN;
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
    const sum = (kind: Kind): number => rows.reduce((all, { count }) => all + (count?.[kind] ?? 0), 0);
    return html`<div class="s-hands-sum" data-testid="hands-sum">
        <p class="strong">${this.poll.question}</p>
        <p>${KINDS.map(({ kind, words }) => html`<span class="s-hands-n ${kind}"><strong class="s-big" data-testid="sum-${kind}">${sum(kind)}</strong> ${words()}</span>`)}</p>
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
    const numbers = KINDS.map(({ kind }) => typedNumber(this.#text(row, kind)));
    const total = numbers.reduce((all, number) => all + number, 0);
    const wrong = Number.isNaN(total) ? t("Hãy nhập số nguyên.") : total > entitled ? t("Nhiều hơn %(entitled)s đại biểu được biểu quyết.", { entitled }) : "";
    const same = count !== null && KINDS.every(({ kind }, index) => numbers[index] === count[kind]);
    const submit = (event: Event): void => {
      event.preventDefault();
      if (!wrong && !same) this.#enter(room.id, numbers);
    };
    return html`<form class="s-hands" data-testid="hands-row" data-room=${room.id} @submit=${submit}>
      <p class="s-hands-room"><strong>${room.name}</strong> <span class="small muted">${t("%(entitled)s đại biểu", { entitled })}${later > 0 ? ` · ${t("%(later)s người đến sau", { later })}` : ""}</span>
        ${count === null ? html`<span class="chip warn"><ns-icon name="clock"></ns-icon>${t("Chưa ghi")}</span>` : html`<span class="chip good"><ns-icon name="check"></ns-icon>${t("Đã ghi")}</span>`}</p>
      ${KINDS.map(({ kind, words }) => html`<label class="s-hands-field"><span class="small">${words()}</span>
        <input class="input" inputmode="numeric" autocomplete="off" maxlength="5" data-testid="hands-${kind}" .value=${this.#text(row, kind)}
          @focus=${(event: Event) => (event.target as HTMLInputElement).select()}
          @input=${(event: Event) => this.#type(room.id, kind, (event.target as HTMLInputElement).value)} /></label>`)}
      <button class="btn ${same ? "quiet" : "primary"}" data-testid="hands-enter" ?disabled=${this.waiting || wrong !== "" || same}>${count === null ? t("Ghi") : t("Sửa")}</button>
      ${wrong ? html`<p class="bad small s-hands-wrong" role="alert">${wrong}</p>` : nothing}
    </form>`;
  }

  #text({ room, count }: HandRoom, kind: Kind): string {
    return this.typed[room.id]?.[kind] ?? (count ? String(count[kind]) : "");
  }

  #type(room: string, kind: Kind, text: string): void {
    this.typed = { ...this.typed, [room]: { ...this.typed[room], [kind]: text } };
  }

  #enter(room_id: string, [yes = 0, no = 0, abstain = 0]: readonly number[]): void {
    const detail: CountHands = { name: "count_hands", poll_id: this.poll.id, room_id, yes, no, abstain };
    this.dispatchEvent(new CustomEvent("count", { detail }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "ns-hands": NsHands;
  }
}
