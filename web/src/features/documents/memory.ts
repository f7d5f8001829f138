/** How each paper was read last on this machine: page, zoom, one page or all. Signing out empties it (`wipe.ts`). */
import type { PageMode } from "./pages";

export interface Reading {
  readonly page: number;
  readonly zoom: number;
  readonly mode: PageMode;
}

const KEY = "nghisu.reading";
const NIGHT = "nghisu.night";
/** Papers that are remembered, the latest ones. */
const MOST = 200;

function isReading(value: unknown): value is Reading {
  const one = value as Partial<Reading> | null;
  return typeof one?.page === "number" && typeof one.zoom === "number" && (one.mode === "continuous" || one.mode === "single");
}

function all(): Map<string, Reading> {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    const pairs = Array.isArray(kept) ? (kept as [string, unknown][]) : [];
    return new Map(pairs.filter((pair): pair is [string, Reading] => Array.isArray(pair) && isReading(pair[1])));
  } catch (error) {
    // no storage here, or what stands in it is not ours
    if (error instanceof SyntaxError || error instanceof DOMException) return new Map();
    throw error;
  }
}

function put(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch (error) {
    if (!(error instanceof DOMException)) throw error; // full or forbidden: nothing is remembered
  }
}

export function recall(paperId: string): Reading | null {
  return all().get(paperId) ?? null;
}

export function remember(paperId: string, reading: Reading): void {
  const kept = all();
  kept.delete(paperId);
  put(KEY, JSON.stringify([...kept.set(paperId, reading)].slice(-MOST)));
}

/** Dark pages are wanted on this machine, for all papers. */
export function wantsNight(): boolean {
  try {
    return localStorage.getItem(NIGHT) === "1";
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    return false;
  }
}

export function rememberNight(night: boolean): void {
  put(NIGHT, night ? "1" : "0");
}
