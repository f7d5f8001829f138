/** A vote on the chair's stage: turnout without tally, the chair's own ballot, then the result on its base. */
import { html, nothing, type TemplateResult } from "lit";
import { clockSeconds } from "@shared/format";
import { t } from "@shared/i18n";
import { answerWords, asked, resultLines, verdictOf } from "@shared/asked";
import type { Answer, MyBallot, Poll, Turnout } from "@shared/protocol";
import { pollClock, sharesWords, type HandRoom } from "@shared/votes";
import { namesInRow } from "./model";

export interface VoteModel {
  readonly poll: Poll;
  readonly now: number;
  /** Rooms that vote by show of hands. */
  readonly rooms: readonly HandRoom[];
  readonly turnout: Turnout | null;
  /** The chair's own ballot; undefined: the chair has no vote here. */
  readonly ballot: MyBallot | null | undefined;
  readonly chosen: Answer | null;
  readonly casting: boolean;
  onChoose(choice: Answer): void;
  onCast(choice: Answer): void;
}

function turnoutBlock(poll: Poll, turnout: Turnout | null): TemplateResult {
  const known = turnout?.poll_id === poll.id ? turnout : null;
  const cast = known?.cast ?? 0;
  const all = known?.eligible ?? poll.eligible;
  return html`<div class="turnout" aria-live="polite">
    <p><b data-testid="turnout-cast">${known ? cast : "–"}</b><span class="muted">${poll.way === "devices" ? t("trong %(all)s đại biểu đã gửi phiếu", { all }) : t("trong %(all)s đại biểu đã biểu quyết", { all })}</span></p>
    <div class="bar gold"><span style="width:${all > 0 ? (cast / all) * 100 : 0}%"></span></div>
  </div>`;
}

function ownBallot(model: VoteModel): TemplateResult | typeof nothing {
  const { ballot, poll, chosen, casting } = model;
  if (ballot === undefined) return nothing;
  const settled = ballot !== null && (poll.final || chosen === null || chosen === ballot.choice);
  const receipt = ballot
    ? html`<p class="small good" data-testid="receipt"><ns-icon name="saved"></ns-icon>
        ${t("Đã ghi phiếu “%(choice)s” lúc %(time)s, số %(number)s", { choice: answerWords(poll, ballot.choice), time: clockSeconds(ballot.at), number: ballot.number })}</p>`
    : nothing;
  const locked = casting || (ballot !== null && poll.final);
  return html`<fieldset class="mine"><legend class="small muted">${t("Phiếu của tôi")}</legend>
    <div class="choices ${poll.options.length > 0 ? "own" : ""}">
      ${asked(poll).map(({ answer, tone, icon, words }) => html`<button class="btn ${tone}" data-testid="choice-${answer}" ?disabled=${locked}
        aria-pressed=${(chosen ?? ballot?.choice) === answer ? "true" : "false"} @click=${() => model.onChoose(answer)}>
        ${icon ? html`<ns-icon name=${icon}></ns-icon>` : html`<b class="fig">${answer}.</b>`}<span>${words}</span></button>`)}
    </div>
    ${settled || !chosen
      ? receipt
      : html`<button class="btn primary full" data-testid="cast" ?disabled=${locked} @click=${() => model.onCast(chosen)}>
          ${t("Gửi phiếu: %(choice)s", { choice: answerWords(poll, chosen) })}</button>`}
  </fieldset>`;
}

/** A vote without its quorum is told, not stopped: whether it counts is for the body to say. */
function noQuorum({ quorum, status }: Poll): TemplateResult | typeof nothing {
  if (!quorum || quorum.holds) return nothing;
  const counted = t("có mặt %(present)s trong %(base)s, cần %(needed)s", { present: quorum.present, base: quorum.base, needed: quorum.needed });
  return html`<p class="bad strong" data-testid="poll-without-quorum"><ns-icon name="alert"></ns-icon>
    ${status === "closed" ? t("Không đủ túc số khi đóng: %(counted)s", { counted }) : t("Không đủ túc số khi mở: %(counted)s", { counted })}</p>`;
}

function clockLine(poll: Poll, now: number): TemplateResult | typeof nothing {
  const clock = pollClock(poll, now);
  if (!clock) return nothing;
  return html`<p class=${clock.late ? "bad strong" : "strong"} role="timer" data-testid="poll-clock"><ns-icon name="clock"></ns-icon><span class="fig">${clock.figures}</span> ${clock.words}</p>`;
}

function handsLine({ poll, rooms }: VoteModel): TemplateResult | typeof nothing {
  if (poll.way === "devices") return nothing;
  const missing = rooms.filter(({ count }) => count === null);
  const words = missing.length === 0
    ? t("Thư ký đã ghi đủ %(all)s phòng giơ tay", { all: rooms.length })
    : t("Chờ thư ký ghi %(missing)s trong %(all)s phòng: %(names)s", { missing: missing.length, all: rooms.length, names: namesInRow(missing.map(({ room }) => room.name)) });
  return html`<p class=${missing.length === 0 ? "good" : "warn"} data-testid="poll-hands"><ns-icon name=${missing.length === 0 ? "check" : "clock"}></ns-icon>${words}</p>`;
}

export function votingCard(model: VoteModel): TemplateResult {
  const { poll, turnout } = model;
  return html`<div class="card c-vote" data-testid="open-poll">
    <p class="info strong"><ns-icon name="vote"></ns-icon>${poll.way === "devices" ? t("Đang biểu quyết") : t("Đang biểu quyết giơ tay")}</p>
    <h2 class="c-clamp">${poll.question}</h2>
    ${clockLine(poll, model.now)} ${turnoutBlock(poll, turnout)} ${handsLine(model)} ${noQuorum(poll)} ${ownBallot(model)}
    <p class="small muted">${t("Số phiếu từng loại hiện sau khi đóng.")}</p>
  </div>`;
}

/** The result of a closed vote, on its base. */
export function resultCard(poll: Poll, onDone: () => void): TemplateResult {
  const { tally } = poll;
  if (!tally) return html`${nothing}`;
  const share = (count: number): number => (tally.base > 0 ? (count / tally.base) * 100 : 0);
  const { short, sentence } = verdictOf(poll, tally);
  return html`<div class="card c-vote" data-testid="poll-result">
    <p class="verdict ${tally.carried ? "good" : "bad"}" role="status"><ns-icon name=${tally.carried ? "check" : "x"}></ns-icon><strong>${short}</strong>
      <span>${sentence}</span></p>
    <h2 class="c-clamp">${poll.question}</h2>
    <table class="tally ${poll.options.length > 0 ? "own" : ""}"><caption class="sr">${t("Số phiếu")}</caption><tbody>
      ${resultLines(poll, tally).map((line) => html`<tr class="${line.tone} ${line.won ? "won" : ""}"><th scope="row" title=${line.words}>${line.icon ? html`<ns-icon name=${line.icon}></ns-icon>` : html`<b class="fig">${line.number}.</b> `}${line.words}</th>
        <td><span class="track"><span style="width:${share(line.count)}%"></span></span></td>
        <td class="n" data-testid="result-${line.key}">${line.count}</td></tr>`)}
    </tbody></table>
    ${noQuorum(poll)} <p class="small strong" data-testid="result-shares">${sharesWords(poll)}</p>
    <div class="row"><p class="small muted grow">${t("Cần từ %(needed)s trong %(base)s.", { needed: tally.needed, base: tally.base })} ${tally.rule}</p>
      <button class="btn" data-testid="result-done" @click=${onDone}>${t("Về diễn đàn")}</button></div>
  </div>`;
}
