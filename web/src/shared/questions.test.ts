import { expect, test } from "vitest";
import type { Exchange, Question } from "./protocol";
import { inOrder, neighbours, nextQuestion, nextStep, openQuestioning, placeOf, stateWords, toAnswer, withTurnTime } from "./questions";
import { meetingState } from "./testing";

const said = (turn_id: string, kind: Exchange["kind"], seconds: number | null): Exchange => ({ turn_id, kind, person_id: "p", name: "P", seconds });
const question = (id: string, state: Question["state"], change: Partial<Question> = {}): Question => ({
  id, number: 1, item_id: "i2", person_id: "asker", name: "An", detail: "", to_id: "director", to_name: "Bình", to_detail: "", subject: "Nước sạch", text: "",
  paper_id: null, at: "", state, reason: "", exchanges: [], follow_ups: [], ...change,
});
const base = meetingState();
const items = base.items.map((item) => (item.id === "i2" ? { ...item, kind: "questioning" as const, answerers: ["director"], status: "open" as const } : item));
const floor = {
  turn_id: "t", participant: "person:p", person_id: "p", room_id: null, name: "A", detail: "", item_id: "i2", since: "", limit_s: 60, kind: "follow_up" as const, warn_s: 30, paused_at: null, paused_s: 0, question_id: "b",
};
const sitting = (questions: Question[]): typeof base => meetingState({ items, questions });

test("an answer that is owed goes before a question that waits", () => {
  const meeting = sitting([question("a", "answered"), question("b", "waiting"), question("c", "asked")]);
  const item = openQuestioning(meeting);
  const next = item && nextQuestion(meeting, item);
  expect([next?.id, next && nextStep(next)]).toEqual(["c", "answer"]);
  expect(nextStep(question("b", "waiting"))).toBe("question");
  expect(nextStep(question("a", "answered"))).toBeNull();
  expect(openQuestioning(base)).toBeNull();
});

test("the board says how a question stands, and while somebody speaks to it, that", () => {
  const meeting = { ...sitting([]), floor };
  expect([placeOf(meeting, question("b", "asked")), stateWords(meeting, question("b", "asked"))]).toEqual(["now", "Đang hỏi lại, tranh luận"]);
  expect(stateWords(meeting, question("a", "asked"))).toBe("Đã nêu, chờ trả lời");
  expect(stateWords(meeting, question("a", "asked", { exchanges: [said("x", "answer", 5)] }))).toBe("Hỏi lại, chờ trả lời");
  expect(["waiting", "asked", "answered", "in_writing", "withdrawn"].map((state) => placeOf(meeting, question("a", state as Question["state"])))).toEqual(["waiting", "open", "done", "done", "done"]);
});

test("who answers sees what he still owes, in the order of asking", () => {
  const meeting = sitting([question("a", "asked"), question("b", "waiting"), question("c", "answered"), question("d", "waiting", { to_id: "other" })]);
  expect(toAnswer(meeting, "director").map(({ id }) => id)).toEqual(["a", "b"]);
});

test("a turn that ended has its time, the others keep theirs", () => {
  const [first, second] = withTurnTime([question("a", "asked", { exchanges: [said("t", "question", null), said("u", "answer", 9)] }), question("b", "asked")], "t", 42);
  expect(first?.exchanges.map(({ seconds }) => seconds)).toEqual([42, 9]);
  expect(second?.exchanges).toEqual([]);
});

test("questions that wait change places among themselves; the others stay", () => {
  const board = [question("a", "asked"), question("b", "waiting"), question("c", "answered"), question("d", "waiting"), question("e", "waiting")];
  expect(inOrder(board, ["e", "b", "d"]).map(({ id }) => id)).toEqual(["a", "e", "c", "b", "d"]);
});

test("a question goes one place up or down until it stands at that end", () => {
  const waiting = [question("a", "waiting"), question("b", "waiting"), question("c", "waiting")];
  const ids = (which: number): unknown[] => {
    const { up, down } = neighbours(waiting, waiting[which] as Question);
    return [up?.id, down === null ? "last" : down?.id];
  };
  expect([ids(0), ids(1), ids(2)]).toEqual([[undefined, "c"], ["a", "last"], ["b", undefined]]);
  expect(neighbours(waiting, question("x", "asked"))).toEqual({});
});
