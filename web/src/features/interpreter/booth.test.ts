import { expect, test } from "vitest";
import type { Channel, SourceInfo } from "@shared/protocol";
import { meetingState, you } from "@shared/testing";
import { boothOf, leadsToAir, ownChannel } from "./booth";

const people = [{ person_id: "p1", name: "Thu Anh" }, { person_id: "p2", name: "Quốc Bảo" }];
const channel = (change: Partial<Channel> = {}): Channel => ({ language: "en", name: "Tiếng Anh", interpreters: people, on_air: null, asked_by: null, rooms: [], ...change });
const booth = (change: Partial<Channel>, microphone = true, online = ["person:p1", "person:p2"]): ReturnType<typeof boothOf> => boothOf(channel(change), "p1", microphone, online, []);

test("the own channel is the one to which the person is assigned", () => {
  expect(ownChannel(meetingState({ channels: [channel()] }), you())?.language).toBe("en");
  expect(ownChannel(meetingState({ channels: [channel({ interpreters: [] })] }), you())).toBeNull();
});

test("the lamp is on only with the channel and an open microphone", () => {
  expect(booth({ on_air: "p1" }).air).toBe("live");
  expect(booth({ on_air: "p1" }, false).air).toBe("open");
  expect(booth({ on_air: "p2" }).air).toBe("other");
  expect(booth({}).air).toBe("nobody");
});

test("a channel is taken when nobody has it or its interpreter has no line, else asked for", () => {
  expect(booth({})).toMatchObject({ mayTake: true, mayAsk: false });
  expect(booth({ on_air: "p2" })).toMatchObject({ mayTake: false, mayAsk: true });
  expect(booth({ on_air: "p2" }, true, ["person:p1"])).toMatchObject({ mayTake: true });
  expect(booth({ on_air: "p1", interpreters: people.slice(0, 1) })).toMatchObject({ mayAsk: false });
  expect(booth({ on_air: "p1" }, true, ["person:p1"])).toMatchObject({ mayAsk: false });
});

test("who may answer a wish sees it, with the name of who asked", () => {
  expect(booth({ on_air: "p1", asked_by: "p2" })).toMatchObject({ wish: "theirs", who: "Quốc Bảo" });
  expect(booth({ on_air: "p2", asked_by: "p2" })).toMatchObject({ wish: "theirs", who: "Quốc Bảo" });
  expect(booth({ on_air: "p1", asked_by: "p1" }).wish).toBe("mine");
  const three = [...people, { person_id: "p3", name: "Kim Chi" }];
  expect(booth({ on_air: "p2", asked_by: "p3", interpreters: three }).wish).toBe("none");
});

test("a colleague is ready when his microphone sends", () => {
  const source: SourceInfo = { source: 3, participant: "person:p2", name: "", detail: "", audio: true, video: false, screen: false, level: 20, loss: 0 };
  expect(boothOf(channel(), "p1", true, [], [source]).colleagues).toEqual([{ personId: "p2", name: "Quốc Bảo", online: false, onAir: false, ready: true }]);
});

test("the microphone is opened before an act that leads to the air", () => {
  expect(leadsToAir({ name: "take_channel", language: "en" }, channel(), "p1")).toBe(true);
  expect(leadsToAir({ name: "ask_channel_handover", language: "en" }, channel({ on_air: "p2" }), "p1")).toBe(true);
  expect(leadsToAir({ name: "ask_channel_handover", language: "en" }, channel({ on_air: "p1" }), "p1")).toBe(false);
  expect(leadsToAir({ name: "accept_channel_handover", language: "en", asked_by: "p2" }, channel({ on_air: "p1" }), "p1")).toBe(false);
});
