/** The chair's form for a vote: what is decided, on which paper, how, and for how long. */
import { html, nothing, type TemplateResult } from "lit";
import { cleanOptions, OPTION_LENGTH, OPTIONS_MAX, optionsFit } from "@shared/asked";
import { t } from "@shared/i18n";
import { itemLabel } from "@shared/outline";
import type { Item, OpenPoll, Paper, PreparedPoll, Quorum } from "@shared/protocol";
import { marginWords } from "@shared/quorum";

export const QUESTION_MIN = 3;
export const QUESTION_MAX = 500;

export interface PollForm {
  readonly question: string;
  readonly itemId: string | null;
  /** Decides which rule of quorum and majority holds. */
  readonly motion: Motion;
  /** On machines, or by show of hands. */
  readonly way: Way;
  /** The paper that is voted on; null: the first of the item. */
  readonly paperId: string | null;
  /** Seconds that it is planned to be open; null: until the chair closes it. */
  readonly seconds: number | null;
  readonly closesItself: boolean;
  /** Options of its own as typed, one a line; null: yes, no or abstention. */
  readonly options: string | null;
  /** The prepared vote that it was filled from; null: written here. */
  readonly preparedId: string | null;
}

export type Motion = NonNullable<OpenPoll["motion"]>;
type Way = NonNullable<OpenPoll["way"]>;
type Change = (form: PollForm) => void;

const WAYS: Readonly<Record<Way, () => string>> = {
  devices: () => t("Bỏ phiếu trên máy"),
  hands: () => t("Giơ tay tại các phòng, thư ký ghi số"),
  hands_outside: () => t("Phòng chủ trì trên máy, điểm cầu giơ tay"),
};

const TIMES: readonly (number | null)[] = [null, 30, 60, 120, 180, 300, 600];

const timeWords = (seconds: number | null): string =>
  seconds === null ? t("Không đặt giờ") : seconds < 60 ? t("%(count)s giây", { count: seconds }) : t("%(count)s phút", { count: seconds / 60 });

const MOTIONS: Readonly<Record<Motion, () => string>> = {
  ordinary: () => t("Vấn đề thường"),
  confidence: () => t("Lấy phiếu tín nhiệm"),
  election: () => t("Bầu cử bằng biểu quyết"),
  removal: () => t("Bãi nhiệm, miễn nhiệm"),
};

/** A question to begin with, from the item at hand. */
export function suggestedQuestion(item: Item | null): string {
  const subject = /^(?:biểu quyết|thông qua)[:,]?\s*(?:thông qua\s*)?(.+)$/iu.exec(item?.title ?? "")?.[1];
  return subject ? t("Thông qua %(subject)s", { subject }) : "";
}

/** An empty form for the item at hand. */
export function freshForm(item: Item | null): PollForm {
  return { question: suggestedQuestion(item), itemId: item?.id ?? null, motion: "ordinary", way: "devices", paperId: null, seconds: null, closesItself: false, options: null, preparedId: null };
}

/** The form as the office prepared it. */
export function preparedForm({ id, question, item_id, motion, way, paper_id, seconds, closes_itself, options }: PreparedPoll): PollForm {
  return { question, itemId: item_id, motion, way, paperId: paper_id, seconds, closesItself: closes_itself, options: options.length > 0 ? options.join("\n") : null, preparedId: id };
}

/** What is sent to open this vote. */
export function pollCommand(form: PollForm): OpenPoll {
  const { question, itemId: item_id, motion, way, paperId: paper_id, seconds, closesItself, preparedId: prepared_id } = form;
  return { name: "open_poll", question, item_id, motion, way, paper_id, seconds, closes_itself: closesItself && seconds !== null, options: [...formOptions(form)], prepared_id };
}

/** The options of this form as they are sent; none: yes, no or abstention. */
export function formOptions({ options }: Pick<PollForm, "options">): readonly string[] {
  return options === null ? [] : cleanOptions(options.split("\n"));
}

/** What is still wrong with the options; empty: nothing. */
export function optionsFault({ options }: Pick<PollForm, "options">): string {
  if (options === null) return "";
  const clean = formOptions({ options });
  if (clean.some((text) => text.length > OPTION_LENGTH)) return t("Mỗi phương án tối đa %(count)s chữ.", { count: OPTION_LENGTH });
  if (clean.length > OPTIONS_MAX) return t("Nhiều nhất %(count)s phương án.", { count: OPTIONS_MAX });
  return clean.length < 2 ? t("Hãy nhập ít nhất hai phương án.") : optionsFit(clean) ? "" : t("Có hai phương án trùng nhau.");
}

export function pollDialog(parts: {
  readonly form: PollForm | null;
  readonly items: readonly Item[];
  readonly papers: readonly Paper[];
  readonly prepared: readonly PreparedPoll[];
  readonly eligible: number;
  readonly quorum: Quorum;
  readonly wait: boolean;
  onChange: Change;
  onOpen(form: PollForm): void;
  onClose(): void;
}): TemplateResult {
  const { form } = parts;
  const good = form !== null && form.question.trim().length >= QUESTION_MIN && optionsFault(form) === "";
  const submit = (event: Event): void => {
    event.preventDefault();
    if (form && good) parts.onOpen({ ...form, question: form.question.trim() });
  };
  return html`<ns-dialog data-testid="poll-dialog" broad .heading=${t("Mở biểu quyết")} .open=${form !== null} @close=${parts.onClose}>
    ${form
      ? html`<form id="poll-form" class="stack c-poll" @submit=${submit}>
          <div class="c-poll-sides">
            <div class="stack">${preparedField(form, parts.prepared, parts.onChange)}
              <div class="field"><label for="poll-question">${t("Nội dung biểu quyết")}</label>
                <textarea id="poll-question" class="input" rows="2" maxlength=${QUESTION_MAX} required data-testid="poll-question" aria-describedby="poll-question-hint" .value=${form.question}
                  @input=${(event: Event) => parts.onChange({ ...form, question: (event.target as HTMLTextAreaElement).value })}></textarea>
                <p id="poll-question-hint" class="hint">${t("Đọc rõ trước khi mở; mở rồi không sửa được.")}</p></div>
              <div class="c-poll-grid">${itemField(form, parts.items, parts.onChange)} ${paperField(form, parts.papers, parts.onChange)}
                ${motionField(form, parts.onChange)} ${wayField(form, parts.onChange)}</div></div>
            <div class="stack">${askedField(form, parts.onChange)} ${timeField(form, parts.onChange)}</div>
          </div>
          ${parts.quorum.holds ? nothing : html`<p class="notice warn" role="alert" data-testid="poll-no-quorum"><ns-icon name="alert"></ns-icon>${t("Chưa đủ túc số: %(margin)s. Biểu quyết vẫn mở được; biên bản ghi rõ không đủ túc số.", { margin: marginWords(parts.quorum) })}</p>`}
          <p class="small muted">${wayHint(form.way, parts.eligible)}</p>
        </form>`
      : nothing}
    <button slot="actions" class="btn" @click=${parts.onClose}>${t("Chưa, quay lại")}</button>
    <button slot="actions" class="btn primary" data-testid="poll-open" ?disabled=${!good || parts.wait} @click=${() => form && good && parts.onOpen({ ...form, question: form.question.trim() })}>
      ${t("Mở biểu quyết")}</button>
  </ns-dialog>`;
}

const chosen = (event: Event): string => (event.target as HTMLSelectElement).value;

/** What the office prepared: choosing it fills the form. */
function preparedField(form: PollForm, prepared: readonly PreparedPoll[], change: Change): TemplateResult | typeof nothing {
  if (prepared.length === 0) return nothing;
  const fill = (event: Event): void => {
    const found = prepared.find(({ id }) => id === chosen(event));
    change(found ? preparedForm(found) : { ...form, preparedId: null });
  };
  return html`<div class="field"><label for="poll-prepared">${t("Biểu quyết chuẩn bị sẵn")}</label>
    <select id="poll-prepared" class="input" data-testid="poll-prepared" @change=${fill}>
      <option value="" ?selected=${form.preparedId === null}>${t("Soạn mới")}</option>
      ${prepared.map(({ id, question }) => html`<option value=${id} ?selected=${id === form.preparedId}>${question}</option>`)}
    </select></div>`;
}

function itemField(form: PollForm, items: readonly Item[], change: Change): TemplateResult {
  return html`<div class="field"><label for="poll-item">${t("Thuộc mục")}</label>
    <select id="poll-item" class="input" @change=${(event: Event) => change({ ...form, itemId: chosen(event) || null, paperId: null })}>
      <option value="" ?selected=${form.itemId === null}>${t("Không thuộc mục nào")}</option>
      ${items.map((item) => html`<option value=${item.id} ?selected=${item.id === form.itemId}>${itemLabel(item)}. ${item.title}</option>`)}
    </select></div>`;
}

/** Papers of the item first, then the others of the meeting. */
function paperField(form: PollForm, papers: readonly Paper[], change: Change): TemplateResult {
  const ordered = [...papers].sort((a, b) => Number(b.item_id === form.itemId) - Number(a.item_id === form.itemId));
  const first = papers.find((paper) => paper.item_id !== null && paper.item_id === form.itemId);
  return html`<div class="field"><label for="poll-paper">${t("Tài liệu biểu quyết")}</label>
    <select id="poll-paper" class="input" data-testid="poll-paper" @change=${(event: Event) => change({ ...form, paperId: chosen(event) || null })}>
      <option value="" ?selected=${form.paperId === null}>${first ? t("Tài liệu đầu của mục") : t("Không kèm tài liệu")}</option>
      ${ordered.map((paper) => html`<option value=${paper.id} ?selected=${paper.id === form.paperId}>${paper.title}</option>`)}
    </select></div>`;
}

function motionField(form: PollForm, change: Change): TemplateResult {
  return html`<div class="field"><label for="poll-motion">${t("Loại vấn đề")}</label>
    <select id="poll-motion" class="input" data-testid="poll-motion" @change=${(event: Event) => change({ ...form, motion: chosen(event) as Motion })}>
      ${Object.entries(MOTIONS).map(([motion, words]) => html`<option value=${motion} ?selected=${motion === form.motion}>${words()}</option>`)}
    </select>
    <p class="hint">${t("Quy tắc túc số và tỉ lệ thông qua theo loại này.")}</p></div>`;
}

function wayField(form: PollForm, change: Change): TemplateResult {
  return html`<div class="field"><label for="poll-way">${t("Cách biểu quyết")}</label>
    <select id="poll-way" class="input" data-testid="poll-way" @change=${(event: Event) => change({ ...form, way: chosen(event) as Way })}>
      ${Object.entries(WAYS).map(([way, words]) => html`<option value=${way} ?selected=${way === form.way}>${words()}</option>`)}
    </select></div>`;
}

function askedField(form: PollForm, change: Change): TemplateResult {
  const own = form.options !== null;
  const fault = optionsFault(form);
  return html`<fieldset class="c-poll-asked"><legend>${t("Đại biểu chọn")}</legend>
    <label class="check"><input type="radio" name="poll-asked" data-testid="poll-asked-usual" .checked=${!own} @change=${() => change({ ...form, options: null })} /><span>${t("Đồng ý, không đồng ý, không biểu quyết")}</span></label>
    <label class="check"><input type="radio" name="poll-asked" data-testid="poll-asked-own" .checked=${own} @change=${() => change({ ...form, options: form.options ?? "" })} /><span>${t("Một trong các phương án")}</span></label>
    ${own
      ? html`<div class="field c-poll-options"><label for="poll-options">${t("Các phương án, mỗi dòng một phương án (2 đến 10)")}</label>
          <textarea id="poll-options" class="input" rows="3" data-testid="poll-options" aria-describedby="poll-options-fault" .value=${form.options}
            @input=${(event: Event) => change({ ...form, options: (event.target as HTMLTextAreaElement).value })}></textarea>
          <p id="poll-options-fault" class="hint">${fault || t("Phương án đạt mức của quy tắc và nhiều phiếu nhất thì được thông qua; bằng phiếu thì chưa phương án nào được thông qua.")}</p></div>`
      : nothing}
  </fieldset>`;
}

function timeField(form: PollForm, change: Change): TemplateResult {
  return html`<div class="row wrap c-poll-time"><div class="field"><label for="poll-time">${t("Thời gian")}</label>
    <select id="poll-time" class="input" data-testid="poll-time" @change=${(event: Event) => change({ ...form, seconds: Number(chosen(event)) || null })}>
      ${TIMES.map((seconds) => html`<option value=${seconds ?? ""} ?selected=${seconds === form.seconds}>${timeWords(seconds)}</option>`)}
    </select></div>
    <label class="check"><input type="checkbox" data-testid="poll-itself" ?disabled=${form.seconds === null} .checked=${form.closesItself && form.seconds !== null}
      @change=${(event: Event) => change({ ...form, closesItself: (event.target as HTMLInputElement).checked })} /><span>${t("Tự đóng khi hết giờ")}</span></label></div>`;
}

function wayHint(way: Way, count: number): string {
  if (way === "devices") return t("%(count)s đại biểu được biểu quyết. Phiếu hiện trên máy của họ và màn hình các phòng.", { count });
  return t("%(count)s đại biểu được biểu quyết. Ai điểm danh tại phòng giơ tay thì tính theo phòng, ai dự từ xa bỏ phiếu trên máy; không ai tính hai lần.", { count });
}
