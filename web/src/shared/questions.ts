/** Pure: how the questions of a questioning (chất vấn) stand, and what comes next with each. */
import { t } from "./i18n";
import type { Floor, GiveQuestionFloor, Item, MeetingState, Question } from "./protocol";
import { currentItem } from "./reducer";

export type Step = GiveQuestionFloor["step"];

/** Where a question stands on the board. `now`: somebody speaks to it. */
export type Place = "now" | "waiting" | "open" | "done";

/** Fill in for how long a turn lasted that ended. */
export function withTurnTime(questions: readonly Question[], turnId: string, seconds: number): Question[] {
  return questions.map((question) =>
    question.exchanges.some((one) => one.turn_id === turnId)
      ? { ...question, exchanges: question.exchanges.map((one) => (one.turn_id === turnId ? { ...one, seconds } : one)) }
      : question,
  );
}

/** Put the questions named in `ids` in that order; they share the places that they had, the others keep theirs. */
export function inOrder(questions: readonly Question[], ids: readonly string[]): Question[] {
  const moved = questions.filter(({ id }) => ids.includes(id)).sort((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id));
  return questions.map((question) => (ids.includes(question.id) ? (moved.shift() ?? question) : question));
}

/** Before which question one goes a place up or down among those that wait (null: last); undefined: it stands at that end already. */
export function neighbours(waiting: readonly Question[], { id }: Question): { readonly up?: Question; readonly down?: Question | null } {
  const at = waiting.findIndex((one) => one.id === id);
  if (at < 0) return {};
  const up = waiting[at - 1];
  return { ...(up ? { up } : {}), ...(at < waiting.length - 1 ? { down: waiting[at + 2] ?? null } : {}) };
}

/** The questioning that is open now. */
export function openQuestioning(meeting: MeetingState): Item | null {
  const item = currentItem(meeting);
  return item?.kind === "questioning" ? item : null;
}

/** Items in which a question can still be handed in. */
export function questionings(meeting: MeetingState): Item[] {
  return meeting.items.filter((item) => item.kind === "questioning" && item.status !== "done" && item.answerers.length > 0);
}

export function placeOf({ floor }: MeetingState, question: Question): Place {
  if (floor?.question_id === question.id) return "now";
  if (question.state === "waiting") return "waiting";
  return question.state === "asked" ? "open" : "done";
}

/** The usual next turn of a question; null: there is none without a follow-up. */
export function nextStep({ state }: Question): Step | null {
  if (state === "waiting") return "question";
  return state === "asked" ? "answer" : null;
}

/** The question that the chair most likely takes a step on next: the oldest that waits for its answer, else to be put. */
export function nextQuestion(meeting: MeetingState, item: Item): Question | null {
  const own = meeting.questions.filter(({ item_id }) => item_id === item.id);
  return own.find(({ state }) => state === "asked") ?? own.find(({ state }) => state === "waiting") ?? null;
}

/** Whether it was answered on the floor at least once. */
export function wasAnswered({ exchanges }: Question): boolean {
  return exchanges.some(({ kind }) => kind === "answer");
}

export function stateWords(meeting: MeetingState, question: Question): string {
  const { floor } = meeting;
  if (floor?.question_id === question.id) return turnWords(floor);
  switch (question.state) {
    case "waiting":
      return t("Chờ nêu");
    case "asked":
      return wasAnswered(question) ? t("Hỏi lại, chờ trả lời") : t("Đã nêu, chờ trả lời");
    case "answered":
      return t("Đã trả lời");
    case "in_writing":
      return t("Trả lời bằng văn bản");
    case "withdrawn":
      return t("Đã rút");
  }
}

/** What a turn of a questioning is, as words over the speaker's name; empty for any other turn. */
export function turnWords({ kind }: Pick<Floor, "kind">): string {
  switch (kind) {
    case "question":
      return t("Đang nêu chất vấn");
    case "answer":
      return t("Đang trả lời chất vấn");
    case "follow_up":
      return t("Đang hỏi lại, tranh luận");
    default:
      return "";
  }
}

/** The same beside a clock, in few letters. */
export function shortTurn({ kind }: Pick<Floor, "kind">): string {
  switch (kind) {
    case "question":
      return t("Chất vấn");
    case "answer":
      return t("Trả lời");
    case "follow_up":
      return t("Hỏi lại");
    default:
      return "";
  }
}

/** What a turn is where the speaker's name follows; empty: a speech. */
export function floorWords(floor: Pick<Floor, "kind">): string {
  return floor.kind === "order" ? t("Về thủ tục") : turnWords(floor);
}

/** Who asks whom about what, for the turn that runs; null: it belongs to no question. */
export function floorQuestion({ floor, questions }: MeetingState): Question | null {
  return questions.find(({ id }) => id === floor?.question_id) ?? null;
}

/** `Nguyễn Văn An hỏi Lê Thị Bình`. */
export function asksWords({ name, to_name }: Question): string {
  return t("%(who)s hỏi %(to)s", { who: name, to: to_name });
}

export function stepWords(step: Step): string {
  return { question: t("Mời nêu"), answer: t("Mời trả lời"), follow_up: t("Mời hỏi lại") }[step];
}

/** Questions put to somebody that he has still to answer, in the order of asking. */
export function toAnswer(meeting: MeetingState, personId: string | null): Question[] {
  return meeting.questions.filter(({ to_id, state }) => to_id === personId && (state === "waiting" || state === "asked"));
}
