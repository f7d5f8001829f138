/** What the roles of a meeting are called, in the language of the page. */
import { t } from "./i18n";
import type { Attendee } from "./protocol";

export function roleName(role: Attendee["role"]): string {
  const names: Readonly<Record<Attendee["role"], string>> = {
    chair: t("Chủ trì"),
    presidium: t("Đoàn chủ tịch"),
    secretary: t("Thư ký"),
    delegate: t("Đại biểu"),
    alternate: t("Dự khuyết"),
    guest: t("Khách mời"),
    observer: t("Dự thính"),
    technician: t("Kỹ thuật"),
    interpreter: t("Phiên dịch"),
    counting_team: t("Tổ kiểm phiếu"),
    auditor: t("Kiểm tra, giám sát"),
    room: t("Điểm cầu"),
  };
  return names[role];
}
