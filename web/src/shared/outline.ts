/** Pure: the agenda as a tree (`meetings/agenda/outline.py`). Items stand in reading order; `level` makes the tree. */
import { t } from "./i18n";
import type { Item, SettleItem } from "./protocol";

/** The number as people say it: `2.1`; the rank in events from before agendas were trees. */
export function itemLabel(item: Pick<Item, "label" | "number">): string {
  return item.label || String(item.number);
}

const depth = (item: Item | undefined): number => item?.level ?? 0;

/** How an item can end without being discussed to its end, in words. */
export const OUTCOMES: Readonly<Record<SettleItem["outcome"], () => string>> = {
  postponed: () => t("Hoãn sang phiên sau"),
  withdrawn: () => t("Rút khỏi chương trình"),
  read: () => t("Coi như đã trình bày"),
};

/** How an item ended when it was not discussed to its end. */
export function outcomeWords(outcome: SettleItem["outcome"]): string {
  return OUTCOMES[outcome]();
}

/** A heading: it has items below it and no time of its own. It is gone past, not opened. */
export function isHeading(items: readonly Item[], index: number): boolean {
  return items[index]?.planned_minutes === 0 && index + 1 < items.length && depth(items[index + 1]) > depth(items[index]);
}

/** The item before at the same level, below the same heading. */
export function sisterBefore(items: readonly Item[], index: number): Item | null {
  for (let at = index - 1; at >= 0 && depth(items[at]) >= depth(items[index]); at -= 1) {
    if (depth(items[at]) === depth(items[index])) return items[at] ?? null;
  }
  return null;
}

/** The item after at the same level, below the same heading. */
export function sisterAfter(items: readonly Item[], index: number): Item | null {
  for (let at = index + 1; at < items.length && depth(items[at]) >= depth(items[index]); at += 1) {
    if (depth(items[at]) === depth(items[index])) return items[at] ?? null;
  }
  return null;
}

/** Where the sitting is: `Mục 3 trong 7`; in an agenda with headings `Mục 2.1`. */
export function placeWords(items: readonly Item[], item: Item): string {
  if (items.some((entry) => depth(entry) > 0)) return t("Mục %(number)s", { number: itemLabel(item) });
  return t("Mục %(number)s trong %(count)s", { number: item.number, count: items.length });
}
