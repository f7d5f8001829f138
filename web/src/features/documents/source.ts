/** Where the pages of a paper come from: pdf.js, or page pictures from the server where the browser is too old for it. */
import { PaperError } from "./ranges";
import { openPdf } from "./pdf-source";

export { PaperError } from "./ranges";

/** Width and height of a page in CSS pixels at 100 %. */
export interface PageSize {
  readonly width: number;
  readonly height: number;
}

/** A page being drawn; `cancel` when nobody looks at it any more. */
export interface Drawing {
  readonly done: Promise<void>;
  cancel(): void;
}

/** A heading of the paper's own table of contents; `level` 0 stands highest. */
export interface Heading {
  readonly title: string;
  readonly level: number;
  /** Finds its page; null when the paper says none. */
  page(): Promise<number | null>;
}

export interface PaperSource {
  readonly pages: number;
  /** The whole paper is on this machine: it can be read without a line. */
  readonly kept: boolean;
  /** Called when the paper can be read no further. */
  lost: (code: PaperError["code"]) => void;
  size(page: number): Promise<PageSize>;
  /** Draw a page to fill `canvas`, whose width and height were set by the caller. */
  draw(page: number, canvas: HTMLCanvasElement): Drawing;
  /** Lay the words of a page over its picture, `width` CSS pixels wide, to be selected and read aloud. */
  lay(page: number, layer: HTMLElement, width: number): Drawing;
  /** The paper's table of contents; empty when it has none. */
  headings(): Promise<readonly Heading[]>;
  /** Fetch what is still missing; resolves when all of it is here. */
  keep(): Promise<void>;
  close(): void;
}

const NOTHING: Drawing = { done: Promise.resolve(), cancel: () => undefined };
const WIDTHS = [320, 640, 960, 1280, 1620] as const;

/** Pages drawn by the server. */
export class PictureSource implements PaperSource {
  readonly pages: number;
  readonly kept = false;
  lost = (): void => undefined;
  readonly #base: string;

  constructor(url: string, pages: number) {
    this.pages = pages;
    this.#base = url.replace(/file\.pdf.*$/, "trang/");
  }

  size(page: number): Promise<PageSize> {
    // only the picture knows; the small one is drawn for the thumbnails anyway
    return this.#picture(page, WIDTHS[0]).done.then(({ naturalWidth: width, naturalHeight: height }) => ({ width: 794, height: (794 * height) / width }));
  }

  draw(page: number, canvas: HTMLCanvasElement): Drawing {
    const { done, cancel } = this.#picture(page, WIDTHS.find((width) => width >= canvas.width) ?? WIDTHS[WIDTHS.length - 1]);
    return { done: done.then((image) => canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height)), cancel };
  }

  lay(): Drawing {
    return NOTHING;
  }

  headings(): Promise<readonly Heading[]> {
    return Promise.resolve([]);
  }

  keep(): Promise<void> {
    return Promise.resolve();
  }

  close(): void {
    // nothing is held open
  }

  #picture(page: number, width = 960): { done: Promise<HTMLImageElement>; cancel(): void } {
    const image = new Image();
    const done = new Promise<HTMLImageElement>((resolve, reject) => {
      image.onload = () => resolve(image);
      image.onerror = () => reject(new PaperError("line"));
    });
    image.src = `${this.#base}${String(page)}.jpg?w=${String(width)}`;
    return { done, cancel: () => (image.src = "") };
  }
}

/** Open a paper at `url`; throws `PaperError`. `pages` is what the server counted, for the picture form. */
export async function openPaper(url: string, pages: number): Promise<PaperSource> {
  return (await openPdf(url)) ?? new PictureSource(url, pages);
}
