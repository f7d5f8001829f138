/** Pure: which pictures a page shows for each way of looking, and what it asks the server for. */
import type { MediaWants, SourceInfo } from "../protocol";

/** `paper` and the speaker beside it; `speaker` large, others small; `grid` by pages; the `hall` beside the speaker. */
export type Layout = "paper" | "speaker" | "grid" | "hall";

export const LAYOUTS: readonly Layout[] = ["speaker", "grid", "hall", "paper"];
export const PER_PAGE = 9;
const KEY = "nghisu.layout";

/** What a page asks for by name; everything else the server chooses. */
export interface Asked {
  /** Camera in the main place (slot 0); null: the server's choice. */
  readonly mainSource: number | null;
  /** Cameras in the small slots; null: the server's choice. */
  readonly named: readonly number[] | null;
  /** No named picture is shown larger than this. */
  readonly size: NonNullable<MediaWants["small_size"]>;
}

export const CHOSEN_BY_SERVER: Asked = { mainSource: null, named: null, size: "small" };

/** The way of looking chosen on this device before. */
export function rememberedLayout(): Layout {
  const kept = localStorage.getItem(KEY);
  return LAYOUTS.find((layout) => layout === kept) ?? "paper";
}

export function rememberLayout(layout: Layout): void {
  localStorage.setItem(KEY, layout);
}

const order = new Intl.Collator("vi", { numeric: true });

/** Everybody else's cameras, rooms first, by name: places in the grid do not depend on who speaks. */
export function cameras(sources: readonly SourceInfo[], own: string, mainRoom: string | null): readonly SourceInfo[] {
  const rank = (source: SourceInfo): number => (source.participant === mainRoom ? 0 : source.participant.startsWith("room:") ? 1 : 2);
  return sources
    .filter((source) => source.video && source.participant !== own)
    .sort((a, b) => rank(a) - rank(b) || order.compare(a.name, b.name) || a.source - b.source);
}

/** `cameras` of a whole directory, worked out anew only when the directory is another one: in a meeting of hundreds it is asked for many times a second. */
export class CameraOrder {
  #asked: readonly unknown[] = [];
  #order: readonly SourceInfo[] = [];

  of(directory: Readonly<Record<number, SourceInfo>>, own: string, mainRoom: string | null): readonly SourceInfo[] {
    const asked = [directory, own, mainRoom];
    if (asked.some((one, index) => one !== this.#asked[index])) {
      this.#asked = asked;
      this.#order = cameras(Object.values(directory), own, mainRoom);
    }
    return this.#order;
  }
}

export interface GridPage {
  /** A screen is shared: it has the first place. */
  readonly screen: boolean;
  readonly cells: readonly SourceInfo[];
  /** From 0. */
  readonly page: number;
  readonly pages: number;
}

/** One page of the grid; `wished` beyond the last one is the last one. */
export function gridPage(all: readonly SourceInfo[], wished: number, screen: boolean): GridPage {
  const shared = screen ? 1 : 0;
  const pages = Math.max(1, Math.ceil((all.length + shared) / PER_PAGE));
  const page = Math.min(Math.max(0, wished), pages - 1);
  const start = page * PER_PAGE - shared;
  return { screen: screen && page === 0, cells: all.slice(Math.max(0, start), start + PER_PAGE), page, pages };
}

/** What a page of the grid asks for: the first camera in the main slot, unless a shared screen is there. */
export function askForGrid({ screen, cells }: GridPage): Asked {
  const numbers = cells.map((cell) => cell.source);
  const size = numbers.length + (screen ? 1 : 0) > 4 ? "small" : "medium";
  if (screen) return { mainSource: null, named: numbers, size };
  return { mainSource: numbers[0] ?? null, named: numbers.slice(1), size };
}

/** The hall beside whoever speaks; while the hall itself speaks, the server says who is beside it. */
export function askForHall(hall: number | null, hallSpeaks: boolean): Asked {
  return { mainSource: null, named: hall === null || hallSpeaks ? null : [hall], size: "medium" };
}

/** How many pictures of 16:9 stand side by side so that they are as large as the place allows. */
export function columnsFor(count: number, width: number, height: number): number {
  let best = 1;
  let widest = 0;
  for (let columns = 1; columns <= Math.max(1, count); columns += 1) {
    const rows = Math.ceil(count / columns);
    const fits = Math.min(width / columns, (height / rows) * (16 / 9));
    if (fits > widest + 1) [best, widest] = [columns, fits];
  }
  return best;
}
