import { beforeEach, expect, test, vi } from "vitest";
import { event, you } from "./testing";
import type { ClientMessage, ServerMessage } from "./protocol";
import { confirmClosed } from "./recalls";

beforeEach(() => void vi.useFakeTimers());

function page(): { hear: (message: ServerMessage) => void; sent: ClientMessage[] } {
  const sent: ClientMessage[] = [];
  let hear: (message: ServerMessage) => void = () => undefined;
  confirmClosed({
    onMessage: (listener) => {
      hear = listener;
      return () => undefined;
    },
    send: (message) => sent.push(message) > 0,
  });
  return { hear: (message) => hear(message), sent };
}

test("a page says which papers it has closed, after it has closed them", () => {
  const { hear, sent } = page();
  hear(event(5, { kind: "paper_withdrawn", paper_id: "d1", title: "Tờ trình", back: null }));
  expect(sent).toEqual([]);
  vi.advanceTimersByTime(200);
  expect(sent).toEqual([{ type: "papers_closed", paper_ids: ["d1"] }]);
});

test("a page that was away says it for all that it missed, and for what its machine had opened before", () => {
  const { hear, sent } = page();
  hear({ type: "welcome", protocol: 1, you: you(), server_time: "", ice: [], recalled: ["d0"] });
  const missed = [event(6, { kind: "paper_closed", paper_id: "d2", title: "" }), event(7, { kind: "paper_withdrawn", paper_id: "d3", title: "", back: null })];
  hear({ type: "events", last: 7, events: missed });
  hear(event(8, { kind: "speech_withdrawn", request_id: "r" }));
  vi.advanceTimersByTime(200);
  expect(sent).toEqual([
    { type: "papers_closed", paper_ids: ["d0"] },
    { type: "papers_closed", paper_ids: ["d2", "d3"] },
  ]);
});
