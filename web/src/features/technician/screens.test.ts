import { expect, test } from "vitest";
import { meetingState } from "@shared/testing";
import { allWords, readPage, screenWords } from "./screens";

const pin = { room_id: null, view: "agenda" as const, paper_id: null, page: 1 };

test("the technician sees what a screen shows, and when it follows the sitting in spite of its pin", () => {
  expect(screenWords(meetingState(), "r1")).toEqual({ words: "Theo cuộc họp", lack: false });
  const meeting = meetingState({ pins: [pin, { ...pin, room_id: "r1", view: "vote" }] });
  expect(screenWords(meeting, "r1")).toEqual({ words: "Ghim «Biểu quyết», nhưng chưa có biểu quyết nào: màn hình đang theo cuộc họp", lack: true });
  expect(screenWords(meeting, "r2")).toEqual({ words: "Ghim cho mọi phòng: Chương trình", lack: false });
  expect(allWords(meeting)).toEqual({ words: "Mọi phòng chưa ghim riêng đang chiếu: Chương trình.", lack: false });
  expect(allWords(meetingState()).words).toBe("Mọi phòng đang theo cuộc họp.");
});

test("only pages that a paper has are shown", () => {
  expect(["1", "12", "0", "13", "1.5", ""].map((typed) => readPage(typed, { pages: 12 }))).toEqual([1, 12, null, null, null, null]);
});
