/** What the pages of chair, secretary and technician have in common: session, ticking clock, line, and how they act. */
import { html, nothing, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";
import { act } from "../act";
import { clockTime } from "../format";
import { t } from "../i18n";
import { LightElement } from "../kit/light";
import { lineSign } from "../kit/line-sign";
import { toast } from "../kit/toast";
import { MediaClient } from "../media/client";
import { noticeLine, readNotice, unreadNotice } from "../notice";
import type { Command, MeetingState } from "../protocol";
import { startSession, type LiveSession } from "../session";
import { Watch, type LiveState } from "../store";
import { ownCheckIn } from "./own-check-in";

/** A question that is asked once before an official act; `points` name the consequences. */
export interface Question {
  readonly heading: string;
  readonly points: readonly string[];
  readonly button: string;
  readonly danger: boolean;
  /** The act may not be done yet: the points say what comes first, and there is only a way back. */
  readonly blocked?: boolean;
  /** Words of a choice beside the act, off at first; `run` is told whether it was ticked. */
  readonly option?: string;
  run(option: boolean): void;
}

/** Base of a console page. Draws into the page itself, follows the socket, redraws twice a second for clocks. */
export abstract class Console extends LightElement {
  protected readonly session: LiveSession = startSession();
  protected readonly media = new MediaClient(this.session.socket, this.session.store);
  @state() protected question: Question | null = null;
  @state() private option = false;
  /** Commands on their way, by name: their buttons wait. */
  @state() private busy: ReadonlySet<string> = new Set();
  #tick: ReturnType<typeof setInterval> | undefined;

  constructor() {
    super();
    new Watch(this, this.session.store, this.session.socket, this.media);
    this.media.onDeviceNews(({ tone, words }) => toast(tone, words));
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#tick = setInterval(() => this.requestUpdate(), 500);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#tick);
  }

  protected get live(): LiveState {
    return this.session.store.state;
  }

  /** The server's time, ms. */
  protected get now(): number {
    return this.session.socket.serverNow();
  }

  /** Whether acts reach the server now. */
  protected get reachable(): boolean {
    const { line } = this.session.socket;
    return line === "good" || line === "slow";
  }

  /** How the line is, in words; every console has it at its top, whatever else it shows. */
  protected get sign(): TemplateResult {
    return lineSign(this.session.socket);
  }

  /** Whether this page's role may send the command at all. */
  protected may(name: Command["name"]): boolean {
    return this.live.you?.commands.includes(name) ?? false;
  }

  /** Whether the button of this command must wait: on its way already, or no line. */
  protected waits(name: Command["name"]): boolean {
    return !this.reachable || this.busy.has(name);
  }

  /** Send an act on what this page shows; refusals are shown in words. Resolves true when it counts. */
  protected async send(command: Command): Promise<boolean> {
    this.busy = new Set([...this.busy, command.name]);
    const ack = await act(this.session.socket, command, { onSeen: true });
    this.busy = new Set([...this.busy].filter((name) => name !== command.name));
    return ack !== null;
  }

  protected ask(question: Question): void {
    this.question = question;
    this.option = false;
  }

  protected override render(): TemplateResult {
    const { meeting, you } = this.live;
    // Whoever is no longer here sees nothing more of the meeting, nor does the next person at this machine.
    if (!meeting || !you || this.session.socket.bye) return this.#entering();
    return html`<div class="strip"></div>
      ${noticeLine(unreadNotice(meeting.meeting.id, this.live.notices), "c-conduct", (notice) => {
        readNotice(meeting.meeting.id, notice);
        this.requestUpdate();
      })}
      ${ownCheckIn({ meeting, you, wait: this.waits("check_in"), onCheckIn: (room_id) => void this.send({ name: "check_in", room_id }) })}
      ${this.draw(meeting)} ${this.#lineBanner()} ${this.#asking()}`;
  }

  /** The page, once the meeting is known. */
  protected abstract draw(meeting: MeetingState): TemplateResult;

  #entering(): TemplateResult {
    const { bye, line } = this.session.socket;
    const words = bye?.message ?? (line === "lost" ? t("Chưa nối được máy chủ. Trang tự nối lại, không cần tải lại.") : t("Đang mở cuộc họp…"));
    return html`<div class="strip"></div>
      <main class="c-entering" role="status" data-testid=${bye ? "ended" : "entering"}>
        <ns-icon name=${bye ? "lock" : line === "lost" ? "line-off" : "clock"}></ns-icon>
        <h1>${words}</h1>
        <a class="btn" href="/">${t("Về lịch họp")}</a>
      </main>`;
  }

  #lineBanner(): TemplateResult | typeof nothing {
    const { socket } = this.session;
    if (socket.line === "catching") {
      return html`<div class="c-banner" role="status" data-testid="line-catching"><ns-icon name="refresh"></ns-icon><span class="grow">${t("Đã nối lại, đang nhận phần đã lỡ…")}</span></div>`;
    }
    if (socket.line !== "lost" || socket.lostAt === null) return nothing;
    return html`<div class="c-banner warn" role="alert" data-testid="line-lost">
      <ns-icon name="line-off"></ns-icon>
      <span class="grow">${socket.offline ? `${t("Máy này đang mất mạng. Trang tự nối lại khi có mạng")}. ` : ""}${t("Mất đường truyền từ %(time)s. Trang tự nối lại; các nút điều hành tạm khóa, việc đã ghi vẫn nguyên.", { time: clockTime(socket.lostAt) })}</span>
      <button class="btn" @click=${() => socket.reconnectNow()}>${t("Nối lại ngay")}</button>
    </div>`;
  }

  #asking(): TemplateResult {
    const { question } = this;
    return html`<ns-dialog data-testid="confirm" .heading=${question?.heading ?? ""} .open=${question !== null} @close=${() => (this.question = null)}>
      <ul class="c-points">${question?.points.map((point) => html`<li>${point}</li>`)}</ul>
      ${question?.option && !question.blocked
        ? html`<label class="check c-option"><input type="checkbox" data-testid="confirm-option" .checked=${this.option}
            @change=${(event: Event) => (this.option = (event.target as HTMLInputElement).checked)} /><span>${question.option}</span></label>`
        : nothing}
      <button slot="actions" class="btn" data-testid="confirm-no" @click=${() => (this.question = null)}>
        ${question?.blocked ? t("Đã hiểu") : t("Chưa, quay lại")}
      </button>
      ${question && !question.blocked
        ? html`<button slot="actions" class="btn ${question.danger ? "danger" : "primary"}" data-testid="confirm-yes" @click=${() => this.#answer(question)}>
            ${question.button}
          </button>`
        : nothing}
    </ns-dialog>`;
  }

  #answer(question: Question): void {
    this.question = null;
    question.run(this.option);
  }
}
