/** Pure: the quorum in words, the same on every console. */
import { t } from "./i18n";
import type { Quorum } from "./protocol";

/** By how much it holds or is missed. Where nobody counts, one is missing. */
export function marginWords({ present, needed, holds, base }: Quorum): string {
  if (!holds) return t("còn thiếu %(missing)s", { missing: Math.max(1, needed - present) });
  if (present === needed) return t("vừa đủ, bớt một người là mất");
  return base > 0 ? t("dư %(spare)s", { spare: present - needed }) : "";
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
