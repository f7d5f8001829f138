/** Where the pages of a paper come from: pdf.js, or page pictures from the server where the browser is too old for it. */
import type { PDFDocumentProxy, PDFPageProxy } from "pdfjs-dist";

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

export interface PaperSource {
  readonly pages: number;
  size(page: number): Promise<PageSize>;
  /** Draw a page to fill `canvas`, whose width and height were set by the caller. */
  draw(page: number, canvas: HTMLCanvasElement): Drawing;
  /** The words of a page, for searching; empty when they are not known. */
  words(page: number): Promise<string>;
  close(): void;
}

/** A paper could not be opened; `gone` when the server refuses it, else the line or the file is at fault. */
export class PaperError extends Error {
  override readonly name = "PaperError";
  constructor(readonly code: "gone" | "line") {
    super(code);
  }
}

type Pdfjs = typeof import("pdfjs-dist");

let library: Promise<Pdfjs | null> | undefined;

/** Load pdf.js once; null where the browser cannot run it. */
async function loadLibrary(): Promise<Pdfjs | null> {
  try {
    const [pdfjs, worker] = await Promise.all([
      import("pdfjs-dist/legacy/build/pdf.mjs") as Promise<Pdfjs>,
      import("pdfjs-dist/legacy/build/pdf.worker.min.mjs?url") as Promise<{ default: string }>,
    ]);
    pdfjs.GlobalWorkerOptions.workerSrc = worker.default;
    return pdfjs;
  } catch (error) {
    // an old browser stumbles over the syntax (SyntaxError) or a missing built-in (TypeError, also: the line is gone)
    if (error instanceof SyntaxError || error instanceof TypeError || error instanceof ReferenceError) {
      library = undefined;
      return null;
    }
    throw error;
  }
}

class PdfSource implements PaperSource {
  readonly #document: PDFDocumentProxy;
  readonly #loaded = new Map<number, Promise<PDFPageProxy>>();

  constructor(document: PDFDocumentProxy) {
    this.#document = document;
  }

  get pages(): number {
    return this.#document.numPages;
  }

  async size(page: number): Promise<PageSize> {
    const { width, height } = (await this.#page(page)).getViewport({ scale: 96 / 72 });
    return { width, height };
  }

  draw(page: number, canvas: HTMLCanvasElement): Drawing {
    let cancel = (): void => undefined;
    let cancelled = false;
    const run = async (): Promise<void> => {
      const proxy = await this.#page(page);
      // read through a function: `cancel` may have been called while the page was loaded
      if (((): boolean => cancelled)()) return;
      const viewport = proxy.getViewport({ scale: canvas.width / proxy.getViewport({ scale: 1 }).width });
      const task = proxy.render({ canvas, viewport });
      cancel = () => task.cancel();
      await task.promise.catch((error: unknown) => {
        if (!(error instanceof Error) || error.name !== "RenderingCancelledException") throw error;
      });
    };
    return {
      done: run(),
      cancel: () => {
        cancelled = true;
        cancel();
      },
    };
  }

  async words(page: number): Promise<string> {
    const content = await (await this.#page(page)).getTextContent();
    return content.items.map((item) => ("str" in item ? item.str + (item.hasEOL ? " " : "") : "")).join("");
  }

  close(): void {
    void this.#document.loadingTask.destroy();
  }

  #page(number: number): Promise<PDFPageProxy> {
    const known = this.#loaded.get(number) ?? this.#document.getPage(number);
    this.#loaded.set(number, known);
    return known;
  }
}

class PictureSource implements PaperSource {
  readonly pages: number;
  readonly #base: string;

  constructor(url: string, pages: number) {
    this.pages = pages;
    this.#base = url.replace(/file\.pdf.*$/, "trang/");
  }

  size(): Promise<PageSize> {
    return Promise.resolve({ width: 794, height: 1123 });
  }

  draw(page: number, canvas: HTMLCanvasElement): Drawing {
    const image = new Image();
    const done = new Promise<void>((resolve, reject) => {
      image.onload = () => {
        canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
        resolve();
      };
      image.onerror = () => reject(new PaperError("line"));
    });
    image.src = `${this.#base}${String(page)}.jpg`;
    return { done, cancel: () => (image.src = "") };
  }

  words(): Promise<string> {
    return Promise.resolve("");
  }

  close(): void {
    // nothing is held open
  }
}

/** Open a paper at `url`; throws `PaperError`. `pages` is what the server counted, for the picture form. */
export async function openPaper(url: string, pages: number): Promise<PaperSource> {
  const pdfjs = await (library ??= loadLibrary());
  if (!pdfjs) return new PictureSource(url, pages);
  const base = `${import.meta.env.BASE_URL}pdf/`;
  const task = pdfjs.getDocument({ url, standardFontDataUrl: `${base}standard_fonts/`, wasmUrl: `${base}wasm/`, isEvalSupported: false });
  try {
    return new PdfSource(await task.promise);
  } catch (error) {
    const status = error instanceof Error && "status" in error ? error.status : 0;
    throw new PaperError(status === 403 || status === 404 || status === 410 ? "gone" : "line");
  }
}
