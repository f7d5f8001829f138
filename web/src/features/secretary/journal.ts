/** The journal as the secretary reads it: every act of the meeting, its number, and what it was in words. */
import { clockTime } from "@shared/format";
import { verdictOf } from "@shared/asked";
import { t } from "@shared/i18n";
import { questionTold } from "@features/questioning/told";
import { sessionName } from "@shared/sessions";
import { mailboxTitle } from "@features/messages/threads";
import type { IconName } from "@shared/kit/icons";
import { itemLabel, outcomeWords } from "@shared/outline";
import type { ChannelsChanged, EventMessage, EventPayload, InvitationAnswered, MeetingInfo, MeetingState, PersonCheckedIn, Poll, QuorumChanged, ServerMessage } from "@shared/protocol";
import { UNEXCUSED } from "@shared/quorum";
import type { LiveSession } from "@shared/session";

/** The server answers at most so many events at once. */
const MOST_EVENTS = 499;

export interface Entry {
  readonly number: number;
  readonly at: string;
  readonly icon: IconName;
  readonly title: string;
  readonly words: string;
}

/** Keeps the events of this meeting, from the first one; the page's own state needs only the newest. */
export class Journal {
  readonly #events = new Map<number, EventMessage>();
  #asked = false;

  constructor(session: LiveSession) {
    session.socket.onMessage((message) => {
      this.#hear(message);
      if (message.type !== "snapshot" || this.#asked || message.number <= 1) return;
      // what is older than this page's state changes nothing in it, and is read here
      this.#asked = session.socket.send({ type: "catch_up", after: Math.max(1, message.number - MOST_EVENTS) });
    });
  }

  /** Events in the order of their numbers. */
  get events(): readonly EventMessage[] {
    return [...this.#events.values()].sort((a, b) => a.number - b.number);
  }

  #hear(message: ServerMessage): void {
    if (message.type === "event") this.#events.set(message.number, message);
    if (message.type === "events") message.events.forEach((event) => this.#events.set(event.number, event));
  }
}

interface Told {
  readonly icon: IconName;
  readonly title: string;
  readonly words: string;
}

type Tell<K extends EventPayload["kind"]> = (payload: Extract<EventPayload, { kind: K }>, meeting: MeetingState) => Told | null;

const told = (icon: IconName, title: string, words = ""): Told => ({ icon, title, words });

function spokenWords(seconds: number): string {
  return seconds < 60 ? t("%(count)s giây", { count: seconds }) : t("%(count)s phút", { count: Math.round(seconds / 60) });
}

function optionCounts(options: readonly string[], counts: readonly number[]): string {
  return counts.map((count, index) => `«${options[index] ?? index + 1}» ${count}`).join(", ");
}

function tallyWords(poll: Poll): string {
  const { tally } = poll;
  if (!tally) return "";
  const { short, sentence } = verdictOf(poll, tally);
  if (poll.options.length > 0) return `${short}: ${sentence}. ${optionCounts(poll.options, tally.options)}`;
  const counts = t("%(yes)s đồng ý, %(no)s không đồng ý, %(abstain)s không biểu quyết, trên %(base)s", {
    yes: tally.yes, no: tally.no, abstain: tally.abstain, base: tally.base,
  });
  return `${short}: ${counts}`;
}

const LEVELS: Readonly<Record<MeetingInfo["secrecy"], () => string>> = {
  none: () => t("Không mật"), mat: () => t("Mật"), toi_mat: () => t("Tối mật"), tuyet_mat: () => t("Tuyệt mật"),
};

function answerTitle({ answer, name }: InvitationAnswered): string {
  if (answer === "absent") return t("%(name)s xin vắng", { name });
  if (answer === "substitute") return t("%(name)s xin cử người dự thay", { name });
  return t("%(name)s sẽ dự họp", { name });
}

const enteredWords = ({ entered_by }: InvitationAnswered): string => (entered_by ? t("thư ký %(name)s nhập thay", { name: entered_by }) : "");

const MEETING_ACTS: Readonly<Record<string, Told>> = {
  convened: told("send", "Triệu tập"),
  opened: told("gavel", "Khai mạc"),
  closed: told("flag", "Bế mạc"),
};

const CROSSINGS: Readonly<Record<QuorumChanged["act"], () => string>> = {
  reached: () => t("Đủ túc số"),
  lost: () => t("Mất túc số"),
  regained: () => t("Đủ túc số trở lại"),
  recounted: () => t("Tính lại căn cứ túc số"),
};

function movedWords(act: PersonCheckedIn["act"], present: boolean, name: string): string {
  if (!present) return t("%(name)s rời họp", { name });
  if (act === "back") return t("%(name)s trở lại", { name });
  return act === "moved" ? t("%(name)s đổi chỗ dự", { name }) : t("%(name)s có mặt", { name });
}

function channelTold({ act, language, channels }: ChannelsChanged): Told | null {
  const channel = channels.find((one) => one.language === language);
  if (!channel) return act === "removed" ? told("sound", t("Bỏ một kênh phiên dịch")) : null;
  const names = new Map(channel.interpreters.map(({ person_id, name }) => [person_id, name]));
  if (act === "set") return told("sound", t("Phân công phiên dịch: %(channel)s", { channel: channel.name }), [...names.values()].join(", "));
  if (act !== "handed_over" && act !== "taken") return null;
  return told("sound", t("%(name)s lên sóng kênh phiên dịch", { name: names.get(channel.on_air ?? "") ?? "" }), channel.name);
}

const TELL: { readonly [K in EventPayload["kind"]]: Tell<K> } = {
  meeting_changed: ({ act, meeting }, { quorum }) => {
    if (act === "classified") return told("lock", t("Đổi độ mật của cuộc họp thành: %(level)s", { level: LEVELS[meeting.secrecy]() }));
    const found = MEETING_ACTS[act];
    if (!found) return null;
    return { ...found, title: t(found.title), words: act === "opened" ? t("Cần ít nhất %(needed)s trong %(base)s", { needed: quorum.needed, base: quorum.base }) : "" };
  },
  agenda_changed: ({ items }) => told("list", t("Sửa chương trình"), t("%(count)s mục", { count: items.length })),
  item_opened: ({ item_id, items }) => {
    const item = items.find((entry) => entry.id === item_id);
    return told("right", t("Mở mục %(number)s", { number: item ? itemLabel(item) : "" }), item?.title ?? "");
  },
  item_closed: ({ item }) => told("check", t("Xong mục %(number)s", { number: itemLabel(item) }), item.title),
  item_settled: ({ item }) => told("list", item.outcome === null ? "" : t("Mục %(number)s: %(words)s", { number: itemLabel(item), words: outcomeWords(item.outcome) }), item.title),
  break_changed: ({ act, meeting: { break_until } }) =>
    act === "ended" || break_until === null ? told("play", t("Tiếp tục họp sau giải lao")) : told("coffee", t("Giải lao đến %(time)s", { time: clockTime(break_until) })),
  session_changed: ({ act, session_id, meeting, quorum, ended }) => {
    const session = meeting.sessions.find(({ id }) => id === session_id);
    const name = session ? sessionName(session, meeting.sessions) : "";
    const { present, base } = ended ?? quorum;
    const counted = t("Có mặt %(present)s trong %(base)s", { present, base });
    return act === "opened" ? told("gavel", t("Khai mạc: %(name)s", { name }), counted) : told("clock", t("Kết thúc: %(name)s", { name }), counted);
  },
  chair_changed: ({ act, meeting: { acting_chair } }, { people }) => {
    const name = people.find((person) => person.person_id === acting_chair)?.name ?? "";
    if (act === "taken_over") return told("gavel", t("%(name)s nhận điều hành", { name }), t("Người điều hành mất kết nối"));
    return act === "handed_over" ? told("gavel", t("%(name)s điều hành thay chủ trì", { name })) : told("gavel", t("Chủ trì nhận lại điều hành"));
  },
  sign_in_ended: ({ person_id, devices }, { people }) =>
    told("exit", t("Kết thúc đăng nhập của %(name)s", { name: people.find((person) => person.person_id === person_id)?.name ?? "" }), t("%(count)s máy", { count: devices })),
  unit_notified: ({ notice }) => told("send", t("Nhắn %(unit)s", { unit: notice.unit }), notice.text),
  notices_sent: ({ people, automatic }) =>
    told("bell", automatic ? t("Hệ thống nhắc %(n)s người", { n: people.length }) : t("Nhắc %(n)s người", { n: people.length }), people.map(({ name }) => name).join(", ")),
  letter_sent: ({ letter }) => told("mail", t("Tin nhắn của %(name)s", { name: letter.writer }), letter.text),
  mailbox_switched: ({ mailbox, open }) => told("mail", open ? t("Bật lại kênh tin nhắn") : t("Tắt kênh tin nhắn"), mailboxTitle(mailbox)),
  people_changed: ({ quorum }) => told("users", t("Sửa danh sách người dự"), t("%(base)s người được tính túc số", { base: quorum.base })),
  rooms_changed: ({ rooms }) => told("screen", t("Điểm cầu thay đổi"), t("%(paired)s trong %(all)s đã ghép màn hình", { paired: rooms.filter((room) => room.kiosk).length, all: rooms.length })),
  person_checked_in: ({ act, person, quorum }) =>
    told("user", movedWords(act, person.present, person.name), `${quorum.present}/${quorum.base}`),
  invitations_issued: ({ number, copies }) => told("mail", t("Gửi giấy mời"), t("%(number)s, %(copies)s bản", { number, copies })),
  invitation_answered: (payload) => told("mail", answerTitle(payload), [payload.room, payload.substitute, payload.reason, enteredWords(payload)].filter(Boolean).join(" · ")),
  answer_decided: ({ name, accepted, substitute, why }) => {
    if (!accepted) return told("mail", t("Không đồng ý đề nghị của %(name)s", { name }), why);
    return told("mail", substitute ? t("Đồng ý người dự thay của %(name)s", { name }) : t("Đồng ý cho %(name)s vắng", { name }), substitute);
  },
  room_counted: ({ count }, { rooms }) =>
    told("users", t("Ghi số người tại %(room)s: %(people)s", { room: rooms.find(({ id }) => id === count.room_id)?.name ?? "", people: count.people }), count.by),
  absence_noted: ({ person_id, absence }, { people }) => {
    const name = people.find((person) => person.person_id === person_id)?.name ?? "";
    return told("note", absence ? (absence.ground === UNEXCUSED ? t("%(name)s vắng không lý do", { name }) : t("%(name)s vắng có lý do", { name })) : t("Bỏ ghi lý do vắng của %(name)s", { name }), [absence?.ground === UNEXCUSED ? "" : absence?.words, absence?.reason].filter(Boolean).join(": "));
  },
  quorum_changed: ({ act, quorum }) =>
    told(quorum.holds ? "check" : "alert", CROSSINGS[act](), t("có mặt %(present)s trong %(base)s, cần %(needed)s", { present: quorum.present, base: quorum.base, needed: quorum.needed })),
  paper_issued: ({ paper }) => told("doc", t("Phát hành tài liệu"), paper.title),
  paper_withdrawn: ({ title }) => told("doc", t("Thu hồi tài liệu"), title),
  paper_distributed: ({ title, to }) => told("doc", t("Gửi đến: %(to)s", { to }), title),
  paper_reached: () => null,
  paper_closed: () => null,
  recall_reached: ({ title, confirmed, machines }) => told(confirmed < machines ? "alert" : "check", t("Đã thu hồi ở %(n)s/%(all)s máy", { n: confirmed, all: machines }), title),
  recall_confirmed: ({ title, name, confirmed, machines }) => told("check", t("%(name)s đã đóng; đã thu hồi ở %(n)s/%(all)s máy", { name, n: confirmed, all: machines }), title),
  stamp_found: ({ stamp }) => told("alert", t("Giữ tài liệu có chữ như dấu mật"), stamp),
  stamp_settled: ({ stamp, decision }) => told("shield", decision === "removed" ? t("Đã gỡ tài liệu có dấu mật") : t("Cam kết không phải dấu mật"), stamp),
  copy_noted: ({ line, title, receiver }) => told("note", t("Sổ bản giấy, dòng %(n)s", { n: line }), receiver ? `${title} · ${receiver}` : title),
  paper_readers: ({ title, opened, readers }) => told("eye", t("%(opened)s trong %(readers)s người đã mở", { opened: opened.length, readers }), title),
  original_taken: ({ title }) => told("download", t("Tải bản gốc của tài liệu"), title),
  speech_requested: () => null,
  speech_withdrawn: () => null,
  floor_given: ({ floor }) => told("mic", t("Mời %(name)s phát biểu", { name: floor.name }), floor.detail),
  queue_ordered: () => null,
  speech_limits_changed: () => told("clock", t("Đổi thời gian phát biểu cho phép")),
  floor_changed: ({ act, floor }) => {
    if (act === "paused") return told("pause", t("Tạm dừng đồng hồ phát biểu"), floor.name);
    return act === "resumed" ? told("play", t("Chạy tiếp đồng hồ phát biểu"), floor.name) : null;
  },
  floor_taken: ({ spoken_s }) => told("mic-off", t("Dừng phát biểu"), t("Đã nói %(time)s", { time: spokenWords(spoken_s) })),
  questions_ordered: () => null,
  question_changed: (payload) => questionTold(payload),
  microphones_muted: () => told("mic-off", t("Tắt tất cả micrô")),
  channels_changed: (payload) => channelTold(payload),
  screens_pinned: () => null,
  polls_prepared: () => null,
  poll_opened: ({ poll }) => told("vote", poll.way === "devices" ? t("Mở biểu quyết") : t("Mở biểu quyết giơ tay"), poll.question),
  seating_changed: ({ act, seating }) =>
    told("seat", act === "published" ? t("Công bố sơ đồ chỗ ngồi") : t("Công bố lại sơ đồ chỗ ngồi"), t("%(room)s, %(count)s người", { room: seating.room, count: seating.places.length })),
  ballot_cast: () => null,
  hands_counted: ({ count: { poll_id, room_id, yes, no, abstain, options } }, { rooms, polls }) =>
    told("vote", t("Ghi số giơ tay: %(room)s", { room: rooms.find((room) => room.id === room_id)?.name ?? "" }),
      options.length > 0 ? optionCounts(polls.find(({ id }) => id === poll_id)?.options ?? [], options) : t("%(yes)s đồng ý, %(no)s không đồng ý, %(abstain)s không biểu quyết", { yes, no, abstain })),
  poll_closed: ({ poll }) => told("vote", t("Kết quả biểu quyết"), tallyWords(poll)),
  caption_corrected: ({ segment, before }) => {
    const name = segment.speaker;
    return told("note", before === segment.text ? t("Xác nhận lời của %(name)s", { name }) : t("Hiệu đính lời của %(name)s", { name }), segment.text);
  },
  speaker_named: ({ speaker, before, text, segment_ids }) =>
    told("user", t("Ghi người nói: %(name)s", { name: speaker }), t("trước đó: %(before)s; %(count)s lời, «%(text)s»", { before, count: segment_ids.length, text })),
  minutes_drafted: () => told("download", t("Lập bản nháp biên bản")),
  transcript_remade: ({ label, lines }) => told("sound", t("Nghe lại cả bản ghi âm"), t("%(label)s: %(lines)s lời", { label, lines })),
};

/** What happened, in words; newest last. Acts that say nothing to the minutes are left out. */
export function entries(events: readonly EventMessage[], meeting: MeetingState): readonly Entry[] {
  return events.flatMap(({ number, at, payload }) => {
    const tell = TELL[payload.kind] as Tell<EventPayload["kind"]> | undefined;
    const words = tell?.(payload, meeting) ?? null;
    return words ? [{ number, at, ...words }] : [];
  });
}
