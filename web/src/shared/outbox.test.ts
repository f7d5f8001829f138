import { expect, test } from "vitest";
import { forgetUnsent, Outbox, type Shelf, type Unsent } from "./outbox";

class Drawer implements Shelf {
  readonly kept = new Map<string, string>();
  full = false;
  getItem(key: string): string | null {
    return this.kept.get(key) ?? null;
  }
  setItem(key: string, text: string): void {
    if (this.full) throw new DOMException("full", "QuotaExceededError");
    this.kept.set(key, text);
  }
  removeItem(key: string): void {
    this.kept.delete(key);
  }
}

const message = (id: string): Unsent => ({ id, command: { name: "send_message", mailbox: "chair", text: `tin ${id}` } });

test("what is written outlives the page, oldest first, until the server has answered", () => {
  const drawer = new Drawer();
  const before = new Outbox("m", "p", drawer);
  expect([before.keep(message("a")), before.keep(message("b"))]).toEqual([true, true]);
  const after = new Outbox("m", "p", drawer);
  expect(after.messages).toEqual([message("a"), message("b")]);
  after.drop("a");
  expect(before.messages).toEqual([message("b")]);
  before.drop("b");
  expect(drawer.kept.size).toBe(0);
});

test("another person and another meeting have a box of their own", () => {
  const drawer = new Drawer();
  new Outbox("m", "p", drawer).keep(message("a"));
  expect(new Outbox("m", "q", drawer).messages).toEqual([]);
  expect(new Outbox("n", "p", drawer).messages).toEqual([]);
});

test("a machine without room says so, and what it cannot read is not sent", () => {
  const drawer = new Drawer();
  const box = new Outbox("m", "p", drawer);
  drawer.kept.set("nghisu.unsent.m.p", JSON.stringify([message("a"), { id: 1 }, { id: "x", command: { name: "close_meeting" } }, null]));
  expect(box.messages).toEqual([message("a")]);
  drawer.kept.set("nghisu.unsent.m.p", "{");
  expect(box.messages).toEqual([]);
  drawer.full = true;
  expect(box.keep(message("b"))).toBe(false);
});

test("who signs out leaves no message behind; other things stay", () => {
  const stored = { "nghisu.unsent.m.p": "[]", "nghisu.theme": "dark" };
  const storage = new Proxy(stored, {
    get: (target, name) => (name === "removeItem" ? (key: string) => Reflect.deleteProperty(target, key) : undefined),
  });
  forgetUnsent(storage as unknown as Storage);
  expect(Object.keys(stored)).toEqual(["nghisu.theme"]);
});
