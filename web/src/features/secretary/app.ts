/** `<ns-secretary>`: is the record true and complete? What is said, who is there, what the journal holds. */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { Console } from "@shared/console/console";
import { clockSeconds, clockTime } from "@shared/format";
import { t } from "@shared/i18n";
import { toast } from "@shared/kit/toast";
import type { Attendee, Command, MeetingState, Segment } from "@shared/protocol";
import { openPoll } from "@shared/reducer";
import { adjourned, lateAfter } from "@shared/sessions";
import { secrecyMark } from "@shared/secrecy";
import { Journal, entries, type Entry } from "./journal";
import "@features/messages/panel";
import "@features/roll/board";
import "./attend";
import "./hands";
import "./notify";
import { middleColumn, type Part } from "./people";
import "./said";
import type { Named } from "./speaker";
import { unsure } from "./transcript";

@customElement("ns-secretary")
export class NsSecretary extends Console {
  readonly #journal = new Journal(this.session);
  @state() private shownPart: Part = "people";
  /** The vote for whose show of hands the part was opened by itself. */
  #handsOf: string | null = null;
  @state() private search = "";
  @state() private notifying = false;
  @state() private board = false;
  /** Person whose attendance is being noted. */
  @state() private attending: string | null = null;

  protected draw(meeting: MeetingState): TemplateResult {
    const hands = this.#hands(meeting);
    return html`<div class="c-page" data-testid="secretary">
      ${this.#top(meeting)}
      ${this.board ? this.#board(meeting) : this.#columns(meeting, hands)}
      ${this.notifying
        ? html`<ns-notify-unit .people=${meeting.people} @close=${() => (this.notifying = false)}
            @notify=${({ detail }: CustomEvent<{ unit: string; text: string }>) => void this.#notify(detail.unit, detail.text)}></ns-notify-unit>`
        : nothing}
      ${this.#attend(meeting)}
    </div>`;
  }

  #columns(meeting: MeetingState, hands: TemplateResult | null): TemplateResult {
    return html`<main class="c-secretary">
      ${this.#transcript(meeting)}
      ${middleColumn({
        meeting,
        online: this.live.online,
        part: this.shownPart,
        search: this.search,
        onPart: (part) => (this.shownPart = part),
        onSearch: (text) => (this.search = text),
        onNotify: this.may("notify_unit") ? () => (this.notifying = true) : null,
        absences: this.live.absences,
        hands,
        onBoard: () => (this.board = true),
        expected: this.live.expected,
        onAttend: this.may("mark_attendance") && meeting.meeting.status !== "closed" ? (person) => (this.attending = person.person_id) : null,
        onEnd: this.may("end_sign_in") ? (person) => this.#askEnd(person) : null,
      })}
      ${this.#facts(meeting)}
    </main>`;
  }

  /** Every unit and room at once, in place of the columns. */
  #board(meeting: MeetingState): TemplateResult {
    const { status } = meeting.meeting;
    const living = status === "convened" || status === "open";
    return html`<main class="r-page"><ns-roll .meeting=${meeting} .branches=${this.live.you?.branches ?? []} .absences=${this.live.absences}
      ?marks=${living && this.may("mark_branch")} ?counts=${living && this.may("count_room")}
      ?waiting=${this.waits("mark_attendance") || this.waits("mark_branch") || this.waits("count_room")}
      @close=${() => (this.board = false)} @attend=${({ detail }: CustomEvent<Attendee>) => (this.attending = detail.person_id)}
      @act=${({ detail }: CustomEvent<Command>) => void this.send(detail)}></ns-roll></main>`;
  }

  /** The show of hands comes to the front by itself, once for each vote. */
  #hands(meeting: MeetingState): TemplateResult | null {
    const poll = openPoll(meeting);
    if (!poll || poll.way === "devices" || !this.may("count_hands")) return null;
    if (this.#handsOf !== poll.id) {
      this.#handsOf = poll.id;
      this.shownPart = "hands";
    }
    return html`<ns-hands .meeting=${meeting} .poll=${poll} .hands=${this.live.hands} ?waiting=${this.waits("count_hands")}
      @count=${({ detail }: CustomEvent<Command>) => void this.send(detail)}></ns-hands>`;
  }

  #attend(meeting: MeetingState): TemplateResult | typeof nothing {
    const person = meeting.people.find((entry) => entry.person_id === this.attending);
    if (!person) return nothing;
    return html`<ns-attend .person=${person} .rooms=${meeting.rooms} .grounds=${this.live.you?.grounds ?? []}
      .absence=${this.live.absences.find((entry) => entry.person_id === person.person_id) ?? null}
      .openedAt=${lateAfter(meeting.meeting)} ?waiting=${this.waits("mark_attendance") || this.waits("note_absence")}
      @close=${() => (this.attending = null)} @act=${({ detail }: CustomEvent<Command>) => void this.#note(detail)}></ns-attend>`;
  }

  /** A refused act leaves the dialog open; the reason is shown in words. */
  async #note(command: Command): Promise<void> {
    if (await this.send(command)) this.attending = null;
  }

  /** A refused notice leaves the dialog open with its words. */
  async #notify(unit: string, text: string): Promise<void> {
    if (!(await this.send({ name: "notify_unit", unit_id: unit, text }))) return;
    this.notifying = false;
    toast("good", t("Đã gửi lời nhắn cho đơn vị."));
  }

  #askEnd(person: Attendee): void {
    if (person.person_id === this.live.you?.person_id) return;
    this.ask({
      heading: t("Đăng xuất %(name)s?", { name: person.name }),
      points: [t("Các máy đang dự họp bằng tài khoản này rời phòng họp ngay; muốn vào lại phải nhập mật khẩu."), t("Điểm danh, phiếu và mọi việc đã ghi vẫn giữ nguyên; việc này vào sổ diễn biến.")],
      button: t("Đăng xuất"),
      danger: true,
      run: () => void this.send({ name: "end_sign_in", person_id: person.person_id }),
    });
  }

  #top(meeting: MeetingState): TemplateResult {
    const { status, title, id } = meeting.meeting;
    const closed = status === "closed";
    return html`<header class="c-top">
      ${adjourned(meeting.meeting) ? html`<span class="chip"><ns-icon name="clock"></ns-icon>${t("Tạm nghỉ")}</span>` : status === "open" ? html`<span class="chip live"><ns-icon name="star"></ns-icon>${t("Đang họp")}</span>` : nothing}
      ${closed ? html`<span class="chip"><ns-icon name="flag"></ns-icon>${t("Đã bế mạc")}</span>` : nothing}
      ${status === "convened" ? html`<span class="chip info"><ns-icon name="clock"></ns-icon>${t("Chưa khai mạc")}</span>` : nothing}
      ${secrecyMark(meeting.meeting)}
      <h1 class="grow cut" title=${title}>${title}</h1>
      <ns-messages .session=${this.session}></ns-messages> ${this.sign}
      <time class="fig">${clockTime(this.now)}</time>
      ${closed
        ? html`<a class="btn primary" data-testid="draft-docx" href=${this.live.minutes?.url ?? `/bien-ban/${id}/du-thao.docx`} download>
            <ns-icon name="download"></ns-icon>${t("Tải bản nháp biên bản (DOCX)")}</a>`
        : html`<a class="btn" href="/chuan-bi/${id}/" data-testid="prepare"><ns-icon name="list"></ns-icon>${t("Chuẩn bị")}</a>`}
    </header>`;
  }

  #transcript(meeting: MeetingState): TemplateResult {
    const { captions } = this.live;
    return html`<section class="side s-left" aria-labelledby="s-said">
      <ns-said .meeting=${meeting} .captions=${captions} .remade=${this.live.remade} .late=${this.live.captionsLate} ?waiting=${this.waits("correct_caption") || this.waits("name_speaker")}
        .correct=${this.may("correct_caption") ? this.#correct : null} .nameSpeaker=${this.may("name_speaker") ? this.#nameSpeaker : null}></ns-said>
    </section>`;
  }

  readonly #correct = (read: Segment, text: string): Promise<boolean> =>
    this.send({ name: "correct_caption", segment_id: read.segment_id, rev: read.rev, text });

  readonly #nameSpeaker = (read: Segment, { person, stretch }: Named): Promise<boolean> =>
    this.send({ name: "name_speaker", segment_id: read.segment_id, named: read.named, person_id: person, stretch });

  #facts(meeting: MeetingState): TemplateResult {
    const found = entries(this.#journal.events, meeting);
    return html`<section class="side s-right" aria-labelledby="s-journal">
      <div class="panel-head"><h2 id="s-journal" class="grow">${t("Sổ diễn biến")}</h2><a class="btn quiet" href="/hop/${meeting.meeting.id}/so-dien-bien/" target="_blank" rel="noopener" data-testid="record">${t("Cả sổ")}</a><span class="muted" data-testid="journal-number">${t("số %(number)s", { number: this.live.number ?? 0 })}</span></div>
      <ol class="s-facts c-scroll" tabindex="0" aria-labelledby="s-journal" data-testid="journal">
        ${found.length === 0 ? html`<li class="c-empty">${t("Chưa có việc nào.")}</li>` : nothing}
        ${repeat([...found].reverse(), ({ number }) => number, (entry) => this.#entry(entry))}
      </ol>
      ${this.#checks(meeting)}
    </section>`;
  }

  #entry({ number, at, icon, title, words }: Entry): TemplateResult {
    return html`<li data-number=${number}><ns-icon name=${icon} class="muted"></ns-icon>
      <span><strong>${title}</strong>${words ? html`<span class="small">${words}</span>` : nothing}<span class="small muted">${clockSeconds(at)}</span></span>
      <span class="small muted">${t("số %(number)s", { number })}</span></li>`;
  }

  /** What stands between now and a complete record. */
  #checks(meeting: MeetingState): TemplateResult {
    const { captions } = this.live;
    const doubtful = captions.filter(unsure).length;
    const waiting = meeting.items.filter((item) => item.status !== "done").length;
    const counted = meeting.polls.filter((poll) => poll.tally !== null).length;
    const check = (good: boolean, words: string): TemplateResult =>
      html`<li><ns-icon name=${good ? "check" : "alert"} class=${good ? "good" : "warn"}></ns-icon>${words}</li>`;
    return html`<div class="s-checks" data-testid="checks"><h3>${t("Biên bản")}</h3><ul>
      ${check(meeting.meeting.status === "closed", meeting.meeting.status === "closed" ? t("Đã bế mạc, bản nháp tải được") : t("Bản nháp lập khi bế mạc"))}
      ${check(waiting === 0, waiting === 0 ? t("Các mục đã xong") : t("%(count)s mục chưa xong", { count: waiting }))}
      ${check(doubtful === 0, doubtful === 0 ? t("Không có đoạn máy chưa chắc") : t("%(count)s đoạn máy chưa chắc, nên nghe lại", { count: doubtful }))}
      ${counted > 0 ? check(true, t("%(count)s kết quả biểu quyết trong sổ", { count: counted })) : nothing}
    </ul></div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "ns-secretary": NsSecretary;
  }
}
