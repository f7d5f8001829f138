import { expect, test } from "vitest";
import { you } from "@shared/testing";
import type { Letter } from "@shared/protocol";
import { letterCommand, threadsOf, waitingIn } from "./threads";

const letter = (number: number, change: Partial<Letter>): Letter => ({
  number, mailbox: "secretariat", with_id: "p1", with_name: "Vinh", writer_id: "p1", writer: "Vinh", text: `tin ${number}`, at: "", ...change,
});

test("a participant writes to the secretariat, the chair and his unit; answers that he has not read are counted", () => {
  const me = you({ unit_id: "u1", commands: ["send_message"] });
  const letters = [letter(4, {}), letter(5, { writer_id: "p9" }), letter(6, { mailbox: "unit", with_id: "u1", writer_id: "p2" })];
  const threads = threadsOf(me, letters, [], { "unit:u1": 6 });
  expect(threads.map(({ key, unread }) => [key, unread])).toEqual([["secretariat:p1", 1], ["chair:p1", 0], ["unit:u1", 0]]);
  expect(threadsOf(you({ unit_id: null, commands: ["send_message"] }), [], [], {})).toHaveLength(2);
});

test("whoever keeps a mailbox has one conversation with each who wrote, the newest first, and answers there", () => {
  const me = you({ role: "secretary", person_id: "s", unit_id: null, commands: ["send_message", "answer_message"] });
  const threads = threadsOf(me, [letter(4, {}), letter(7, { with_id: "p2", with_name: "An", writer_id: "p2" })], [], {});
  expect(threads.map(({ key, title, unread }) => [key, title, unread])).toEqual([["secretariat:p2", "An", 1], ["secretariat:p1", "Vinh", 1], ["chair:s", "Chủ trì", 0]]);
  const [first] = threads;
  if (!first) throw new Error("no conversation");
  const command = letterCommand(first, "Đã gửi");
  expect(command).toEqual({ name: "answer_message", mailbox: "secretariat", person_id: "p2", text: "Đã gửi" });
  expect(waitingIn(first, [{ id: "c", command, sent: false, tried: false }])).toEqual([{ id: "c", command }]);
  expect(waitingIn({ ...first, personId: null }, [{ id: "c", command, sent: false, tried: false }])).toEqual([]);
});
