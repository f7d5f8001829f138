import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { markOf, Refused, send, type Sending } from "./pieces";

const PIECE = 4;
const told: number[] = [];
const calls: string[] = [];
let answers: (() => Promise<unknown>)[] = [];

const ok = (body: object) => () => Promise.resolve({ ok: true, status: 200, json: () => Promise.resolve(body) });
const status = (code: number, body: object = {}) => () => Promise.resolve({ ok: false, status: code, json: () => Promise.resolve(body) });
const cut = () => Promise.reject(new TypeError("network"));

beforeEach(() => {
  told.length = calls.length = 0;
  vi.stubGlobal("fetch", (address: string, request: { readonly body: unknown }) => {
    calls.push(request.body instanceof Blob ? `${address} ${String(request.body.size)}` : address);
    const next = answers.shift();
    if (!next) throw new Error("asked too often");
    return next();
  });
});
afterEach(() => vi.unstubAllGlobals());

const file = (): File => new File(["0123456789"], "a.pdf", { lastModified: 17 });

const sending = (change: Partial<Sending> = {}): Sending => ({
  address: "/tai-len/",
  piece: PIECE,
  token: "t",
  order: { finish: true },
  told: (share) => told.push(Math.round(share * 100)),
  rest: () => Promise.resolve(),
  ...change,
});

test("a file goes in pieces, and the last answer says what it became", async () => {
  answers = [ok({ id: "u", came: 0 }), ok({ id: "u", came: 4 }), ok({ id: "u", came: 8 }), ok({ id: "u", came: 10, row: "/r" })];
  expect((await send(file(), sending())).row).toBe("/r");
  expect(calls).toEqual(["/tai-len/", "/tai-len/u/phan/?tu=0 4", "/tai-len/u/phan/?tu=4 4", "/tai-len/u/phan/?tu=8 2"]);
  expect(told).toEqual([0, 40, 80, 100]);
});

test("what came before is not sent again", async () => {
  answers = [ok({ id: "u", came: 8 }), ok({ id: "u", came: 10, row: "/r" })];
  await send(file(), sending());
  expect(calls[1]).toBe("/tai-len/u/phan/?tu=8 2");
});

test("a cut line and a busy server are tried again from where the server stands", async () => {
  answers = [cut, ok({ id: "u", came: 4 }), cut, status(503), ok({ id: "u", came: 2 }), ok({ id: "u", came: 6 }), ok({ id: "u", came: 10, row: "/r" })];
  await send(file(), sending());
  expect(calls.slice(2)).toEqual(["/tai-len/u/phan/?tu=4 4", "/tai-len/u/phan/?tu=4 4", "/tai-len/u/phan/?tu=4 4", "/tai-len/u/phan/?tu=2 4", "/tai-len/u/phan/?tu=6 4"]);
});

test("a refusal is told in the server's words and not tried again", async () => {
  answers = [ok({ id: "u", came: 0 }), status(400, { message: "Tệp có macro." })];
  await expect(send(file(), sending())).rejects.toThrow(new Refused("Tệp có macro."));
  expect(calls).toHaveLength(2);
});

test("when only the last answer was lost the server is asked to finish", async () => {
  answers = [ok({ id: "u", came: 10 }), ok({ id: "u", came: 10, row: "/r" })];
  expect((await send(file(), sending())).row).toBe("/r");
  expect(calls[1]).toBe("/tai-len/u/phan/?tu=10");
});

test("a server that takes nothing ends the sending", async () => {
  answers = [ok({ id: "u", came: 0 }), ...Array.from({ length: 12 }, () => ok({ id: "u", came: 0 }))];
  await expect(send(file(), sending())).rejects.toThrow("no progress");
});

test("two files of one name and size have different marks", async () => {
  const other = new File(["0123x56789"], "a.pdf", { lastModified: 17 });
  expect(await markOf(file(), PIECE)).toMatch(/^17:[0-9a-f]{64}$/);
  expect(await markOf(file(), 10)).not.toBe(await markOf(other, 10));
});
