/** `<ns-technician>`: all rooms sorted by trouble; one room opens to its last minutes and what can be done. */
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { Console } from "@shared/console/console";
import { clockTime } from "@shared/format";
import { t } from "@shared/i18n";
import type { IconName } from "@shared/kit/icons";
import { toast } from "@shared/kit/toast";
import { shortRoom } from "@shared/names";
import { post } from "@shared/post";
import type { CaptionSize, MeetingState, RoomLine, SourceInfo } from "@shared/protocol";
import { ownPin } from "@shared/screens";
import { secrecyMark } from "@shared/secrecy";
import { folded } from "@shared/text";
import { Alarms, renderAlarms, renderCaptioning } from "./alarms";
import { remember, type History } from "./history";
import { counts, roomHealths, trackSince, type RoomHealth, type Since, type Trouble } from "./model";
import { lastedWords, roomPanel } from "./panel";
import { ALL, screenDialog, screenWords } from "./screens";

/** With more rooms in trouble than this, those that have not come yet are small too. */
const MOST_CARDS = 16;
const LINE_LIFE_MS = 5000;
const FILTERS: readonly { readonly kind: Trouble; readonly icon: IconName; readonly words: () => string }[] = [
  { kind: "bad", icon: "line-off", words: () => t("mất đường truyền") },
  { kind: "warn", icon: "alert", words: () => t("cần xem") },
  { kind: "idle", icon: "clock", words: () => t("chưa vào") },
  { kind: "good", icon: "check", words: () => t("tốt") },
];

@customElement("ns-technician")
export class NsTechnician extends Console {
  @state() private filter: Trouble | null = null;
  @state() private search = "";
  @state() private open: string | null = null;
  @state() private table = false;
  @state() private revoking = false;
  /** For whose screen a view is being chosen: a room, all, or none. */
  @state() private screen: string | null = null;
  #since: ReadonlyMap<string, Since> = new Map();
  #history: History = new Map();
  #toldAt: ReadonlyMap<string, { readonly line: RoomLine; readonly at: number }> = new Map();
  #wasOnline: ReadonlySet<string> = new Set();
  #healths: readonly RoomHealth[] = [];
  readonly #alarms = new Alarms(() => this.requestUpdate());

  override connectedCallback(): void {
    super.connectedCallback();
    this.#alarms.start();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#alarms.stop();
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    const { meeting, online, sources, lines: told } = this.live;
    if (!meeting) return;
    const byKey = new Map<string, SourceInfo>(Object.values(sources).map((source) => [source.participant, source]));
    const there = new Set(online);
    const lines = this.#fresh(told);
    this.#wasOnline = new Set([...this.#wasOnline, ...online]);
    this.#healths = roomHealths({ meeting, online: there, sources: byKey, lines, wasOnline: this.#wasOnline });
    this.#since = trackSince(this.#since, this.#healths, this.now);
    const present = new Map([...byKey].filter(([key]) => there.has(key)));
    this.#history = remember(this.#history, meeting.rooms.map((room) => room.id), present, lines, this.now);
  }

  protected draw(meeting: MeetingState): TemplateResult {
    const shown = this.#healths.filter((health) => this.#fits(health));
    const troubled = shown.filter(({ trouble }) => trouble === "bad" || trouble === "warn");
    const idle = shown.filter(({ trouble }) => trouble === "idle");
    const good = shown.filter(({ trouble }) => trouble === "good");
    const idleAsCards = troubled.length + idle.length <= MOST_CARDS;
    const cards = idleAsCards ? [...troubled, ...idle] : troubled;
    const opened = this.#healths.find(({ room }) => room.id === this.open);
    return html`<div class="c-page t-page ${opened ? "opened" : ""}" data-testid="technician">
      ${this.#top(meeting)}
      <main class="t-board c-scroll" tabindex="-1">
        ${renderAlarms(this.#alarms.words)}
        <h2 class="sr">${t("Cần xử lý trước")}</h2>
        <ul class="cards">${repeat(cards, ({ room }) => room.id, (health) => this.#card(health))}</ul>
        ${idleAsCards ? nothing : this.#group(idle, t("%(count)s phòng chưa vào", { count: idle.length }), "clock", "idle")}
        ${this.#group(good, t("%(count)s phòng tốt", { count: good.length }), "check", "good")}
        ${shown.length === 0 ? html`<p class="c-empty" data-testid="no-room">${t("Không có phòng nào như vậy.")}</p>` : nothing}
        ${renderCaptioning(this.#alarms.captioning)}
      </main>
      <p class="sr" role="status">${this.#spoken()}</p>
      ${opened ? this.#panel(opened) : nothing}
      ${screenDialog({
        meeting,
        target: this.screen,
        wait: this.waits("pin_screen"),
        onPin: (room_id, showing) => void this.send({ name: "pin_screen", room_id, ...showing }),
        onTarget: (target) => (this.screen = target),
        onClose: () => (this.screen = null),
      })}
    </div>`;
  }

  /** Lines that were told lately; an old word says nothing of now. */
  #fresh(told: Readonly<Record<string, RoomLine>>): ReadonlyMap<string, RoomLine> {
    const now = performance.now();
    this.#toldAt = new Map(
      Object.entries(told).map(([id, line]) => {
        const known = this.#toldAt.get(id);
        return [id, known?.line === line ? known : { line, at: now }];
      }),
    );
    return new Map([...this.#toldAt].filter(([, { at }]) => now - at < LINE_LIFE_MS).map(([id, { line }]) => [id, line]));
  }

  #fits({ room, trouble }: RoomHealth): boolean {
    if (this.filter !== null && trouble !== this.filter) return false;
    return folded(`${room.name} ${room.unit}`).includes(folded(this.search.trim()));
  }

  /** Only the number of rooms in trouble is announced, not every change. */
  #spoken(): string {
    const { bad, warn } = counts(this.#healths);
    return t("%(bad)s phòng mất đường truyền, %(warn)s phòng cần xem", { bad, warn });
  }

  #top(meeting: MeetingState): TemplateResult {
    const found = counts(this.#healths);
    return html`<header class="c-top t-top">
      ${secrecyMark(meeting.meeting)}
      <h1 title=${meeting.meeting.title}>${t("Kỹ thuật")}</h1>
      <div class="filter" role="group" aria-label=${t("Lọc điểm cầu")}>
        ${FILTERS.map(({ kind, icon, words }) => html`<button class="btn" data-testid="filter-${kind}" aria-pressed=${this.filter === kind ? "true" : "false"}
          @click=${() => (this.filter = this.filter === kind ? null : kind)}>
          <ns-icon name=${icon} class=${kind === "idle" ? "muted" : kind}></ns-icon><b>${found[kind]}</b> ${words()}</button>`)}
      </div>
      <span class="grow"></span>
      <label class="t-search"><ns-icon name="search"></ns-icon><span class="sr">${t("Tìm phòng")}</span>
        <input class="input" type="search" autocomplete="off" placeholder=${t("Tìm phòng")} data-testid="search" .value=${this.search}
          @input=${(event: Event) => (this.search = (event.target as HTMLInputElement).value)} /></label>
      ${this.may("pin_screen")
        ? html`<button class="btn" data-testid="screens" @click=${() => (this.screen = ALL)}><ns-icon name=${ownPin(meeting.pins, null) ? "pin" : "screen"}></ns-icon>${t("Màn hình lớn")}</button>`
        : nothing}
      <a class="btn" href="/ghep-thiet-bi/" data-testid="pair"><ns-icon name="link"></ns-icon>${t("Ghép màn hình")}</a>
      <a class="btn" href="/hop/${encodeURIComponent(meeting.meeting.id)}/duong-truyen/" data-testid="line-report"><ns-icon name="signal"></ns-icon>${t("Báo cáo đường truyền")}</a>
      ${this.sign}
      <time class="fig">${clockTime(this.now)}</time>
    </header>`;
  }

  #signs(health: RoomHealth): TemplateResult {
    return html`<span class="four" aria-hidden="true">${health.signs.map(({ icon, tone }) => html`<ns-icon name=${icon} class=${tone}></ns-icon>`)}</span>`;
  }

  #card(health: RoomHealth): TemplateResult {
    const { room, trouble, icon, title } = health;
    const since = this.#since.get(room.id);
    return html`<li><button class="c ${trouble}" data-testid="room-card" data-room=${room.id} data-trouble=${trouble} title=${room.name}
      aria-current=${this.open === room.id ? "true" : "false"} @click=${() => this.#openRoom(room.id)}>
      <span class="row between"><b class="c-two">${shortRoom(room.name)}</b><ns-icon name=${icon}></ns-icon></span>
      <strong>${title}</strong><span class="meta">${since ? lastedWords(since.at, this.now) : nothing}</span>${this.#signs(health)}${this.#pinned(room.id)}</button></li>`;
  }

  #group(healths: readonly RoomHealth[], words: string, icon: IconName, tone: Trouble): TemplateResult | typeof nothing {
    if (healths.length === 0) return nothing;
    return html`<div class="calm"><ns-icon name=${icon} class=${tone === "idle" ? "muted" : tone}></ns-icon><h2>${words}</h2>
        <span class="meta legend"><span><ns-icon name="signal"></ns-icon> ${t("đường truyền")}</span><span><ns-icon name="sound"></ns-icon> ${t("tiếng")}</span>
          <span><ns-icon name="video"></ns-icon> ${t("hình")}</span><span><ns-icon name="screen"></ns-icon> ${t("màn hình")}</span></span></div>
      <ul class="tiles">${repeat(healths, ({ room }) => room.id, (health) => this.#tile(health))}</ul>`;
  }

  #tile(health: RoomHealth): TemplateResult {
    const { room, trouble, title } = health;
    return html`<li><button class="t ${trouble}" data-testid="room-tile" data-room=${room.id} data-trouble=${trouble} title=${room.name}
      aria-label=${`${room.name}: ${title}`} aria-current=${this.open === room.id ? "true" : "false"} @click=${() => this.#openRoom(room.id)}>
      <b class="c-two">${shortRoom(room.name)}</b>${this.#signs(health)}${this.#pinned(room.id)}</button></li>`;
  }

  /** A mark for a screen with a pin of its own. */
  #pinned(roomId: string): TemplateResult | typeof nothing {
    const { meeting } = this.live;
    if (!meeting || !ownPin(meeting.pins, roomId)) return nothing;
    const { words, lack } = screenWords(meeting, roomId);
    return html`<span class="t-pin ${lack ? "warn" : ""}" title=${words} data-testid="pinned"><ns-icon name="pin"></ns-icon><span class="sr">${words}</span></span>`;
  }

  #openRoom(id: string): void {
    this.open = this.open === id ? null : id;
    this.table = false;
  }

  #panel(health: RoomHealth): TemplateResult {
    const { room } = health;
    return roomPanel({
      health,
      since: this.#since.get(room.id),
      samples: this.#history.get(room.id) ?? [],
      now: this.now,
      table: this.table,
      revoking: this.revoking,
      onTable: () => (this.table = !this.table),
      onClose: () => (this.open = null),
      onRevoke: () => this.#askRevoke(health),
      onCaptions: (size, strong) => void this.#setCaptions(room.id, size, strong),
      channels: this.may("set_room_channel") ? (this.live.meeting?.channels ?? []) : [],
      onChannel: (language) => void this.send({ name: "set_room_channel", room_id: room.id, language }),
      screen: this.live.meeting && this.may("pin_screen") ? screenWords(this.live.meeting, room.id) : null,
      onScreen: () => (this.screen = room.id),
    });
  }

  #askRevoke({ room }: RoomHealth): void {
    this.ask({
      heading: t("Thu hồi màn hình của %(room)s?", { room: room.name }),
      points: [t("Phòng này rời cuộc họp ngay, mất hình và tiếng."), t("Muốn vào lại phải ghép bằng mã mới hiện trên màn hình.")],
      button: t("Thu hồi màn hình"),
      danger: true,
      run: () => void this.#revoke(room.id, room.name),
    });
  }

  async #setCaptions(id: string, size: CaptionSize, strong: boolean): Promise<void> {
    const refusal = await post(`/ghep-thiet-bi/${encodeURIComponent(id)}/phu-de/`, { fields: { size, strong: strong ? "1" : "" } });
    if (refusal !== null) toast("bad", refusal);
  }

  async #revoke(id: string, name: string): Promise<void> {
    this.revoking = true;
    const refusal = await post(`/ghep-thiet-bi/${encodeURIComponent(id)}/thu-hoi/`);
    this.revoking = false;
    if (refusal === null) toast("good", t("Đã thu hồi màn hình của %(name)s. Màn hình đang hiện mã ghép mới.", { name }));
    else toast("bad", refusal);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "ns-technician": NsTechnician;
  }
}
