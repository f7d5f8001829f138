/** Messages: a button with the number of unread ones, and the conversations behind it. The same on every page. */
import { css, html, nothing, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { act } from "@shared/act";
import { clockTime } from "@shared/format";
import { t } from "@shared/i18n";
import "@shared/kit/dialog";
import { NsElement, sharedStyles } from "@shared/kit/element";
import "@shared/kit/icon";
import { Outbox, type Unsent } from "@shared/outbox";
import type { Letter, MeetingState, You } from "@shared/protocol";
import type { LiveSession } from "@shared/session";
import type { Observable } from "@shared/store";
import { belongsTo, letterCommand, MAILBOXES, mailboxTitle, threadsOf, waitingIn, type Seen, type Thread } from "./threads";

const LONGEST = 500;

/** `<ns-messages .session>`: stands in the head of a page; nothing for who may not write. */
@customElement("ns-messages")
export class NsMessages extends NsElement {
  @property({ attribute: false }) session!: LiveSession;
  @state() private shown = false;
  @state() private chosen: string | null = null;
  /** What is typed in each conversation and not sent. */
  @state() private drafts: Readonly<Record<string, string>> = {};
  @state() private seen: Seen = {};
  #outbox: Outbox | null = null;
  @query(".log") private readonly log!: HTMLElement | null;

  static override styles = [
    sharedStyles,
    css`
      :host { display: contents; }
      .open { position: relative; }
      .count { position: absolute; top: -6px; right: -6px; min-width: 1.5rem; padding: 0 0.3rem; border-radius: 999px; background: var(--bad); color: #fff; font-size: var(--t-small); font-weight: 600; line-height: 1.5rem; text-align: center; }
      .stack { display: grid; gap: var(--s3); }
      .log { display: grid; align-content: start; gap: var(--s2); height: min(20rem, 40vh); margin: 0; padding: var(--s3); overflow-y: auto; border: 1px solid var(--line); border-radius: var(--radius); background: var(--surface); list-style: none; }
      .log li { max-width: 85%; padding: var(--s2) var(--s3); border: 1px solid var(--line); border-radius: var(--radius); background: var(--card); overflow-wrap: anywhere; white-space: pre-line; }
      .log li.mine { justify-self: end; background: var(--action-tint); }
      .log small { display: block; color: var(--muted); white-space: normal; }
      .log .empty { max-width: none; border: 0; background: none; color: var(--muted); }
      .say { display: grid; grid-template-columns: minmax(0, 1fr) auto; align-items: end; gap: var(--s3); }
      .switches { display: flex; flex-wrap: wrap; gap: var(--s2) var(--s4); margin: 0; padding: var(--s3) 0 0; border: 0; border-top: 1px solid var(--line); }
      .switches label { display: flex; align-items: center; gap: var(--s2); min-height: var(--touch); }
      .switches input { width: 1.3rem; height: 1.3rem; }
    `,
  ];

  protected override watching(): readonly Observable[] {
    return [this.session.store, this.session.socket];
  }

  protected override updated(): void {
    if (this.log) this.log.scrollTop = this.log.scrollHeight;
  }

  get #key(): string {
    return `nghisu.letters.${this.session.bootstrap.meeting_id}.${this.session.store.state.you?.person_id ?? ""}`;
  }

  /** As soon as it is known whose page this is: what was read, and what was written before a reload and goes out now. */
  #takeUp({ person_id }: You): void {
    if (this.#outbox || person_id === null) return;
    this.#outbox = new Outbox(this.session.bootstrap.meeting_id, person_id);
    this.seen = JSON.parse(localStorage.getItem(this.#key) ?? "{}") as Seen;
    this.#outbox.messages.forEach((message) => void this.#deliver(message));
  }

  override render(): TemplateResult | typeof nothing {
    const { meeting, you, letters } = this.session.store.state;
    if (!meeting || !you?.commands.includes("send_message")) return nothing;
    const threads = threadsOf(you, letters, meeting.people, this.seen);
    const unread = threads.reduce((all, thread) => all + thread.unread, 0);
    const words = unread > 0 ? t("Tin nhắn, %(count)s tin chưa đọc", { count: unread }) : t("Tin nhắn");
    return html`<button class="btn quiet icon-only open" data-testid="messages" aria-label=${words} title=${words} @click=${() => this.#show(threads)}>
        <ns-icon name="mail"></ns-icon>${unread > 0 ? html`<span class="count" aria-hidden="true" data-testid="unread">${unread}</span>` : nothing}</button>
      <span class="sr" role="status" aria-live="polite">${unread > 0 ? t("%(count)s tin chưa đọc", { count: unread }) : ""}</span>
      ${this.shown ? this.#dialog(meeting, you, threads) : nothing}`;
  }

  #dialog(meeting: MeetingState, you: You, threads: readonly Thread[]): TemplateResult {
    const thread = threads.find(({ key }) => key === this.chosen) ?? threads[0];
    return html`<ns-dialog open data-testid="messages-dialog" .heading=${t("Tin nhắn")} @close=${() => (this.shown = false)}>
      ${thread
        ? html`<div class="stack"><div class="field"><label for="thread">${t("Trao đổi với")}</label>
            <select id="thread" class="input" data-testid="thread" @change=${(event: Event) => this.#choose(threads, (event.target as HTMLSelectElement).value)}>
              ${threads.map((one) => html`<option value=${one.key} ?selected=${one.key === thread.key}>${one.title}${one.unread > 0 ? ` (${t("%(count)s mới", { count: one.unread })})` : ""}</option>`)}
            </select></div>
            ${this.#letters(thread, you)} ${this.#say(thread, meeting)}</div>`
        : html`<p class="muted">${t("Chưa có tin nhắn nào.")}</p>`}
      ${you.commands.includes("switch_mailbox") ? this.#switches(meeting) : nothing}
    </ns-dialog>`;
  }

  #letters(thread: Thread, you: You): TemplateResult {
    const waiting = waitingIn(thread, this.session.socket.pending);
    const kept = waiting.length > 0 ? (this.#outbox?.messages ?? []).map(({ id }) => id) : [];
    return html`<ol class="log" role="log" aria-live="polite" tabindex="0" aria-label=${t("Tin nhắn với %(name)s", { name: thread.title })} data-testid="letters">
      ${thread.letters.map((letter) => this.#letter(letter, you))}
      ${waiting.map(({ id, command }) => html`<li class="mine" data-testid="letter-waiting">${command.text}<small><ns-icon name="clock"></ns-icon> ${this.#waitingWords(kept.includes(id))}</small></li>`)}
      ${thread.letters.length + waiting.length === 0 ? html`<li class="empty">${t("Chưa có tin nhắn nào.")}</li>` : nothing}
    </ol>`;
  }

  #waitingWords(kept: boolean): string {
    if (this.session.socket.line !== "lost") return t("đang gửi");
    return kept ? t("chờ đường truyền, máy giữ và tự gửi, cả khi tải lại trang") : t("chờ đường truyền, máy tự gửi; đừng đóng trang này");
  }

  #letter({ writer_id, writer, text, at }: Letter, you: You): TemplateResult {
    const mine = writer_id === you.person_id;
    return html`<li class=${mine ? "mine" : ""} data-testid="letter">${text}<small>${mine ? t("Tôi") : writer} · ${clockTime(at)}</small></li>`;
  }

  #say(thread: Thread, { meeting, closed_mailboxes }: MeetingState): TemplateResult {
    if (meeting.status === "closed") return html`<p class="muted">${t("Cuộc họp đã bế mạc nên không nhắn tin được nữa.")}</p>`;
    if (thread.personId === null && closed_mailboxes.includes(thread.mailbox)) {
      return html`<p class="notice warn" role="status" data-testid="mailbox-closed"><ns-icon name="lock"></ns-icon>${t("Chủ trì đã tắt kênh này. Tin đã gửi vẫn đọc được.")}</p>`;
    }
    const text = this.drafts[thread.key] ?? "";
    const who = thread.mailbox === "unit" ? t("Chỉ người của đoàn đồng chí đọc được.") : t("Chỉ hai bên đọc được; tin lưu cùng cuộc họp.");
    return html`<form @submit=${(event: Event) => this.#submit(event, thread)}>
      <div class="say"><div class="field"><label class="sr" for="letter-text">${t("Lời nhắn")}</label>
        <textarea id="letter-text" class="input" rows="2" maxlength=${LONGEST} data-testid="letter-text" .value=${text}
          @input=${(event: Event) => (this.drafts = { ...this.drafts, [thread.key]: (event.target as HTMLTextAreaElement).value })}></textarea></div>
        <button class="btn primary" data-testid="letter-send" ?disabled=${text.trim() === ""}><ns-icon name="send"></ns-icon>${t("Gửi")}</button></div>
      <p class="small muted">${who} ${text.length > LONGEST - 100 ? t("Còn %(count)s chữ.", { count: LONGEST - text.length }) : ""}</p></form>`;
  }

  #switches({ closed_mailboxes }: MeetingState): TemplateResult {
    return html`<fieldset class="switches"><legend class="small muted">${t("Kênh đang bật cho đại biểu")}</legend>
      ${MAILBOXES.map((mailbox) => html`<label><input type="checkbox" data-testid="switch-${mailbox}" .checked=${!closed_mailboxes.includes(mailbox)}
        @change=${(event: Event) => void act(this.session.socket, { name: "switch_mailbox", mailbox, open: (event.target as HTMLInputElement).checked })} />
        <span>${mailbox === "unit" ? t("Trong từng đoàn") : mailboxTitle(mailbox)}</span></label>`)}
    </fieldset>`;
  }

  #show(threads: readonly Thread[]): void {
    this.shown = true;
    this.#choose(threads, (threads.find(({ unread }) => unread > 0) ?? threads[0])?.key ?? "");
  }

  #choose(threads: readonly Thread[], key: string): void {
    this.chosen = key;
    this.#read(threads.find((thread) => thread.key === key));
  }

  /** What is on the screen counts as read. */
  #read(thread: Thread | undefined): void {
    const newest = thread?.letters.at(-1)?.number ?? 0;
    if (!thread || newest <= (this.seen[thread.key] ?? 0)) return;
    this.seen = { ...this.seen, [thread.key]: newest };
    localStorage.setItem(this.#key, JSON.stringify(this.seen));
  }

  protected override willUpdate(): void {
    const { meeting, you, letters } = this.session.store.state;
    if (you) this.#takeUp(you);
    if (!this.shown || !meeting || !you) return;
    this.#read(threadsOf(you, letters, meeting.people, this.seen).find(({ key }) => key === this.chosen));
  }

  /** The text waits in the list until it counts; refused, it stands in its field again. */
  #submit(event: Event, thread: Thread): void {
    event.preventDefault();
    const text = (this.drafts[thread.key] ?? "").trim();
    if (text === "") return;
    this.drafts = { ...this.drafts, [thread.key]: "" };
    const message: Unsent = { id: crypto.randomUUID(), command: letterCommand(thread, text) };
    this.#outbox?.keep(message);
    void this.#deliver(message);
  }

  async #deliver({ id, command }: Unsent): Promise<void> {
    const ack = await act(this.session.socket, command, { id });
    this.#outbox?.drop(id);
    const { meeting, you, letters } = this.session.store.state;
    if (ack !== null || !meeting || !you) return;
    const thread = threadsOf(you, letters, meeting.people, this.seen).find((one) => belongsTo(one, command));
    if (thread && !this.drafts[thread.key]) this.drafts = { ...this.drafts, [thread.key]: command.text };
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "ns-messages": NsMessages;
  }
}
