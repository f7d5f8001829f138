import { expect, test } from "vitest";
import { NotesStore, type Shelf } from "./store";

function shelf(content: Record<string, string> = {}): Shelf & { content: Record<string, string> } {
  return { content, getItem: (key) => content[key] ?? null, setItem: (key, value) => void (content[key] = value) };
}

test("a note is there again after a reload, for the same meeting and person alone", () => {
  const place = shelf();
  new NotesStore("m1", "p1", place).add(" Hỏi: khi nào xong? ", "d1", 4);
  expect(new NotesStore("m1", "p1", place).onPage("d1", 4)[0]?.text).toBe("Hỏi: khi nào xong?");
  expect(new NotesStore("m1", "p2", place).notes).toEqual([]);
  expect(new NotesStore("m2", "p1", place).notes).toEqual([]);
});

test("an empty note is not kept, an emptied one is removed, a removed one can be put back", () => {
  const notes = new NotesStore("m1", "p1", shelf());
  notes.add("  ", null, null);
  expect(notes.notes).toHaveLength(0);
  notes.add("a", null, null);
  const id = notes.notes[0]!.id;
  notes.change(id, "b");
  expect(notes.notes[0]?.text).toBe("b");
  const removed = notes.remove(id);
  expect(notes.notes).toHaveLength(0);
  notes.putBack(removed!);
  expect(notes.notes[0]?.text).toBe("b");
  notes.change(id, " ");
  expect(notes.notes).toHaveLength(0);
});

test("spoilt storage is no reason to fail", () => {
  expect(new NotesStore("m1", "p1", shelf({ "nghisu.notes.m1.p1": "{" })).notes).toEqual([]);
});
