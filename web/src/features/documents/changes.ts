/** Pure: the changes between two versions as the server tells them, and where they are marked on the pages. */
import { t } from "@shared/i18n";
import type { Box } from "./marks";

export type ChangeKind = "added" | "removed" | "changed" | "moved";

/** Page (from 1), then x, y, width and height in ten-thousandths of it; without width: the place between two words. */
export type Area = readonly [number, number, number, number, number];

export interface Change {
  readonly kind: ChangeKind;
  readonly old: readonly Area[];
  readonly new: readonly Area[];
  readonly before: string;
  readonly after: string;
  /** Perhaps only a scan that was read wrongly. */
  readonly unsure: boolean;
}

export interface Comparison {
  readonly changes: readonly Change[];
  /** Changes beyond those told. */
  readonly left_out: number;
  /** Pages whose pictures have not been read (yet). */
  readonly unread: number;
}

export type Side = "old" | "new";

const ICONS: Record<ChangeKind, string> = { added: "plus", removed: "minus", changed: "note", moved: "swap" };

export function iconOf(change: Change): string {
  return ICONS[change.kind];
}

export function wordsOf({ kind, unsure }: Change): string {
  if (unsure) return t("Có thể do đọc bản quét");
  return { added: t("Thêm"), removed: t("Bỏ"), changed: t("Sửa"), moved: t("Chuyển chỗ") }[kind];
}

/** The page of the newer version on which a change begins. */
export function pageOf(change: Change): number {
  return change.new[0]?.[0] ?? 1;
}

/** The changes by page of the newer version, in order. */
export function byPage(changes: readonly Change[]): { page: number; changes: Change[] }[] {
  const pages = new Map<number, Change[]>();
  for (const change of changes) pages.set(pageOf(change), [...(pages.get(pageOf(change)) ?? []), change]);
  return [...pages].sort(([a], [b]) => a - b).map(([page, found]) => ({ page, changes: found }));
}

/** The marks of one page of one side; the change that is looked at stands out. */
export function boxesOn(changes: readonly Change[], side: Side, page: number, now: Change | null): Box[] {
  return changes.flatMap((change) =>
    change[side]
      .filter((area) => area[0] === page)
      .map(([, x, y, width, height]): Box => {
        const classes = [change.kind, ...(change.unsure ? ["unsure"] : []), ...(width === 0 ? ["place"] : []), ...(change === now ? ["now"] : [])];
        return [x, y, width, height, classes.join(" ")];
      }),
  );
}
