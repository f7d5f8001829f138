/** Pure: what was said, by agenda item and speaker. */
import type { Item, Segment } from "@shared/protocol";

export interface Passage {
  readonly id: string;
  readonly at: number;
  readonly speaker: string;
  readonly parts: readonly Segment[];
}

export interface Chapter {
  /** Null: said while no item was open. */
  readonly item: Item | null;
  readonly passages: readonly Passage[];
}

/** A pause longer than this begins a new passage of the same speaker. */
const PAUSE_MS = 20_000;

function passages(segments: readonly Segment[]): readonly Passage[] {
  const found: Passage[] = [];
  for (const segment of segments) {
    const last = found.at(-1);
    const end = last?.parts.at(-1)?.end_ms ?? 0;
    if (last?.speaker === segment.speaker && segment.start_ms - end < PAUSE_MS) {
      found[found.length - 1] = { ...last, parts: [...last.parts, segment] };
    } else {
      found.push({ id: segment.segment_id, at: segment.start_ms, speaker: segment.speaker, parts: [segment] });
    }
  }
  return found;
}

/** Chapters in the order of the agenda; items in which nobody spoke are left out, what belongs to none comes first. */
export function chapters(items: readonly Item[], segments: readonly Segment[]): readonly Chapter[] {
  const known = new Set(items.map((item) => item.id));
  const loose = segments.filter((segment) => segment.item_id == null || !known.has(segment.item_id));
  const all: Chapter[] = [
    { item: null, passages: passages(loose) },
    ...items.map((item) => ({ item, passages: passages(segments.filter((segment) => segment.item_id === item.id)) })),
  ];
  return all.filter((chapter) => chapter.passages.length > 0);
}

/** How many finished lines a person has checked. */
export function checked(segments: readonly Segment[]): { readonly done: number; readonly all: number } {
  const lines = segments.filter((segment) => segment.state !== "partial");
  return { done: lines.filter((segment) => segment.state === "edited").length, all: lines.length };
}

/** Passages that the machine is unsure of, or that are still changing. */
export function unsure(segment: Segment): boolean {
  return segment.state === "final" && segment.confidence !== null && segment.confidence < 0.6;
}
