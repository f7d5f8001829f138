/** Pure: the captions of a page, newest last, one entry per segment in its newest revision. */
import { t } from "./i18n";
import type { CaptionsLate, Segment } from "./protocol";

const RANK = { partial: 0, final: 1, edited: 2 } as const;

/** A person's edit outranks any machine revision; otherwise the higher revision wins. */
function replaces(next: Segment, old: Segment): boolean {
  if (RANK[next.state] !== RANK[old.state]) return RANK[next.state] > RANK[old.state];
  return next.rev > old.rev;
}

/** Whichever of two revisions of one line stands. */
export function newer(next: Segment, old: Segment): Segment {
  return replaces(next, old) ? next : old;
}

/** `segments` with `next` in it; at most `limit` are kept, the oldest go first. */
export function mergeSegment(segments: readonly Segment[], next: Segment, limit = 500): readonly Segment[] {
  const at = segments.findIndex((segment) => segment.segment_id === next.segment_id);
  if (at >= 0) {
    const old = segments[at];
    return old && replaces(next, old) ? segments.map((segment, index) => (index === at ? next : segment)) : segments;
  }
  const all = [...segments, next];
  if (next.start_ms < (segments.at(-1)?.start_ms ?? 0)) all.sort((a, b) => a.start_ms - b.start_ms);
  return all.slice(-limit);
}

/** A run of words as the band shows it: which part stands and which may still change. */
export interface CaptionLine {
  speaker: string;
  stable: string;
  unstable: string;
}

/** The last words, at most about `letters` long, of whoever spoke last; null when nobody has spoken. */
export function captionLine(segments: readonly Segment[], letters: number): CaptionLine | null {
  // what was taken back has no words
  const said = segments.slice(-8).filter((segment) => segment.text !== "");
  const last = said.at(-1);
  if (!last) return null;
  let stable = "";
  for (const segment of said.slice(-6)) {
    if (segment !== last && segment.speaker === last.speaker && last.start_ms - segment.end_ms < 8000) {
      stable += `${segment.text} `;
    }
  }
  const fixed = last.state === "partial" ? last.stable_chars : last.text.length;
  stable += last.text.slice(0, fixed);
  const unstable = last.text.slice(fixed);
  return { speaker: last.speaker, stable: tail(stable, letters - unstable.length), unstable: tail(unstable, letters) };
}

/** The end of a text, cut at a word; the cut is shown by an ellipsis. */
function tail(text: string, letters: number): string {
  const room = Math.max(letters, 0);
  if (text.length <= room) return text;
  const cut = text.slice(text.length - room);
  const space = cut.indexOf(" ");
  return space < 0 || room === 0 ? "" : `…${cut.slice(space + 1)}`;
}

/** False for the message that takes an earlier one back. */
export function isLate({ lag_s, drafts, paused }: CaptionsLate): boolean {
  return lag_s > 0 || !drafts || paused;
}

/** One sentence for the reader: what is late, and that nothing is lost. */
export function lateWords({ lag_s, drafts, paused }: CaptionsLate): string {
  if (paused) return t("Phụ đề tạm dừng vì máy nhận dạng quá tải. Lời nói vẫn được giữ đủ và hiện thành chữ sau.");
  if (lag_s > 0) return t("Phụ đề đang chậm %(seconds)s giây, không mất lời nào.", { seconds: lag_s });
  return drafts ? "" : t("Máy đang bận: phụ đề hiện khi nói hết câu, không mất lời nào.");
}
