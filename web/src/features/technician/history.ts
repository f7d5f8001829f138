/** Pure: the last quarter of an hour of each room, in steps, for small charts. */
import type { RoomLine, SourceInfo } from "@shared/protocol";

export const STEP_MS = 10_000;
export const KEPT = 90;

export interface Sample {
  /** Begin of the step, ms. */
  readonly at: number;
  /** Worst loss in the step, 0..1; null: the room was not there. */
  readonly loss: number | null;
  /** Loudest level in the step, 0 loudest … 127 silence; null: not there. */
  readonly level: number | null;
  /** Worst share of sound that the room really heard, 0..1; null: it was fed none. */
  readonly heard: number | null;
  /** Longest round trip, ms; null: not told. */
  readonly rtt: number | null;
}

export type History = ReadonlyMap<string, readonly Sample[]>;

function worse(a: number | null, b: number | null, pick: (a: number, b: number) => number): number | null {
  if (a === null) return b;
  return b === null ? a : pick(a, b);
}

/** Share of sound that a room really heard in the last second; null: nobody was to be heard. */
export function heardShare(line: RoomLine | undefined): number | null {
  return line && line.down.fed_ms > 0 ? 1 - line.down.concealed_ms / line.down.fed_ms : null;
}

/** The worse of what the room and the media worker say of lost packets, 0..1; null: nobody said anything. */
function worstLoss(source: SourceInfo | undefined, line: RoomLine | undefined): number | null {
  return worse(source?.loss ?? null, line ? Math.max(line.down.loss, line.up?.loss ?? 0) : null, Math.max);
}

/** The histories after one look at all rooms. */
export function remember(
  history: History, rooms: readonly string[], sources: ReadonlyMap<string, SourceInfo>, lines: ReadonlyMap<string, RoomLine>, now: number,
): History {
  const at = Math.floor(now / STEP_MS) * STEP_MS;
  return new Map(
    rooms.map((id) => {
      const samples = history.get(id) ?? [];
      const source = sources.get(`room:${id}`);
      const line = lines.get(id);
      const seen: Sample = { at, loss: worstLoss(source, line), level: source?.level ?? null, heard: heardShare(line), rtt: line?.down.rtt_ms ?? null };
      const last = samples.at(-1);
      if (last?.at !== at) return [id, [...samples, seen].slice(-KEPT)];
      const merged: Sample = {
        at,
        loss: worse(last.loss, seen.loss, Math.max),
        level: worse(last.level, seen.level, Math.min),
        heard: worse(last.heard, seen.heard, Math.min),
        rtt: worse(last.rtt, seen.rtt, Math.max),
      };
      return [id, [...samples.slice(0, -1), merged]];
    }),
  );
}

/** Strokes of a chart `width` × `height` for values of 0..1 (null: a hole), the newest at the right edge. */
export function strokes(values: readonly (number | null)[], width: number, height: number, kept = KEPT): readonly string[] {
  const step = width / Math.max(1, kept - 1);
  const first = width - step * (values.length - 1);
  const found: string[][] = [[]];
  values.forEach((value, index) => {
    if (value === null) return void found.push([]);
    const x = (first + index * step).toFixed(1);
    const y = (height - Math.min(1, Math.max(0, value)) * height).toFixed(1);
    found.at(-1)?.push(`${x},${y}`);
  });
  return found.filter((points) => points.length > 0).map((points) => points.join(" "));
}
