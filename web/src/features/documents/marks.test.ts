import { afterEach, expect, test, vi } from "vitest";
import { marksOf } from "./marks";

afterEach(() => vi.unstubAllGlobals());

function answers(...bodies: (unknown)[]): ReturnType<typeof vi.fn> {
  const fetched = vi.fn();
  for (const body of bodies) {
    if (body instanceof Error) fetched.mockRejectedValueOnce(body);
    else fetched.mockResolvedValueOnce({ ok: body !== null, json: () => Promise.resolve(body) });
  }
  vi.stubGlobal("fetch", fetched);
  return fetched;
}

test("a page is asked once, with the words as typed", async () => {
  const fetched = answers({ boxes: [[1, 2, 3, 4], ["x"], [1, 2]] });
  const marks = marksOf("/tai-lieu/p1/file.pdf", "nghị quyết&");
  expect(await marks(3)).toEqual([[1, 2, 3, 4]]);
  expect(await marks(3)).toHaveLength(1);
  expect(fetched.mock.calls).toEqual([["/tai-lieu/p1/trang/3/tim.json?q=ngh%E1%BB%8B%20quy%E1%BA%BFt%26", { credentials: "same-origin" }]]);
});

test("a refusal means no marks; a lost line is asked again", async () => {
  const fetched = answers(null, new TypeError("line"), { boxes: [[1, 2, 3, 4]] });
  const marks = marksOf("/tai-lieu/p1/file.pdf", "họp");
  expect(await marks(1)).toEqual([]);
  expect(await marks(2)).toEqual([]);
  expect(await marks(2)).toHaveLength(1);
  expect(fetched).toHaveBeenCalledTimes(3);
});
