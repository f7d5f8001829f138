import { html, nothing, type TemplateResult } from "lit";
import { customElement, query, state } from "lit/decorators.js";
import { ask } from "@shared/confirm";
import { Drag } from "@shared/drag";
import { clockTime, longDate } from "@shared/format";
import { t } from "@shared/i18n";
import { NsElement, sharedStyles } from "@shared/kit/element";
import "@shared/kit/icon";
import { toast } from "@shared/kit/toast";
import { postJson } from "@shared/post";
import type { DeskPerson, SeatingAct, SeatingDesk, SeatOrder } from "@shared/protocol";
import type { NsSeatPlan, SeatGrab, SeatPress } from "@shared/seating/plan";
import "@shared/seating/plan";
import { seatWords } from "@shared/seating/seats";
import "./hall";
import { deskFaces, freeSeats, sitter, standing } from "./model";
import { renderSide, type Part } from "./side";
import { seatingStyles } from "./styles";

/** `<ns-seating data-address data-rooms>`: the secretary's page of seats; what it shows stands in `#seating-desk`. */
@customElement("ns-seating")
export class NsSeating extends NsElement {
  @state() private desk!: SeatingDesk;
  @state() private chosen: string | null = null;
  /** Who is on the way to another seat. */
  @state() private carried: string | null = null;
  @state() private listed: Part = "waiting";
  @state() private search = "";
  @state() private drawing = false;
  @state() private large = false;
  @state() private busy = false;
  @state() private said = "";
  @query("ns-seat-plan") private readonly plan!: NsSeatPlan | null;
  readonly #drag = new Drag<DeskPerson>(this, (x, y) => this.plan?.seatAt(x, y) ?? null);

  static override styles = [sharedStyles, seatingStyles];

  override connectedCallback(): void {
    super.connectedCallback();
    this.desk = JSON.parse(document.getElementById("seating-desk")?.textContent ?? "") as SeatingDesk;
    this.drawing = this.desk.hall === null && !this.desk.closed;
    this.addEventListener("keydown", this.#escape);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.removeEventListener("keydown", this.#escape);
  }

  protected override render(): TemplateResult {
    return html`${this.drawing ? this.#renderHall() : this.#renderDesk()}
      <div class="sr" role="status" aria-live="polite" data-testid="seating-said">${this.said}</div><ns-toasts></ns-toasts>`;
  }

  #renderHall(): TemplateResult {
    return html`<ns-hall .desk=${this.desk} .address=${this.#address} rooms-address=${this.dataset.rooms ?? ""} ?busy=${this.busy}
      @save=${({ detail }: CustomEvent<SeatingAct>) => void this.#saveHall(detail)} @close=${() => (this.drawing = false)}></ns-hall>`;
  }

  #renderDesk(): TemplateResult {
    const { desk } = this;
    if (!desk.hall) return html`<p class="card pad muted">${t("Cuộc họp đã bế mạc mà không có sơ đồ chỗ ngồi.")}</p>`;
    return html`${this.#renderTools()}
      <div class="desk">
        <section class="card plan" aria-label=${t("Sơ đồ")}>
          ${this.#renderCarried()}
          <div class="scroll ${this.large ? "large" : ""}" tabindex=${this.large ? 0 : -1}>
            <ns-seat-plan active .hall=${desk.hall} .faces=${deskFaces(desk)} ?full=${this.large} .chosen=${this.chosen} .lifted=${this.#carriedSeat()} .target=${this.#drag.over}
              label=${t("Sơ đồ ghế %(room)s: đi bằng phím mũi tên, Enter để chuyển người", { room: desk.room })}
              @choose=${({ detail }: CustomEvent<string>) => (this.chosen = detail)}
              @press=${({ detail }: CustomEvent<SeatPress>) => this.#pressed(detail)}
              @grab=${({ detail }: CustomEvent<SeatGrab>) => this.#grab(sitter(desk, detail.seat), detail)}></ns-seat-plan>
          </div>
        </section>
        ${renderSide({
          address: this.#address,
          desk,
          chosen: this.chosen,
          carried: this.carried,
          part: this.listed,
          search: this.search,
          busy: this.busy,
          onPart: (part) => (this.listed = part),
          onSearch: (text) => (this.search = text),
          onCarry: (person) => this.#carry(person),
          onGrab: (person, at) => this.#grab(person, at),
          onAct: (act, words) => void this.#act(act, words),
        })}
      </div>
      ${this.#drag.thing ? html`<div class="ghost" style="left:${this.#drag.x}px;top:${this.#drag.y}px">${this.#drag.thing.name}</div>` : nothing}`;
  }

  #renderTools(): TemplateResult {
    const { desk } = this;
    const { tone, words } = standing(desk);
    const when = desk.published_at ? t("Công bố lần gần nhất: %(time)s, %(day)s", { time: clockTime(desk.published_at), day: longDate(desk.published_at) }) : "";
    const order = (value: SeatOrder, name: string): TemplateResult =>
      html`<option value=${value} ?selected=${desk.order === value}>${name}</option>`;
    return html`<div class="tools" role="toolbar" aria-label=${t("Việc với sơ đồ")}>
      <span class="chip ${tone}" title=${when} data-testid="seating-standing"><ns-icon name=${tone === "good" ? "check" : tone === "warn" ? "alert" : "lock"}></ns-icon>${words}</span>
      <span class="grow muted small">${t("%(room)s · %(seats)s ghế, còn trống %(free)s", { room: desk.room, seats: desk.hall?.seats.length ?? 0, free: freeSeats(desk).length })}</span>
      ${desk.closed
        ? nothing
        : html`<label class="order"><span class="sr">${t("Cách xếp")}</span><select class="input" data-testid="order">${order("units", t("Theo đơn vị"))}${order("protocol", t("Theo chức vụ"))}</select></label>
            <button class="btn" data-testid="arrange" ?disabled=${this.busy} @click=${() => this.#arrange()}><ns-icon name="users"></ns-icon>${t("Xếp tự động")}</button>
            <button class="btn" data-testid="edit-hall" @click=${() => (this.drawing = true)}><ns-icon name="grid"></ns-icon>${t("Hội trường")}</button>`}
      <button class="btn icon-only" aria-pressed=${this.large ? "true" : "false"} aria-label=${t("Phóng to sơ đồ, hiện cả họ tên")} data-testid="zoom" @click=${() => (this.large = !this.large)}><ns-icon name=${this.large ? "zoom-out" : "zoom-in"}></ns-icon></button>
      ${desk.closed
        ? nothing
        : html`<button class="btn primary" data-testid="publish" ?disabled=${this.busy || (desk.published_at !== null && desk.changes === 0)} @click=${() => void this.#publish()}>
            <ns-icon name="send"></ns-icon>${desk.published_at === null ? t("Công bố") : t("Công bố lại")}</button>`}
    </div>`;
  }

  #renderCarried(): TemplateResult | typeof nothing {
    const person = this.desk.people.find(({ person_id }) => person_id === this.carried);
    if (!person) return nothing;
    return html`<p class="notice carry"><ns-icon name="swap"></ns-icon><span class="grow">${t("Đang chuyển %(name)s: chọn ghế đến. Ghế đã có người thì hai người đổi chỗ.", { name: person.name })}</span>
      <button class="btn" data-testid="drop" @click=${() => (this.carried = null)}>${t("Thôi")}</button></p>`;
  }

  get #address(): string {
    return this.dataset.address ?? "";
  }

  #carriedSeat(): string | null {
    const who = this.carried ?? this.#drag.thing?.person_id ?? null;
    return this.desk.people.find(({ person_id }) => person_id === who)?.seat ?? null;
  }

  readonly #escape = (event: KeyboardEvent): void => {
    if (event.key !== "Escape" || this.carried === null) return;
    this.carried = null;
    this.said = t("Thôi chuyển.");
  };

  /** Enter takes a person up, and puts him down on the next seat; a press only puts down. */
  #pressed({ seat, keyboard }: SeatPress): void {
    const here = sitter(this.desk, seat);
    if (this.carried !== null) void this.#move(this.carried, seat);
    else if (keyboard && here) this.#carry(here);
  }

  #carry(person: DeskPerson): void {
    if (this.desk.closed) return;
    this.carried = person.person_id;
    this.said = t("Đang chuyển %(name)s: đến ghế mới rồi nhấn Enter, Esc để thôi.", { name: person.name });
    if (person.seat === null) this.plan?.focusAny();
    else this.plan?.focusSeat(person.seat);
  }

  #grab(person: DeskPerson | null, { x, y }: { readonly x: number; readonly y: number }): void {
    if (!person || this.desk.closed || this.busy) return;
    this.#drag.begin(person, x, y, (seat) => void this.#move(person.person_id, seat));
  }

  async #move(person_id: string, seat: string): Promise<void> {
    const person = this.desk.people.find((one) => one.person_id === person_id);
    this.carried = null;
    if (!person || person.seat === seat) return;
    const other = sitter(this.desk, seat);
    const words = other
      ? t("%(name)s đến %(seat)s; %(other)s đổi chỗ.", { name: person.name, seat: seatWords(seat), other: other.name })
      : t("%(name)s đến %(seat)s.", { name: person.name, seat: seatWords(seat) });
    if (await this.#act({ name: "move_guest", person_id, seat }, words)) this.chosen = seat;
  }

  #arrange(): void {
    const order = this.renderRoot.querySelector<HTMLSelectElement>("[data-testid=order]")?.value as SeatOrder;
    void this.#act({ name: "arrange_seats", order }, t("Đã xếp. Người đã ghim và ghế giữ trống được giữ nguyên."), true);
  }

  async #publish(): Promise<void> {
    const left = this.desk.people.filter(({ seat, away }) => seat === null && away === "").length;
    const gap = left > 0 ? t("Còn %(count)s người chưa có ghế.", { count: left }) : "";
    const question = [gap, t("Công bố sơ đồ? Mọi người dự thấy ghế của mình; việc này vào sổ diễn biến.")].filter(Boolean).join(" ");
    if (await ask(question, t("Công bố"))) await this.#act({ name: "publish_seats" }, t("Đã công bố sơ đồ chỗ ngồi."), true);
  }

  async #saveHall(act: SeatingAct): Promise<void> {
    if (await this.#act(act, t("Đã lưu hội trường."), true)) this.drawing = false;
  }

  /** Carry out an act; true when it was done. `loud`: tell those who look, too, not only those who listen. */
  async #act(act: SeatingAct, words: string, loud = false): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    const answer = await postJson<SeatingDesk>(`${this.#address}viec/`, act);
    this.busy = false;
    if ("refused" in answer) {
      toast("bad", answer.refused);
      return false;
    }
    this.desk = answer.value;
    if (loud) toast("good", words);
    else this.said = words;
    return true;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "ns-seating": NsSeating;
  }
}
