import { expect, test } from "vitest";
import type { Room, RoomLine, SourceInfo } from "@shared/protocol";
import { meetingState } from "@shared/testing";
import { KEPT, STEP_MS, remember, strokes } from "./history";
import { counts, levelWords, roomHealths, trackSince, type Facts } from "./model";

const room = (id: string, change: Partial<Room> = {}): Room => ({
  id, name: `Xã ${id}`, unit: "", kind: "commune", seats: 20, main: false, kiosk: true, caption_size: "large", caption_strong: false, ...change,
});
const source = (id: string, change: Partial<SourceInfo> = {}): [string, SourceInfo] => [
  `room:${id}`,
  { source: 1, participant: `room:${id}`, name: id, detail: "", audio: true, video: true, screen: false, level: 40, loss: 0, ...change },
];
const facts = (rooms: Room[], change: Partial<Facts> = {}): Facts => ({
  meeting: meetingState({ rooms }),
  online: new Set(rooms.map(({ id }) => `room:${id}`)),
  sources: new Map(rooms.map(({ id }) => source(id))),
  lines: new Map(),
  wasOnline: new Set(),
  ...change,
});
const only = (change: Partial<Facts>, rooms = [room("a")]): { trouble: string; title: string } => {
  const [first] = roomHealths(facts(rooms, change));
  return { trouble: first!.trouble, title: first!.title };
};

test("a room that sends sound and picture is good", () => {
  expect(only({})).toEqual({ trouble: "good", title: "Tốt" });
});

test("faults are told apart", () => {
  expect(only({ online: new Set() })).toEqual({ trouble: "bad", title: "Không kết nối" });
  expect(only({ online: new Set(), wasOnline: new Set(["room:a"]) })).toEqual({ trouble: "bad", title: "Mất đường truyền" });
  expect(only({}, [room("a", { kiosk: false })])).toEqual({ trouble: "idle", title: "Chưa ghép màn hình" });
  expect(only({ sources: new Map() }).title).toBe("Chưa nối hình và tiếng");
  expect(only({ sources: new Map([source("a", { loss: 0.14 })]) })).toEqual({ trouble: "warn", title: "Tiếng ngắt quãng" });
  expect(only({ sources: new Map([source("a", { loss: 0.06 })]) }).title).toBe("Đường truyền yếu");
  expect(only({ sources: new Map([source("a", { audio: false })]) }).title).toBe("Không có tiếng từ micrô");
  expect(only({ sources: new Map([source("a", { video: false })]) }).title).toBe("Không có hình");
});

const line = (change: Partial<RoomLine["down"]>): ReadonlyMap<string, RoomLine> =>
  new Map([["a", { room_id: "a", up: null, down: { loss: 0, jitter_ms: 5, rtt_ms: 20, kbps: 900, frozen_ms: 0, fed_ms: 1000, concealed_ms: 0, ...change } }]]);

test("a room that hears badly, waits long or sees a picture that stands is told apart", () => {
  expect(only({ lines: line({}) }).title).toBe("Tốt");
  expect(only({ lines: line({ concealed_ms: 150 }) }).title).toBe("Phòng nghe ngắt quãng");
  expect(only({ lines: line({ rtt_ms: 700 }) }).title).toBe("Đường truyền yếu");
  expect(only({ lines: line({ loss: 0.07 }) }).title).toBe("Đường truyền yếu");
  expect(only({ lines: line({ frozen_ms: 1000 }) }).title).toBe("Hình bị đứng");
});

test("silence is a fault only of the room that has the floor", () => {
  const silent = new Map([source("a", { level: 127 })]);
  expect(only({ sources: silent }).trouble).toBe("good");
  const floor = { turn_id: "t", participant: "room:a", person_id: null, room_id: "a", name: "", detail: "", item_id: null, since: "", limit_s: null, kind: "speech" as const, warn_s: 30, paused_at: null, paused_s: 0, question_id: null };
  const meeting = meetingState({ rooms: [room("a")], floor });
  expect(only({ sources: silent, meeting }).title).toBe("Đang phát biểu mà không có tiếng");
});

test("before the meeting a room that never came is only not there yet", () => {
  const base = meetingState({ rooms: [room("a")] });
  const meeting = { ...base, meeting: { ...base.meeting, status: "convened" as const } };
  expect(only({ meeting, online: new Set() })).toEqual({ trouble: "idle", title: "Chưa vào, hẹn 14:00" });
  expect(only({ meeting, online: new Set(), wasOnline: new Set(["room:a"]) }).trouble).toBe("bad");
  expect(only({ meeting, sources: new Map() }).trouble).toBe("good");
});

test("rooms are sorted by trouble, then by the Vietnamese alphabet", () => {
  const rooms = ["Đại Lộc", "An Sơn", "Ấp Bắc", "Cam Ranh"].map((name) => room(name, { name }));
  const online = new Set(["room:An Sơn", "room:Đại Lộc", "room:Ấp Bắc"]);
  const found = roomHealths(facts(rooms, { online }));
  expect(found.map((entry) => entry.room.name)).toEqual(["Cam Ranh", "An Sơn", "Ấp Bắc", "Đại Lộc"]);
  expect(counts(found)).toEqual({ bad: 1, warn: 0, idle: 0, good: 3 });
});

test("the time of a state is kept while the state is the same", () => {
  const good = roomHealths(facts([room("a")]));
  const first = trackSince(new Map(), good, 1000);
  expect(trackSince(first, good, 9000).get("a")?.at).toBe(1000);
  const gone = roomHealths(facts([room("a")], { online: new Set() }));
  expect(trackSince(first, gone, 9000).get("a")?.at).toBe(9000);
});

test("levels have words", () => {
  expect([127, 70, 40, 5].map(levelWords)).toEqual(["Có micrô, đang im", "Tiếng nhỏ", "Tiếng vừa", "Tiếng rất to"]);
});

test("a step keeps its worst loss and loudest level, and only the last quarter of an hour is kept", () => {
  let history = remember(new Map(), ["a"], new Map([source("a", { loss: 0.1, level: 60 })]), new Map(), 0);
  history = remember(history, ["a"], new Map([source("a", { loss: 0.02, level: 30 })]), line({ concealed_ms: 100 }), 500);
  expect(history.get("a")).toEqual([{ at: 0, loss: 0.1, level: 30, heard: 0.9, rtt: 20 }]);
  for (let step = 1; step < 200; step += 1) history = remember(history, ["a"], new Map(), new Map(), step * STEP_MS);
  expect(history.get("a")).toHaveLength(KEPT);
  expect(history.get("a")?.at(-1)?.loss).toBeNull();
});

test("a chart has a hole where the room was not there", () => {
  expect(strokes([0, 1, null, 0.5], 30, 10, 4)).toEqual(["0.0,10.0 10.0,0.0", "30.0,5.0"]);
  expect(strokes([], 30, 10)).toEqual([]);
});
