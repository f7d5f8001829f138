import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { t } from "@shared/i18n";
import { NsElement, sharedStyles } from "@shared/kit/element";
import { postJson } from "@shared/post";
import type { Hall, HallSpec, SeatingDesk, SetHall } from "@shared/protocol";
import type { SeatPress } from "@shared/seating/plan";
import "@shared/seating/plan";
import { isPresidium, seatWords, type SeatFace } from "@shared/seating/seats";
import { aislesOf, FIRST_SPEC, lengthened, toggled, trimmed } from "./model";
import { seatingStyles } from "./styles";

const REST_MS = 250;
type Amount = "rows" | "seats" | "presidium";

/** `<ns-hall .desk .address>`: a hall from numbers, single seats taken out or added; fires `save` (SetHall) and `close`. */
@customElement("ns-hall")
export class NsHall extends NsElement {
  @property({ attribute: false }) desk!: SeatingDesk;
  @property() address = "";
  @property({ attribute: "rooms-address" }) roomsAddress = "";
  @property({ type: Boolean }) busy = false;
  @state() private room = "";
  @state() private spec: HallSpec = FIRST_SPEC;
  @state() private aisles = "";
  /** The hall with the seats that were taken out. */
  @state() private drawn: Hall | null = null;
  @state() private refused = "";
  @state() private chosen: string | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked = 0;

  static override styles = [sharedStyles, seatingStyles];

  protected override firstUpdated(): void {
    const { desk } = this;
    this.#useRoom(desk.rooms.some(({ id }) => id === desk.room_id) ? (desk.room_id ?? "") : (desk.rooms[0]?.id ?? ""));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  protected override render(): TemplateResult {
    if (this.desk.rooms.length === 0) {
      return html`<section class="card pad stack"><p>${t("Cuộc họp chưa có phòng nào nên chưa lập được sơ đồ ghế.")}</p>
        <p><a class="btn primary" href=${this.roomsAddress}>${t("Thêm phòng họp ở mục «Điểm cầu»")}</a></p></section>`;
    }
    return html`<div class="desk tall">
      <section class="card plan" aria-label=${t("Hội trường xem trước")}>
        ${this.refused ? html`<p class="notice bad carry" role="alert"><ns-icon name="alert"></ns-icon><span>${this.refused}</span></p>` : nothing}
        <div class="scroll">${this.drawn
          ? html`<ns-seat-plan active .hall=${this.drawn} .faces=${this.#faces()} .chosen=${this.chosen} label=${t("Hội trường: chọn ghế để bỏ hoặc thêm")}
              @choose=${({ detail }: CustomEvent<string>) => (this.chosen = detail)}
              @press=${({ detail }: CustomEvent<SeatPress>) => detail.keyboard && this.#change(toggled(this.spec, detail.seat))}></ns-seat-plan>`
          : nothing}</div>
      </section>
      <section class="card form">
        <div class="numbers stack" tabindex="0" role="group" aria-label=${t("Số liệu hội trường")}>${this.#renderFields()} ${this.#renderSeat()} <p class="small muted">${this.#versionWords()}</p></div>
        <div class="acts end">
          <button class="btn primary" data-testid="save-hall" ?disabled=${this.busy || this.drawn === null || this.refused !== ""} @click=${() => this.#save()}><ns-icon name="check"></ns-icon>${t("Dùng hội trường này")}</button>
          ${this.desk.hall ? html`<button class="btn" @click=${() => this.dispatchEvent(new Event("close"))}>${t("Thôi")}</button>` : nothing}
        </div>
      </section></div>`;
  }

  #renderFields(): TemplateResult {
    const { spec, desk } = this;
    const kind = (form: HallSpec["form"], name: string): TemplateResult =>
      html`<button class="btn" type="button" data-testid="form-${form}" aria-pressed=${spec.form === form ? "true" : "false"} @click=${() => this.#change({ ...spec, form })}>${name}</button>`;
    const u = spec.form === "u";
    return html`<div class="fields">
      <div class="field wide"><label for="room">${t("Phòng")}</label><select class="input" id="room" data-testid="hall-room" @change=${(event: Event) => this.#useRoom((event.target as HTMLSelectElement).value)}>
        ${desk.rooms.map(({ id, name }) => html`<option value=${id} ?selected=${id === this.room}>${name}</option>`)}</select></div>
      <div class="field wide"><label for="ready">${t("Bắt đầu từ mẫu có sẵn")}</label><select class="input" id="ready" data-testid="ready" @change=${(event: Event) => this.#useReady(event.target as HTMLSelectElement)}>
        <option value="">${t("Chọn mẫu")}</option>${desk.ready.map(({ name }, place) => html`<option value=${place}>${name}</option>`)}</select></div>
      <fieldset class="wide"><legend class="label">${t("Kiểu")}</legend><div class="kinds">${kind("rows", t("Dãy bàn"))}${kind("theatre", t("Hội trường cong"))}${kind("u", t("Chữ U"))}</div></fieldset>
      ${this.#number("rows", u ? t("Số lớp mỗi bên") : t("Số hàng"), 1, u ? 4 : 26)} ${this.#number("seats", u ? t("Ghế mỗi bên") : t("Ghế mỗi hàng"), 1, 40)}
      ${this.#number("presidium", t("Ghế bàn chủ tọa"), 0, 25)}
      ${u
        ? nothing
        : html`<div class="field"><label for="aisles">${t("Lối đi sau ghế số")}</label><input class="input" id="aisles" data-testid="aisles" inputmode="numeric" autocomplete="off" placeholder="5, 10" .value=${this.aisles}
            @input=${(event: Event) => this.#typeAisles((event.target as HTMLInputElement).value)} /></div>`}
    </div>`;
  }

  #number(name: Amount, words: string, least: number, most: number): TemplateResult {
    return html`<div class="field"><label for=${name}>${words}</label><input class="input" id=${name} data-testid="hall-${name}" type="number" min=${least} max=${most} .value=${String(this.spec[name] ?? 0)}
      @input=${(event: Event) => this.#typeNumber(name, event.target as HTMLInputElement, words)} /></div>`;
  }

  #renderSeat(): TemplateResult {
    const seat = this.drawn?.seats.find(({ id }) => id === this.chosen);
    if (!seat) return html`<p class="small muted">${t("Chọn một ghế trong hình để bỏ ghế ấy (chỗ có cột, có máy quay) hoặc thêm ghế cuối hàng.")}</p>`;
    const out = this.spec.without?.includes(seat.id) ?? false;
    const longer = this.spec.longer?.some(({ row }) => row === seat.row) ?? false;
    return html`<div class="stack"><p class="strong">${seatWords(seat.id)}</p><div class="acts">
      <button class="btn" data-testid="toggle-seat" @click=${() => this.#change(toggled(this.spec, seat.id))}><ns-icon name=${out ? "undo" : "x"}></ns-icon>${out ? t("Đặt lại ghế") : t("Bỏ ghế này")}</button>
      ${isPresidium(seat.id)
        ? nothing
        : html`<button class="btn" data-testid="longer" @click=${() => this.#change(lengthened(this.spec, seat.id, 1))}><ns-icon name="plus"></ns-icon>${t("Thêm ghế cuối hàng %(row)s", { row: seat.row })}</button>
            ${longer ? html`<button class="btn" data-testid="shorter" @click=${() => this.#change(lengthened(this.spec, seat.id, -1))}><ns-icon name="minus"></ns-icon>${t("Bớt ghế thêm")}</button>` : nothing}`}
    </div></div>`;
  }

  #faces(): ReadonlyMap<string, SeatFace> {
    return new Map((this.spec.without ?? []).map((id) => [id, { name: "", tone: "out", words: t("đã bỏ") }]));
  }

  #versionWords(): string {
    const room = this.desk.rooms.find(({ id }) => id === this.room);
    if (!room || room.version === 0) return t("Phòng này chưa có sơ đồ ghế; sơ đồ lập ở đây dùng được cho các cuộc họp sau.");
    return t("Phòng này có sơ đồ bản %(version)s. Sửa rồi lưu thì thành bản mới; các cuộc họp trước giữ bản cũ.", { version: room.version });
  }

  #useRoom(id: string): void {
    this.room = id;
    this.#use(this.desk.rooms.find((room) => room.id === id)?.spec ?? FIRST_SPEC);
  }

  #useReady(select: HTMLSelectElement): void {
    const ready = this.desk.ready[Number(select.value)];
    if (select.value !== "" && ready) this.#use(ready.spec);
  }

  #use(spec: HallSpec): void {
    this.aisles = (spec.aisles ?? []).join(", ");
    this.chosen = null;
    this.#change(spec);
  }

  #typeNumber(name: Amount, input: HTMLInputElement, words: string): void {
    const number = input.valueAsNumber;
    if (!Number.isInteger(number) || !input.checkValidity()) {
      this.refused = t("%(field)s: hãy nhập số từ %(least)s đến %(most)s.", { field: words, least: input.min, most: input.max });
      return;
    }
    this.#change({ ...this.spec, [name]: number });
  }

  #typeAisles(text: string): void {
    this.aisles = text;
    const aisles = aislesOf(text);
    if (aisles === null) this.refused = t("Lối đi: hãy nhập số ghế, cách nhau bằng dấu phẩy, thí dụ 5, 10.");
    else this.#change({ ...this.spec, aisles });
  }

  /** Draw anew when the hand rests. */
  #change(spec: HallSpec): void {
    this.spec = trimmed(spec);
    this.refused = "";
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#draw(), this.drawn === null ? 0 : REST_MS);
  }

  async #draw(): Promise<void> {
    const asked = ++this.#asked;
    const answer = await postJson<Hall>(`${this.address}xem-truoc/`, { ...this.spec, without: [] });
    if (asked !== this.#asked) return;
    if ("refused" in answer) this.refused = answer.refused;
    else this.drawn = answer.value;
  }

  #save(): void {
    const known = new Set(this.drawn?.seats.map(({ id }) => id));
    const spec = { ...this.spec, without: (this.spec.without ?? []).filter((id) => known.has(id)) };
    this.dispatchEvent(new CustomEvent<SetHall>("save", { detail: { name: "set_hall", room_id: this.room, spec } }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "ns-hall": NsHall;
  }
}
