import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { act } from "@shared/act";
import { NsElement, sharedStyles } from "@shared/kit/element";
import "@shared/kit/dialog";
import { toast } from "@shared/kit/toast";
import { Follow } from "@shared/follow";
import { t } from "@shared/i18n";
import { attempt } from "@shared/media/attempt";
import { MediaClient } from "@shared/media/client";
import { rememberedLayout, rememberLayout, type Layout } from "@shared/media/layout";
import { noticeLine, readNotice, unreadNotice } from "@shared/notice";
import type { Answer, MeetingState, Poll, You } from "@shared/protocol";
import { currentItem, openPoll } from "@shared/reducer";
import type { LiveSession } from "@shared/session";
import { RefusedError } from "@shared/socket";
import { Watch } from "@shared/store";
import { paperOf, votesByHand } from "@shared/votes";
import "@features/documents/paper-viewer";
import type { NsPaperViewer, Place } from "@features/documents/paper-viewer";
import "@features/notes/panel";
import { NotesStore, type Note } from "@features/notes/store";
import type { ActionName } from "./actions";
import "./actions";
import "./caption-band";
import { conductLine } from "./conduct";
import type { Seat } from "./check-in";
import "./check-in";
import "@shared/kit/listen";
import { renderBye, renderHead, renderLoading, renderLost, renderSound, renderStanding } from "./frame";
import { actionsOf, announcement, ballotOnItsWay, isThere, mayVote, paperAtHand, paperToShow, voteAtHand } from "./model";
import "./now";
import "./own-devices";
import { sayReceived } from "./received";
import { roomStyles } from "./room.styles";
import { asksSeat, knownSeat, rememberSeat } from "./seat";
import { limitFor, limitWords } from "@shared/turn";
import { speechFace } from "./speech";
import type { Asked } from "./speech-dialogs";
import "./speech-dialogs";
import "./stage";
import "./vote-sheet";

const CAPTIONS_KEY = "nghisu.captions";
const DONE_MS = 8000;

/** `<ns-live-room .session>`: the live room of a delegate or a remote participant. */
@customElement("ns-live-room")
export class NsLiveRoom extends NsElement {
  @property({ attribute: false }) session!: LiveSession;
  @state() private layout: Layout = rememberedLayout();
  @state() private seat: Seat | null = null;
  @state() private seatRefused = "";
  @state() private seatWaiting = false;
  @state() private paperId: string | null = null;
  @state() private place: Place | null = null;
  @state() private sheet: string | null = null;
  @state() private dialog: "notes" | "ask" | "withdraw" | "leave" | null = null;
  @state() private captionsOn = localStorage.getItem(CAPTIONS_KEY) !== "off";
  @state() private justSpoke = false;
  @state() private announced = "";
  /** Ballots that the server refused, by vote: the sheet says so until another one counts. */
  @state() private refusedBallots: ReadonlyMap<string, { choice: Answer; reason: string }> = new Map();
  @query("ns-paper-viewer") private readonly viewer!: NsPaperViewer | null;
  #media!: MediaClient;
  #follow!: Follow;
  #notes!: NotesStore;
  #before: MeetingState | null = null;
  #chosePaper = false;
  #clock: ReturnType<typeof setInterval> | undefined;

  static override styles = [sharedStyles, roomStyles];

  override connectedCallback(): void {
    super.connectedCallback();
    const { store, socket } = this.session;
    [this.#media, this.#follow] = [new MediaClient(socket, store), new Follow(socket, store)];
    this.#media.onDeviceNews(({ tone, words }) => toast(tone, words));
    new Watch(this, store, socket, this.#media);
    store.subscribe(() => this.#changed());
    this.#clock = setInterval(() => this.requestUpdate(), 5000);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#clock);
  }

  override render(): TemplateResult {
    const { socket, store } = this.session;
    const { meeting, you } = store.state;
    const { line, bye } = socket;
    return html`
      ${renderHead(bye ? null : meeting, socket, socket.serverNow(), socket.pending, bye ? null : (event) => this.#askLeave(event), bye ? null : this.session)}
      ${bye ? renderBye(bye) : html`${line === "lost" ? this.#renderLost() : nothing} ${meeting && you ? this.#renderMeeting(meeting, you) : renderLoading()}`}
      <div class="sr" role="status" aria-live="polite" data-testid="announcer">${this.announced}</div>
    `;
  }

  #renderLost(): TemplateResult {
    const { socket, store } = this.session;
    const { meeting, you } = store.state;
    const place = meeting && you ? meeting.queue.findIndex((request) => request.person_id === you.person_id) + 1 : 0;
    return renderLost(place > 0 ? place : null, meeting !== null, socket.lostAt, socket.offline, () => socket.reconnectNow());
  }

  #renderMeeting(meeting: MeetingState, you: You): TemplateResult {
    const { socket, store } = this.session;
    const { lostAt } = socket;
    const own = this.seat?.roomId === null && you.may_publish && meeting.meeting.status !== "closed";
    return html`
      ${renderSound(this.#media)}
      ${conductLine({ meeting, you, online: store.state.online, onTakeOver: () => void act(socket, { name: "take_over_chair" }, { onSeen: true }) })}
      ${noticeLine(unreadNotice(meeting.meeting.id, store.state.notices), "sound", (notice) => {
        readNotice(meeting.meeting.id, notice);
        this.requestUpdate();
      })}
      ${renderStanding(this.session, (paperId) => this.#showDraft(paperId))}
      <main class=${this.layout === "paper" ? "" : "pictures"}>
        <ns-now
          .state=${meeting}
          .you=${you}
          .media=${this.#media}
          .clock=${() => socket.serverNow()}
          .lostAt=${lostAt}
          ?bare=${this.layout !== "paper"}
          @swap=${() => this.#look("speaker")}
        ></ns-now>
        ${meeting.channels.length > 0 && this.seat ? html`<ns-listen .media=${this.#media} .channels=${meeting.channels}></ns-listen>` : nothing}
        ${own ? html`<ns-own-devices .media=${this.#media} ?heard=${meeting.open_microphones.includes(you.participant)}></ns-own-devices>` : nothing}
        ${this.#renderBody(meeting, lostAt)}
        ${this.captionsOn && meeting.meeting.captions
          ? html`<ns-caption-band .segments=${store.state.captions} .late=${store.state.captionsLate} .lostAt=${lostAt} ?in-room=${this.seat?.roomId != null}></ns-caption-band>`
          : nothing}
      </main>
      <ns-actions .actions=${actionsOf(this.#facts(meeting, you))} @act=${(event: CustomEvent<ActionName>) => this.#act(event.detail)}></ns-actions>
      ${this.#renderSheet(meeting, you)} ${this.#renderDialogs(meeting, you)}
    `;
  }

  #renderBody(meeting: MeetingState, lostAt: number | null): TemplateResult {
    if (this.layout !== "paper") {
      return html`<ns-stage class="body" .media=${this.#media} .meeting=${meeting} .sources=${this.session.store.state.sources} own=${this.session.store.state.you?.participant ?? ""}
        layout=${this.layout} .lostAt=${lostAt} @layout=${(event: CustomEvent<Layout>) => this.#look(event.detail)}></ns-stage>`;
    }
    const noted = new Set(this.#notes.notes.filter((note) => note.paperId === this.paperId).map((note) => note.page ?? 0));
    return html`<ns-paper-viewer
      class="body"
      .papers=${meeting.papers}
      .items=${meeting.items}
      .paperId=${this.paperId}
      .noted=${noted} .follow=${this.#follow}
      ?offline=${lostAt !== null}
      @place=${(event: CustomEvent<Place>) => this.#placed(event.detail)}
    >
      <button slot="tools" class="btn quiet icon-only phone" data-testid="to-picture" aria-label=${t("Xem hình")} @click=${() => this.#look("speaker")}>
        <ns-icon name="picture"></ns-icon>
      </button>
    </ns-paper-viewer>`;
  }

  #renderSheet(meeting: MeetingState, you: You): TemplateResult | typeof nothing {
    const poll = meeting.polls.find((entry) => entry.id === this.sheet);
    if (!poll) return nothing;
    const { socket, store } = this.session;
    const way = ballotOnItsWay(socket.pending, poll.id);
    const item = meeting.items.find((entry) => entry.id === poll.item_id) ?? null;
    const paper = paperOf(meeting, poll);
    return html`<ns-vote-sheet
      .poll=${poll}
      .item=${item}
      .ballot=${store.state.ballots.find((ballot) => ballot.poll_id === poll.id) ?? null}
      .turnout=${store.state.turnout?.poll_id === poll.id ? store.state.turnout : null}
      .sending=${way}
      .refused=${this.refusedBallots.get(poll.id) ?? null}
      .clock=${() => socket.serverNow()}
      ?by-hand=${votesByHand(meeting, poll, you.person_id)}
      ?may-vote=${mayVote(meeting, you)}
      ?has-paper=${paper !== undefined}
      @cast=${(event: CustomEvent<Answer>) => void this.#cast(poll.id, event.detail)}
      @withdraw=${() => way && socket.withdraw(way.id)}
      @paper=${() => this.#showDraft(paper?.id)}
      @close=${() => (this.sheet = null)}
    ></ns-vote-sheet>`;
  }

  #renderDialogs(meeting: MeetingState, you: You): TemplateResult {
    const { socket } = this.session;
    const face = speechFace(this.#facts(meeting, you));
    return html`
      ${this.seat === null && asksSeat(meeting, socket.serverNow())
        ? html`<ns-check-in
            .rooms=${meeting.rooms}
            .media=${this.#media}
            .name=${you.name}
            .meeting=${meeting.meeting.title}
            .refused=${this.seatRefused}
            ?waiting=${this.seatWaiting}
            ?may-publish=${you.may_publish}
            @seat=${(event: CustomEvent<Seat>) => void this.#sit(event.detail)}
            @skip=${() => this.#takeSeat({ roomId: null, publish: false })}
          ></ns-check-in>`
        : nothing}
      ${this.dialog === "notes"
        ? html`<ns-notes .store=${this.#notes} .papers=${meeting.papers} .place=${this.place} @close=${() => (this.dialog = null)} @go=${(event: CustomEvent<Note>) => this.#goToNote(event.detail)}></ns-notes>`
        : nothing}
      ${this.dialog === "leave" ? html`<ns-leave @close=${() => (this.dialog = null)} @leave=${() => void this.#leave()}></ns-leave>` : nothing}
      ${this.dialog === "ask"
        ? html`<ns-ask-speech kind=${face.face === "waiting" ? "order" : "speech"} .limit=${limitWords(limitFor(meeting, currentItem(meeting)?.id ?? null, you.person_id))}
            @close=${() => (this.dialog = null)} @ask=${(event: CustomEvent<Asked>) => void act(socket, { name: "request_speech", ...event.detail })}></ns-ask-speech>`
        : nothing}
      ${this.dialog === "withdraw" && face.face === "waiting"
        ? html`<ns-withdraw-speech .place=${face.place} ?may-order=${face.mayOrder} @order=${() => (this.dialog = "ask")} @close=${() => (this.dialog = null)} @withdraw=${() => void act(socket, { name: "withdraw_speech", request_id: face.requestId })}></ns-withdraw-speech>`
        : nothing}
    `;
  }

  #facts(state: MeetingState, you: You): Parameters<typeof actionsOf>[0] {
    const { socket, store } = this.session;
    return {
      state,
      you,
      line: socket.line,
      pending: socket.pending,
      ballots: store.state.ballots,
      microphoneOn: this.#media.microphoneOn,
      justSpoke: this.justSpoke,
      view: this.layout === "paper" ? "paper" : "picture",
      noteCount: this.#notes.notes.length,
      notesOpen: this.dialog === "notes",
      captionsOn: this.captionsOn,
    };
  }

  /** After each change of the state: what the room does by itself. */
  #changed(): void {
    const { meeting, you } = this.session.store.state;
    if (!meeting || !you) return;
    const before = this.#before;
    this.#before = meeting;
    sayReceived(before, meeting);
    if (!before) this.#entered(meeting, you);
    else if (before !== meeting) this.#followed(before, meeting, you);
  }

  #entered(meeting: MeetingState, you: You): void {
    this.#notes = new NotesStore(meeting.meeting.id, you.person_id ?? "guest");
    new Watch(this, this.#notes);
    this.paperId = paperAtHand(meeting);
    const seat = knownSeat(meeting, you);
    if (seat) this.#takeSeat(seat);
    const poll = openPoll(meeting);
    if (poll && mayVote(meeting, you) && !this.#ballotFor(poll.id)) this.sheet = poll.id;
  }

  #followed(before: MeetingState, meeting: MeetingState, you: You): void {
    this.announced = announcement(before, meeting, you) || this.announced;
    this.#followVotes(openPoll(before), openPoll(meeting), mayVote(meeting, you));
    if (isThere(before, you) && !isThere(meeting, you)) this.#stoodUp();
    const mine = before.floor !== null && before.floor.person_id === you.person_id && you.person_id !== null;
    if (mine && meeting.floor?.turn_id !== before.floor?.turn_id) this.#spoke();
    this.paperId = paperToShow(meeting, this.paperId, this.#chosePaper);
    if (meeting.meeting.status === "closed" && before.meeting.status !== "closed") this.#media.leave();
  }

  /** A vote slides over everything when it opens; its result does when it closes. */
  #followVotes(old: Poll | null, poll: Poll | null, votes: boolean): void {
    if (old?.id === poll?.id) return;
    if (old && (votes || this.sheet === old.id)) this.sheet = old.id;
    if (poll && votes && !this.#ballotFor(poll.id)) this.sheet = poll.id;
  }

  #ballotFor(pollId: string): boolean {
    return this.session.store.state.ballots.some((ballot) => ballot.poll_id === pollId);
  }

  /** Cast a ballot. A refusal is shown on the sheet, which comes back if it was put away: after a lost line the reason matters. */
  async #cast(pollId: string, choice: Answer): Promise<void> {
    const refused = new Map(this.refusedBallots);
    refused.delete(pollId);
    this.refusedBallots = refused;
    try {
      await this.session.socket.command({ name: "cast_ballot", poll_id: pollId, choice });
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      if (!error.message) return;
      this.refusedBallots = new Map(this.refusedBallots).set(pollId, { choice, reason: error.message });
      this.sheet = pollId;
    }
  }

  /** Noted as gone, here or by the secretary: who is still at the page says where he sits to come back. */
  #stoodUp(): void {
    this.seat = null;
    this.#media.leave();
  }

  #spoke(): void {
    if (this.#media.microphone) void this.#media.setMicrophone(false);
    this.justSpoke = true;
    setTimeout(() => (this.justSpoke = false), DONE_MS);
  }

  /** Who is counted as present is asked whether he leaves the meeting or only this page. */
  #askLeave(event: Event): void {
    const { meeting, you } = this.session.store.state;
    if (!meeting || !you || meeting.meeting.status === "closed" || !isThere(meeting, you)) return;
    if (this.session.socket.line === "lost" || !you.commands.includes("leave_meeting")) return;
    event.preventDefault();
    this.dialog = "leave";
  }

  async #leave(): Promise<void> {
    if (await act(this.session.socket, { name: "leave_meeting" })) location.assign("/");
  }

  async #sit(seat: Seat): Promise<void> {
    this.seatWaiting = true;
    try {
      await this.session.socket.command({ name: "check_in", room_id: seat.roomId });
      this.#takeSeat(seat);
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      this.seatRefused = error.message;
    } finally {
      this.seatWaiting = false;
    }
  }

  #takeSeat(seat: Seat): void {
    const { meeting } = this.session.store.state;
    this.seat = seat;
    if (!meeting || meeting.meeting.status === "closed") return;
    rememberSeat(meeting.meeting.id, seat);
    // the test is over: nobody hears anything before the person switches the microphone on
    if (this.#media.microphone) void this.#media.setMicrophone(false);
    else if (seat.publish) void attempt(() => this.#media.setCameraOn(), "warn");
    this.#media.join({ hears: seat.roomId === null });
  }

  #act(name: ActionName): void {
    const { meeting, you } = this.session.store.state;
    if (!meeting || !you) return;
    if (name === "papers") this.#papers();
    else if (name === "speech") this.#speak(meeting, you);
    else if (name === "vote") this.sheet = voteAtHand(meeting)?.id ?? null;
    else if (name === "notes") this.dialog = "notes";
    else {
      this.captionsOn = !this.captionsOn;
      localStorage.setItem(CAPTIONS_KEY, this.captionsOn ? "on" : "off");
    }
  }

  #look(layout: Layout): void {
    this.layout = layout;
    rememberLayout(layout);
  }

  #papers(): void {
    if (this.layout === "paper") this.viewer?.showList();
    this.#look("paper");
  }

  #speak(meeting: MeetingState, you: You): void {
    const face = speechFace(this.#facts(meeting, you));
    if (face.face === "ask" || face.face === "done") this.dialog = "ask";
    else if (face.face === "waiting") this.dialog = "withdraw";
    else if (face.face === "sending") this.session.socket.withdraw(face.commandId);
    else if (face.face === "invited") void attempt(() => this.#media.setMicrophone(true), "warn");
    else if (face.face === "speaking") void act(this.session.socket, { name: "take_floor", turn_id: face.turnId });
  }

  #placed(place: Place): void {
    if (place.paperId !== this.paperId) {
      this.#chosePaper = true;
      this.paperId = place.paperId;
    }
    this.place = place;
  }

  #showDraft(paperId: string | undefined): void {
    this.sheet = null;
    this.#look("paper");
    if (paperId) this.paperId = paperId;
  }

  #goToNote(note: Note): void {
    this.dialog = null;
    this.#look("paper");
    if (note.paperId) this.#placed({ paperId: note.paperId, page: note.page ?? 1 });
    void this.updateComplete.then(() => this.viewer?.goTo(note.page ?? 1, note.paperId));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "ns-live-room": NsLiveRoom;
  }
}
