/** A vote takes the whole screen: while it is open without any tally, then its result on the legal base. */
import { html, nothing, type TemplateResult } from "lit";
import { resultLines, verdictOf, type ResultLine } from "@shared/asked";
import { t } from "@shared/i18n";
import type { LineFacts } from "@shared/kit/line-sign";
import { itemLabel } from "@shared/outline";
import type { MeetingState, Poll, Tally, Turnout } from "@shared/protocol";
import { clockTime } from "@shared/format";
import { percentText, pollClock, sharesWords } from "@shared/votes";
import { header, wallClock, wallLine } from "./frame";

export interface VoteModel {
  readonly meeting: MeetingState;
  readonly poll: Poll;
  /** How many ballots are in, where the server tells. */
  readonly turnout: Turnout | null;
  readonly now: number;
  readonly line: LineFacts;
  /** The picture says already that the line is lost. */
  readonly noticed: boolean;
}

function head({ meeting, now, line, noticed }: VoteModel): TemplateResult {
  return header({ title: html`<span class="muted">${meeting.meeting.title}</span>`, right: html`${wallLine(line, noticed)} ${wallClock(now)}`, meeting: meeting.meeting });
}

/** Where the line of the needed majority stands, as a share of the base, and its name. */
export function neededLine(tally: Tally): { readonly share: number; readonly words: string } {
  const half = tally.needed === Math.floor(tally.base / 2) + 1;
  const words = half
    ? t("Vạch quá một nửa: từ %(needed)s phiếu", { needed: tally.needed })
    : t("Vạch cần đạt: từ %(needed)s phiếu", { needed: tally.needed });
  return { share: half || tally.base <= 0 ? 0.5 : tally.needed / tally.base, words };
}

function itemWords(meeting: MeetingState, poll: Poll): string {
  const item = meeting.items.find((entry) => entry.id === poll.item_id);
  return item ? ` · ${t("Mục %(number)s", { number: itemLabel(item) })}` : "";
}

function question(poll: Poll, above: string): TemplateResult {
  const size = poll.question.length > 130 ? "long" : "";
  return html`<div class="k-question">
    <p class="muted">${above}</p>
    <h1 class=${size} data-testid="poll-question">${poll.question}</h1>
  </div>`;
}

function turnoutWords(poll: Poll, turnout: Turnout | null): TemplateResult {
  if (turnout?.poll_id !== poll.id) {
    return html`<div class="k-turnout"><p><b>${poll.eligible}</b><span>${t("đại biểu")}<br />${t("được biểu quyết")}</span></p></div>`;
  }
  const share = turnout.eligible > 0 ? (turnout.cast / turnout.eligible) * 100 : 0;
  return html`<div class="k-turnout">
    <p data-testid="turnout"><b>${turnout.cast}</b><span>${t("trong %(eligible)s đại biểu", { eligible: turnout.eligible })}<br />${poll.way === "devices" ? t("đã gửi phiếu") : t("đã biểu quyết")}</span></p>
    <div class="bar gold"><span style="width:${share}%"></span></div>
  </div>`;
}

function wayWords(poll: Poll): string {
  if (poll.way === "hands") return t("Đại biểu trong phòng giơ tay; dự từ xa bỏ phiếu trên máy");
  if (poll.way === "hands_outside") return t("Điểm cầu giơ tay; phòng chủ trì và dự từ xa bỏ phiếu trên máy");
  return poll.final ? t("Phiếu đã gửi không đổi được") : t("Được đổi phiếu cho đến khi đóng biểu quyết");
}

function clockWords(poll: Poll, now: number): TemplateResult | typeof nothing {
  const clock = pollClock(poll, now);
  return clock ? html`<p data-testid="poll-clock" class=${clock.late ? "bad" : ""}><b class="fig">${clock.figures}</b><br />${clock.words}</p>` : nothing;
}

function openVerdict({ poll, turnout, now }: VoteModel): TemplateResult {
  const cast = poll.options.length > 0 && turnout?.poll_id === poll.id ? turnout : null;
  return html`<div class="k-verdict open" role="status">
    <span class="k-disc"><ns-icon name="vote"></ns-icon></span><strong>${poll.way === "devices" ? t("Đang biểu quyết") : t("Biểu quyết giơ tay")}</strong>
    ${cast ? html`<p data-testid="turnout"><b class="fig">${cast.cast}</b> ${t("trong %(eligible)s đại biểu", { eligible: cast.eligible })}<br />${poll.way === "devices" ? t("đã gửi phiếu") : t("đã biểu quyết")}</p>` : nothing}
    ${clockWords(poll, now)}
  </div>`;
}

function optionList({ options }: Poll): TemplateResult {
  return html`<ol class="k-options ${options.length > FEW ? "two" : ""}" data-testid="options" style="--rows:${Math.ceil(options.length / 2)}">
    ${options.map((words, index) => html`<li><b>${index + 1}</b><span>${words}</span></li>`)}
  </ol>`;
}

/** A vote is open. */
export function votingView(model: VoteModel): TemplateResult {
  const { meeting, poll, turnout } = model;
  const own = poll.options.length > 0;
  return html`<div class="k-page" data-testid="voting">
    ${head(model)}
    <main class="k-vote ${own ? "own" : ""}">
      ${question(poll, t("Biểu quyết công khai") + itemWords(meeting, poll))} ${openVerdict(model)} ${own ? optionList(poll) : turnoutWords(poll, turnout)}
      <footer>
        <span>${wayWords(poll)}</span>
        <span>${t("Số phiếu từng loại hiện sau khi chủ trì đóng")}</span>
      </footer>
    </main>
  </div>`;
}

/** Up to so many options each line of a result has a bar, and the open vote one column. */
const FEW = 5;

/** With many options those who chose none stand in a sentence: the bars stay readable from the back of the hall. */
function barLines(poll: Poll, tally: Tally): { readonly bars: readonly ResultLine[]; readonly rest: string } {
  const lines = resultLines(poll, tally);
  if (poll.options.length <= FEW) return { bars: lines, rest: "" };
  const rest = lines.filter(({ number }) => number === null).map(({ words, count }) => `${words}: ${count}`);
  return { bars: lines.filter(({ number }) => number !== null), rest: rest.join(" · ") };
}

function bar(line: ResultLine, tally: Tally): TemplateResult {
  const share = tally.base > 0 ? (line.count / tally.base) * 100 : 0;
  const sign = line.won ? "check" : line.icon;
  return html`<div class="k-line ${line.tone} ${line.won ? "won" : ""}" role="row">
    <span class="name" role="rowheader">${sign ? html`<ns-icon name=${sign}></ns-icon>` : html`<b>${line.number}</b>`}<span>${line.words}</span></span>
    <span class="track" role="presentation"><span style="width:${share}%"></span></span>
    <span class="n" role="cell" data-testid="tally-${line.key}">${line.count}</span>
    <span class="p" role="cell">${percentText(line.count, tally.base)}</span>
  </div>`;
}

function verdict(poll: Poll, tally: Tally): TemplateResult {
  const own = poll.options.length > 0;
  const { short, sentence } = verdictOf(poll, tally);
  const numbers = html`${t("%(yes)s trong %(base)s đại biểu", { yes: tally.yes, base: tally.base })}<br />${t("đồng ý")}`;
  return html`<div class="k-verdict ${tally.carried ? "good" : "bad"}" role="status" data-testid="verdict">
    <span class="k-disc"><ns-icon name=${tally.carried ? "check" : "x"}></ns-icon></span><strong class=${tally.carried && !own ? "" : "long"}>${short}</strong>
    <p>${own ? sentence : numbers}</p>
  </div>`;
}

/** A vote was counted. */
export function resultView(model: VoteModel): TemplateResult {
  const { meeting, poll } = model;
  const { tally } = poll;
  if (!tally) return html`${nothing}`;
  const line = neededLine(tally);
  const { bars, rest } = barLines(poll, tally);
  const closed = poll.closed_at ? t("đóng lúc %(time)s", { time: clockTime(poll.closed_at) }) : "";
  return html`<div class="k-page" data-testid="result">
    ${head(model)}
    <main class="k-vote ${poll.options.length > 0 ? "own" : ""}">
      ${question(poll, t("Kết quả biểu quyết") + itemWords(meeting, poll))} ${verdict(poll, tally)}
      <div class="k-bars ${poll.options.length > 0 ? "own" : ""} ${poll.options.length > 3 ? "many" : ""}" role="table" aria-label=${t("Số phiếu")}>
        ${bars.map((entry) => bar(entry, tally))}
        <div class="k-over" aria-hidden="true"><i style="left:${line.share * 100}%"></i></div>
      </div>
      <footer>
        <span><i class="k-key" aria-hidden="true"></i>${line.words}</span>
        ${rest ? html`<span data-testid="rest">${rest}</span>` : nothing}
        <span data-testid="shares">${sharesWords(poll)}</span>
        <span>${t("Tỷ lệ tính trên %(base)s đại biểu", { base: tally.base })} · ${closed}</span>
      </footer>
    </main>
  </div>`;
}
