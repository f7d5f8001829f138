/** Who will come, by the answers to the invitation: shown before the opening to chair and secretary. */
import { html, type TemplateResult } from "lit";
import { t } from "./i18n";
import type { Expected } from "./protocol";

/** What was answered, in the order of weight; numbers that are nought are left out. */
export function expectedWords(expected: Expected): readonly string[] {
  const said = (count: number, words: string): readonly string[] => (count > 0 ? [words] : []);
  const { rooms, remote, absent, substituted, waiting, silent } = expected;
  return [
    ...said(rooms, t("%(count)s dự tại phòng", { count: rooms })),
    ...said(remote, t("%(count)s dự từ nơi khác", { count: remote })),
    ...said(absent, t("%(count)s vắng có lý do", { count: absent })),
    ...said(substituted, t("%(count)s cử người dự thay", { count: substituted })),
    ...said(waiting, t("%(count)s chờ duyệt", { count: waiting })),
    ...said(silent, t("%(count)s chưa trả lời", { count: silent })),
  ];
}

/** Whether the quorum will hold if those come who said so. */
export function expectedQuorumWords({ quorum }: Expected): string {
  const counts = { present: quorum.present, base: quorum.base, needed: quorum.needed };
  return quorum.holds
    ? t("Theo trả lời, %(present)s trong %(base)s đại biểu biểu quyết sẽ có mặt (cần %(needed)s): dự kiến đủ túc số.", counts)
    : t("Theo trả lời, %(present)s trong %(base)s đại biểu biểu quyết sẽ có mặt (cần %(needed)s): chưa đủ túc số.", counts);
}

/** The block on the consoles, with the way to everybody's answers. */
export function expectedBlock(expected: Expected, meetingId: string): TemplateResult {
  const { holds } = expected.quorum;
  return html`<div class="c-expected" data-testid="expected">
    <p class="strong">${t("Trả lời của người được mời")}</p>
    <p>${expectedWords(expected).join(" · ") || t("Chưa mời ai.")}</p>
    <p class=${holds ? "good" : "warn"}><ns-icon name=${holds ? "check" : "alert"}></ns-icon> ${expectedQuorumWords(expected)}</p>
    <a class="btn" href="/hop/${meetingId}/tra-loi/" target="_blank" rel="noopener" data-testid="answers"><ns-icon name="mail"></ns-icon>${t("Xem từng người")}</a>
  </div>`;
}
