import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { ClientMessage, Presenting } from "./protocol";
import { EMPTY_STATE, type LiveState } from "./store";
import { meetingState, you } from "./testing";
import { Follow, mayLead, MOVE_EVERY_MS, SAY_EVERY_MS, SILENT_MS } from "./follow";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function scene(): { follow: Follow; sent: ClientMessage[]; hear: (presenting: Presenting | null) => void } {
  const sent: ClientMessage[] = [];
  let state: LiveState = { ...EMPTY_STATE, meeting: meetingState(), you: you({ peer_id: "me", role: "chair" }) };
  let listener = (): void => undefined;
  const store = {
    get state(): LiveState {
      return state;
    },
    subscribe: (told: () => void) => {
      listener = told;
      return () => undefined;
    },
  };
  const follow = new Follow({ send: (message) => sent.push(message) > 0 }, store);
  return {
    follow,
    sent,
    hear: (presenting) => {
      state = { ...state, presenting };
      listener();
    },
  };
}

const lead = (peer_id: string, page = 1): Presenting => ({ type: "presenting", peer_id, participant: "", name: "Lê Văn Ba", paper_id: "p", title: "", page, point: null });

test("a reader follows until he leaves, and again when he wants or when somebody else leads", () => {
  const { follow, hear } = scene();
  expect([follow.lead, follow.following]).toEqual([null, false]);
  hear(lead("a"));
  expect(follow.following).toBe(true);
  follow.leave();
  expect(follow.following).toBe(false);
  hear(lead("a", 2));
  expect(follow.following).toBe(false);
  follow.rejoin();
  expect(follow.following).toBe(true);
  follow.leave();
  hear(lead("b"));
  expect(follow.following).toBe(true);
  vi.advanceTimersByTime(SILENT_MS + 1);
  expect(follow.lead).toBeNull();
});

test("who leads says so at once, then every few seconds, and quick turns together", () => {
  const { follow, sent, hear } = scene();
  follow.begin("p", 3);
  expect(sent).toEqual([{ type: "present", paper_id: "p", page: 3, point: null, begin: true }]);
  hear(lead("me", 3));
  expect(follow.lead).toBeNull();
  for (const page of [4, 5, 6]) follow.turn("p", page);
  vi.advanceTimersByTime(MOVE_EVERY_MS);
  expect(sent.slice(1)).toEqual([{ type: "present", paper_id: "p", page: 6, point: null, begin: false }]);
  follow.point({ page: 6, x: 1, y: 2 });
  vi.advanceTimersByTime(SAY_EVERY_MS);
  expect(sent.at(-1)).toMatchObject({ page: 6, point: { page: 6, x: 1, y: 2 } });
  follow.stop();
  expect(sent.at(-1)).toMatchObject({ paper_id: null });
  vi.advanceTimersByTime(2 * SAY_EVERY_MS);
  expect(sent.at(-1)).toMatchObject({ paper_id: null });
});

test("the lead ends when somebody takes it, or when the server refuses it", () => {
  const { follow, hear } = scene();
  follow.begin("p", 1);
  hear(lead("a"));
  expect(follow.leading).toBe(true);
  hear(lead("me"));
  hear(lead("b"));
  expect([follow.leading, follow.following]).toEqual([false, true]);
  follow.begin("p", 1);
  hear(null);
  expect(follow.leading).toBe(false);
});

test("who may lead", () => {
  const item = { id: "i", number: 1, title: "", presenter: "Lê Văn Ba, Giám đốc", planned_minutes: 5, status: "open" as const, opened_at: "", spent_s: 0, outcome: null, level: 0, label: "1", session_id: "", kind: "discussion" as const, answerers: [] };
  expect(mayLead(meetingState(), you({ role: "secretary" }))).toBe(true);
  expect(mayLead(meetingState(), you({ role: "delegate", name: "Lê Văn Ba" }))).toBe(false);
  expect(mayLead(meetingState({ items: [item] }), you({ role: "delegate", name: "Lê Văn Ba" }))).toBe(true);
  expect(mayLead(meetingState({ items: [{ ...item, status: "done" }] }), you({ role: "delegate", name: "Lê Văn Ba" }))).toBe(false);
});
