/** What one's own unit was told by the chair or the secretary: shown until it is read, once per tab. */
import { html, nothing, type TemplateResult } from "lit";
import { clockTime } from "./format";
import { t } from "./i18n";
import "./kit/icon";
import type { UnitNotice } from "./protocol";

const key = (meetingId: string): string => `nghisu.notice.${meetingId}`;

/** The newest notice that was not yet read in this tab. */
export function unreadNotice(meetingId: string, notices: readonly UnitNotice[]): UnitNotice | null {
  const newest = notices.at(-1);
  return newest && newest.number > Number(sessionStorage.getItem(key(meetingId)) ?? 0) ? newest : null;
}

/** Remember that everything up to this notice was read. */
export function readNotice(meetingId: string, notice: UnitNotice): void {
  sessionStorage.setItem(key(meetingId), String(notice.number));
}

/** The line with the notice; `css` is the page's own class for such lines. */
export function noticeLine(notice: UnitNotice | null, css: string, onRead: (notice: UnitNotice) => void): TemplateResult | typeof nothing {
  if (!notice) return nothing;
  const from = t("%(name)s nhắn %(unit)s lúc %(time)s:", { name: notice.sender, unit: notice.unit, time: clockTime(notice.at) });
  return html`<div class=${css} role="status" data-testid="unit-notice"><ns-icon name="info"></ns-icon>
    <p class="grow"><span class="muted">${from}</span> <strong>${notice.text}</strong></p>
    <button class="btn" data-testid="unit-notice-read" @click=${() => onRead(notice)}>${t("Đã đọc")}</button></div>`;
}
