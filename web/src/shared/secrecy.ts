/** The official mark of a secret meeting. */
import { html, nothing, type TemplateResult } from "lit";
import { t } from "./i18n";
import type { MeetingInfo } from "./protocol";

/** Vietnamese in every language, as on paper. */
const MARKS: Readonly<Record<MeetingInfo["secrecy"], string>> = { none: "", mat: "MẬT", toi_mat: "TỐI MẬT", tuyet_mat: "TUYỆT MẬT" };

/** `${secrecyMark(meeting.meeting)}` beside a title; nothing for a meeting that is not secret. */
export function secrecyMark(meeting: Pick<MeetingInfo, "secrecy"> | null | undefined): TemplateResult | typeof nothing {
  const words = MARKS[meeting?.secrecy ?? "none"];
  return words ? html`<span class="secrecy-mark" lang="vi" data-testid="secrecy-mark"><span class="sr">${t("Độ mật")}: </span>${words}</span>` : nothing;
}
