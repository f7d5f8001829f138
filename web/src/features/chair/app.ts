/** `<ns-chair>`: the chair's console. Queue, stage and what to know, without scrolling on a laptop. */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { Console } from "@shared/console/console";
import { mediaTools } from "@shared/console/media-tools";
import { clockTime } from "@shared/format";
import { t } from "@shared/i18n";
import { itemLabel, outcomeWords } from "@shared/outline";
import type { AdjournSession, Answer, Attendee, Command, InsertItem, Item, MeetingState, MyBallot, Poll } from "@shared/protocol";
import { openQuestioning } from "@shared/questions";
import { currentItem, openPoll } from "@shared/reducer";
import { secrecyMark } from "@shared/secrecy";
import { adjourned, resting, runningSession } from "@shared/sessions";
import { minutesSince } from "@shared/times";
import { limitFor } from "@shared/turn";
import { handRooms, votesByHand } from "@shared/votes";
import { agendaDialog, type Arranging, type NewItem, type Outcome } from "./agenda";
import "@features/messages/panel";
import { breakCard, breakDialog } from "./breaks";
import { pickDialog, PickList, type Choosable } from "./dialogs";
import { readBoard } from "@features/roll/read";
import { factsColumn } from "./facts";
import { conductNotice, conductOf, handOverDialog } from "./handover";
import { closePollWords, freshResult, nextItem, type Facts } from "./model";
import { freshForm, pollCommand, pollDialog, preparedForm, type PollForm } from "./poll-form";
import { nextPrepared, openPollButtons } from "./prepared";
import { nextTurn } from "@features/questioning/board";
import { besidesHead, queueColumn } from "./queue";
import { closeQuestion, handOverQuestion, openQuestion, sessionQuestion, takeBackQuestion } from "./questions";
import { adjournDialog, adjournedCard, adjourning, type Adjourning } from "./sessions";
import { timesDialog } from "./spoken";
import { edgeCard, floorCard, nowBlock, steps } from "./stage";
import { resultCard, votingCard } from "./vote";

@customElement("ns-chair")
export class NsChair extends Console {
  /** The request whose place and time are being set. */
  @state() private arranged: string | null = null;
  /** During a questioning: who asks to speak, in the place of its questions. */
  @state() private queueShown = false;
  @state() private timesShown = false;
  @state() private breaking = false;
  /** What is being chosen about the end of the session; null: nothing. */
  @state() private adjourns: Adjourning | null = null;
  @state() private agendaShown = false;
  @state() private newItem: NewItem | null = null;
  @state() private pollForm: PollForm | null = null;
  @state() private picking = false;
  readonly #picks = new PickList();
  @state() private handing = false;
  @state() private board = false;
  @state() private search = "";
  @state() private chosen: Answer | null = null;
  /** The vote whose result the chair has put away. */
  @state() private seen: string | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    // sits in a room with loudspeakers until told otherwise: the picture, not the sound
    this.media.join({ hears: false });
  }

  protected draw(meeting: MeetingState): TemplateResult {
    const open = meeting.meeting.status === "open";
    if (this.board) return html`<div class="c-page" data-testid="chair">${this.#top(meeting)} ${this.#conduct(meeting)} ${readBoard(meeting, this.live, () => (this.board = false))} ${this.#dialogs(meeting)}</div>`;
    return html`<div class="c-page" data-testid="chair">
      ${this.#top(meeting)} ${this.#conduct(meeting)}
      <main class="c-chair">
        ${this.#questions(meeting) ?? queueColumn({
          meeting,
          now: this.now,
          arranged: this.arranged,
          waits: this.waits("move_request") || this.waits("set_speech_limit"),
          closed: !open || resting(meeting.meeting) || this.waits("give_floor"),
          mayGive: this.may("give_floor"),
          onInvite: (request) => void this.#give({ request_id: request.id }),
          onPick: () => (this.picking = true),
          onTimes: () => (this.timesShown = true),
          onArrange: (request) => (this.arranged = this.arranged === request.id ? null : request.id),
          onMove: (request, before) => void this.send({ name: "move_request", request_id: request.id, before_id: before?.id ?? null }),
          onLower: (request) => void this.send({ name: "withdraw_speech", request_id: request.id }),
          onLimit: (limit) => void this.send({ name: "set_speech_limit", ...limit }),
          onQuestions: openQuestioning(meeting) ? () => (this.queueShown = false) : null,
        })}
        <section class="stage" aria-label=${t("Diễn đàn")}>
          ${steps(meeting.items)} ${nowBlock(meeting, this.now, () => (this.agendaShown = true))} ${this.#card(meeting)} ${open && !resting(meeting.meeting) ? this.#acts(meeting) : nothing}
        </section>
        ${factsColumn(this.#facts(meeting), () => (this.board = true))}
      </main>
      ${this.#dialogs(meeting)}
    </div>`;
  }

  #questions(meeting: MeetingState): TemplateResult | null {
    const item = openQuestioning(meeting);
    if (!item || this.queueShown) return null;
    const waits = (["give_question_floor", "settle_question", "withdraw_question", "move_question"] as const).some((name) => this.waits(name));
    return html`<section class="side c-queue" aria-label=${t("Chất vấn")}>${besidesHead("questions", () => (this.queueShown = true), meeting)}
      <ns-question-board tabindex="0" .meeting=${meeting} .item=${item} .send=${(command: Command) => this.send(command)} ?waiting=${waits || meeting.meeting.break_until !== null || !this.reachable} ?conducts=${this.may("give_question_floor")}></ns-question-board></section>`;
  }

  #facts(meeting: MeetingState): Facts {
    const { online, sources, absences } = this.live;
    return { meeting, online, absences, sources: Object.values(sources), now: this.now, limit: limitFor(meeting, currentItem(meeting)?.id ?? null, null) };
  }

  #top(meeting: MeetingState): TemplateResult {
    const { status, opened_at, title } = meeting.meeting;
    const open = status === "open";
    const between = adjourned(meeting.meeting);
    const since = runningSession(meeting.meeting)?.opened_at ?? opened_at;
    return html`<header class="c-top">
      ${between ? html`<span class="chip"><ns-icon name="clock"></ns-icon>${t("Tạm nghỉ")}</span>` : open ? html`<span class="chip live"><ns-icon name="star"></ns-icon>${t("Đang họp")}</span>` : nothing}
      ${secrecyMark(meeting.meeting)}
      <h1 class="grow cut" title=${title}>${title}</h1>
      ${open && !between && since ? html`<span class="muted c-wide">${t("Đã họp %(minutes)s phút", { minutes: minutesSince(since, this.now) })}</span>` : nothing}
      <ns-messages .session=${this.session}></ns-messages> ${this.sign}
      <time class="fig">${clockTime(this.now)}</time>
      ${mediaTools(this.media, this.live.you?.may_publish ?? false)}
      ${meeting.meeting.status !== "closed" && this.may("give_floor") && this.may("hand_over_chair")
        ? html`<button class="btn" data-testid="hand-over" ?disabled=${this.waits("hand_over_chair")} @click=${() => (this.handing = true)}>
            <ns-icon name="gavel"></ns-icon>${t("Trao điều hành")}</button>`
        : nothing}
      ${open && this.may("close_meeting")
        ? html`<button class="btn danger" data-testid="close-meeting" ?disabled=${this.waits("close_meeting")} @click=${() => this.#askClose(meeting)}>
            <ns-icon name="power"></ns-icon>${t("Bế mạc")}</button>`
        : nothing}
    </header>`;
  }

  #conduct(meeting: MeetingState): TemplateResult | typeof nothing {
    const { you } = this.live;
    if (!you || meeting.meeting.status === "closed") return nothing;
    return conductNotice({ meeting, you, wait: this.waits("take_back_chair"), onTakeBack: () => this.#askTakeBack(meeting, conductOf(meeting, you) === "deputy") });
  }

  #card(meeting: MeetingState): TemplateResult {
    if (meeting.meeting.status !== "open") {
      return edgeCard(meeting, this.#button("open_meeting", () => this.#askOpen(meeting)), this.live.expected);
    }
    const poll = openPoll(meeting);
    if (poll) return this.#votingCard(poll);
    if (adjourned(meeting.meeting)) return adjournedCard({ meeting, now: this.now, open: this.#button("open_session", () => this.#askOpenSession(meeting)) });
    if (meeting.meeting.break_until !== null) return this.#breakCard(meeting.meeting.break_until);
    const result = freshResult(meeting);
    if (result && result.id !== this.seen) return resultCard(result, () => (this.seen = result.id));
    const { floor } = meeting;
    return floorCard({
      meeting,
      media: this.media,
      now: this.now,
      frozen: !this.reachable,
      extend: floor && this.#button("extend_floor", () => void this.send({ name: "extend_floor", seconds: 60 })),
      pause: floor && this.#button("pause_floor", () => void this.send({ name: floor.paused_at === null ? "pause_floor" : "resume_floor", turn_id: floor.turn_id })),
      stop: floor && this.#button("take_floor", () => void this.send({ name: "take_floor", turn_id: floor.turn_id })),
    });
  }

  #breakCard(until: string): TemplateResult {
    const minutes = Math.max(1, Math.ceil((Date.parse(until) - this.now) / 60_000) + 5);
    return breakCard({
      until,
      now: this.now,
      more: this.#button("start_break", () => void this.send({ name: "start_break", minutes: Math.min(180, minutes) })),
      end: this.#button("end_break", () => void this.send({ name: "end_break" })),
    });
  }

  #button(name: Command["name"], run: () => void): { readonly wait: boolean; run(): void } | null {
    return this.may(name) ? { wait: this.waits(name), run } : null;
  }

  #ballot(poll: Poll): MyBallot | null | undefined {
    const { you, meeting, ballots } = this.live;
    const me = meeting?.people.find((person) => person.person_id === you?.person_id);
    if (!me?.votes || !this.may("cast_ballot") || (meeting && votesByHand(meeting, poll, me.person_id))) return undefined;
    return ballots.find((ballot) => ballot.poll_id === poll.id) ?? null;
  }

  #votingCard(poll: Poll): TemplateResult {
    const { meeting, hands } = this.live;
    return votingCard({
      poll,
      now: this.now,
      rooms: meeting ? handRooms(meeting, poll, hands) : [],
      turnout: this.live.turnout,
      ballot: this.#ballot(poll),
      chosen: this.chosen,
      casting: this.waits("cast_ballot"),
      onChoose: (choice) => (this.chosen = choice),
      onCast: (choice) => void this.#cast(poll, choice),
    });
  }

  #acts(meeting: MeetingState): TemplateResult {
    const poll = openPoll(meeting);
    const first = meeting.queue[0];
    const next = nextItem(meeting);
    return html`<div class="cmd">
        ${this.may("give_floor")
          ? (this.queueShown || poll ? null : nextTurn(meeting, this.waits("give_question_floor"), (command: Command) => this.send(command))) ?? html`<button class="btn ${poll ? "" : "primary"}" data-testid="invite-next" ?disabled=${!first || this.waits("give_floor")}
              @click=${() => first && void this.#give({ request_id: first.id })}>
              <span>${t("Mời người tiếp theo")}<small class="cut">${first?.name ?? t("chưa có ai đăng ký")}</small></span></button>`
          : nothing}
        ${poll ? this.#closePollButton(poll) : this.#openPollButton(meeting)}
        ${this.may("mute_all")
          ? html`<button class="btn" data-testid="mute-all" ?disabled=${this.waits("mute_all")} @click=${() => void this.send({ name: "mute_all" })}>
              <ns-icon name="mic-off"></ns-icon>${t("Tắt tất cả micrô")}</button>`
          : nothing}
      </div>
      ${this.may("open_item")
        ? html`<div class="c-on">${this.#nextItem(next)}
            <button class="btn" data-testid="break-button" ?disabled=${poll !== null || this.waits("start_break")} @click=${() => (this.breaking = true)}>
              <ns-icon name="coffee"></ns-icon>${t("Giải lao")}</button>
            <button class="btn" data-testid="adjourn-button" ?disabled=${poll !== null || this.waits("adjourn_session")} @click=${() => (this.adjourns = adjourning(meeting, this.now))}>
              <ns-icon name="clock"></ns-icon>${t("Hết buổi")}</button></div>`
        : nothing}`;
  }

  #openPollButton(meeting: MeetingState): TemplateResult | typeof nothing {
    if (!this.may("open_poll")) return nothing;
    const item = currentItem(meeting);
    return openPollButtons({
      ready: nextPrepared(this.live.prepared, item?.id ?? null),
      wait: this.waits("open_poll"),
      onOpen: (prepared) => void this.#openPoll(preparedForm(prepared)),
      onForm: () => (this.pollForm = freshForm(item)),
    });
  }

  #closePollButton(poll: Poll): TemplateResult | typeof nothing {
    if (!this.may("close_poll")) return nothing;
    return html`<button class="btn primary" data-testid="close-poll" ?disabled=${this.waits("close_poll")} @click=${() => this.#askClosePoll(poll)}>
      <ns-icon name="vote"></ns-icon>${t("Đóng biểu quyết")}</button>`;
  }

  #nextItem(next: ReturnType<typeof nextItem>): TemplateResult {
    const { meeting } = this.live;
    const item = meeting && currentItem(meeting);
    if (next) {
      return html`<button class="btn" data-testid="next-item" ?disabled=${this.waits("open_item")} @click=${() => void this.send({ name: "open_item", item_id: next.id })}>
        <ns-icon name="right"></ns-icon><span class="cut">${t("Sang mục %(number)s: %(title)s", { number: itemLabel(next), title: next.title })}</span></button>`;
    }
    return item && this.may("close_item")
      ? html`<button class="btn" data-testid="close-item" ?disabled=${this.waits("close_item")} @click=${() => void this.send({ name: "close_item", item_id: item.id })}>
          <ns-icon name="check"></ns-icon>${t("Kết thúc mục %(number)s", { number: itemLabel(item) })}</button>`
      : html`<p class="muted c-done">${t("Đã hết chương trình. Có thể bế mạc.")}</p>`;
  }

  #dialogs(meeting: MeetingState): TemplateResult {
    return html`${pollDialog({
      form: this.pollForm,
      items: meeting.items,
      papers: meeting.papers,
      prepared: this.live.prepared,
      quorum: meeting.quorum,
      eligible: meeting.people.filter((person) => person.votes).length,
      wait: this.waits("open_poll"),
      onChange: (form) => (this.pollForm = form),
      onOpen: (form) => void this.#openPoll(form),
      onClose: () => (this.pollForm = null),
    })}
    ${agendaDialog({
      meeting,
      open: this.agendaShown,
      now: this.now,
      may: this.may("settle_item") && meeting.meeting.status === "open",
      wait: this.waits("settle_item"),
      arranging: this.may("arrange_item") && meeting.meeting.status !== "closed" ? this.#arranging() : null,
      onSettle: (item, outcome) => this.#askSettle(item, outcome),
      onClose: () => {
        this.agendaShown = false;
        this.newItem = null;
      },
    })}
    ${breakDialog({ open: this.breaking, wait: this.waits("start_break"), now: this.now, onStart: (minutes) => void this.#break(minutes), onClose: () => (this.breaking = false) })}
    ${adjournDialog({
      meeting,
      form: this.adjourns,
      wait: this.waits("adjourn_session"),
      onChange: (form) => (this.adjourns = form),
      onAdjourn: (command) => void this.#adjourn(command),
      onClose: () => (this.adjourns = null),
    })}
    ${timesDialog({ meeting, open: this.timesShown, onClose: () => (this.timesShown = false) })}
    ${pickDialog({
      open: this.picking,
      search: this.search,
      found: this.#picks.found(this.picking, meeting, this.live.online, this.search),
      wait: this.waits("give_floor"),
      onSearch: (text) => (this.search = text),
      onPick: (choice) => void this.#pick(choice),
      onClose: () => (this.picking = false),
    })}
    ${handOverDialog({
      meeting,
      open: this.handing && this.may("give_floor"),
      search: this.search,
      wait: this.waits("hand_over_chair"),
      onSearch: (text) => (this.search = text),
      onPick: (person) => this.#askHandOver(person),
      onClose: () => (this.handing = false),
    })}`;
  }

  #arranging(): Arranging {
    return {
      form: this.newItem,
      wait: this.waits("insert_item") || this.waits("arrange_item"),
      onForm: (form) => (this.newItem = form),
      onInsert: (command) => void this.#insert(command),
      onMove: (item, before) => void this.send({ name: "arrange_item", item_id: item.id, before_id: before.id }),
      onSession: (item, session_id) => void this.send({ name: "arrange_item", item_id: item.id, session_id }),
    };
  }

  async #insert(command: InsertItem): Promise<void> {
    if (await this.send(command)) this.newItem = null;
  }

  #askSettle(item: Item, outcome: Outcome): void {
    this.agendaShown = false;
    this.ask({
      heading: t("Mục %(number)s: %(words)s?", { number: itemLabel(item), words: outcomeWords(outcome) }),
      points: [item.title, t("Việc này vào sổ diễn biến và biên bản. Mở lại mục thì mục được bàn như thường.")],
      button: outcomeWords(outcome),
      danger: false,
      run: () => void this.send({ name: "settle_item", item_id: item.id, outcome }),
    });
  }

  async #break(minutes: number): Promise<void> {
    if (await this.send({ name: "start_break", minutes })) this.breaking = false;
  }

  async #adjourn(command: AdjournSession): Promise<void> {
    if (await this.send(command)) this.adjourns = null;
  }

  async #openPoll(form: PollForm): Promise<void> {
    if (await this.send(pollCommand(form))) this.pollForm = null;
    this.chosen = null;
  }

  async #cast(poll: Poll, choice: Answer): Promise<void> {
    if (await this.send({ name: "cast_ballot", poll_id: poll.id, choice })) this.chosen = null;
  }

  #give(whom: { request_id?: string; person_id?: string; room_id?: string }): Promise<boolean> {
    return this.send({ name: "give_floor", ...whom, by_rule: true });
  }

  async #pick(choice: Choosable): Promise<void> {
    const given = await this.#give(choice.kind === "room" ? { room_id: choice.id } : { person_id: choice.id });
    if (given) this.picking = false;
  }

  #askHandOver(person: Attendee): void {
    this.handing = false;
    this.search = "";
    this.ask({ ...handOverQuestion(person), run: () => void this.send({ name: "hand_over_chair", person_id: person.person_id }) });
  }

  #askTakeBack(meeting: MeetingState, deputy: boolean): void {
    this.ask({ ...takeBackQuestion(meeting, deputy), run: () => void this.send({ name: "take_back_chair" }) });
  }

  #askClosePoll(poll: Poll): void {
    this.ask({
      heading: t("Đóng biểu quyết?"),
      points: closePollWords(poll, this.live.turnout, this.live.meeting ? handRooms(this.live.meeting, poll, this.live.hands) : []),
      button: t("Đóng biểu quyết"),
      danger: false,
      run: () => void this.send({ name: "close_poll", poll_id: poll.id }),
    });
  }

  #askOpenSession(meeting: MeetingState): void {
    this.ask({ ...sessionQuestion(meeting), run: () => void this.send({ name: "open_session" }) });
  }

  #askOpen(meeting: MeetingState): void {
    this.ask({ ...openQuestion(meeting), run: () => void this.send({ name: "open_meeting" }) });
  }

  #askClose(meeting: MeetingState): void {
    this.ask({ ...closeQuestion(meeting), run: (sign_out) => void this.send({ name: "close_meeting", sign_out }) });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "ns-chair": NsChair;
  }
}
