/** Pure: the captions of a page, newest last, one entry per segment in its newest revision. */
import { t } from "./i18n";
import type { CaptionsLate, Segment, SpeakerNamed } from "./protocol";

const RANK = { partial: 0, final: 1, edited: 2 } as const;

/** A person's edit outranks any machine revision; otherwise the higher revision wins. */
function replaces(next: Segment, old: Segment): boolean {
  if (RANK[next.state] !== RANK[old.state]) return RANK[next.state] > RANK[old.state];
  return next.rev > old.rev;
}

/** Whichever of two revisions of one line stands; who spoke is told by whichever a person named more often. */
export function newer(next: Segment, old: Segment): Segment {
  const [stands, other] = replaces(next, old) ? [next, old] : [old, next];
  if (!(other.named > stands.named)) return stands;
  const { speaker, speaker_id, named } = other;
  return { ...stands, speaker, speaker_id, named };
}

/** `segments` after a person said who spoke some of them. */
export function nameSpeaker(segments: readonly Segment[], { segment_ids, speaker, speaker_id, named }: Omit<SpeakerNamed, "kind" | "before" | "text">): readonly Segment[] {
  const told = new Set(segment_ids);
  return segments.map((segment) => (told.has(segment.segment_id) && segment.named < named ? { ...segment, speaker, speaker_id, named } : segment));
}

/** `segments` with `next` in it; at most `limit` are kept, the oldest go first. */
export function mergeSegment(segments: readonly Segment[], next: Segment, limit = 500): readonly Segment[] {
  const at = segments.findIndex((segment) => segment.segment_id === next.segment_id);
  if (at >= 0) {
    const old = segments[at];
    const stands = old && newer(next, old);
    return stands && stands !== old ? segments.map((segment, index) => (index === at ? stands : segment)) : segments;
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

/** Letters that leave the front at once: between two such cuts new words move no old one to another line. */
const STEP = 60;

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
  const from = cutAt(stable + unstable, letters);
  if (from === 0) return { speaker: last.speaker, stable, unstable };
  if (from >= stable.length) return { speaker: last.speaker, stable: "", unstable: `…${unstable.slice(from - stable.length)}` };
  return { speaker: last.speaker, stable: `…${stable.slice(from)}`, unstable };
}

/** Where the end of a text begins that is at most `letters` long: after a space, and in steps. */
function cutAt(text: string, letters: number): number {
  const over = text.length - letters;
  if (over <= 0) return 0;
  const step = Math.min(STEP, Math.max(1, Math.floor(letters / 3)));
  const space = text.indexOf(" ", Math.ceil(over / step) * step - 1);
  return space < 0 ? text.length : space + 1;
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
