import { expect, test } from "vitest";
import { captionLine, isLate, lateWords, mergeSegment, nameSpeaker } from "./captions";
import { segment } from "./testing";

test("words that stand and words that may change are told apart", () => {
  expect(captionLine([segment({ text: "Kính thưa hội nghị", stable_chars: 10 })], 200)).toEqual({
    speaker: "Lương Văn Phúc", stable: "Kính thưa ", unstable: "hội nghị",
  });
});

test("the last sentences of the same speaker stay in front of the new words", () => {
  const before = segment({ segment_id: "s0", state: "final", text: "Kính thưa hội nghị.", start_ms: 0, end_ms: 900 });
  const other = segment({ segment_id: "x", state: "final", text: "Mời đồng chí.", speaker: "Chủ trì", start_ms: 0, end_ms: 10 });
  expect(captionLine([other, before, segment({ text: "Chúng tôi", stable_chars: 0 })], 200)?.stable).toBe("Kính thưa hội nghị. ");
});

test("a long run keeps its end, cut at a word", () => {
  const line = captionLine([segment({ state: "final", text: "một hai ba bốn năm" })], 9);
  expect(line?.stable).toBe("…bốn năm");
});

test("between two cuts new words move no old one: only now and then the front goes, always at a word", () => {
  const all = Array.from({ length: 120 }, (_, n) => `từ${String(n)}`).join(" ");
  const fronts = new Set<string>();
  for (let length = 300; length <= 480; length += 3) {
    const line = captionLine([segment({ text: all.slice(0, length), stable_chars: length - 20 })], 180);
    const shown = `${line?.stable ?? ""}${line?.unstable ?? ""}`;
    expect(shown.length).toBeLessThanOrEqual(181);
    expect(shown).toMatch(/^…từ/);
    fronts.add(shown.slice(0, 8));
  }
  expect(fronts.size).toBeLessThanOrEqual(4);
});

test("a speaker's words that may all still change keep their end too", () => {
  expect(captionLine([segment({ text: "một hai ba bốn năm", stable_chars: 0 })], 9)).toMatchObject({ stable: "", unstable: "…bốn năm" });
});

test("nobody has spoken: no line", () => {
  expect(captionLine([], 100)).toBeNull();
});

test("a person's correction stands against every later machine revision", () => {
  const edited = segment({ state: "edited", rev: 4, text: "người sửa" });
  for (const later of [segment({ state: "final", rev: 9 }), segment({ state: "partial", rev: 12 }), segment({ state: "edited", rev: 3 })]) {
    expect(mergeSegment([edited], later)).toEqual([edited]);
  }
  expect(mergeSegment([segment({ state: "final", rev: 9 })], edited)).toEqual([edited]);
});

test("who spoke is what a person said, the words are the machine's newest", () => {
  const heard = segment({ state: "final", rev: 2, speaker: "Hội trường" });
  const named = nameSpeaker([heard], { segment_ids: ["s1", "gone"], speaker: "Lò Văn Tám", speaker_id: "p2", named: 1 });
  expect(named).toMatchObject([{ speaker: "Lò Văn Tám", speaker_id: "p2", named: 1, rev: 2 }]);
  expect(mergeSegment(named, { ...heard, rev: 9, text: "nghe lại" })).toMatchObject([{ speaker: "Lò Văn Tám", rev: 9, text: "nghe lại" }]);
  expect(mergeSegment(named, { ...heard, rev: 1, named: 2, speaker: "Hội trường" })).toMatchObject([{ speaker: "Hội trường", rev: 2, named: 2 }]);
  expect(nameSpeaker(named, { segment_ids: ["s1"], speaker: "cũ", speaker_id: null, named: 1 })).toEqual(named);
});

test("only the newest segments are kept, in the order of speaking", () => {
  const three = [3, 1, 2].reduce<ReturnType<typeof mergeSegment>>(
    (all, n) => mergeSegment(all, segment({ segment_id: `s${String(n)}`, start_ms: n }), 2),
    [],
  );
  expect(three.map((entry) => entry.segment_id)).toEqual(["s2", "s3"]);
});

test("a draft that was taken back leaves the words before it", () => {
  const before = segment({ segment_id: "s0", state: "final", text: "Kính thưa hội nghị." });
  expect(captionLine([before, segment({ text: "", stable_chars: 0 })], 200)?.stable).toBe("Kính thưa hội nghị.");
});

test("late captions are told in one sentence that says what is safe", () => {
  const late = { type: "captions_late", lag_s: 4, drafts: false, paused: false } as const;
  expect(isLate(late)).toBe(true);
  expect(lateWords(late)).toContain("4 giây, không mất lời nào");
  expect(lateWords({ ...late, lag_s: 0 })).toContain("hiện khi nói hết câu");
  expect(lateWords({ ...late, paused: true })).toContain("được giữ đủ");
  expect(isLate({ ...late, lag_s: 0, drafts: true })).toBe(false);
});
