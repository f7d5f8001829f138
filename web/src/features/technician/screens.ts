/** `<ns-screen-choice>`: what the big screen of one room, or of all without a pin of their own, shows; large buttons, one act each. */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { t } from "@shared/i18n";
import type { IconName } from "@shared/kit/icons";
import { LightElement } from "@shared/kit/light";
import type { MeetingState, Paper, Pin, PinScreen } from "@shared/protocol";
import { lacking, ownPin, pinFor, pinWords, VIEW_WORDS, type ScreenView } from "@shared/screens";

/** What the choice asks for: the command without its name and room. */
export type Showing = Pick<PinScreen, "view"> & Partial<Pick<PinScreen, "paper_id" | "page">>;

const VIEWS: readonly { readonly view: ScreenView; readonly icon: IconName }[] = [
  { view: "speaker", icon: "user" },
  { view: "hall", icon: "split" },
  { view: "grid", icon: "grid" },
  { view: "item", icon: "flag" },
  { view: "vote", icon: "vote" },
  { view: "agenda", icon: "list" },
  { view: "break", icon: "coffee" },
  { view: "check_in", icon: "qr" },
  { view: "seating", icon: "seat" },
  { view: "paper", icon: "doc" },
];

/** What a room's screen shows now, in words; `lack`: it is pinned and follows the sitting all the same. */
export function screenWords(meeting: MeetingState, roomId: string): { readonly words: string; readonly lack: boolean } {
  const pin = pinFor(meeting.pins, roomId);
  if (!pin) return { words: t("Theo cuộc họp"), lack: false };
  const words = pinWords(pin, meeting);
  const why = lacking(pin, meeting, roomId);
  if (why) return { words: t("Ghim «%(words)s», nhưng %(why)s: màn hình đang theo cuộc họp", { words, why }), lack: true };
  return { words: pin.room_id === null ? t("Ghim cho mọi phòng: %(words)s", { words }) : t("Ghim: %(words)s", { words }), lack: false };
}

/** The same of the pin for all rooms. */
export function allWords(meeting: MeetingState): { readonly words: string; readonly lack: boolean } {
  const pin = ownPin(meeting.pins, null);
  if (!pin) return { words: t("Mọi phòng đang theo cuộc họp."), lack: false };
  const why = lacking(pin, meeting);
  const words = pinWords(pin, meeting);
  return why
    ? { words: t("Ghim «%(words)s», nhưng %(why)s: các màn hình đang theo cuộc họp.", { words, why }), lack: true }
    : { words: t("Mọi phòng chưa ghim riêng đang chiếu: %(words)s.", { words }), lack: false };
}

/** The page that was typed, within the paper; null: it has none of that number. */
export function readPage(typed: string, { pages }: Pick<Paper, "pages">): number | null {
  const page = Number(typed);
  return Number.isInteger(page) && page >= 1 && page <= pages ? page : null;
}

@customElement("ns-screen-choice")
export class NsScreenChoice extends LightElement {
  @property({ attribute: false }) meeting!: MeetingState;
  /** Null: all rooms without a pin of their own. */
  @property({ attribute: false }) roomId: string | null = null;
  @property({ type: Boolean }) wait = false;
  @property({ attribute: false }) pin: (showing: Showing) => void = () => undefined;
  @state() private choosing = false;
  @state() private paper = "";
  @state() private page = "1";

  override render(): TemplateResult {
    const own = ownPin(this.meeting.pins, this.roomId);
    return html`<div class="t-views">
        ${this.#release(own)} ${VIEWS.map(({ view, icon }) => this.#button(view, icon, own))}
      </div>
      ${this.choosing ? this.#papers() : nothing}`;
  }

  /** Back to the sitting; in a room, while all others are pinned, that is a pin of its own, and another button gives it up. */
  #release(own: Pin | null): TemplateResult {
    const forAll = this.roomId === null ? null : ownPin(this.meeting.pins, null);
    const follow = html`<button class="btn" aria-pressed=${String(forAll ? own?.view === "sitting" : own === null || own.view === "sitting")} data-testid="pin-follow" ?disabled=${this.wait}
      @click=${() => this.#choose({ view: forAll ? "sitting" : null })}><ns-icon name="play"></ns-icon>${t("Theo cuộc họp")}</button>`;
    if (!forAll) return follow;
    return html`<button class="btn" aria-pressed=${String(own === null)} data-testid="pin-as-all" ?disabled=${this.wait}
        @click=${() => this.#choose({ view: null })}><ns-icon name="pin"></ns-icon>${t("Như mọi phòng")}</button>${follow}`;
  }

  #button(view: ScreenView, icon: IconName, own: Pin | null): TemplateResult {
    const pressed = own?.view === view;
    const run = (): void => (view === "paper" ? this.#open(own) : this.#choose({ view }));
    return html`<button class="btn" aria-pressed=${String(pressed)} aria-expanded=${view === "paper" ? String(this.choosing) : nothing} data-testid="pin-${view}"
      ?disabled=${this.wait || (view === "paper" && this.meeting.papers.length === 0)} @click=${run}><ns-icon name=${icon}></ns-icon>${VIEW_WORDS[view]()}</button>`;
  }

  #choose(showing: Showing): void {
    this.choosing = false;
    this.pin(showing);
  }

  #open(own: Pin | null): void {
    this.choosing = !this.choosing;
    this.paper = own?.paper_id ?? "";
    this.page = String(own?.view === "paper" ? own.page : 1);
  }

  #papers(): TemplateResult {
    const { papers } = this.meeting;
    const chosen = papers.find(({ id }) => id === this.paper) ?? papers[0];
    const page = chosen ? readPage(this.page, chosen) : null;
    const show = (event: Event): void => {
      event.preventDefault();
      if (chosen && page !== null) this.pin({ view: "paper", paper_id: chosen.id, page });
    };
    return html`<form class="t-paper" @submit=${show}>
      <label class="grow"><span>${t("Tài liệu")}</span>
        <select class="input" data-testid="pin-which" @change=${(event: Event) => this.#pick((event.target as HTMLSelectElement).value)}>
          ${papers.map(({ id, title }) => html`<option value=${id} ?selected=${id === chosen?.id}>${title}</option>`)}
        </select></label>
      <label><span>${t("Trang (1–%(pages)s)", { pages: chosen?.pages ?? 1 })}</span>
        <input class="input" type="number" inputmode="numeric" min="1" max=${chosen?.pages ?? 1} required data-testid="pin-page" .value=${this.page}
          @input=${(event: Event) => (this.page = (event.target as HTMLInputElement).value)} /></label>
      <button class="btn primary" data-testid="pin-show" ?disabled=${this.wait || page === null}><ns-icon name="screen"></ns-icon>${t("Chiếu trang này")}</button>
    </form>`;
  }

  #pick(id: string): void {
    this.paper = id;
    this.page = "1";
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "ns-screen-choice": NsScreenChoice;
  }
}

export interface ScreenDialog {
  readonly meeting: MeetingState;
  /** Whose screen is chosen for: a room, `all` without a pin of their own, or (null) the dialog is closed. */
  readonly target: string | null;
  readonly wait: boolean;
  onPin(roomId: string | null, showing: Showing): void;
  onTarget(target: string): void;
  onClose(): void;
}

/** Stands for all rooms where a room is named. */
export const ALL = "all";

export function screenDialog({ meeting, target, wait, onPin, onTarget, onClose }: ScreenDialog): TemplateResult {
  const room = meeting.rooms.find(({ id }) => id === target) ?? null;
  const roomId = room?.id ?? null;
  const { words, lack } = room ? screenWords(meeting, room.id) : allWords(meeting);
  const own = meeting.rooms.filter(({ id }) => ownPin(meeting.pins, id) !== null);
  return html`<ns-dialog wide data-testid="screen-dialog" .heading=${room ? t("Màn hình lớn: %(room)s", { room: room.name }) : t("Màn hình lớn của mọi phòng")} .open=${target !== null} @close=${onClose}>
    ${target === null
      ? nothing
      : html`<p class="t-shown ${lack ? "warn" : ""}" role="status" data-testid="screen-words"><ns-icon name=${lack ? "alert" : "screen"}></ns-icon><span>${words}</span></p>
          <ns-screen-choice .meeting=${meeting} .roomId=${roomId} ?wait=${wait} .pin=${(showing: Showing) => onPin(roomId, showing)}></ns-screen-choice>
          ${room || own.length === 0
            ? nothing
            : html`<h3>${t("Phòng được ghim riêng, không theo nút trên")}</h3>
                <ul class="t-own">${own.map(({ id, name }) => html`<li><button class="btn" data-testid="own-pin" data-room=${id} @click=${() => onTarget(id)}>
                  <ns-icon name="pin"></ns-icon><span><strong>${name}</strong><small class="muted">${screenWords(meeting, id).words}</small></span></button></li>`)}</ul>`}`}
  </ns-dialog>`;
}
