import { css, html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { styleMap } from "lit/directives/style-map.js";
import { NsElement, sharedStyles } from "@shared/kit/element";
import "@shared/kit/icon";
import { resultLines, verdictOf, type ResultLine } from "@shared/asked";
import { t } from "@shared/i18n";
import type { MyBallot, Poll, Tally } from "@shared/protocol";
import { sharesWords } from "@shared/votes";

/** `<ns-vote-result .poll .ballot>`: the count on its base, with bars and the line of what was needed. */
@customElement("ns-vote-result")
export class NsVoteResult extends NsElement {
  @property({ attribute: false }) poll!: Poll;
  @property({ attribute: false }) ballot: MyBallot | null = null;

  static override styles = [
    sharedStyles,
    css`
      :host {
        display: grid;
        gap: var(--s4);
      }
      .verdict {
        display: flex;
        align-items: center;
        gap: var(--s3);
        font-size: var(--t-24);
        font-weight: 600;
      }
      table {
        table-layout: fixed;
      }
      th,
      td {
        padding: 0.45rem 0.5rem;
      }
      th:first-child {
        width: 12.5rem;
        color: var(--text);
        font-size: var(--t-body);
      }
      th:last-child,
      td:last-child {
        width: 4rem;
      }
      .track {
        position: relative;
        height: 1.25rem;
        border-radius: 4px;
        background: var(--sunken);
      }
      .track span {
        display: block;
        height: 100%;
        border-radius: 4px;
      }
      .yes {
        background: var(--good);
      }
      .no {
        background: var(--bad);
      }
      .abstain {
        background: var(--neutral);
      }
      .option {
        background: var(--info);
      }
      .option.won {
        background: var(--good);
      }
      tr.won th {
        color: var(--good);
        font-weight: 600;
      }
      .absent {
        background: repeating-linear-gradient(45deg, var(--line-strong) 0 3px, transparent 3px 8px);
      }
      .half {
        position: absolute;
        top: -0.45rem;
        bottom: -0.45rem;
        width: 2px;
        background: var(--gold);
      }
      .own th:first-child {
        width: 45%;
      }
      @media (max-width: 560px) {
        th:first-child {
          width: 9.5rem;
        }
      }
    `,
  ];

  override render(): TemplateResult {
    const { tally } = this.poll;
    if (!tally) return html`<p>${t("Đã đóng biểu quyết. Kết quả đang được kiểm.")}</p>`;
    const verdict = verdictOf(this.poll, tally);
    const own = this.poll.options.length > 0;
    return html`
      <p class="verdict ${tally.carried ? "good" : "bad"}" data-testid="vote-verdict">
        <ns-icon name=${tally.carried ? "check" : "x"}></ns-icon>${verdict.short}
      </p>
      <p>${own ? ownSentence(verdict.sentence, tally) : t("%(yes)s trong %(base)s đại biểu đồng ý; cần từ %(needed)s phiếu.", { yes: tally.yes, base: tally.base, needed: tally.needed })} ${tally.rule}</p>
      <table class=${own ? "own" : ""} aria-label=${t("Kết quả biểu quyết")}>
        <tbody>
          ${resultLines(this.poll, tally).map((line) => this.#row(line, tally))}
        </tbody>
      </table>
      ${sharesWords(this.poll) ? html`<p data-testid="vote-shares">${sharesWords(this.poll)}</p>` : nothing}
      ${this.ballot ? html`<p class="muted">${t("Phiếu của đồng chí là số %(number)s trong sổ diễn biến.", { number: this.ballot.number })}</p>` : nothing}
    `;
  }

  #row({ key, words, number, count, tone, won }: ResultLine, tally: Tally): TemplateResult {
    const share = (value: number): string => `${(100 * value) / Math.max(1, tally.base)}%`;
    return html`<tr class=${won ? "won" : ""}>
      <th scope="row">${number === null ? nothing : `${number}. `}${words}</th>
      <td>
        <div class="track"><span class="${tone} ${won ? "won" : ""}" style=${styleMap({ width: share(count) })}></span><i class="half" style=${styleMap({ left: share(tally.needed) })}></i></div>
      </td>
      <td class="n" data-testid="tally-${key}">${count}</td>
    </tr>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "ns-vote-result": NsVoteResult;
  }
}

/** What came out of a vote on options, and how many votes were needed where that is not the whole of it. */
function ownSentence(said: string, { winner, tied, needed, base }: Tally): string {
  const sentence = `${said.charAt(0).toUpperCase()}${said.slice(1)}.`;
  return winner === null && tied.length === 0 ? sentence : `${sentence} ${t("Cần từ %(needed)s trong %(base)s.", { needed, base })}`;
}
