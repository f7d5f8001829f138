/** A person's own notes, kept on this machine alone: per meeting, and per page of a paper where they belong to one. */
import type { Observable } from "@shared/store";

export interface Note {
  readonly id: string;
  readonly paperId: string | null;
  readonly page: number | null;
  readonly text: string;
  /** When it was last written, ISO 8601. */
  readonly at: string;
}

/** The part of `Storage` that is needed; tests give a map. */
export type Shelf = Pick<Storage, "getItem" | "setItem">;

export class NotesStore implements Observable {
  readonly #shelf: Shelf;
  readonly #key: string;
  readonly #listeners = new Set<() => void>();
  #notes: readonly Note[];

  constructor(meetingId: string, personId: string, shelf: Shelf = localStorage) {
    this.#shelf = shelf;
    this.#key = `nghisu.notes.${meetingId}.${personId}`;
    this.#notes = this.#read();
  }

  /** Newest first. */
  get notes(): readonly Note[] {
    return this.#notes;
  }

  onPage(paperId: string, page: number): readonly Note[] {
    return this.#notes.filter((note) => note.paperId === paperId && note.page === page);
  }

  /** Keep a note; an empty text is no note. */
  add(text: string, paperId: string | null, page: number | null): void {
    const trimmed = text.trim();
    if (!trimmed) return;
    this.#write([{ id: crypto.randomUUID(), paperId, page, text: trimmed, at: new Date().toISOString() }, ...this.#notes]);
  }

  /** Write a note anew; an emptied note is removed. */
  change(id: string, text: string): void {
    const trimmed = text.trim();
    if (!trimmed) {
      this.remove(id);
      return;
    }
    this.#write(this.#notes.map((note) => (note.id === id ? { ...note, text: trimmed, at: new Date().toISOString() } : note)));
  }

  /** Remove a note; returns it, so that it can be put back. */
  remove(id: string): Note | null {
    const note = this.#notes.find((entry) => entry.id === id) ?? null;
    this.#write(this.#notes.filter((entry) => entry.id !== id));
    return note;
  }

  putBack(note: Note): void {
    this.#write([note, ...this.#notes].sort((a, b) => b.at.localeCompare(a.at)));
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  #read(): readonly Note[] {
    try {
      const stored: unknown = JSON.parse(this.#shelf.getItem(this.#key) ?? "[]");
      return Array.isArray(stored) ? (stored as Note[]) : [];
    } catch (error) {
      if (error instanceof SyntaxError) return [];
      throw error;
    }
  }

  #write(notes: readonly Note[]): void {
    this.#notes = notes;
    this.#shelf.setItem(this.#key, JSON.stringify(notes));
    this.#listeners.forEach((listener) => listener());
  }
}
