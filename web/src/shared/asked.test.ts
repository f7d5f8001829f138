import { describe, expect, it } from "vitest";
import { formOptions, optionsFault } from "../features/chair/poll-form";
import { handsOf } from "../features/secretary/hands";
import { answerWords, asked, foremost, resultLines, verdictOf } from "./asked";
import type { Poll, Tally } from "./protocol";

const poll = (...options: string[]): Poll => ({ way: "devices", options }) as unknown as Poll;
const OWN = poll("Đông Hà", "Nam Lý", "Tân Hòa");
const tally = (more: Partial<Tally>): Tally =>
  ({ yes: 0, no: 0, abstain: 1, absent: 2, base: 20, needed: 11, carried: false, options: [], winner: null, tied: [], ...more }) as Tally;

describe("what a ballot may say", () => {
  it("is yes, no or abstention", () => expect(asked(poll()).map(({ answer }) => answer)).toEqual(["yes", "no", "abstain"]));
  it("or one of the vote's own options, or abstention", () => expect(asked(OWN).map(({ answer }) => answer)).toEqual([1, 2, 3, "abstain"]));
  it("has words", () => expect([answerWords(OWN, 2), answerWords(poll(), "no"), answerWords(poll(), 1)]).toEqual(["Nam Lý", "Không đồng ý", ""]));
});

describe("what came out", () => {
  it("is the option that is carried", () => {
    const counted = tally({ options: [3, 12, 2], winner: 2, carried: true });
    expect(verdictOf(OWN, counted)).toEqual({ short: "Được thông qua", sentence: "«Nam Lý»: 12 trong 20" });
    expect(foremost(OWN, counted)).toEqual({ words: "Phương án số 2", count: 12 });
    expect(resultLines(OWN, counted).map(({ key, count, won }) => [key, count, won])).toEqual(
      [["1", 3, false], ["2", 12, true], ["3", 2, false], ["abstain", 1, false], ["absent", 2, false]]);
  });

  it("or a tie, or that none reached it", () => {
    expect(verdictOf(OWN, tally({ options: [8, 8, 1], tied: [1, 2] })).sentence).toContain("bằng phiếu giữa các phương án số 1, 2");
    expect(foremost(OWN, tally({ options: [8, 8, 1] }))).toEqual({ words: "Phương án số 1, 2", count: 8 });
    expect(verdictOf(OWN, tally({ options: [8, 7, 1] }))).toEqual({ short: "Chưa phương án nào đạt", sentence: "cần từ 11 trong 20" });
  });
});

describe("the chair's options", () => {
  it("are lines without empty ones", () => expect(formOptions({ options: " Một \n\n Hai  ba " })).toEqual(["Một", "Hai ba"]));
  it.each([[null, ""], ["Một", "Hãy nhập ít nhất hai phương án."], ["Một\nmột", "Có hai phương án trùng nhau."], ["Một\nHai", ""],
    [Array.from({ length: 11 }, (_, index) => `P${index}`).join("\n"), "Nhiều nhất 10 phương án."], [`${"a".repeat(121)}\nHai`, "Mỗi phương án tối đa 120 chữ."]])(
    "%j: %s", (options, fault) => expect(optionsFault({ options })).toBe(fault));
});

it("a room's hands are sent by option", () => {
  expect(handsOf([1, 2, "abstain"], [4, 5, 6])).toEqual({ yes: 0, no: 0, abstain: 6, options: [4, 5] });
  expect(handsOf(["yes", "no", "abstain"], [4, 5, 6])).toEqual({ yes: 4, no: 5, abstain: 6, options: [] });
});
