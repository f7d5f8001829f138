/** Pure: what the chair must know and may do now, from the state of the meeting. */
import { t } from "@shared/i18n";
import type { IconName } from "@shared/kit/icons";
import { isHeading, itemLabel } from "@shared/outline";
import type { Absence, Item, MeetingState, Poll, Room, SourceInfo, Turnout } from "@shared/protocol";
import { currentItem, openPoll } from "@shared/reducer";
import { itemSpent } from "@shared/times";
import type { HandRoom } from "@shared/votes";

/** Something the chair should know; `tone` good means that nothing is to be done. */
export interface Alert {
  readonly id: string;
  readonly tone: "good" | "info" | "warn" | "bad";
  readonly icon: IconName;
  readonly title: string;
  readonly words: string;
}

export interface Facts {
  readonly meeting: MeetingState;
  readonly online: readonly string[];
  readonly sources: readonly SourceInfo[];
  readonly now: number;
  readonly absences: readonly Absence[];
  /** Seconds that each person in the queue will get; null: no limit. */
  readonly limit: number | null;
}

const WEAK_LOSS = 0.05;

const key = (room: Room): string => `room:${room.id}`;

/** Names in a row: the first ones, and how many more. */
export function namesInRow(names: readonly string[], most = 3): string {
  const shown = names.slice(0, most).join(", ");
  return names.length > most ? t("%(shown)s và %(more)s nơi nữa", { shown, more: names.length - most }) : shown;
}

/** Rooms whose kiosk has a live page now. */
export function roomsOnline(meeting: MeetingState, online: readonly string[]): readonly Room[] {
  const there = new Set(online);
  return meeting.rooms.filter((room) => there.has(key(room)));
}

function quorumAlert({ meeting }: Facts): Alert | null {
  const { quorum } = meeting;
  if (quorum.holds) return null;
  const missing = Math.max(1, quorum.needed - quorum.present);
  return {
    id: "quorum",
    tone: "bad",
    icon: "users",
    title: t("Chưa đủ túc số"),
    words: t("Có mặt %(present)s trong %(base)s, còn thiếu %(missing)s.", { present: quorum.present, base: quorum.base, missing }),
  };
}

function offlineAlert({ meeting, online }: Facts): Alert | null {
  const there = new Set(online);
  const away = meeting.rooms.filter((room) => room.kiosk && !there.has(key(room)));
  if (away.length === 0) return null;
  return {
    id: "offline",
    tone: "bad",
    icon: "line-off",
    title: t("%(count)s điểm cầu không kết nối", { count: away.length }),
    words: t("%(names)s. Kỹ thuật thấy trên bảng theo dõi.", { names: namesInRow(away.map((room) => room.name)) }),
  };
}

function unpairedAlert({ meeting }: Facts): Alert | null {
  const without = meeting.rooms.filter((room) => !room.kiosk);
  if (without.length === 0) return null;
  return {
    id: "unpaired",
    tone: "warn",
    icon: "screen",
    title: t("%(count)s điểm cầu chưa ghép màn hình", { count: without.length }),
    words: namesInRow(without.map((room) => room.name)),
  };
}

function weakAlert({ meeting, sources }: Facts): Alert | null {
  const speaking = sources.find((source) => source.participant === meeting.floor?.participant);
  if (!speaking || speaking.loss < WEAK_LOSS) return null;
  return {
    id: "weak",
    tone: "warn",
    icon: "signal-low",
    title: t("Đường truyền nơi đang phát biểu yếu"),
    words: t("%(name)s: mất %(loss)s% gói tin.", { name: speaking.name, loss: Math.round(speaking.loss * 100) }),
  };
}

/** The item is over its time, or will be when everybody in the queue has spoken. */
function timeAlert({ meeting, now, limit }: Facts): Alert | null {
  const item = currentItem(meeting);
  if (!item || item.planned_minutes <= 0 || meeting.meeting.status !== "open") return null;
  const left = item.planned_minutes * 60 - itemSpent(item, now);
  const over = Math.floor(-left / 60);
  if (left < 0) {
    return {
      id: "time",
      tone: "warn",
      icon: "clock",
      title: over > 0 ? t("Mục %(number)s quá %(over)s phút", { number: itemLabel(item), over }) : t("Mục %(number)s vừa hết giờ", { number: itemLabel(item) }),
      words: t("Dự kiến %(planned)s phút.", { planned: item.planned_minutes }),
    };
  }
  const coming = limit === null ? 0 : meeting.queue.length * limit;
  const late = Math.ceil((coming - left) / 60);
  if (late <= 0) return null;
  return {
    id: "time",
    tone: "warn",
    icon: "clock",
    title: t("Mục %(number)s có thể quá %(late)s phút", { number: itemLabel(item), late }),
    words: t("%(count)s người còn chờ, mỗi người %(minutes)s phút.", { count: meeting.queue.length, minutes: Math.round((limit ?? 0) / 60) }),
  };
}

function microphoneAlert({ meeting }: Facts): Alert | null {
  const open = meeting.open_microphones.filter((name) => name !== meeting.floor?.participant);
  if (meeting.meeting.status !== "open" || open.length === 0) return null;
  const names = open.map((name) => participantName(meeting, name));
  return {
    id: "microphones",
    tone: "info",
    icon: "mic",
    title: t("%(count)s micrô đang mở", { count: meeting.open_microphones.length }),
    words: namesInRow(names),
  };
}

/** Everything worth knowing, worst first; one good word when there is nothing. */
export function alerts(facts: Facts): readonly Alert[] {
  const all = [quorumAlert, offlineAlert, weakAlert, timeAlert, unpairedAlert, microphoneAlert].map((find) => find(facts));
  const found = all.filter((alert) => alert !== null);
  if (found.some((alert) => alert.tone !== "info")) return found;
  const calm: Alert = { id: "calm", tone: "good", icon: "check", title: t("Không có việc gì cần xử lý"), words: t("Các điểm cầu đều kết nối.") };
  return [calm, ...found];
}

/** Name of a participant key. */
export function participantName(meeting: MeetingState, participant: string): string {
  const id = participant.slice(participant.indexOf(":") + 1);
  const room = meeting.rooms.find((entry) => entry.id === id);
  const person = meeting.people.find((entry) => entry.person_id === id);
  return room?.name ?? person?.name ?? t("Người tham dự");
}

/** The item after the current one; before the first is opened, the first that waits. */
export function nextItem(meeting: MeetingState): Item | null {
  const current = currentItem(meeting);
  const waiting = meeting.items.filter((item, index) => item.status === "waiting" && !isHeading(meeting.items, index));
  return waiting.find((item) => item.number > (current?.number ?? 0)) ?? waiting[0] ?? null;
}

/** The vote whose result is still the last thing that happened on the stage. */
export function freshResult(meeting: MeetingState): Poll | null {
  const closed = meeting.polls.filter((poll) => poll.closed_at !== null && poll.tally !== null);
  const last = closed.sort((a, b) => Date.parse(a.closed_at ?? "") - Date.parse(b.closed_at ?? "")).at(-1);
  if (!last || openPoll(meeting)) return null;
  const at = Date.parse(last.closed_at ?? "");
  const later = [meeting.floor?.since, ...meeting.items.map((item) => item.opened_at)];
  return later.some((since) => since != null && Date.parse(since) > at) ? null : last;
}

/** What closing a vote now means, in words. */
export function closePollWords(poll: Poll, turnout: Turnout | null, rooms: readonly HandRoom[] = []): readonly string[] {
  const open = rooms.filter(({ count }) => count === null);
  const unheard = open.length > 0 ? [t("%(count)s phòng chưa ghi số giơ tay: %(names)s.", { count: open.length, names: namesInRow(open.map(({ room }) => room.name)) })] : [];
  const words = [...unheard, t("Sau khi đóng không ai gửi hay đổi phiếu được nữa, kết quả hiện ở mọi màn hình và vào biên bản.")];
  if (turnout?.poll_id !== poll.id) return words;
  const missing = turnout.eligible - turnout.cast;
  const first = missing > 0 ? t("%(missing)s đại biểu chưa biểu quyết", { missing }) : t("Tất cả %(all)s đại biểu đã biểu quyết", { all: turnout.eligible });
  return [`${first}.`, ...words];
}

/** What must be done before the meeting may be closed; empty: it may. */
export function beforeClosing(meeting: MeetingState): readonly string[] {
  const first: string[] = [];
  if (openPoll(meeting)) first.push(t("Đóng biểu quyết đang mở."));
  if (meeting.floor) first.push(t("Dừng lượt phát biểu của %(name)s.", { name: meeting.floor.name }));
  return first;
}
