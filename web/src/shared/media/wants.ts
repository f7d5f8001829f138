/** Pure: how large the page shows its pictures, in the words of the protocol. */
import type { MediaWants } from "../protocol";

type MainSize = NonNullable<MediaWants["main"]>;

/** Width in device pixels at which the next layer (a quarter, a half, the whole of 1280) begins to look soft. */
const SMALL_UP_TO = 400;
const MEDIUM_UP_TO = 820;

/** The size to ask for when the main picture is `width` device pixels wide (0: not shown). */
export function mainSize(width: number): MainSize {
  if (width <= 0) return "none";
  if (width <= SMALL_UP_TO) return "small";
  return width <= MEDIUM_UP_TO ? "medium" : "large";
}

/** What to tell the server for these shown widths per slot (slot 0 is the main picture). */
export function wantsFor(widths: ReadonlyMap<number, number>, hears: boolean): MediaWants {
  const shown = [...widths].filter(([slot, width]) => slot > 0 && width > 0).map(([slot]) => slot);
  return { type: "media_wants", main: mainSize(widths.get(0) ?? 0), small: Math.min(8, Math.max(0, ...shown)), hears };
}
