/** Pure: how each room is, in words, and which needs somebody first. */
import { clockTime } from "@shared/format";
import { t } from "@shared/i18n";
import type { IconName } from "@shared/kit/icons";
import type { MeetingState, Room, RoomLine, SourceInfo } from "@shared/protocol";

/** `bad`: gone; `warn`: there with a fault; `idle`: not there yet; `good`. */
export type Trouble = "bad" | "warn" | "idle" | "good";

/** One of the four signs, always in the order line, sound, picture, screen. */
export interface Sign {
  readonly icon: IconName;
  readonly tone: Trouble | "off";
  readonly words: string;
}

export interface RoomHealth {
  readonly room: Room;
  readonly trouble: Trouble;
  readonly icon: IconName;
  /** What is wrong, or "Tốt". */
  readonly title: string;
  /** What to do first. */
  readonly advice: string;
  readonly signs: readonly [Sign, Sign, Sign, Sign];
  readonly source: SourceInfo | null;
  /** The last second of its line; null: nobody tells. */
  readonly line: RoomLine | null;
}

export const WEAK_LOSS = 0.05;
export const BROKEN_LOSS = 0.1;
/** Round trip from which on people talk into each other's words, ms. */
export const SLOW_MS = 500;
const STOOD_MS = 900;
/** RFC 6464: from here on a microphone gives nothing but silence. */
export const SILENCE = 110;

export interface Facts {
  readonly meeting: MeetingState;
  readonly online: ReadonlySet<string>;
  readonly sources: ReadonlyMap<string, SourceInfo>;
  /** Newest second of each room's line, by room. */
  readonly lines: ReadonlyMap<string, RoomLine>;
  /** Rooms that were connected at some time while this page was open. */
  readonly wasOnline: ReadonlySet<string>;
}

interface Verdict {
  readonly trouble: Trouble;
  readonly icon: IconName;
  readonly title: string;
  readonly advice: string;
}

const percent = (share: number): string => `${Math.round(share * 100)}%`;

function absent({ room, meeting, seen }: { room: Room; meeting: MeetingState; seen: boolean }): Verdict {
  if (!room.kiosk) {
    return { trouble: "idle", icon: "link", title: t("Chưa ghép màn hình"), advice: t("Mở máy của phòng, rồi ghép bằng mã hiện trên màn hình.") };
  }
  if (seen || meeting.meeting.status === "open") {
    return { trouble: "bad", icon: "line-off", title: seen ? t("Mất đường truyền") : t("Không kết nối"), advice: t("Gọi người trực: xem máy còn bật và dây mạng còn cắm. Máy tự vào lại.") };
  }
  const advice = t("Gọi người trực bật máy của phòng.");
  return { trouble: "idle", icon: "clock", title: t("Chưa vào, hẹn %(time)s", { time: clockTime(meeting.meeting.starts_at) }), advice };
}

function media(source: SourceInfo, hasFloor: boolean): Verdict | null {
  if (source.loss >= BROKEN_LOSS) {
    return { trouble: "warn", icon: "sound-off", title: t("Tiếng ngắt quãng"), advice: t("Kiểm tra dây mạng; chuyển sang đường truyền khác nếu có.") };
  }
  if (!source.audio) {
    return { trouble: "warn", icon: "mic-off", title: t("Không có tiếng từ micrô"), advice: t("Gọi người trực cắm lại micrô hoặc bộ trộn tiếng.") };
  }
  if (hasFloor && source.level >= SILENCE) {
    return { trouble: "warn", icon: "mic-off", title: t("Đang phát biểu mà không có tiếng"), advice: t("Gọi người trực bật công tắc micrô.") };
  }
  if (source.loss >= WEAK_LOSS) {
    return { trouble: "warn", icon: "signal-low", title: t("Đường truyền yếu"), advice: t("Kiểm tra máy khác đang dùng chung đường truyền.") };
  }
  if (!source.video) {
    return { trouble: "warn", icon: "video-off", title: t("Không có hình"), advice: t("Gọi người trực cắm lại cáp camera; phòng vẫn nghe và nói được.") };
  }
  return null;
}

/** What the room itself says of what it hears and sees. */
function received(line: RoomLine | undefined): Verdict | null {
  if (!line) return null;
  const { loss, fed_ms, concealed_ms, rtt_ms, frozen_ms } = line.down;
  if (fed_ms > 0 && concealed_ms >= BROKEN_LOSS * fed_ms) {
    return { trouble: "warn", icon: "sound-off", title: t("Phòng nghe ngắt quãng"), advice: t("Kiểm tra dây mạng; chuyển sang đường truyền khác nếu có.") };
  }
  if (loss >= WEAK_LOSS || (rtt_ms ?? 0) >= SLOW_MS) {
    return { trouble: "warn", icon: "signal-low", title: t("Đường truyền yếu"), advice: t("Kiểm tra máy khác đang dùng chung đường truyền.") };
  }
  if (frozen_ms >= STOOD_MS) {
    return { trouble: "warn", icon: "video-off", title: t("Hình bị đứng"), advice: t("Chờ 10 giây; nếu còn, kiểm tra máy khác đang dùng chung đường truyền.") };
  }
  return null;
}

function judge(room: Room, facts: Facts): Verdict {
  const key = `room:${room.id}`;
  const { meeting } = facts;
  if (!room.kiosk || !facts.online.has(key)) return absent({ room, meeting, seen: facts.wasOnline.has(key) });
  const source = facts.sources.get(key);
  const found = source ? media(source, meeting.floor?.participant === key) : null;
  const verdict = found ?? received(facts.lines.get(room.id));
  if (verdict) return verdict;
  if (!source && meeting.meeting.status === "open") {
    return { trouble: "warn", icon: "picture", title: t("Chưa nối hình và tiếng"), advice: t("Chờ 10 giây; nếu còn, tắt bật lại máy của phòng.") };
  }
  return { trouble: "good", icon: "check", title: t("Tốt"), advice: t("Không cần làm gì.") };
}

function signs(room: Room, facts: Facts): RoomHealth["signs"] {
  const key = `room:${room.id}`;
  const there = room.kiosk && facts.online.has(key);
  const source = facts.sources.get(key) ?? null;
  const off = (icon: IconName, words: string): Sign => ({ icon, tone: "off", words });
  const screen: Sign = room.kiosk
    ? { icon: "screen", tone: there ? "good" : "off", words: there ? t("Màn hình chạy") : t("Màn hình đã ghép, chưa kết nối") }
    : off("screen", t("Chưa ghép màn hình"));
  if (!there) return [off("line-off", t("Không kết nối")), off("sound-off", t("Không có tiếng")), off("video-off", t("Không có hình")), screen];
  if (!source) return [{ icon: "signal", tone: "good", words: t("Đã kết nối") }, off("sound", t("Chưa nối tiếng")), off("video", t("Chưa nối hình")), screen];
  const weak = source.loss >= WEAK_LOSS;
  const line: Sign = { icon: weak ? "signal-low" : "signal", tone: weak ? "warn" : "good", words: t("Mất gói %(loss)s", { loss: percent(source.loss) }) };
  const sound: Sign = source.audio
    ? { icon: "sound", tone: source.loss >= BROKEN_LOSS ? "warn" : "good", words: levelWords(source.level) }
    : { icon: "sound-off", tone: "warn", words: t("Không có tiếng") };
  const picture: Sign = source.video
    ? { icon: "video", tone: "good", words: t("Có hình") }
    : { icon: "video-off", tone: "warn", words: t("Không có hình") };
  return [line, sound, picture, screen];
}

/** Loudness of RFC 6464 (0 loudest … 127 silence) in words. */
export function levelWords(level: number): string {
  if (level >= SILENCE) return t("Có micrô, đang im");
  if (level >= 60) return t("Tiếng nhỏ");
  return level <= 15 ? t("Tiếng rất to") : t("Tiếng vừa");
}

const ORDER: Readonly<Record<Trouble, number>> = { bad: 0, warn: 1, idle: 2, good: 3 };

/** Every room, the one that needs somebody first at the front; equals by the Vietnamese alphabet. */
export function roomHealths(facts: Facts): readonly RoomHealth[] {
  const collator = new Intl.Collator("vi");
  return facts.meeting.rooms
    .map<RoomHealth>((room) => ({ room, ...judge(room, facts), signs: signs(room, facts), source: facts.sources.get(`room:${room.id}`) ?? null, line: facts.lines.get(room.id) ?? null }))
    .sort((a, b) => ORDER[a.trouble] - ORDER[b.trouble] || collator.compare(a.room.name, b.room.name));
}

/** How many rooms are in each state. */
export function counts(healths: readonly RoomHealth[]): Readonly<Record<Trouble, number>> {
  const found: Record<Trouble, number> = { bad: 0, warn: 0, idle: 0, good: 0 };
  healths.forEach(({ trouble }) => (found[trouble] += 1));
  return found;
}

/** Since when each room has been in its state (ms), kept while the state is the same. */
export interface Since {
  readonly title: string;
  readonly at: number;
}

export function trackSince(before: ReadonlyMap<string, Since>, healths: readonly RoomHealth[], now: number): ReadonlyMap<string, Since> {
  return new Map(
    healths.map(({ room, title }) => {
      const old = before.get(room.id);
      return [room.id, old?.title === title ? old : { title, at: now }];
    }),
  );
}
