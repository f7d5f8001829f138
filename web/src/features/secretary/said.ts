/** What is said, by item and speaker; the secretary corrects a line where it stands. */
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { clockSeconds, clockTime } from "@shared/format";
import { t } from "@shared/i18n";
import "@shared/kit/late";
import { LightElement } from "@shared/kit/light";
import { toast } from "@shared/kit/toast";
import { itemLabel } from "@shared/outline";
import type { CaptionsLate, MeetingState, Segment } from "@shared/protocol";
import { currentItem } from "@shared/reducer";
import { Player, recordingsOf, soundOf, type Recorded } from "./hear";
import { LINES_AT_ARRIVAL, together, wholeTranscript } from "./older";
import "./speaker";
import type { Named } from "./speaker";
import { chapters, checked, unsure, type Chapter, type Passage } from "./transcript";

/** So near to its end the transcript follows what is said. */
const FOLLOW_PX = 120;

/** A line that is being corrected: as it was read, and as it shall be. */
interface Edit {
  readonly read: Segment;
  readonly text: string;
}

/** A line whose speaker is being named: from the name over its passage, or from the line. */
interface Naming {
  readonly line: Segment;
  readonly whole: boolean;
}

/** Somebody else corrected the line while it was being corrected here. */
function isOvertaken(read: Segment, part: Segment): boolean {
  return part.state === "edited" && part.rev !== read.rev;
}

/** `<ns-said .meeting .captions .correct ?waiting>`: `correct` resolves true when the line is in the record. */
@customElement("ns-said")
export class NsSaid extends LightElement {
  @property({ attribute: false }) meeting!: MeetingState;
  @property({ attribute: false }) captions: readonly Segment[] = [];
  @property({ attribute: false }) late: CaptionsLate | null = null;
  /** Null: whoever looks may only read. */
  @property({ attribute: false }) correct: ((read: Segment, text: string) => Promise<boolean>) | null = null;
  /** Null: whoever looks may not say who spoke. */
  @property({ attribute: false }) nameSpeaker: ((read: Segment, named: Named) => Promise<boolean>) | null = null;
  /** No line to the server, or a correction on its way. */
  @property({ type: Boolean }) waiting = false;
  /** Changes when a second pass has made the record's lines anew. */
  @property({ type: Number }) remade = 0;
  @state() private edit: Edit | null = null;
  @state() private naming: Naming | null = null;
  /** Lines from before this page came, once they were asked for. */
  @state() private older: readonly Segment[] | null = null;
  @state() private recorded: readonly Recorded[] = [];
  readonly #player = new Player();
  #following = true;

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.meeting.meeting.captions) void recordingsOf(this.meeting.meeting.id).then((found) => (this.recorded = found));
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("remade") && this.remade > 0) void this.#askOlder();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#player.stop();
  }

  protected override render(): TemplateResult {
    const lines = together(this.older ?? [], this.captions);
    const found = chapters(this.meeting.items, lines);
    const current = currentItem(this.meeting)?.id ?? null;
    const { done, all } = checked(lines);
    return html`<div class="panel-head"><div class="grow"><h2 id="s-said">${t("Bản ghi lời")}</h2>
          ${all > 0 ? html`<span class="small muted" data-testid="checked">${t("đã hiệu đính %(done)s/%(all)s", { done, all })}</span>` : nothing}</div>
        ${all > 0 || this.correct ? this.#files(all > 0) : nothing}</div>
      <ns-captions-late class="s-late small" .late=${this.late}></ns-captions-late>
      <div class="c-scroll s-said" tabindex="0" role="group" aria-labelledby="s-said" data-testid="transcript" @scroll=${this.#scrolled}>
        ${this.older === null && this.captions.length >= LINES_AT_ARRIVAL
          ? html`<button class="btn quiet s-older" data-testid="older" @click=${() => void this.#askOlder()}><ns-icon name="history"></ns-icon>${t("Xem cả lời trước đó")}</button>`
          : nothing}
        ${found.length === 0
          ? html`<div class="c-empty"><ns-icon name="caption"></ns-icon><p>${this.meeting.meeting.captions ? t("Lời phát biểu hiện ở đây khi có người nói.") : t("Cuộc họp này tắt phụ đề nên không có bản ghi lời.")}</p></div>`
          : repeat(found, ({ item }) => item?.id ?? "", (chapter) => this.#chapter(chapter, current === null || chapter.item?.id === current))}
      </div>`;
  }

  #files(said: boolean): TemplateResult {
    const of = `/bien-ban/${this.meeting.meeting.id}`;
    const address = `${of}/ban-ghi-loi`;
    const kinds = [["vtt", t("Phụ đề WebVTT (.vtt)")], ["srt", t("Phụ đề SubRip (.srt)")], ["json", t("Dữ liệu đầy đủ (.json)")]] as const;
    return html`<details class="files"><summary class="btn quiet" data-testid="transcript-files"><ns-icon name="more"></ns-icon>${t("Công cụ")}</summary>
      <div class="card">
        ${this.meeting.meeting.captions ? html`<a class="btn quiet" href="${of}/ghi-am/" target="_blank" rel="noopener" data-testid="recordings"><ns-icon name="sound"></ns-icon>${t("Ghi âm, nghe lại")}</a>` : nothing}
        ${this.correct ? html`<a class="btn quiet" href="${of}/tu-vung/" target="_blank" rel="noopener" data-testid="lexicon"><ns-icon name="list"></ns-icon>${t("Từ vựng")}</a>` : nothing}
        ${(said ? kinds : []).map(([kind, words]) => html`<a class="btn quiet" href="${address}.${kind}" download data-testid="transcript-${kind}">${words}</a>`)}</div></details>`;
  }

  async #askOlder(): Promise<void> {
    try {
      this.older = await wholeTranscript(this.meeting.meeting.id);
    } catch {
      toast("bad", t("Chưa tải được lời trước đó; lời đã ghi vẫn nguyên trên máy chủ. Hãy bấm lại sau vài giây."));
    }
  }

  #chapter({ item, passages }: Chapter, open: boolean): TemplateResult {
    const title = item ? t("Mục %(number)s. %(title)s", { number: itemLabel(item), title: item.title }) : t("Ngoài các mục");
    return html`<details ?open=${open}>
      <summary><span class="cut">${title}</span><span class="small muted">${passages.length}</span></summary>
      ${repeat(passages, ({ id }) => id, (passage) => this.#passage(passage))}
    </details>`;
  }

  #passage({ at, speaker, parts }: Passage): TemplateResult {
    const [first] = parts;
    const { naming } = this;
    return html`<div class="s-passage" data-testid="passage">${this.#time(at, first)}
      <div>${this.#speaker(speaker, parts)}${naming?.whole && naming.line.segment_id === first?.segment_id ? this.#namer(naming, parts.length) : nothing}
        <div class="s-parts">${repeat(parts, ({ segment_id }) => segment_id, (part) => html`${this.#part(part)}${naming && !naming.whole && naming.line.segment_id === part.segment_id ? this.#namer(naming, parts.length) : nothing}`)}</div></div></div>`;
  }

  /** Who spoke; for whoever may name him also the way to do it. */
  #speaker(speaker: string, parts: readonly Segment[]): TemplateResult {
    const line = parts.find((part) => part.state !== "partial");
    if (!this.nameSpeaker || !line || line !== parts[0]) return html`<strong>${speaker}</strong>`;
    return html`<button class="s-who" data-testid="who" data-id=${line.segment_id} title=${t("Ghi ai nói đoạn này")} aria-expanded=${this.naming?.whole && this.naming.line.segment_id === line.segment_id ? "true" : "false"}
      @click=${() => (this.naming = { line, whole: true })}><strong>${speaker}</strong><ns-icon name="user"></ns-icon><span class="sr">${t("Ghi ai nói đoạn này")}</span></button>`;
  }

  #namer({ line, whole }: Naming, count: number): TemplateResult {
    return html`<ns-name-speaker .meeting=${this.meeting} .line=${line} .count=${count} ?whole=${whole} ?waiting=${this.waiting}
      @close=${() => this.#endNaming(line.segment_id)} @named=${({ detail }: CustomEvent<Named>) => void this.#name(line, detail)}></ns-name-speaker>`;
  }

  /** A refused name leaves the form as it is. */
  async #name(line: Segment, named: Named): Promise<void> {
    if (!(await this.nameSpeaker?.(line, named))) return;
    if (this.older) await this.#askOlder();
    this.#endNaming(line.segment_id);
  }

  /** The keyboard goes back to the name, or to the line where the passage has another beginning now. */
  #endNaming(segmentId: string): void {
    this.naming = null;
    void this.updateComplete.then(() => (this.querySelector<HTMLElement>(`.s-who[data-id="${segmentId}"]`) ?? this.querySelector<HTMLElement>(`.s-line[data-id="${segmentId}"]`))?.focus());
  }

  /** When it was said; where it was recorded, also the way to hear it. */
  #time(at: number, first: Segment | undefined): TemplateResult {
    const sound = first ? soundOf(this.recorded, first) : null;
    if (!first || !sound) return html`<time class="fig" title=${clockSeconds(at)}>${clockTime(at)}</time>`;
    return html`<button class="btn quiet s-hear fig" data-testid="hear" title=${t("Nghe lại từ đây")} @click=${() => void this.#hear(first)}><ns-icon name="play"></ns-icon>${clockTime(at)}<span class="sr">${t("Nghe lại từ đây")}</span></button>`;
  }

  async #hear(part: Segment): Promise<void> {
    const sound = soundOf(this.recorded, part);
    if (!sound) return;
    if (!(await this.#player.play(part.segment_id, sound.url, sound.from, sound.until))) {
      toast("bad", t("Trình duyệt này không phát được bản ghi âm. Hãy nghe ở trang Ghi âm hoặc trên máy khác."));
    }
  }

  #part(part: Segment): TemplateResult {
    if (this.edit?.read.segment_id === part.segment_id) return this.#editor(this.edit, part);
    const stable = part.state === "partial" ? part.text.slice(0, part.stable_chars) : part.text;
    const rest = part.text.slice(stable.length);
    const text = html`${stable}${rest ? html`<span class="muted">${rest}</span>` : nothing}`;
    if (part.state === "edited") return this.#line(part, html`${text}<ns-icon name="check" class="good"></ns-icon><span class="sr">(${t("đã hiệu đính")})</span>`, t("Đã hiệu đính"));
    return unsure(part) ? this.#line(part, html`<span class="s-unsure">${text}</span>`, t("Máy chưa chắc đoạn này")) : this.#line(part, text, "");
  }

  #line(part: Segment, text: TemplateResult, standing: string): TemplateResult {
    const heard = part.spoken ? t("Máy nghe: %(words)s", { words: part.spoken }) : "";
    const title = [standing, heard].filter(Boolean).join(". ");
    if (!this.correct || part.state === "partial") return html`<span title=${title}>${text}</span> `;
    // a span, not a button: lines run on within the paragraph
    return html`<span class="s-line" role="button" tabindex="0" data-testid="line" data-id=${part.segment_id} data-state=${part.state} title=${title || t("Sửa lời này")}
      @click=${() => this.#open(part)} @keydown=${(event: KeyboardEvent) => this.#pressed(event, part)}>${text}</span> `;
  }

  #editor({ read, text }: Edit, part: Segment): TemplateResult {
    const same = text.trim() === read.text;
    const overtaken = isOvertaken(read, part);
    return html`<div class="s-edit" data-testid="correction">
      <label class="sr" for="s-text">${t("Lời đúng")}</label>
      <textarea id="s-text" class="input" rows="4" maxlength="4000" data-testid="correct-text" .value=${text}
        @input=${(event: Event) => (this.edit = { read, text: (event.target as HTMLTextAreaElement).value })}
        @keydown=${(event: KeyboardEvent) => this.#typed(event, overtaken ? part : read)}></textarea>
      ${overtaken ? html`<p class="hint warn" role="alert">${t("Người khác vừa sửa thành: %(words)s", { words: part.text })}</p>` : nothing}
      ${read.spoken ? html`<p class="hint">${t("Máy nghe: %(words)s", { words: read.spoken })}</p>` : nothing}
      <p class="hint">${t("Lời đã sửa vào sổ diễn biến và hiện trên mọi màn hình.")}</p>
      <div class="s-acts">${soundOf(this.recorded, read) ? html`<button class="btn" data-testid="hear-line" @click=${() => void this.#hear(read)}><ns-icon name="play"></ns-icon>${t("Nghe")}</button>` : nothing}
        ${this.nameSpeaker ? html`<button class="btn" data-testid="name-line" @click=${() => (this.naming = { line: part, whole: false })}><ns-icon name="user"></ns-icon>${t("Ai nói?")}</button>` : nothing}
        <button class="btn" data-testid="correct-no" @click=${() => this.#close(read.segment_id)}>${t("Thôi")}</button>
        <button class="btn primary" data-testid="correct-yes" ?disabled=${this.waiting || !text.trim()} @click=${() => void this.#save(overtaken ? part : read)}>
          ${overtaken ? t("Vẫn lưu lời của tôi") : same ? t("Xác nhận đúng") : t("Lưu lời đã sửa")}</button></div>
    </div>`;
  }

  #open(part: Segment): void {
    this.edit = { read: part, text: part.text };
    void this.updateComplete.then(() => this.querySelector<HTMLTextAreaElement>("#s-text")?.focus());
  }

  #pressed(event: KeyboardEvent, part: Segment): void {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    this.#open(part);
  }

  #typed(event: KeyboardEvent, onto: Segment): void {
    if (event.key === "Escape" && this.edit) this.#close(this.edit.read.segment_id);
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void this.#save(onto);
  }

  /** The keyboard goes back to the line. */
  #close(segmentId: string): void {
    this.edit = null;
    void this.updateComplete.then(() => this.querySelector<HTMLElement>(`.s-line[data-id="${segmentId}"]`)?.focus());
  }

  /** `onto`: the revision whose words stand before the secretary's eyes. A refused correction leaves the field as it is. */
  async #save(onto: Segment): Promise<void> {
    const { edit } = this;
    if (!edit || this.waiting || !edit.text.trim()) return;
    const text = edit.text.trim();
    if (!(await this.correct?.(onto, text))) return;
    // a page keeps its newest lines only: what it asked for besides is brought up to date here
    const { segment_id, rev } = onto;
    this.older = this.older?.map((line) => (line.segment_id === segment_id ? { ...line, text, state: "edited", rev: rev + 1 } : line)) ?? null;
    if (this.edit?.read.segment_id === segment_id) this.#close(segment_id);
  }

  readonly #scrolled = (event: Event): void => {
    const box = event.currentTarget as HTMLElement;
    this.#following = box.scrollHeight - box.scrollTop - box.clientHeight < FOLLOW_PX;
  };

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const box = this.querySelector(".s-said");
    if (box && this.#following && !this.edit && !this.naming) box.scrollTop = box.scrollHeight;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "ns-said": NsSaid;
  }
}
