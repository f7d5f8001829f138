import { css, html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { styleMap } from "lit/directives/style-map.js";
import { NsElement, sharedStyles } from "@shared/kit/element";
import "@shared/kit/icon";
import { t } from "@shared/i18n";
import type { MyBallot, Poll, Tally } from "@shared/protocol";
import { absentTitle, sharesWords } from "@shared/votes";

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
    return html`
      <p class="verdict ${tally.carried ? "good" : "bad"}" data-testid="vote-verdict">
        <ns-icon name=${tally.carried ? "check" : "x"}></ns-icon>${tally.carried ? t("Đã thông qua") : t("Không thông qua")}
      </p>
      <p>${t("%(yes)s trong %(base)s đại biểu đồng ý; cần từ %(needed)s phiếu.", { yes: tally.yes, base: tally.base, needed: tally.needed })} ${tally.rule}</p>
      <table aria-label=${t("Kết quả biểu quyết")}>
        <tbody>
          ${this.#row(t("Đồng ý"), tally.yes, "yes", tally)} ${this.#row(t("Không đồng ý"), tally.no, "no", tally)}
          ${this.#row(t("Không biểu quyết"), tally.abstain, "abstain", tally)} ${this.#row(absentTitle(this.poll), tally.absent, "absent", tally)}
        </tbody>
      </table>
      ${sharesWords(tally) ? html`<p data-testid="vote-shares">${sharesWords(tally)}</p>` : nothing}
      ${this.ballot ? html`<p class="muted">${t("Phiếu của đồng chí là số %(number)s trong sổ diễn biến.", { number: this.ballot.number })}</p>` : nothing}
    `;
  }

  #row(words: string, count: number, tone: string, tally: Tally): TemplateResult {
    const share = (value: number): string => `${(100 * value) / Math.max(1, tally.base)}%`;
    return html`<tr>
      <th scope="row">${words}</th>
      <td>
        <div class="track"><span class=${tone} style=${styleMap({ width: share(count) })}></span><i class="half" style=${styleMap({ left: share(tally.needed) })}></i></div>
      </td>
      <td class="n" data-testid="tally-${tone}">${count}</td>
    </tr>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "ns-vote-result": NsVoteResult;
  }
}
