/** Follow the presenter: whose page this one turns with, and leading others oneself. */
import type { MeetingState, PagePoint, Presenting, You } from "./protocol";
import type { LiveSocket } from "./socket";
import type { Observable, Store } from "./store";

/** The lead is said again this often; the server forgets it after three times as long. */
export const SAY_EVERY_MS = 5000;
/** A lead that was not heard of for so long is over: its page, or its server, is gone. */
export const SILENT_MS = 16_000;
/** The pointer and quick turns are told at most this often. */
export const MOVE_EVERY_MS = 250;

/** Tell whether this person may lead now, as the server does: the names of an item's presenters are looked at there. */
export function mayLead({ meeting, floor, items }: MeetingState, you: You): boolean {
  if (you.person_id === null || meeting.status === "closed") return false;
  if (you.role === "chair" || you.role === "secretary" || floor?.person_id === you.person_id) return true;
  return items.some((item) => item.status === "open" && item.presenter.toLocaleLowerCase().startsWith(you.name.toLocaleLowerCase()));
}

interface Shown {
  paperId: string;
  page: number;
  point: PagePoint | null;
}

export class Follow implements Observable {
  readonly #socket: Pick<LiveSocket, "send">;
  readonly #store: Pick<Store, "state" | "subscribe">;
  readonly #listeners = new Set<() => void>();
  #own: Shown | null = null;
  #begun = false;
  /** The lead (by its page) that this reader has left. */
  #left: string | null = null;
  #repeat: ReturnType<typeof setInterval> | undefined;
  #later: ReturnType<typeof setTimeout> | undefined;
  #saidAt = 0;
  #heardOf: Presenting | null = null;
  #silent = false;
  #silence: ReturnType<typeof setTimeout> | undefined;

  constructor(socket: Pick<LiveSocket, "send">, store: Pick<Store, "state" | "subscribe">) {
    this.#socket = socket;
    this.#store = store;
    store.subscribe(() => this.#heard());
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** This page leads. */
  get leading(): boolean {
    return this.#own !== null;
  }

  get mayLead(): boolean {
    const { meeting, you } = this.#store.state;
    return meeting !== null && you !== null && mayLead(meeting, you);
  }

  /** Somebody else leads, and may be followed. */
  get lead(): Presenting | null {
    const { presenting, you } = this.#store.state;
    return presenting && !this.#silent && presenting.peer_id !== you?.peer_id ? presenting : null;
  }

  get following(): boolean {
    return this.lead !== null && this.lead.peer_id !== this.#left;
  }

  /** Turn pages by oneself from now on. */
  leave(): void {
    if (!this.following) return;
    this.#left = this.lead?.peer_id ?? null;
    this.#changed();
  }

  rejoin(): void {
    this.#left = null;
    this.#changed();
  }

  /** Lead from this page on, also when somebody else does now. */
  begin(paperId: string, page: number): void {
    this.#own = { paperId, page, point: null };
    this.#begun = true;
    this.#say();
    clearInterval(this.#repeat);
    this.#repeat = setInterval(() => this.#say(), SAY_EVERY_MS);
    this.#changed();
  }

  /** The page that leads shows another page. */
  turn(paperId: string, page: number): void {
    if (!this.#own || (this.#own.paperId === paperId && this.#own.page === page)) return;
    this.#own = { paperId, page, point: null };
    this.#soon();
  }

  /** The pointer stands here. */
  point(point: PagePoint): void {
    if (!this.#own) return;
    this.#own = { ...this.#own, point };
    this.#soon();
  }

  stop(): void {
    if (!this.#own) return;
    this.#end();
    this.#socket.send({ type: "present", paper_id: null, page: 1, point: null, begin: false });
  }

  #soon(): void {
    const wait = this.#saidAt + MOVE_EVERY_MS - Date.now();
    if (wait <= 0) this.#say();
    else this.#later ??= setTimeout(() => this.#say(), wait);
  }

  #say(): void {
    clearTimeout(this.#later);
    this.#later = undefined;
    if (!this.#own) return;
    this.#saidAt = Date.now();
    const { paperId, page, point } = this.#own;
    this.#socket.send({ type: "present", paper_id: paperId, page, point, begin: this.#begun });
  }

  /** One's own word has come back: the lead is ours. Another one's, or that nobody leads: it is not (any more). */
  #heard(): void {
    const { presenting, you } = this.#store.state;
    if (presenting === this.#heardOf) return;
    this.#heardOf = presenting;
    this.#silent = false;
    clearTimeout(this.#silence);
    if (presenting) this.#silence = setTimeout(() => this.#fellSilent(), SILENT_MS);
    if (this.#own && presenting?.peer_id === you?.peer_id) this.#begun = false;
    else if (this.#own && (!this.#begun || presenting === null)) this.#end();
    this.#changed();
  }

  #fellSilent(): void {
    this.#silent = true;
    this.#changed();
  }

  #end(): void {
    clearInterval(this.#repeat);
    clearTimeout(this.#later);
    this.#later = undefined;
    this.#own = null;
    this.#begun = false;
    this.#changed();
  }

  #changed(): void {
    this.#listeners.forEach((listener) => listener());
  }
}
