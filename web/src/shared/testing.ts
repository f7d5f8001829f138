/** Builders of protocol values for tests. */
import type { EventMessage, EventPayload, MeetingState, Segment, You } from "./protocol";

export function meetingState(change: Partial<MeetingState> = {}): MeetingState {
  return {
    meeting: {
      id: "m1",
      title: "Hội nghị Ban Chấp hành lần thứ 8",
      status: "open",
      place: "Hội trường A",
      starts_at: "2026-11-23T14:00:00+07:00",
      ends_at: "2026-11-23T17:00:00+07:00",
      opened_at: "2026-11-23T14:02:00+07:00",
      closed_at: null,
      captions: true, watermark: false, acting_chair: null, papers_due: null, break_since: null, break_until: null, secrecy: "none",
      sessions: [{ id: "b1", starts_at: "2026-11-23T14:00:00+07:00", ends_at: "2026-11-23T17:00:00+07:00", opened_at: "2026-11-23T14:02:00+07:00", closed_at: null }],
      adjourned_at: null,
    },
    items: [
      { id: "i1", number: 1, title: "Khai mạc", presenter: "", planned_minutes: 10, status: "done", opened_at: null, spent_s: 600, outcome: null, level: 0, label: "", session_id: "b1", kind: "discussion" as const, answerers: [] },
      { id: "i2", number: 2, title: "Báo cáo", presenter: "", planned_minutes: 30, status: "waiting", opened_at: null, spent_s: 0, outcome: null, level: 0, label: "", session_id: "b1", kind: "discussion" as const, answerers: [] },
    ],
    papers: [],
    people: [],
    rooms: [],
    quorum: { base: 50, present: 0, needed: 34, holds: false, rule: "", of: "convened", deducted: 0 },
    queue: [],
    floor: null,
    open_microphones: [],
    polls: [],
    speech_rule: { limit_s: 300, order_s: 120, warn_s: 60, source: "" },
    speech_limits: [],
    spoken: [],
    question_rule: { question_s: 60, answer_s: 180, follow_up_s: 120, source: "" },
    questions: [],
    channels: [],
    pins: [],
    seating: null,
    closed_mailboxes: [],
    heads: [],
    ...change,
  };
}

export function you(change: Partial<You> = {}): You {
  return {
    peer_id: "peer-1",
    role: "delegate",
    person_id: "p1",
    room_id: null,
    unit_id: null,
    name: "Mai Thế Vinh",
    detail: "Ủy viên",
    participant: "person:p1",
    commands: ["check_in", "request_speech", "withdraw_speech", "take_floor", "cast_ballot"],
    ballots: [],
    notices: [],
    absences: [],
    hands: [],
    prepared: [],
    expected: null,
    letters: [],
    grounds: [],
    branches: [],
    may_publish: true,
    ...change,
  };
}

export function event(number: number, payload: EventPayload): EventMessage {
  return { type: "event", number, at: `2026-11-23T14:10:${String(number % 60).padStart(2, "0")}+07:00`, payload };
}

export function segment(change: Partial<Segment> = {}): Segment {
  return {
    segment_id: "s1",
    rev: 1,
    meeting_id: "m1",
    state: "partial",
    start_ms: 1000,
    end_ms: 2000,
    participant: "room:r1",
    speaker: "Lương Văn Phúc",
    speaker_id: null,
    named: 0,
    item_id: null,
    text: "Kính thưa hội nghị",
    spoken: "",
    stable_chars: 9,
    words: [],
    engine: "fake",
    model: "",
    confidence: null,
    ...change,
  };
}
