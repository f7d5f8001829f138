import { expect, test } from "vitest";
import { shownNotices, type Notice } from "./standing";

const notice = (id: string): Notice => ({ id, at: "2026-11-23T07:00:00Z", title: "", text: "", button: "", href: "/", paper_id: null });

test("the server's notices are shown, but for those put away here", () => {
  const known = [notice("a")];
  expect(shownNotices(known, [notice("a"), notice("b")], new Set(["a"])).map(({ id }) => id)).toEqual(["b"]);
  expect(shownNotices(known, null, new Set()), "no answer: what is known stays").toEqual(known);
  expect(shownNotices(known, null, new Set(["a"]))).toEqual([]);
  expect(shownNotices(known, [], new Set())).toEqual([]);
});
