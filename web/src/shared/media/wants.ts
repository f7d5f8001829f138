/** What the page tells the server of its pictures: how large it shows which; nothing while nobody can see it. */
import type { MediaWants } from "../protocol";
import { CHOSEN_BY_SERVER, type Asked } from "./layout";

type MainSize = NonNullable<MediaWants["main"]>;

/** Width in pixels at which the next layer (a quarter, a half, the whole of 1280) begins to look soft. */
const SMALL_UP_TO = 400;
const MEDIUM_UP_TO = 820;
const SMALL_SLOTS = 8;
/** Sizes change many times while a window is drawn; a glance at another window is no reason to stop the pictures. */
const SETTLED_MS = 200;
const HIDDEN_MS = 1500;

/** More pixels of a moving picture than this to one of the page are not seen, and the larger layer costs a tablet four times as much. */
const MOST_PIXELS_TO_ONE = 1.5;

/** How wide a picture is shown, in the pixels that count for the layer; `width` in those of the page. */
export function shownWidth(width: number, ratio: number): number {
  return Math.round(width * Math.min(ratio, MOST_PIXELS_TO_ONE));
}

/** The size to ask for when the main picture is `width` pixels wide (0: not shown). */
export function mainSize(width: number): MainSize {
  if (width <= 0) return "none";
  if (width <= SMALL_UP_TO) return "small";
  return width <= MEDIUM_UP_TO ? "medium" : "large";
}

const SIZES: readonly MainSize[] = ["none", "small", "medium", "large"];

function smaller(one: MainSize, other: MainSize): MainSize {
  return SIZES.indexOf(one) < SIZES.indexOf(other) ? one : other;
}

/** What to tell the server for these shown widths per slot (slot 0 is the main picture). */
export function wantsFor(widths: ReadonlyMap<number, number>, hears: boolean, asked: Asked = CHOSEN_BY_SERVER): MediaWants {
  const { mainSource, named, size } = asked;
  const main = mainSize(widths.get(0) ?? 0);
  const shown = [...widths].filter(([slot, width]) => slot > 0 && width > 0).map(([slot]) => slot);
  const small = named ? named.length : Math.max(0, ...shown);
  return {
    type: "media_wants",
    // until the server has put a named picture into the main place, no view can say how large it is shown there
    main: mainSource === null ? main : main === "none" ? size : smaller(main, size),
    small: Math.min(SMALL_SLOTS, small),
    hears,
    main_source: mainSource,
    named: named ? [...named].slice(0, SMALL_SLOTS) : null,
    small_size: size,
  };
}

/** What is asked for while nobody sees the page: sound alone. */
export function soundAlone(hears: boolean): MediaWants {
  return { type: "media_wants", main: "none", small: 0, hears, main_source: null, named: null, small_size: "small" };
}

/** Collects what the views show and says when the server should be told. */
export class Wants {
  readonly #shown = new Map<object, { readonly slot: number; readonly width: number }>();
  readonly #tell: () => void;
  #asked: Asked = CHOSEN_BY_SERVER;
  #hidden = document.hidden;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(tell: () => void) {
    this.#tell = tell;
    document.addEventListener("visibilitychange", () => {
      this.#hidden = document.hidden;
      this.#later(document.hidden ? HIDDEN_MS : 0);
    });
  }

  /** A view says how wide it shows a slot, as `shownWidth` counts (0: not at all). */
  report(view: object, slot: number, width: number): void {
    if (width > 0) this.#shown.set(view, { slot, width });
    else this.#shown.delete(view);
    this.#later(SETTLED_MS);
  }

  /** A way of looking names its pictures. */
  ask(asked: Asked): void {
    if (JSON.stringify(asked) === JSON.stringify(this.#asked)) return;
    this.#asked = asked;
    this.#later(SETTLED_MS);
  }

  message(hears: boolean): MediaWants {
    if (this.#hidden) return soundAlone(hears);
    const widths = new Map<number, number>();
    for (const { slot, width } of this.#shown.values()) widths.set(slot, Math.max(width, widths.get(slot) ?? 0));
    return wantsFor(widths, hears, this.#asked);
  }

  #later(wait: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#tell, wait);
  }
}
