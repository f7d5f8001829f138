import { expect, test } from "vitest";
import type { Channel } from "@shared/protocol";
import { boothOf } from "./booth";
import { faceOf } from "./lamp";

const people = [{ person_id: "p1", name: "Thu Anh" }, { person_id: "p2", name: "Quốc Bảo" }];
const face = (on_air: string | null, online: string[], microphone = true, coughing = false): ReturnType<typeof faceOf> => {
  const channel: Channel = { language: "en", name: "Tiếng Anh", interpreters: people, on_air, asked_by: null, rooms: [] };
  return faceOf({ ...boothOf(channel, "p1", microphone, online, []), who: on_air === "p2" ? "Quốc Bảo" : "" }, microphone, coughing);
};

test("the lamp is red only while this voice goes out", () => {
  expect(face("p1", ["person:p1"]).tone).toBe("live");
  expect(face("p1", ["person:p1"], false).tone).toBe("warn");
  expect(face("p1", ["person:p1"], true, true).tone).toBe("warn");
  expect(face("p2", ["person:p1", "person:p2"])).toMatchObject({ tone: "calm", title: "Quốc Bảo đang lên sóng" });
});

test("a colleague whose line is lost is not said to be on air", () => {
  expect(face("p2", ["person:p1"])).toMatchObject({ tone: "warn", icon: "line-off", title: "Quốc Bảo mất kết nối" });
});
