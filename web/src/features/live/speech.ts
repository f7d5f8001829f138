/** Pure: the five faces of "Phát biểu" and the words under it. */
import { t } from "@shared/i18n";
import type { LineState } from "@shared/line";
import type { MeetingState, You } from "@shared/protocol";
import { adjourned } from "@shared/sessions";
import type { Pending } from "@shared/socket";

/** ask → waiting → invited → speaking → done; `closed` cannot be pressed and says why. */
export type SpeechFace =
  | { face: "ask"; words: string }
  | { face: "sending"; words: string; commandId: string; sent: boolean }
  | { face: "waiting"; words: string; place: number; requestId: string; mayOrder: boolean }
  | { face: "invited"; words: string; turnId: string }
  | { face: "speaking"; words: string; turnId: string }
  | { face: "done"; words: string }
  | { face: "closed"; words: string };

export interface SpeechFacts {
  readonly state: MeetingState;
  readonly you: You;
  readonly line: LineState;
  readonly pending: readonly Pending[];
  readonly microphoneOn: boolean;
  /** One's own turn ended a moment ago. */
  readonly justSpoke: boolean;
}

function queued({ state, you }: SpeechFacts): SpeechFace | null {
  const place = state.queue.findIndex((request) => request.person_id === you.person_id);
  const request = state.queue[place];
  if (!request) return null;
  const words = request.kind === "order" ? t("thủ tục, thứ %(place)s", { place: place + 1 }) : t("đang chờ, thứ %(place)s", { place: place + 1 });
  return { face: "waiting", words, place: place + 1, requestId: request.id, mayOrder: request.kind !== "order" };
}

function holding({ state, you, microphoneOn }: SpeechFacts): SpeechFace | null {
  const { floor } = state;
  if (!floor || you.person_id === null || floor.person_id !== you.person_id) return null;
  if (floor.participant !== you.participant) {
    return { face: "speaking", words: t("đang nói"), turnId: floor.turn_id };
  }
  return microphoneOn
    ? { face: "speaking", words: t("đang nói"), turnId: floor.turn_id }
    : { face: "invited", words: t("mời nói · bật micrô"), turnId: floor.turn_id };
}

function unsent({ pending }: SpeechFacts): SpeechFace | null {
  const entry = pending.find(({ command }) => command.name === "request_speech");
  return entry ? { face: "sending", words: entry.sent ? t("đang gửi") : t("chưa gửi"), commandId: entry.id, sent: entry.sent } : null;
}

/** What the button shows now. */
export function speechFace(facts: SpeechFacts): SpeechFace {
  const { state, you, line } = facts;
  const now = holding(facts) ?? queued(facts) ?? unsent(facts);
  if (line === "lost" && now?.face !== "sending") {
    return { face: "closed", words: now?.words ?? t("chờ nối lại") };
  }
  if (now) return now;
  if (!you.commands.includes("request_speech")) return { face: "closed", words: t("không áp dụng") };
  if (state.meeting.status === "closed") return { face: "closed", words: t("đã bế mạc") };
  if (state.meeting.status !== "open") return { face: "closed", words: t("chưa khai mạc") };
  if (adjourned(state.meeting)) return { face: "closed", words: t("đang tạm nghỉ") };
  return facts.justSpoke ? { face: "done", words: t("đã phát biểu") } : { face: "ask", words: t("đăng ký") };
}
