/** `<ns-kiosk>`: the whole big screen. Chooses the picture, owns status, devices and meeting. */
import { html, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { t } from "@shared/i18n";
import { LightElement } from "@shared/kit/light";
import { playTestSound } from "@shared/media/level";
import { clockTime } from "@shared/format";
import type { Item } from "@shared/protocol";
import { findPaper } from "@shared/versions";
import { CodePoller } from "./codes";
import { RoomDevices } from "./devices";
import { RoomMeeting } from "./live";
import { chooseView, inConference, isLost, meetingToJoin, showsCode, type Facts, type View } from "./machine";
import { StatusPoller, type KioskRoom } from "./status";
import { agendaView } from "./views/agenda";
import { adjournedView } from "./views/adjourned";
import { breakView } from "./views/break";
import { codeView } from "./views/code";
import { sayView } from "./views/frame";
import { itemView } from "./views/item";
import { pairingView } from "./views/pairing";
import { asked } from "./views/pictures";
import { seatsView } from "./views/seats";
import { sittingView, type ShownPage, type Stage } from "./views/sitting";
import { resultView, votingView } from "./views/vote";
import { waitingView } from "./views/waiting";

const CHIME_MS = 5000;
/** A meeting that sent this screen away is not tried again before this. */
const REFUSED_MS = 10_000;
const NOBODY: KioskRoom = { id: "", name: "Nghị Sự", unit: "" };

@customElement("ns-kiosk")
export class NsKiosk extends LightElement {
  readonly #poller = new StatusPoller();
  readonly #devices = new RoomDevices();
  readonly #codes = new CodePoller();
  #meeting: RoomMeeting | null = null;
  #stopWatching: (() => void) | null = null;
  #chime: ReturnType<typeof setInterval> | undefined;
  #beats = 0;
  /** The meeting that sent this screen away, and when. */
  #refused: { readonly id: string; readonly at: number } | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#poller.subscribe(() => this.#statusChanged());
    this.#devices.subscribe(() => this.requestUpdate());
    this.#codes.subscribe(() => this.requestUpdate());
    this.#poller.start();
    this.#devices.start();
    setInterval(() => this.#tick(), 500);
  }

  /** The clock moves, and the title tells the agent beside the browser that this page lives. */
  #tick(): void {
    this.#beats += 1;
    if (this.#beats % 4 === 0) document.title = `Nghị Sự ${this.#beats}`;
    this.#refresh();
  }

  #statusChanged(): void {
    const joined = this.#meeting?.id ?? null;
    const wanted = meetingToJoin(this.#poller.status, joined);
    const refused = wanted !== null && wanted === this.#refused?.id && Date.now() - this.#refused.at < REFUSED_MS;
    if (wanted !== joined && !refused) this.#switchMeeting(wanted);
    this.#refresh();
  }

  #switchMeeting(id: string | null): void {
    this.#stopWatching?.();
    this.#meeting?.stop();
    this.#meeting = id === null ? null : new RoomMeeting(id);
    this.#stopWatching = this.#meeting?.subscribe(() => this.#meetingChanged()) ?? null;
  }

  #meetingChanged(): void {
    if (this.#meeting?.revoked) {
      this.#refused = { id: this.#meeting.id, at: Date.now() };
      this.#switchMeeting(null);
      this.#poller.askNow();
    }
    this.#refresh();
  }

  get #facts(): Facts {
    return {
      status: this.#poller.status,
      meeting: this.#meeting?.session.store.state.meeting ?? null,
      now: this.#now(),
    };
  }

  /** The server's time: the meeting's socket knows it best. */
  #now(): number {
    const socket = this.#meeting?.session.socket;
    return socket && socket.line !== "connecting" ? socket.serverNow() : this.#poller.serverNow();
  }

  /** Draw anew, and let devices and conference follow the picture. */
  #refresh(): void {
    const facts = this.#facts;
    const view = chooseView(facts);
    const joined = inConference(facts);
    this.#poller.inMeeting = joined || view.kind === "break" || view.kind === "adjourned";
    if (joined) {
      this.#devices.stop();
      this.#meeting?.join();
      this.#askPictures(view);
    } else {
      this.#meeting?.leave();
      this.#devices.start();
    }
    this.#codes.wanted = showsCode(view) && facts.meeting !== null;
    this.#ring(view.kind === "pairing");
    this.requestUpdate();
  }

  #askPictures(view: View): void {
    const state = this.#meeting?.session.store.state;
    if (!this.#meeting || !state?.meeting) return;
    const { media } = this.#meeting;
    const known = { meeting: state.meeting, sources: state.sources, roomId: this.#room.id, now: this.#now() };
    media.ask(asked(view.kind === "sitting" ? view.pictures : "follow", known, media.slotSource(0)?.source ?? null));
  }

  /** A soft chime while the screen waits for its room, so that the technician hears the speakers. */
  #ring(on: boolean): void {
    if (on) this.#chime ??= setInterval(() => void playTestSound(), CHIME_MS);
    else {
      clearInterval(this.#chime);
      this.#chime = undefined;
    }
  }

  protected override render(): TemplateResult {
    const view = chooseView(this.#facts);
    switch (view.kind) {
      case "starting":
        return this.#starting();
      case "pairing":
        return this.#pairing();
      case "waiting":
        return this.#waiting();
      case "break":
        return this.#break(view.until);
      case "adjourned":
        return this.#adjourned();
      case "sitting":
        return this.#sitting({ pictures: view.pictures, page: view.pictures === "follow" ? this.#led : null });
      case "paper":
        return this.#sitting({ pictures: "follow", page: { paper: view.paper, page: view.page, point: null } });
      case "item":
        return this.#item(view.item);
      case "agenda":
        return this.#agenda();
      case "check_in":
        return this.#checkIn();
      case "seating":
        return this.#seats(view.page);
      case "voting":
      case "result":
        return this.#vote(view);
      case "closed":
        return this.#closed();
    }
  }

  #break(until: string): TemplateResult {
    const meeting = this.#meeting?.session.store.state.meeting;
    return meeting ? breakView({ meeting, until, now: this.#now() }) : this.#waiting();
  }

  #adjourned(): TemplateResult {
    const meeting = this.#meeting?.session.store.state.meeting;
    return meeting ? adjournedView({ meeting, now: this.#now() }) : this.#waiting();
  }

  get #room(): KioskRoom {
    return this.#poller.status?.room ?? NOBODY;
  }

  #starting(): TemplateResult {
    const { silentSince, refusal } = this.#poller;
    const silent = silentSince !== null;
    const waiting = [t("Màn hình tự nối lại, không cần làm gì."), t("Quá 2 phút: kiểm tra dây mạng rồi báo kỹ thuật.")];
    return sayView({
      testid: silent ? "unreachable" : "starting",
      icon: silent ? "line-off" : "clock",
      title: refusal ? t("Máy chủ chưa nhận màn hình này") : silent ? t("Chưa liên lạc được máy chủ") : t("Đang mở màn hình"),
      lines: refusal ? [refusal] : silent ? waiting : [],
      now: this.#now(),
      room: this.#room.name,
    });
  }

  #pairing(): TemplateResult {
    const { status, roundTrip, silentSince } = this.#poller;
    const ends = status?.expires_at ? Date.parse(status.expires_at) : this.#now();
    return pairingView({
      code: status?.code ?? "",
      secondsLeft: (ends - this.#now()) / 1000,
      devices: this.#devices,
      roundTrip,
      silent: silentSince !== null,
    });
  }

  #waiting(): TemplateResult {
    const state = this.#meeting?.session.store.state.meeting ?? null;
    const over = state?.meeting.status === "closed";
    return waitingView({
      room: this.#room,
      next: this.#poller.status?.meeting ?? null,
      meeting: over ? null : state,
      devices: this.#devices,
      codes: this.#codes,
      lineGood: this.#poller.silentSince === null && (this.#poller.roundTrip ?? 0) < 600,
      now: this.#now(),
    });
  }

  #lostAt(): number | null {
    const socket = this.#meeting?.session.socket;
    if (!socket || socket.lostAt === null) return null;
    return isLost(socket.line, Date.now() - socket.lostAt) ? socket.lostAt : null;
  }

  /** The page of whoever leads the readers; a paper that was taken back meanwhile is not shown. */
  get #led(): ShownPage | null {
    const lead = this.#meeting?.follow.lead;
    const paper = findPaper(this.#meeting?.session.store.state.meeting?.papers ?? [], lead?.paper_id ?? null);
    return lead && paper ? { paper, page: lead.page, point: lead.point } : null;
  }

  #item(item: Item): TemplateResult {
    const meeting = this.#meeting?.session.store.state.meeting;
    return meeting ? itemView({ meeting, item, now: this.#now(), lost: this.#lostAt() !== null }) : this.#waiting();
  }

  #agenda(): TemplateResult {
    const meeting = this.#meeting?.session.store.state.meeting;
    return meeting ? agendaView({ meeting, codes: this.#codes, now: this.#now() }) : this.#waiting();
  }

  #checkIn(): TemplateResult {
    const meeting = this.#meeting?.session.store.state.meeting;
    const { id, name } = this.#room;
    return meeting ? codeView({ meeting, roomId: id, room: name, codes: this.#codes, now: this.#now() }) : this.#waiting();
  }

  #seats(page: number): TemplateResult {
    const meeting = this.#meeting?.session.store.state.meeting;
    const { seating } = meeting ?? {};
    return meeting && seating ? seatsView({ meeting, seating, page, codes: this.#codes, now: this.#now() }) : this.#waiting();
  }

  #sitting(stage: Stage): TemplateResult {
    const meeting = this.#meeting;
    const state = meeting?.session.store.state;
    if (!meeting || !state?.meeting) return this.#starting();
    return sittingView({
      meeting: state.meeting,
      captions: state.captions,
      captionsLate: state.captionsLate,
      roomId: this.#room.id,
      media: meeting.media,
      sources: state.sources,
      stage,
      now: this.#now(),
      line: meeting.session.socket,
      lostAt: this.#lostAt(),
      problems: meeting.problems,
    });
  }

  #vote(view: Extract<View, { kind: "voting" | "result" }>): TemplateResult {
    const { store, socket } = this.#meeting?.session ?? {};
    const state = store?.state;
    if (!socket || !state?.meeting) return this.#starting();
    const lost = this.#lostAt();
    const model = { meeting: state.meeting, poll: view.poll, turnout: state.turnout, now: this.#now(), line: socket, noticed: lost !== null };
    const words = lost === null ? "" : t("Mất đường truyền từ %(time)s. Máy đang tự nối lại.", { time: clockTime(lost) });
    return html`${view.kind === "voting" ? votingView(model) : resultView(model)}
    ${words ? html`<p class="k-ribbon" role="alert" data-testid="line-lost"><ns-icon name="line-off"></ns-icon>${words}</p>` : ""}`;
  }

  #closed(): TemplateResult {
    const info = this.#meeting?.session.store.state.meeting?.meeting;
    const at = info?.closed_at ? t("Bế mạc lúc %(time)s.", { time: clockTime(info.closed_at) }) : "";
    return sayView({
      testid: "closed",
      icon: "check",
      title: t("Cuộc họp đã bế mạc"),
      lines: [info?.title ?? "", `${at} ${t("Camera và micrô của phòng đã tắt.")}`],
      now: this.#now(),
      room: this.#room.name,
    });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "ns-kiosk": NsKiosk;
  }
}
