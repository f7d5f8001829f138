import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { begin, FIRST, piece } from "./ranges";

const FILE = Uint8Array.from({ length: 1_000_000 }, (_, at) => at % 251);
const signal = new AbortController().signal;
let answers: (() => Response)[] = [];
let asked: string[] = [];

function part(from: number, to: number, tag = '"a"'): Response {
  return new Response(FILE.slice(from, to), { status: 206, headers: { etag: tag, "content-range": `bytes ${String(from)}-${String(to - 1)}/${String(FILE.length)}` } });
}

beforeEach(() => {
  vi.useFakeTimers();
  answers = [];
  asked = [];
  vi.stubGlobal("fetch", (_url: string, options: { headers: { range: string } }) => {
    asked.push(options.headers.range);
    const next = answers.shift();
    return next ? Promise.resolve(next()) : Promise.reject(new TypeError("no line"));
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("one question brings the beginning and the length", async () => {
  answers = [() => part(0, FIRST)];
  const told = await begin("/a", signal);
  expect([told.bytes.length, told.length, told.tag]).toEqual([FIRST, FILE.length, '"a"']);
  expect(asked).toEqual([`bytes=0-${String(FIRST - 1)}`]);
});

test("a server without ranges sends the whole file", async () => {
  answers = [() => new Response(FILE, { status: 200 })];
  const told = await begin("/a", signal);
  expect([told.bytes.length, told.length]).toEqual([FILE.length, FILE.length]);
});

test.each([
  [404, "gone"],
  [403, "gone"],
  [503, "line"],
])("an answer %i at the beginning is told as %s", async (status, code) => {
  answers = [() => new Response("", { status })];
  await expect(begin("/a", signal)).rejects.toMatchObject({ code });
});

test("a piece is asked for again until the line is back", async () => {
  answers = [() => { throw new TypeError("cut"); }, () => new Response("", { status: 502 }), () => part(300, 900)];
  const found = piece("/a", 300, 900, '"a"', signal);
  await vi.runAllTimersAsync();
  expect([...(await found)]).toEqual([...FILE.slice(300, 900)]);
  expect(asked.length).toBe(3);
});

test("another file at the same address is never mixed with this one", async () => {
  answers = [() => part(0, 10, '"b"')];
  await expect(piece("/a", 0, 10, '"a"', signal)).rejects.toMatchObject({ code: "changed" });
});

test("nothing is asked any more when the paper was closed", async () => {
  const closing = new AbortController();
  const found = piece("/a", 0, 10, '"a"', closing.signal);
  const ended = expect(found).rejects.toMatchObject({ name: "AbortError" });
  closing.abort();
  await vi.runAllTimersAsync();
  await ended;
  expect(asked.length).toBe(1);
});
