/** Pure: what every page says of a vote: who raises his hand, how much time is left, both shares of the result. */
import { foremost } from "./asked";
import { duration } from "./format";
import { t } from "./i18n";
import type { HandCount, MeetingState, Paper, Poll, Room } from "./protocol";

/** Seconds from which the clock of a vote warns. */
const WARNS = 15;

/** Whether somebody who sits in this room votes by show of hands there; null: he takes part from afar. */
export function raisesHands({ way }: Pick<Poll, "way">, rooms: readonly Room[], roomId: string | null): boolean {
  if (roomId === null || way === "devices") return false;
  return way === "hands" || rooms.find((room) => room.id === roomId)?.main !== true;
}

/** Whether this person votes by show of hands: he is there, in such a room. */
export function votesByHand(meeting: MeetingState, poll: Poll, personId: string | null): boolean {
  const person = meeting.people.find((entry) => entry.person_id === personId);
  return person !== undefined && person.present && raisesHands(poll, meeting.rooms, person.room_id);
}

/** A room that votes by show of hands. */
export interface HandRoom {
  readonly room: Room;
  /** Members who vote and are there now, or were counted with it. */
  readonly entitled: number;
  readonly count: HandCount | null;
  /** Members who came after the entry. */
  readonly later: number;
}

/** The rooms in which hands are raised: those without an entry first, then as the meeting lists them. */
export function handRooms(meeting: MeetingState, poll: Poll, hands: readonly HandCount[]): readonly HandRoom[] {
  const rows = meeting.rooms.flatMap((room): HandRoom[] => {
    if (!raisesHands(poll, meeting.rooms, room.id)) return [];
    const there = meeting.people.filter((person) => person.votes && person.present && person.room_id === room.id).length;
    const count = hands.find((entry) => entry.room_id === room.id && entry.poll_id === poll.id) ?? null;
    const entitled = Math.max(there, count?.entitled ?? 0);
    return entitled === 0 ? [] : [{ room, entitled, count, later: count ? Math.max(0, there - count.entitled) : 0 }];
  });
  return [...rows.filter(({ count }) => count === null), ...rows.filter(({ count }) => count !== null)];
}

/** What the clock of a vote shows; null: it has no time. */
export function pollClock(poll: Poll, now: number): { readonly figures: string; readonly words: string; readonly late: boolean } | null {
  if (poll.closes_at === null || poll.status === "closed") return null;
  const left = Math.ceil((Date.parse(poll.closes_at) - now) / 1000);
  if (left <= 0) return { figures: duration(0), words: poll.closes_itself ? t("đang đóng") : t("đã hết giờ"), late: true };
  const words = poll.closes_itself ? t("tự đóng khi hết giờ") : t("còn lại");
  return { figures: duration(left), words: left <= WARNS ? t("sắp hết giờ") : words, late: left <= WARNS };
}

/** Share of the base, `88%` or `33,3%`. */
export function percentText(count: number, base: number): string {
  if (base <= 0) return "0%";
  const share = Math.round((count * 1000) / base) / 10;
  return `${String(share).replace(".", ",")}%`;
}

/** Both shares of those who said yes, or of the option with most votes; empty for a vote of an older version. */
export function sharesWords(poll: Poll): string {
  if (!poll.tally || poll.tally.members === 0) return "";
  const { present, members } = poll.tally;
  const { words, count } = foremost(poll, poll.tally);
  return t("%(words)s: %(there)s số có mặt (%(count)s/%(present)s) · %(all)s tổng số (%(count)s/%(members)s)", {
    words, count, present, members, there: percentText(count, present), all: percentText(count, members),
  });
}

/** What the last line of a result is called: those without a ballot, or whose hand nobody saw. */
export function absentTitle({ way }: Pick<Poll, "way">): string {
  return way === "devices" ? t("Không gửi phiếu") : t("Không tham gia");
}

/** The paper that is voted on: the one the chair chose, else the first of the item. */
export function paperOf(meeting: MeetingState, poll: Poll): Paper | undefined {
  const chosen = meeting.papers.find(({ id, earlier }) => id === poll.paper_id || earlier.some((old) => old.id === poll.paper_id));
  return chosen ?? meeting.papers.find(({ item_id }) => item_id !== null && item_id === poll.item_id);
}
