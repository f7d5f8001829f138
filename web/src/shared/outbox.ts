/**
 * Messages that were written here and are not known to have arrived: kept on this machine, per meeting and person, until
 * the server has said yes or no. After a reload they are sent again with the same id, so that each counts once.
 */
import type { AnswerMessage, SendMessage } from "./protocol";

export type Message = SendMessage | AnswerMessage;

export interface Unsent {
  /** The command's id: the server knows by it what it has already. */
  readonly id: string;
  readonly command: Message;
}

/** The part of `Storage` that is needed; tests give a map. */
export type Shelf = Pick<Storage, "getItem" | "setItem" | "removeItem">;

const PREFIX = "nghisu.unsent.";
const NAMES: readonly string[] = ["send_message", "answer_message"] satisfies Message["name"][];

export class Outbox {
  readonly #shelf: Shelf;
  readonly #key: string;

  constructor(meetingId: string, personId: string, shelf: Shelf = localStorage) {
    this.#shelf = shelf;
    this.#key = `${PREFIX}${meetingId}.${personId}`;
  }

  /** Oldest first. Read anew each time: another window of the same person may have written. */
  get messages(): readonly Unsent[] {
    try {
      const stored: unknown = JSON.parse(this.#shelf.getItem(this.#key) ?? "[]");
      return Array.isArray(stored) ? stored.filter(isUnsent) : [];
    } catch (error) {
      if (error instanceof SyntaxError) return [];
      throw error;
    }
  }

  /** Keep a message; false: this machine has no room, so that it lives as long as the page. */
  keep(message: Unsent): boolean {
    try {
      this.#shelf.setItem(this.#key, JSON.stringify([...this.messages, message]));
      return true;
    } catch (error) {
      if (error instanceof DOMException) return false;
      throw error;
    }
  }

  /** The server has answered. */
  drop(id: string): void {
    const left = this.messages.filter((one) => one.id !== id);
    if (left.length > 0) this.#shelf.setItem(this.#key, JSON.stringify(left));
    else this.#shelf.removeItem(this.#key);
  }
}

/** What an earlier version of the page left in another form is not sent. */
function isUnsent(stored: unknown): stored is Unsent {
  const { id, command } = (stored ?? {}) as Partial<Unsent>;
  return typeof id === "string" && typeof command?.text === "string" && NAMES.includes(command.name);
}

/** Who signed out leaves nothing behind, in whichever window it was. */
export function forgetUnsent(storage: Storage = localStorage): void {
  Object.keys(storage)
    .filter((key) => key.startsWith(PREFIX))
    .forEach((key) => storage.removeItem(key));
}
