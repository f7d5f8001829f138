/** Sends a file in pieces: a lost line costs one piece, hours of sound pass every limit of a request, and what has come
 * before (a cut line, a reloaded page) is not sent again. The server's side is `meetings/core/pieces.py`. */
import { t } from "./i18n";

/** What the server says of a file: how much is here, and the addresses of what it became. */
export interface Answer {
  readonly id: string;
  readonly came: number;
  readonly row?: string;
  readonly bundle?: string;
}

/** The server refused, in words for the user. */
export class Refused extends Error {}

export interface Sending {
  readonly address: string;
  /** Most bytes of one piece. */
  readonly piece: number;
  readonly token: string;
  /** What else is said of the file when it is announced. */
  readonly order: Readonly<Record<string, unknown>>;
  readonly signal?: AbortSignal;
  /** Hears the share that is here, 0 to 1, and the upload's id. */
  readonly told: (share: number, id: string) => void;
  /** Waits so many milliseconds before the next try. */
  readonly rest?: (ms: number, signal?: AbortSignal) => Promise<void>;
}

const TRIES = 9;
const WAIT_MS = 1000;
const LONGEST_WAIT_MS = 20_000;

/** Wait, but no longer than until the line is back. */
async function rest(ms: number, signal?: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    const wake = (): void => {
      clearTimeout(timer);
      removeEventListener("online", wake);
      signal?.removeEventListener("abort", wake);
      resolve();
    };
    const timer = setTimeout(wake, ms);
    addEventListener("online", wake);
    signal?.addEventListener("abort", wake);
  });
}

/** Tells a file from any other of its name and size: when it was changed last, and the SHA-256 of its first piece. */
export async function markOf(file: File, piece: number): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", await file.slice(0, piece).arrayBuffer());
  const hex = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${String(file.lastModified)}:${hex}`;
}

async function post(sending: Sending, address: string, body: BodyInit): Promise<Answer> {
  const headers = { "X-CSRFToken": sending.token, "Content-Type": "application/octet-stream", accept: "application/json" };
  const answer = await fetch(address, { method: "POST", body, headers, credentials: "same-origin", redirect: "error", signal: sending.signal ?? null });
  if (answer.ok) return (await answer.json()) as Answer;
  if (answer.status >= 500 && answer.status !== 507) throw new Error(String(answer.status));
  const said = (await answer.json().catch(() => ({}))) as { readonly message?: string };
  throw new Refused(said.message ?? t("Máy chủ không nhận tệp này. Hãy tải lại trang rồi làm lại."));
}

/** A request is sent again while the line is bad; what the server refuses, or the user stopped, is not. */
async function steadily(sending: Sending, address: string, body: BodyInit): Promise<Answer> {
  for (let tried = 1; ; tried++) {
    try {
      return await post(sending, address, body);
    } catch (error) {
      if (error instanceof Refused || sending.signal?.aborted || tried === TRIES) throw error;
      await (sending.rest ?? rest)(Math.min(LONGEST_WAIT_MS, WAIT_MS * 2 ** (tried - 1)), sending.signal);
    }
  }
}

/** Send a file, or what is missing of it; the answer tells what it became. */
export async function send(file: File, sending: Sending): Promise<Answer> {
  const order = { ...sending.order, name: file.name, size: file.size, mark: await markOf(file, sending.piece) };
  let answer = await steadily(sending, sending.address, JSON.stringify(order));
  const { id } = answer;
  let stalled = 0;
  sending.told(answer.came / file.size, id);
  while (answer.came < file.size) {
    const before = answer.came;
    answer = await steadily(sending, `${sending.address}${id}/phan/?tu=${String(before)}`, file.slice(before, before + sending.piece));
    stalled = answer.came > before ? 0 : stalled + 1;
    if (stalled > TRIES) throw new Error("no progress");
    sending.told(answer.came / file.size, id);
  }
  // Everything is here, but the answer to the last piece was lost, or the server was stopped before it took the file.
  if (sending.order.finish === true && !answer.row && !answer.bundle) {
    answer = await steadily(sending, `${sending.address}${id}/phan/?tu=${String(file.size)}`, "");
  }
  return answer;
}
