/** One question as every page shows it: who asks whom, about what, how it stands, what was said and for how long. */
import { css, html, nothing, type TemplateResult } from "lit";
import { duration } from "@shared/format";
import { t } from "@shared/i18n";
import type { Exchange, MeetingState, Question } from "@shared/protocol";
import { placeOf, stateWords } from "@shared/questions";

export const cardStyles = css`
  .card {
    display: grid;
    gap: var(--s1);
    padding: var(--s3) var(--s4);
    border: 0;
    border-bottom: 1px solid var(--line);
    border-radius: 0;
    box-shadow: none;
    line-height: 1.4;
  }
  .card.now {
    background: var(--gold-tint);
    box-shadow: inset 4px 0 0 var(--gold);
  }
  .card p {
    margin: 0;
    overflow-wrap: anywhere;
  }
  .said {
    margin: 0;
    padding: 0;
    list-style: none;
    font-size: var(--t-small);
  }
  .said li {
    display: flex;
    gap: var(--s2);
  }
  .said .fig {
    margin-left: auto;
    white-space: nowrap;
  }
  .stands {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--s2);
  }
  .steps {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    margin-top: var(--s1);
  }
`;

function exchangeWords({ kind, name }: Exchange): string {
  switch (kind) {
    case "question":
      return t("%(name)s nêu chất vấn", { name });
    case "answer":
      return t("%(name)s trả lời", { name });
    default:
      return t("%(name)s hỏi lại, tranh luận", { name });
  }
}

function said(question: Question): TemplateResult | typeof nothing {
  if (question.exchanges.length === 0) return nothing;
  return html`<ol class="said" data-testid="exchanges">${question.exchanges.map(
    (one) => html`<li><span>${exchangeWords(one)}</span><span class="fig muted">${one.seconds === null ? t("đang nói") : duration(one.seconds)}</span></li>`,
  )}</ol>`;
}

export interface CardParts {
  /** What can be done with the question. */
  readonly below?: TemplateResult | typeof nothing;
  /** How it changes its place. */
  readonly beside?: TemplateResult | typeof nothing;
  /** A class of its own while questions are dragged. */
  readonly mark?: string;
}

export function questionCard(meeting: MeetingState, question: Question, { below = nothing, beside = nothing, mark = "" }: CardParts = {}): TemplateResult {
  const place = placeOf(meeting, question);
  const paper = meeting.papers.find(({ id }) => id === question.paper_id);
  const tone = { now: "gold", waiting: "", open: "warn", done: question.state === "answered" ? "good" : "" }[place];
  const icon = { now: "mic", waiting: "clock", open: "alert", done: question.state === "withdrawn" ? "x" : question.state === "in_writing" ? "doc" : "check" } as const;
  return html`<li class="card ${place === "now" ? "now" : mark}" data-testid="question" data-state=${question.state} data-id=${question.id}>
    <p><strong>${question.name}</strong> <span class="small muted">${t("hỏi")}</span> <strong>${question.to_name}</strong></p>
    <p>${question.subject}</p>
    ${question.text ? html`<p class="small muted">${question.text}</p>` : nothing}
    ${paper ? html`<p class="small"><ns-icon name="doc"></ns-icon> ${paper.title}</p>` : nothing}
    <div class="stands"><span class="chip ${tone}" data-testid="question-state"><ns-icon name=${icon[place]}></ns-icon>${stateWords(meeting, question)}</span>${beside}</div>
    ${question.reason ? html`<p class="small">${t("Lý do: %(reason)s", { reason: question.reason })}</p>` : nothing}
    ${said(question)} ${below}
  </li>`;
}
