/** Pure: what each event changes in the state of a meeting. No clock, no socket, no page. */
import { withIssued, withoutWithdrawn } from "./versions";
import { inOrder, withTurnTime } from "./questions";
import type { EventPayload, Item, MeetingState, Room, SpeechRequest, Spoken } from "./protocol";

type Change<K extends EventPayload["kind"]> = (
  state: MeetingState,
  payload: Extract<EventPayload, { kind: K }>,
) => MeetingState;

type Changes = { readonly [K in EventPayload["kind"]]: Change<K> };

/** Put `part` where the entry with the same key stands, else at the end. */
function upsert<T>(list: readonly T[], part: T, key: (entry: T) => string): T[] {
  const at = list.findIndex((entry) => key(entry) === key(part));
  return at < 0 ? [...list, part] : list.map((entry, index) => (index === at ? part : entry));
}

function upsertItems(items: readonly Item[], changed: readonly Item[]): Item[] {
  return changed.reduce<Item[]>((all, item) => upsert(all, item, (entry) => entry.id), [...items]);
}

/** Who is heard without an act of its own: the main room, and who conducts (a deputy through his room too). */
function withMicrophones(state: MeetingState): MeetingState {
  const { floor, rooms, people, meeting } = state;
  if (meeting.adjourned_at !== null) return { ...state, open_microphones: [] };
  const deputy = people.find((person) => person.person_id === meeting.acting_chair);
  const conductors = deputy ? [deputy] : people.filter((person) => person.role === "chair");
  const keys = [
    ...(floor ? [floor.participant] : []),
    ...rooms.filter((room) => room.main).map((room) => `room:${room.id}`),
    ...(deputy?.room_id ? [`room:${deputy.room_id}`] : []),
    ...conductors.map((person) => `person:${person.person_id}`),
  ];
  return { ...state, open_microphones: [...new Set(keys)] };
}

/** Points of order go before the queue, in the order of asking. */
function ordersFirst(queue: readonly SpeechRequest[]): SpeechRequest[] {
  return [...queue.filter(({ kind }) => kind === "order"), ...queue.filter(({ kind }) => kind !== "order")];
}

function spokenKey({ person_id, room_id, item_id }: Spoken): string {
  return [person_id, room_id, item_id].join(" ");
}

const CHANGES: Changes = {
  meeting_changed: (state, { meeting }) => ({ ...state, meeting }),
  // A limit of an item that was taken from the agenda goes with it.
  agenda_changed: (state, { items }) => ({
    ...state,
    items,
    speech_limits: state.speech_limits.filter(({ item_id }) => item_id === null || items.some((item) => item.id === item_id)),
  }),
  item_opened: (state, { items }) => ({ ...state, items: upsertItems(state.items, items) }),
  item_closed: (state, { item }) => ({ ...state, items: upsertItems(state.items, [item]) }),
  item_settled: (state, { item }) => ({ ...state, items: upsertItems(state.items, [item]) }),
  break_changed: (state, { meeting, items }) => ({ ...state, meeting, items: upsertItems(state.items, items) }),
  session_changed: (state, { act, meeting, items, people, quorum }) => withMicrophones({
    ...state,
    meeting,
    items: upsertItems(state.items, items),
    people,
    quorum,
    // Who has raised a hand sits nowhere yet in the next session.
    queue: act === "adjourned" ? state.queue.map((request) => ({ ...request, room_id: null })) : state.queue,
    heads: act === "adjourned" ? [] : state.heads,
  }),
  chair_changed: (state, { meeting, open_microphones }) => ({ ...state, meeting, open_microphones }),
  sign_in_ended: (state) => state,
  unit_notified: (state) => state,
  letter_sent: (state) => state,
  mailbox_switched: (state, { closed }) => ({ ...state, closed_mailboxes: closed }),
  notices_sent: (state) => state,
  people_changed: (state, { people, quorum }) => withMicrophones({ ...state, people, quorum }),
  rooms_changed: (state, { rooms }) => withMicrophones({ ...state, rooms }),
  person_checked_in: (state, { person, quorum }) => withMicrophones({
    ...state,
    people: upsert(state.people, person, (entry) => entry.person_id),
    // A raised hand moves with its person.
    queue: state.queue.map((request) => (request.person_id === person.person_id ? { ...request, room_id: person.room_id } : request)),
    quorum,
  }),
  invitations_issued: (state) => state,
  invitation_answered: (state) => state,
  answer_decided: (state) => state,
  absence_noted: (state) => state,
  room_counted: (state, { count }) => ({ ...state, heads: [...state.heads.filter(({ room_id }) => room_id !== count.room_id), count] }),
  quorum_changed: (state, { quorum }) => ({ ...state, quorum }),
  paper_issued: (state, { paper }) => ({ ...state, papers: withIssued(state.papers, paper) }),
  paper_withdrawn: (state, { paper_id, back }) => ({ ...state, papers: withoutWithdrawn(state.papers, paper_id, back) }),
  paper_readers: (state) => state,
  original_taken: (state) => state,
  paper_distributed: (state) => state,
  paper_reached: (state, { paper }) => ({ ...state, papers: withIssued(state.papers, paper) }),
  paper_closed: (state, { paper_id }) => ({ ...state, papers: state.papers.filter(({ id }) => id !== paper_id) }),
  recall_reached: (state) => state,
  recall_confirmed: (state) => state,
  stamp_found: (state) => state,
  stamp_settled: (state) => state,
  copy_noted: (state) => state,
  speech_requested: (state, { request }) => ({ ...state, queue: ordersFirst(upsert(state.queue, request, (entry) => entry.id)) }),
  queue_ordered: (state, { request_ids }) => ({
    ...state,
    queue: [...state.queue].sort((a, b) => request_ids.indexOf(a.id) - request_ids.indexOf(b.id)),
  }),
  speech_limits_changed: (state, { limits }) => ({ ...state, speech_limits: limits }),
  speech_withdrawn: (state, { request_id }) => ({
    ...state,
    queue: state.queue.filter((request) => request.id !== request_id),
  }),
  floor_given: (state, { floor, request_id, open_microphones }) => ({
    ...state,
    floor,
    queue: state.queue.filter((request) => request.id !== request_id),
    open_microphones,
  }),
  floor_changed: (state, { floor }) => ({ ...state, floor }),
  floor_taken: (state, { turn_id, spoken_s, open_microphones, spoken }) => ({
    ...state,
    spoken: spoken ? upsert(state.spoken, spoken, spokenKey) : state.spoken,
    floor: state.floor?.turn_id === turn_id ? null : state.floor,
    questions: withTurnTime(state.questions, turn_id, spoken_s),
    open_microphones,
  }),
  microphones_muted: (state, { open_microphones }) => ({ ...state, open_microphones }),
  questions_ordered: (state, { question_ids }) => ({ ...state, questions: inOrder(state.questions, question_ids) }),
  question_changed: (state, { question }) => ({ ...state, questions: upsert(state.questions, question, (entry) => entry.id) }),
  channels_changed: (state, { channels }) => ({ ...state, channels }),
  screens_pinned: (state, { pins }) => ({ ...state, pins }),
  seating_changed: (state, { seating }) => ({ ...state, seating }),
  polls_prepared: (state) => state,
  poll_opened: (state, { poll }) => ({ ...state, polls: upsert(state.polls, poll, (entry) => entry.id) }),
  ballot_cast: (state) => state,
  hands_counted: (state) => state,
  poll_closed: (state, { poll }) => ({ ...state, polls: upsert(state.polls, poll, (entry) => entry.id) }),
  caption_corrected: (state) => state,
  speaker_named: (state) => state,
  minutes_drafted: (state) => state,
  transcript_remade: (state) => state,
};

/** The state after one event; a kind that this page does not know (newer server) changes nothing. */
export function applyEvent(state: MeetingState, payload: EventPayload): MeetingState {
  const change = CHANGES[payload.kind] as Change<typeof payload.kind> | undefined;
  return change ? change(state, payload) : state;
}

/** The item that is discussed now. */
export function currentItem(state: MeetingState): Item | null {
  return state.items.find((item) => item.status === "open") ?? null;
}

/** Who conducts now: the deputy, else the standing chair. */
export function conductor({ meeting, people }: MeetingState): MeetingState["people"][number] | null {
  const acting = people.find((person) => person.person_id === meeting.acting_chair);
  return acting ?? people.find((person) => person.role === "chair") ?? null;
}

/** The vote that is open now. */
export function openPoll(state: MeetingState): MeetingState["polls"][number] | null {
  return state.polls.find((poll) => poll.status === "open") ?? null;
}

/** A room by its id. */
export function roomById(state: MeetingState, id: string | null): Room | null {
  return state.rooms.find((room) => room.id === id) ?? null;
}
