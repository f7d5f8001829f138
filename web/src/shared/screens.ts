/** Pure: what the rooms' big screens are pinned to, and why a screen follows the sitting all the same. */
import { t } from "./i18n";
import type { MeetingState, Paper, Pin, Poll, Seating } from "./protocol";
import { currentItem } from "./reducer";
import { adjourned } from "./sessions";
import { findPaper, newerThan } from "./versions";

export type ScreenView = Pin["view"];

/** The pin of this room alone (`null`: of all that have none of their own). */
export function ownPin(pins: readonly Pin[], roomId: string | null): Pin | null {
  return pins.find((pin) => pin.room_id === roomId) ?? null;
}

/** The pin that holds for a room; null: its screen follows the sitting. */
export function pinFor(pins: readonly Pin[], roomId: string): Pin | null {
  const pin = ownPin(pins, roomId) ?? ownPin(pins, null);
  return pin?.view === "sitting" ? null : pin;
}

/** The pinned paper in its newest version; null: it was taken back. */
export function pinnedPaper({ papers }: Pick<MeetingState, "papers">, pin: Pin): Paper | null {
  const id = pin.paper_id;
  return newerThan(papers, id) ?? findPaper(papers, id);
}

/** The vote that is open, else the one whose result came last. */
export function lastPoll(meeting: Pick<MeetingState, "polls">): Poll | null {
  const counted = meeting.polls.filter((poll): poll is Poll & { closed_at: string } => poll.closed_at !== null && poll.tally !== null);
  return meeting.polls.find((poll) => poll.closed_at === null) ?? counted.sort((a, b) => Date.parse(a.closed_at) - Date.parse(b.closed_at)).at(-1) ?? null;
}

/** The seats as they were made known, of this room (`null`: of any). */
export function seatingIn({ seating }: Pick<MeetingState, "seating">, roomId: string | null): Seating | null {
  return seating && (roomId === null || seating.room_id === roomId) ? seating : null;
}

/** Pictures come from the conference, which rooms leave in breaks. */
function lackingPictures(meeting: MeetingState["meeting"]): string | null {
  const { break_until: until, status } = meeting;
  if (status !== "open") return t("cuộc họp chưa khai mạc");
  if (adjourned(meeting)) return t("đang nghỉ giữa hai buổi");
  return until === null ? null : t("đang giải lao");
}

function lackingSeats(meeting: MeetingState, roomId: string | null): string | null {
  if (seatingIn(meeting, roomId)) return null;
  return meeting.seating ? t("sơ đồ chỗ ngồi là của phòng khác") : t("chưa công bố sơ đồ chỗ ngồi");
}

function lackingBreak({ break_until: until }: MeetingState["meeting"]): string | null {
  return until === null ? t("không trong giờ giải lao") : null;
}

function lackingItems({ items }: MeetingState): string | null {
  return items.length === 0 ? t("chương trình chưa có mục nào") : null;
}

/** Why a room's screen (`null`: any) cannot show what it is pinned to and follows the sitting meanwhile, in words; null: it shows it. */
export function lacking(pin: Pin, meeting: MeetingState, roomId: string | null = null): string | null {
  switch (pin.view) {
    case "sitting":
    case "check_in":
      return null;
    case "seating":
      return lackingSeats(meeting, roomId);
    case "speaker":
    case "hall":
    case "grid":
      return lackingPictures(meeting.meeting);
    case "paper":
      return pinnedPaper(meeting, pin) ? null : t("tài liệu đã được thu hồi");
    case "item":
      return currentItem(meeting) ? null : t("chưa mở mục nào");
    case "vote":
      return lastPoll(meeting) ? null : t("chưa có biểu quyết nào");
    case "agenda":
      return lackingItems(meeting);
    case "break":
      return lackingBreak(meeting.meeting);
  }
}

export const VIEW_WORDS: Readonly<Record<ScreenView, () => string>> = {
  sitting: () => t("Theo cuộc họp"),
  speaker: () => t("Người nói"),
  hall: () => t("Hội trường và người nói"),
  grid: () => t("Lưới hình"),
  paper: () => t("Tài liệu"),
  item: () => t("Mục đang bàn"),
  vote: () => t("Biểu quyết"),
  agenda: () => t("Chương trình"),
  break: () => t("Giải lao"),
  check_in: () => t("Điểm danh"),
  seating: () => t("Sơ đồ chỗ ngồi"),
};

/** What a pin shows, in words; of a paper its title and page. */
export function pinWords(pin: Pin, meeting: MeetingState): string {
  const paper = pin.view === "paper" ? pinnedPaper(meeting, pin) : null;
  return paper ? t("%(title)s, trang %(page)s", { title: paper.title, page: Math.min(pin.page, paper.pages) }) : VIEW_WORDS[pin.view]();
}
