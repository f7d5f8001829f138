import { expect, test } from "vitest";
import { EMPTY_STATE, reduce } from "@shared/store";
import { event, you } from "@shared/testing";
import type { Poll, PreparedPoll } from "@shared/protocol";
import { formOptions, freshForm, pollCommand, preparedForm } from "./poll-form";
import { nextPrepared } from "./prepared";

const vote = (id: string, item_id: string | null, change: Partial<PreparedPoll> = {}): PreparedPoll => ({
  id, item_id, question: `Thông qua ${id}`, motion: "ordinary", way: "devices", paper_id: null, seconds: null, closes_itself: false, options: [], ...change,
});

test("the first vote of the item at hand is one touch away, no other", () => {
  const prepared = [vote("a", "i1"), vote("b", "i2"), vote("c", "i2"), vote("d", null)];
  expect(nextPrepared(prepared, "i2")?.id).toBe("b");
  expect(nextPrepared(prepared, "i3")).toBeNull();
  expect(nextPrepared(prepared, null)).toBeNull();
});

test("it is opened as it was prepared; a form written here says so, too", () => {
  const own = vote("a", "i1", { motion: "election", way: "hands", paper_id: "p", seconds: 60, closes_itself: true, options: ["Một", "Hai"] });
  const { id, ...rest } = own;
  expect(pollCommand(preparedForm(own))).toEqual({ name: "open_poll", prepared_id: id, ...rest });
  expect(preparedForm(vote("b", null)).options).toBeNull();
  expect(pollCommand({ ...freshForm(null), question: "Khác", closesItself: true })).toMatchObject({ prepared_id: null, item_id: null, closes_itself: false, options: [] });
  expect(formOptions({ options: " Một \n\nHai" })).toEqual(["Một", "Hai"]);
});

test("what was opened waits no longer", () => {
  const welcome = { type: "welcome" as const, protocol: 1, you: you({ prepared: [vote("a", "i1"), vote("b", "i1")] }), server_time: "", ice: [], recalled: [] };
  const start = { ...reduce(EMPTY_STATE, welcome).state, number: 4 };
  expect(start.prepared.map(({ id }) => id)).toEqual(["a", "b"]);
  const poll = { id: "v" } as Poll;
  const opened = reduce(start, event(5, { kind: "poll_opened", poll, prepared_id: "a" })).state;
  expect(opened.prepared.map(({ id }) => id)).toEqual(["b"]);
  expect(reduce(start, event(5, { kind: "poll_opened", poll, prepared_id: null })).state.prepared).toHaveLength(2);
  expect(reduce(opened, event(6, { kind: "polls_prepared", act: "added", question: "", prepared: [] })).state.prepared).toEqual([]);
});
