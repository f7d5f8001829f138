import { expect, test } from "vitest";
import type { EventPayload, ServerMessage } from "./protocol";
import { EMPTY_STATE, onlyFor, reduce, Store, type LiveState } from "./store";
import { event, meetingState, segment, you } from "./testing";

const snapshot = (number: number): ServerMessage => ({ type: "snapshot", number, state: meetingState(), captions: [] });
const muted: EventPayload = { kind: "microphones_muted", open_microphones: ["person:c"] };

function after(...messages: ServerMessage[]): LiveState {
  return messages.reduce((state, message) => reduce(state, message).state, EMPTY_STATE);
}

test("events in order are applied one by one", () => {
  const state = after(snapshot(4), event(5, muted), event(6, { kind: "agenda_changed", items: [] }));
  expect(state.number).toBe(6);
  expect(state.meeting?.open_microphones).toEqual(["person:c"]);
});

test("an event again, or one from before the snapshot, is dropped", () => {
  const state = after(snapshot(4), event(5, muted));
  expect(reduce(state, event(5, { kind: "microphones_muted", open_microphones: [] }))).toEqual({ state, taken: [], gap: false });
  expect(reduce(state, event(2, muted)).taken).toEqual([]);
});

test("a missing number is a gap and nothing is applied", () => {
  const state = after(snapshot(4));
  expect(reduce(state, event(6, muted))).toEqual({ state, taken: [], gap: true });
});

test("passed numbers count as seen", () => {
  const state = after(snapshot(4));
  const passed = reduce(state, { type: "passed", first: 5, last: 7 });
  expect(passed.taken).toEqual([5, 6, 7]);
  expect(reduce(passed.state, event(8, muted)).gap).toBe(false);
  expect(reduce(state, { type: "passed", first: 6, last: 7 }).gap).toBe(true);
});

test("catching up applies what is new and goes to `last`, though some numbers are not for this page", () => {
  const state = after(snapshot(4), event(5, { kind: "rooms_changed", rooms: [] }));
  const caught = reduce(state, { type: "events", last: 9, events: [event(5, muted), event(7, muted)] });
  expect(caught.state.number).toBe(9);
  expect(caught.taken).toEqual([6, 7, 8, 9]);
  expect(caught.state.meeting?.open_microphones).toEqual(["person:c"]);
});

test("before the first snapshot nothing is applied", () => {
  expect(reduce(EMPTY_STATE, event(1, muted))).toEqual({ state: EMPTY_STATE, taken: [], gap: false });
});

test("one's own ballot comes from welcome, acknowledgement and event alike; the newest wins", () => {
  const first = { poll_id: "v1", choice: "yes", at: "", number: 8 } as const;
  const second = { poll_id: "v1", choice: "no", at: "", number: 9 } as const;
  const state = after({ type: "welcome", protocol: 1, you: you({ ballots: [first] }), server_time: "", ice: [], recalled: [] }, snapshot(8));
  expect(state.ballots).toEqual([first]);
  const changed = reduce(state, { type: "ack", id: "x", number: 9, ballot: second }).state;
  expect(changed.ballots).toEqual([second]);
  expect(reduce(changed, event(9, { kind: "ballot_cast", ballot: second })).state.ballots).toEqual([second]);
  expect(reduce(changed, { type: "ack", id: "x", number: 8, ballot: first }).state.ballots).toEqual([second]);
});

test("a correction reaches the captions as an event, whatever the machine says later", () => {
  const corrected = event(8, { kind: "caption_corrected", before: "a", segment: segment({ rev: 4, state: "edited", text: "b" }) });
  let { state } = reduce(reduce(EMPTY_STATE, snapshot(7)).state, { type: "caption", segment: segment({ rev: 3, state: "final", text: "a" }) });
  state = reduce(state, corrected).state;
  state = reduce(state, { type: "caption", segment: segment({ rev: 5, state: "final", text: "máy" }) }).state;
  expect(state.captions.map(({ text }) => text)).toEqual(["b"]);
});

test("captions: newer revisions replace, an edit outranks the machine", () => {
  const state = after(
    snapshot(1),
    { type: "caption", segment: segment({ rev: 2, text: "b" }) },
    { type: "caption", segment: segment({ rev: 1, text: "a" }) },
    { type: "caption", segment: segment({ rev: 3, state: "edited", text: "c" }) },
    { type: "caption", segment: segment({ rev: 9, state: "final", text: "d" }) },
  );
  expect(state.captions.map((entry) => entry.text)).toEqual(["c"]);
});

test("media messages fill directory and slots; presence and turnout are kept", () => {
  const source = { source: 7, participant: "room:r1", name: "Xã", detail: "", audio: true, video: true, screen: false, level: 20, loss: 0 };
  const state = after(
    { type: "media_sources", sources: [source], active_speaker: 7 },
    { type: "media_slots", audio: [7, null, null, null], video: [7], main_is_screen: false, channel: null },
    { type: "presence", online: ["room:r1"] },
    { type: "turnout", poll_id: "v1", cast: 3, eligible: 47 },
  );
  expect(state.sources[7]?.name).toBe("Xã");
  expect(state.slots?.video[0]).toBe(7);
  expect(state.activeSpeaker).toBe(7);
  expect(state.online).toEqual(["room:r1"]);
  expect(state.turnout?.cast).toBe(3);
});

test("the store tells listeners of changes alone, and reports gaps", () => {
  const store = new Store();
  let told = 0;
  const stop = store.subscribe(() => (told += 1));
  expect(store.take(snapshot(4))).toBe(false);
  expect(store.take({ type: "pong", sent: 1, server_time: "" })).toBe(false);
  expect(store.take(event(9, muted))).toBe(true);
  expect(told).toBe(1);
  stop();
  store.take(event(5, muted));
  expect(told).toBe(1);
});

test("a named speaker reaches the captions as an event", () => {
  const caption: ServerMessage = { type: "caption", segment: segment({ rev: 3, state: "final" }) };
  const before = reduce(reduce(EMPTY_STATE, snapshot(7)).state, caption).state;
  const { state } = reduce(before, event(8, { kind: "speaker_named", segment_ids: ["s1"], speaker: "Lò Văn Tám", speaker_id: "p", named: 1, before: "Hội trường", text: "a" }));
  expect(state.captions[0]?.speaker).toBe("Lò Văn Tám");
});

test("late captions are known until they are taken back", () => {
  const late = { type: "captions_late", lag_s: 4, drafts: true, paused: false } as const;
  const told = reduce(EMPTY_STATE, late).state;
  expect(told.captionsLate).toEqual(late);
  expect(reduce(told, { ...late, lag_s: 0 }).state.captionsLate).toBeNull();
});

test("a second pass makes the transcript anew: pages ask for it again", () => {
  const state = after(snapshot(4), event(5, { kind: "transcript_remade", recording_id: "r", label: "Hội trường", lines: 2, replaced: 1, kept: 0 }));
  expect(state.captions).toEqual([]);
  expect(state.remade).toBe(5);
});

test("who listens for one thing is not woken by another", () => {
  const store = new Store();
  let woken = 0;
  const stop = onlyFor(store, () => [store.state.slots?.video[0], store.state.activeSpeaker]).subscribe(() => (woken += 1));
  const slots = (video: (number | null)[]): ServerMessage => ({ type: "media_slots", audio: [], video, main_is_screen: false, channel: null });
  store.take(slots([4, 5]));
  store.take(slots([4, 6]));
  store.take({ type: "presence", online: ["room:a"] });
  expect(woken).toBe(1);
  store.take(slots([7, 6]));
  expect(woken).toBe(2);
  stop();
  store.take(slots([8, 6]));
  expect(woken).toBe(2);
});
