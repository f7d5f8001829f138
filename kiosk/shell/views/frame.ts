/** The frame of every page of the big screen but the sitting: red line, mark, name, clock. */
import { html, nothing, type TemplateResult } from "lit";
import { clockTime } from "@shared/format";
import { lineSign, type LineFacts } from "@shared/kit/line-sign";
import type { MeetingInfo } from "@shared/protocol";
import { secrecyMark } from "@shared/secrecy";
import { mark } from "../drawings";

export function header(parts: { title: TemplateResult; right: TemplateResult; meeting?: Pick<MeetingInfo, "secrecy"> | null | undefined }): TemplateResult {
  return html`<div class="strip"></div>
    <header class="k-head">
      ${mark()} ${secrecyMark(parts.meeting)}
      <p class="grow">${parts.title}</p>
      ${parts.right}
    </header>`;
}

/** The clock on the wall, by the server's time. */
export function wallClock(now: number): TemplateResult {
  return html`<time class="k-clock" data-testid="clock">${clockTime(now)}</time>`;
}

/** The line in words while it is not good; a good one leaves the wall to the sitting, and a long break has a notice of its own. */
export function wallLine(facts: LineFacts, noticed: boolean): TemplateResult | typeof nothing {
  return facts.line === "good" || noticed ? nothing : html`<p class="k-sign">${lineSign(facts)}</p>`;
}

/** A page that says one thing: what happened, what is safe, what happens next. */
export function sayView(parts: { testid: string; icon: string; title: string; lines: readonly string[]; now: number; room: string }): TemplateResult {
  return html`<div class="k-page" data-testid=${parts.testid}>
    ${header({ title: html`<strong>${parts.room}</strong>`, right: wallClock(parts.now) })}
    <main class="k-say" role="status">
      <ns-icon name=${parts.icon}></ns-icon>
      <div>
        <h1>${parts.title}</h1>
        ${parts.lines.map((line) => html`<p>${line}</p>`)}
      </div>
    </main>
  </div>`;
}
