/**
 * The bytes of a paper in pieces, as they are needed: the server puts page 1 first into the file (linearised), so that one
 * piece shows it, however long the paper is. A piece that the line lost is asked for again until the line is back.
 */

/** Bytes of one piece; pdf.js asks for whole ones. */
export const PIECE = 128 * 1024;
/** Asked for first: mostly enough for page 1. A whole number of pieces. */
export const FIRST = 2 * PIECE;
const LONGEST_WAIT_MS = 8000;

/** A paper could not be opened or read on: the server refuses it, it is another file now, or the line or the file is at fault. */
export class PaperError extends Error {
  override readonly name = "PaperError";
  constructor(readonly code: "gone" | "changed" | "line") {
    super(code);
  }
}

/** What the first answer told. */
export interface Beginning {
  readonly bytes: Uint8Array;
  /** Of the whole file. */
  readonly length: number;
  /** Tells this file from another one at the same address. */
  readonly tag: string | null;
}

function refused(status: number): boolean {
  return status === 401 || status === 403 || status === 404 || status === 410;
}

function ask(url: string, begin: number, end: number, signal: AbortSignal): Promise<Response> {
  return fetch(url, { headers: { range: `bytes=${String(begin)}-${String(end - 1)}` }, credentials: "same-origin", signal });
}

/** Ask for the beginning of the file; the whole of it comes when it is short, or where the server knows no ranges. */
export async function begin(url: string, signal: AbortSignal): Promise<Beginning> {
  try {
    const answer = await ask(url, 0, FIRST, signal);
    if (!answer.ok) throw new PaperError(refused(answer.status) ? "gone" : "line");
    const bytes = new Uint8Array(await answer.arrayBuffer());
    const told = Number(/\/(\d+)$/.exec(answer.headers.get("content-range") ?? "")?.[1]);
    return { bytes, length: answer.status === 206 && told ? told : bytes.length, tag: answer.headers.get("etag") };
  } catch (error) {
    if (error instanceof TypeError || (error instanceof DOMException && !signal.aborted)) throw new PaperError("line");
    throw error;
  }
}

/** Return the bytes from `from` to before `to`; throws `PaperError` when they are not to be had any more, and what ended `signal`. */
export async function piece(url: string, from: number, to: number, tag: string | null, signal: AbortSignal): Promise<Uint8Array> {
  for (let wait = 500; ; wait = Math.min(2 * wait, LONGEST_WAIT_MS)) {
    try {
      const answer = await ask(url, from, to, signal);
      if (refused(answer.status)) throw new PaperError("gone");
      if (answer.ok && answer.headers.get("etag") !== tag) throw new PaperError("changed");
      if (answer.ok) {
        const bytes = new Uint8Array(await answer.arrayBuffer());
        return answer.status === 206 ? bytes : bytes.slice(from, to);
      }
    } catch (error) {
      // no line: it comes back, and nobody else asks for this piece
      if (!(error instanceof TypeError)) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, wait));
    signal.throwIfAborted();
  }
}
