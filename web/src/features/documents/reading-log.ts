/** Tells the server which pages stood before the reader for a moment, some at a time. */
import { post } from "@shared/post";

/** A page that was passed sooner was not read. */
export const LONG_ENOUGH_MS = 2000;
export const TELL_EVERY_MS = 30_000;

export class ReadingLog {
  readonly #seen = new Map<string, Set<number>>();
  readonly #told = new Set<string>();
  #looking: ReturnType<typeof setTimeout> | undefined;
  #telling: ReturnType<typeof setTimeout> | undefined;

  /** The reader now looks at this page of the paper at `url` (its `file.pdf`). */
  look(url: string, page: number): void {
    clearTimeout(this.#looking);
    this.#looking = setTimeout(() => this.#saw(url, page), LONG_ENOUGH_MS);
  }

  /** No page is looked at any more: tell at once what is not told yet. */
  stop(): void {
    clearTimeout(this.#looking);
    this.#tell();
  }

  #saw(url: string, page: number): void {
    if (document.visibilityState !== "visible" || this.#told.has(`${url} ${String(page)}`)) return;
    this.#told.add(`${url} ${String(page)}`);
    this.#seen.set(url, (this.#seen.get(url) ?? new Set()).add(page));
    this.#telling ??= setTimeout(() => this.#tell(), TELL_EVERY_MS);
  }

  #tell(): void {
    clearTimeout(this.#telling);
    this.#telling = undefined;
    for (const [url, pages] of this.#seen) {
      void post(`${url.replace(/file\.pdf.*$/, "da-doc/")}?trang=${[...pages].join(",")}`, { keepalive: true }).then((trouble) => {
        // told again with the next pages, should the line have been lost
        if (trouble !== null) pages.forEach((page) => this.#told.delete(`${url} ${String(page)}`));
      });
    }
    this.#seen.clear();
  }
}
