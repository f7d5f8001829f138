/** Pure: the quorum in words, the same on every console. */
import { t } from "./i18n";
import type { Absence, Attendee, Quorum } from "./protocol";

/** Code of the case that is no excuse (`meetings.contracts.attendance.UNEXCUSED`). */
export const UNEXCUSED = "unexcused";

/** By how much it holds or is missed. Where nobody counts, one is missing. */
export function marginWords({ present, needed, holds, base }: Quorum): string {
  if (!holds) return t("còn thiếu %(missing)s", { missing: Math.max(1, needed - present) });
  if (present === needed) return t("vừa đủ, bớt một người là mất");
  return base > 0 ? t("dư %(spare)s", { spare: present - needed }) : "";
}

/** Good with somebody to spare, a warning when one less loses it. */
export function marginTone({ present, needed, holds }: Quorum): "good" | "warn" | "bad" {
  if (!holds) return "bad";
  return present === needed ? "warn" : "good";
}

/** How those who count and are not there are absent; empty: all are there. */
export function absentWords(people: readonly Attendee[], absences: readonly Absence[]): string {
  const away = people.filter((person) => person.votes && !person.present);
  if (away.length === 0) return "";
  const noted = new Map(absences.map((entry) => [entry.person_id, entry.ground]));
  const excused = away.filter(({ person_id }) => noted.has(person_id) && noted.get(person_id) !== UNEXCUSED);
  const left = away.filter((person) => person.checked_in_at !== null && !excused.includes(person));
  const unexcused = away.filter((person) => noted.get(person.person_id) === UNEXCUSED && !left.includes(person));
  const parts = [
    excused.length > 0 ? t("%(count)s có lý do", { count: excused.length }) : "",
    unexcused.length > 0 ? t("%(count)s không lý do", { count: unexcused.length }) : "",
    left.length > 0 ? t("%(count)s đã rời họp", { count: left.length }) : "",
  ].filter(Boolean);
  return parts.length > 0 ? t("Vắng %(count)s (%(parts)s)", { count: away.length, parts: parts.join(", ") }) : t("Vắng %(count)s", { count: away.length });
}

/** Of whom the share is. */
export function baseWords({ of, base }: Quorum): string {
  if (of === "members") return t("trong %(base)s thành viên của cơ quan", { base });
  return of === "present" ? t("người có mặt") : t("trong %(base)s đại biểu", { base });
}

/** Who was taken off the base; empty: nobody. */
export function deductedWords({ deducted }: Quorum): string {
  return deducted > 0 ? t("đã trừ %(deducted)s người thuộc diện được trừ", { deducted }) : "";
}
