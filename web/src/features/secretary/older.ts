/** Lines from before this page came: a page gets the newest ones only, the record has them all. */
import { newer } from "@shared/captions";
import type { Segment } from "@shared/protocol";

/** The server sends so many lines to a page that comes. */
export const LINES_AT_ARRIVAL = 50;

/** A line of `ban-ghi-loi.json`, as far as it is used here. */
export interface FileLine {
  readonly id: string;
  readonly rev: number;
  readonly at: string;
  readonly start: number;
  readonly end: number;
  readonly speaker: string;
  readonly speaker_id: string | null;
  readonly named: number;
  readonly participant: string;
  readonly item_id: string | null;
  readonly text: string;
  readonly spoken: string;
  readonly confidence: number | null;
  readonly edited: boolean;
}

export function lineOf(meetingId: string, line: FileLine): Segment {
  const start = Date.parse(line.at);
  return {
    segment_id: line.id, rev: line.rev, meeting_id: meetingId, state: line.edited ? "edited" : "final", start_ms: start,
    end_ms: start + Math.round((line.end - line.start) * 1000), participant: line.participant, speaker: line.speaker, speaker_id: line.speaker_id, named: line.named,
    item_id: line.item_id, text: line.text, spoken: line.spoken === line.text ? "" : line.spoken, stable_chars: line.text.length,
    words: [], engine: "", model: "", confidence: line.confidence,
  };
}

/** All lines of the meeting so far; rejects when the server cannot be reached or refuses. */
export async function wholeTranscript(meetingId: string): Promise<readonly Segment[]> {
  const answer = await fetch(`/bien-ban/${meetingId}/ban-ghi-loi.json`);
  if (!answer.ok) throw new Error(`transcript: ${String(answer.status)}`);
  const { lines } = (await answer.json()) as { readonly lines: readonly FileLine[] };
  return lines.map((line) => lineOf(meetingId, line));
}

/** Both lists as one, in the order of time, each line in its newest revision. */
export function together(older: readonly Segment[], captions: readonly Segment[]): readonly Segment[] {
  if (older.length === 0) return captions;
  const all = new Map(older.map((line) => [line.segment_id, line]));
  for (const line of captions) {
    const known = all.get(line.segment_id);
    all.set(line.segment_id, known ? newer(line, known) : line);
  }
  return [...all.values()].sort((a, b) => a.start_ms - b.start_ms);
}
