/** A paper that this browser draws itself, with pdf.js, from the pieces that it needs. */
import type { PDFDocumentProxy, PDFPageProxy, TextLayer } from "pdfjs-dist";
import { begin, PaperError, piece, PIECE, type Beginning } from "./ranges";
import type { Drawing, Heading, PageSize, PaperSource } from "./source";

type Pdfjs = typeof import("pdfjs-dist");
type OutlineItem = Awaited<ReturnType<PDFDocumentProxy["getOutline"]>>[number];

/** A table of contents longer than this is cut: nobody reads on. */
const MOST_HEADINGS = 1000;
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

/** Swallow the error with which pdf.js says that a drawing was cancelled. */
function uncancelled(error: unknown): void {
  if (!(error instanceof Error) || !["RenderingCancelledException", "AbortException"].includes(error.name)) throw error;
}

class PdfSource implements PaperSource {
  kept: boolean;
  lost: (code: PaperError["code"]) => void = () => undefined;
  readonly #pdfjs: Pdfjs;
  readonly #document: PDFDocumentProxy;
  readonly #closing: AbortController;
  readonly #loaded = new Map<number, Promise<PDFPageProxy>>();

  constructor(pdfjs: Pdfjs, document: PDFDocumentProxy, kept: boolean, closing: AbortController) {
    this.#pdfjs = pdfjs;
    this.#document = document;
    this.kept = kept;
    this.#closing = closing;
  }

  get pages(): number {
    return this.#document.numPages;
  }

  async size(page: number): Promise<PageSize> {
    const { width, height } = (await this.#page(page)).getViewport({ scale: 96 / 72 });
    return { width, height };
  }

  draw(page: number, canvas: HTMLCanvasElement): Drawing {
    return this.#work(page, (proxy) => {
      const viewport = proxy.getViewport({ scale: canvas.width / proxy.getViewport({ scale: 1 }).width });
      const task = proxy.render({ canvas, viewport });
      return [task.promise, () => task.cancel()];
    });
  }

  lay(page: number, layer: HTMLElement, width: number): Drawing {
    return this.#work(page, (proxy) => {
      const scale = width / proxy.getViewport({ scale: 1 }).width;
      layer.replaceChildren();
      layer.style.setProperty("--total-scale-factor", String(scale));
      const words: TextLayer = new this.#pdfjs.TextLayer({ textContentSource: proxy.streamTextContent(), container: layer, viewport: proxy.getViewport({ scale }) });
      return [words.render(), () => words.cancel()];
    });
  }

  async headings(): Promise<readonly Heading[]> {
    const found: Heading[] = [];
    const add = (items: readonly OutlineItem[], level: number): void => {
      for (const item of items) {
        if (found.length < MOST_HEADINGS) found.push({ title: item.title.normalize("NFC"), level, page: () => this.#pageOf(item.dest) });
        add(item.items, level + 1);
      }
    };
    // none: null, whatever the types say
    const told = (await this.#document.getOutline()) as unknown;
    if (Array.isArray(told)) add(told as OutlineItem[], 0);
    return found;
  }

  async keep(): Promise<void> {
    if (this.kept) return;
    await this.#document.getData();
    this.kept = true;
  }

  close(): void {
    this.#closing.abort();
    void this.#document.loadingTask.destroy();
  }

  async #pageOf(dest: OutlineItem["dest"]): Promise<number | null> {
    const place = typeof dest === "string" ? await this.#document.getDestination(dest) : dest;
    const page: unknown = place?.[0];
    if (typeof page === "number") return page + 1;
    return page && typeof page === "object" ? (await this.#document.getPageIndex(page as Parameters<PDFDocumentProxy["getPageIndex"]>[0])) + 1 : null;
  }

  #work(page: number, start: (proxy: PDFPageProxy) => [Promise<unknown>, () => void]): Drawing {
    let cancel = (): void => undefined;
    let cancelled = false;
    const run = async (): Promise<void> => {
      const proxy = await this.#page(page);
      // read through a function: `cancel` may have been called while the page was loaded
      if (((): boolean => cancelled)()) return;
      const [done, stop] = start(proxy);
      cancel = stop;
      await done.catch(uncancelled);
    };
    return {
      done: run(),
      cancel: () => {
        cancelled = true;
        cancel();
      },
    };
  }

  #page(number: number): Promise<PDFPageProxy> {
    const known = this.#loaded.get(number) ?? this.#document.getPage(number);
    this.#loaded.set(number, known);
    return known;
  }
}

/** How pdf.js gets the file: all that the first answer brought, else its beginning and then what it asks for. */
function contentOf(pdfjs: Pdfjs, url: string, told: Beginning, signal: AbortSignal, lost: (code: PaperError["code"]) => void): Parameters<Pdfjs["getDocument"]>[0] {
  if (told.bytes.length >= told.length) return { data: told.bytes };
  class Transport extends pdfjs.PDFDataRangeTransport {
    override requestDataRange(from: number, to: number): void {
      piece(url, from, to, told.tag, signal).then(
        (bytes) => {
          if (!signal.aborted) this.onDataRange(from, bytes);
        },
        (error: unknown) => {
          if (signal.aborted) return;
          if (!(error instanceof PaperError)) throw error;
          lost(error.code);
        },
      );
    }
  }
  return { range: new Transport(told.length, told.bytes), rangeChunkSize: PIECE, disableStream: true, disableAutoFetch: true };
}

/** Open the paper at `url`; null where the browser is too old for pdf.js. Throws `PaperError`. */
export async function openPdf(url: string): Promise<PaperSource | null> {
  const closing = new AbortController();
  const [pdfjs, told] = await Promise.all([(library ??= loadLibrary()), begin(url, closing.signal)]);
  if (!pdfjs) return null;
  const base = `${import.meta.env.BASE_URL}pdf/`;
  let source: PdfSource | null = null;
  // until the source stands, what went wrong ends the opening
  let fail: (error: PaperError) => void = () => undefined;
  const failed = new Promise<never>((_, reject) => (fail = reject));
  const lost = (code: PaperError["code"]): void => (source ? source.lost(code) : fail(new PaperError(code)));
  const task = pdfjs.getDocument({
    ...(contentOf(pdfjs, url, told, closing.signal, lost) as object),
    standardFontDataUrl: `${base}standard_fonts/`,
    wasmUrl: `${base}wasm/`,
    isEvalSupported: false,
  });
  try {
    const document = await Promise.race([task.promise, failed]);
    return (source = new PdfSource(pdfjs, document, told.bytes.length >= told.length, closing));
  } catch (error) {
    closing.abort();
    void task.destroy();
    throw error instanceof PaperError ? error : new PaperError("line");
  }
}
