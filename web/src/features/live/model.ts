/** Pure: what the live room shows, worked out from the state. */
import { t } from "@shared/i18n";
import type { LineState } from "@shared/line";
import { itemLabel } from "@shared/outline";
import type { Answer, MeetingState, MyBallot, Poll, You } from "@shared/protocol";
import { findPaper, newerThan } from "@shared/versions";
import { votesByHand } from "@shared/votes";
import { currentItem, openPoll } from "@shared/reducer";
import type { Pending } from "@shared/socket";
import type { Action } from "./actions";
import { speechFace, type SpeechFace } from "./speech";

export interface RoomFacts {
  readonly state: MeetingState;
  readonly you: You;
  readonly line: LineState;
  readonly pending: readonly Pending[];
  readonly ballots: readonly MyBallot[];
  readonly microphoneOn: boolean;
  readonly justSpoke: boolean;
  readonly view: "paper" | "picture";
  readonly noteCount: number;
  readonly notesOpen: boolean;
  readonly captionsOn: boolean;
}

/** May this person vote: the role has the command, and the person is counted. */
export function mayVote(state: MeetingState, you: You): boolean {
  return you.commands.includes("cast_ballot") && (state.people.find((person) => person.person_id === you.person_id)?.votes ?? false);
}

/** A ballot that has no answer yet. */
export function ballotOnItsWay(pending: readonly Pending[], pollId: string): { id: string; choice: Answer; sent: boolean; tried: boolean } | null {
  for (const { id, command, sent, tried = false } of pending) {
    if (command.name === "cast_ballot" && command.poll_id === pollId) return { id, choice: command.choice, sent, tried };
  }
  return null;
}

/** The vote that the button leads to: the open one, else the last one that was counted. */
export function voteAtHand(state: MeetingState): Poll | null {
  return openPoll(state) ?? state.polls.filter((poll) => poll.status === "closed").at(-1) ?? null;
}

function speakAction(facts: RoomFacts): Action {
  const face: SpeechFace = speechFace(facts);
  return {
    name: "speech",
    icon: face.face === "speaking" ? "mic" : face.face === "done" ? "check" : "hand",
    title: { ask: t("Phát biểu"), sending: t("Phát biểu"), waiting: t("Phát biểu"), invited: t("Bật micrô"), speaking: t("Kết thúc"), done: t("Phát biểu"), closed: t("Phát biểu") }[face.face],
    words: face.words,
    disabled: face.face === "closed",
    calling: face.face === "invited" || face.face === "speaking",
  };
}

function voteAction(facts: RoomFacts): Action {
  const { state, you, ballots, pending, line } = facts;
  const base = { name: "vote", icon: "vote", title: t("Biểu quyết") } as const;
  const poll = openPoll(state);
  if (!poll) {
    const last = voteAtHand(state);
    return last && line !== "lost" ? { ...base, words: t("xem kết quả") } : { ...base, words: t("chưa mở"), disabled: true };
  }
  if (mayVote(state, you) && votesByHand(state, poll, you.person_id)) return { ...base, words: t("giơ tay tại phòng") };
  const way = ballotOnItsWay(pending, poll.id);
  if (way) return { ...base, words: way.sent ? t("đang gửi phiếu") : way.tried ? t("phiếu chờ xác nhận") : t("phiếu chưa gửi"), calling: true };
  if (ballots.some((ballot) => ballot.poll_id === poll.id)) return { ...base, words: t("đã gửi phiếu") };
  return { ...base, words: t("đang mở"), calling: mayVote(state, you) };
}

/** The five actions at the bottom. */
export function actionsOf(facts: RoomFacts): readonly Action[] {
  const { state, line, view, noteCount, notesOpen, captionsOn } = facts;
  const lost = line === "lost" || line === "ended";
  return [
    { name: "papers", icon: "doc", title: t("Tài liệu"), words: view === "paper" ? t("đang mở") : t("%(count)s tài liệu", { count: state.papers.length }), pressed: view === "paper" },
    speakAction(facts),
    voteAction(facts),
    { name: "notes", icon: "note", title: t("Ghi chú"), words: noteCount === 0 ? t("chưa có") : t("%(count)s ghi chú", { count: noteCount }), pressed: notesOpen },
    captionAction(state.meeting.captions, lost, captionsOn),
  ];
}

function captionAction(offered: boolean, lost: boolean, on: boolean): Action {
  const base = { name: "captions", icon: "caption", title: t("Phụ đề") } as const;
  if (!offered) return { ...base, words: t("không dùng"), disabled: true };
  if (lost) return { ...base, words: t("chờ nối lại"), disabled: true };
  return { ...base, words: on ? t("đang bật") : t("đang tắt"), pressed: on };
}

/** The paper to open by itself: the current item's first one, else the first of all. */
export function paperAtHand(state: MeetingState): string | null {
  const item = currentItem(state);
  return (state.papers.find((paper) => item && paper.item_id === item.id) ?? state.papers[0])?.id ?? null;
}

/** The paper to show after a change: what the reader chose while it can be read, and a version that was replaced before his eyes. */
export function paperToShow(state: MeetingState, open: string | null, chosen: boolean): string | null {
  const hand = paperAtHand(state);
  const stays = chosen ? findPaper(state.papers, open) !== null : newerThan(state.papers, open)?.id === hand;
  return stays ? open : hand;
}

/** What a screen reader should hear of the change from `before` to `after`; empty: nothing. */
export function announcement(before: MeetingState, after: MeetingState, you: You): string {
  return sittingNews(before, after) || voteNews(before, after) || floorNews(before, after, you);
}

function sittingNews(before: MeetingState, after: MeetingState): string {
  const item = currentItem(after);
  if (item && item.id !== currentItem(before)?.id) return t("Chuyển sang mục %(number)s: %(title)s", { number: itemLabel(item), title: item.title });
  if (before.meeting.status === after.meeting.status) return "";
  if (after.meeting.status === "open") return t("Cuộc họp đã khai mạc");
  return after.meeting.status === "closed" ? t("Cuộc họp đã bế mạc") : "";
}

function voteNews(before: MeetingState, after: MeetingState): string {
  const poll = openPoll(after);
  if (poll && poll.id !== openPoll(before)?.id) return t("Mở biểu quyết: %(question)s", { question: poll.question });
  const closed = after.polls.find((entry) => entry.status === "closed" && before.polls.some((old) => old.id === entry.id && old.status === "open"));
  if (!closed) return "";
  return closed.tally ? t("Đóng biểu quyết. Đồng ý: %(yes)s trong %(base)s", { yes: closed.tally.yes, base: closed.tally.base }) : t("Đóng biểu quyết");
}

function floorNews(before: MeetingState, after: MeetingState, you: You): string {
  if (after.floor?.turn_id === before.floor?.turn_id) return "";
  if (!after.floor) return t("Lượt phát biểu đã kết thúc");
  const mine = after.floor.person_id !== null && after.floor.person_id === you.person_id;
  return mine ? t("Mời đồng chí phát biểu") : t("Đang phát biểu: %(name)s", { name: after.floor.name });
}

/** Whether this page's person counts as present. */
export function isThere(meeting: MeetingState, you: You): boolean {
  return meeting.people.some((person) => person.person_id === you.person_id && person.present);
}
