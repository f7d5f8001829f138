/** Pure: what the chair is asked before the meeting or a session is opened, and before the meeting is closed. */
import { clockTime } from "@shared/format";
import { t } from "@shared/i18n";
import { itemLabel } from "@shared/outline";
import type { Question } from "@shared/console/console";
import type { Attendee, MeetingState } from "@shared/protocol";
import { conductor } from "@shared/reducer";
import { nextSession, sessionName } from "@shared/sessions";
import { handOverWords } from "./handover";
import { beforeClosing } from "./model";

type Asked = Omit<Question, "run">;

/** The quorum of the moment, and the item that goes on. */
function openingPoints({ meeting, quorum, items }: MeetingState): string[] {
  const counted = t("Có mặt %(present)s trong %(base)s, cần %(needed)s.", { present: quorum.present, base: quorum.base, needed: quorum.needed });
  const item = items.find(({ status }) => status === "open");
  const since = meeting.adjourned_at === null ? "" : clockTime(meeting.adjourned_at);
  return [
    quorum.holds ? t("Đủ túc số. %(counted)s", { counted }) : t("CHƯA đủ túc số. %(counted)s", { counted }),
    ...(item ? [t("Bàn tiếp mục %(number)s, dừng từ %(time)s.", { number: itemLabel(item), time: since })] : []),
  ];
}

export function openQuestion(meeting: MeetingState): Asked {
  return {
    heading: t("Khai mạc cuộc họp?"),
    points: [...openingPoints(meeting), t("Các điểm cầu bật camera và micrô; mọi việc từ đây vào sổ diễn biến.")],
    button: t("Khai mạc"),
    danger: false,
  };
}

export function sessionQuestion(meeting: MeetingState): Asked {
  const next = nextSession(meeting.meeting);
  const name = next ? sessionName(next, meeting.meeting.sessions).toLocaleLowerCase("vi") : "";
  return { heading: t("Khai mạc %(name)s?", { name }), points: openingPoints(meeting), button: t("Khai mạc"), danger: false };
}

export function closeQuestion(meeting: MeetingState): Asked {
  const first = beforeClosing(meeting);
  const waiting = meeting.items.filter((item) => item.status === "waiting").length;
  const later = meeting.meeting.sessions.filter(({ opened_at }) => opened_at === null).length;
  const points = [
    ...(later > 0 ? [t("Còn %(count)s buổi chưa họp; bế mạc là bỏ các buổi ấy.", { count: later })] : []),
    ...(waiting > 0 ? [t("Còn %(waiting)s mục chưa mở.", { waiting })] : []),
    t("Các điểm cầu rời cuộc họp, bản nháp biên bản được lập. Bế mạc rồi không mở lại được."),
  ];
  return {
    heading: first.length > 0 ? t("Chưa bế mạc được") : t("Bế mạc cuộc họp?"),
    points: first.length > 0 ? first : points,
    button: t("Bế mạc"),
    danger: true,
    blocked: first.length > 0,
    option: t("Đăng xuất mọi máy đã dự họp (máy dùng chung); thư ký và kỹ thuật vẫn ở lại."),
  };
}

export function handOverQuestion(person: Attendee): Asked {
  return { heading: t("Trao quyền điều hành cho %(name)s?", { name: person.name }), points: handOverWords(person), button: t("Trao điều hành"), danger: false };
}

/** `deputy`: whoever conducts gives it back himself; else the standing chair takes it. */
export function takeBackQuestion(meeting: MeetingState, deputy: boolean): Asked {
  const name = conductor(meeting)?.name ?? "";
  return {
    heading: deputy ? t("Trả quyền điều hành cho chủ trì?") : t("Nhận lại điều hành?"),
    points: [deputy ? t("Màn hình này chuyển sang theo dõi; chủ trì điều hành tiếp ngay.") : t("Màn hình của %(name)s chuyển sang theo dõi ngay. Lượt phát biểu và biểu quyết đang mở giữ nguyên.", { name })],
    button: deputy ? t("Trả quyền điều hành") : t("Nhận lại điều hành"),
    danger: false,
  };
}
