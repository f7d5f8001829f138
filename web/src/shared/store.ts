/** Everything a live page knows: a pure reducer over the server's messages, and the store that elements listen to. */
import type { ReactiveController, ReactiveControllerHost } from "lit";
import { isLate, mergeSegment, nameSpeaker } from "./captions";
import type {
  Absence,
  CaptionsLate,
  EventMessage,
  HandCount,
  Expected,
  IceServer,
  Letter,
  MediaSlots,
  MeetingState,
  MinutesDrafted,
  MyBallot,
  RoomLine,
  PreparedPoll,
  Presenting,
  Segment,
  ServerMessage,
  SourceInfo,
  Turnout,
  UnitNotice,
  You,
} from "./protocol";
import { UNEXCUSED } from "./quorum";
import { applyEvent } from "./reducer";

/** What a live page shows; replaced, never changed in place. */
export interface LiveState {
  readonly you: You | null;
  /** Number of the last event in `meeting`; null before the first snapshot. */
  readonly number: number | null;
  readonly meeting: MeetingState | null;
  readonly captions: readonly Segment[];
  /** Number of the event by which a second pass last made the transcript anew; 0: never while this page was open. */
  readonly remade: number;
  /** What was last said of late captions; null: they come in time. */
  readonly captionsLate: CaptionsLate | null;
  /** One's own ballots, newest revision per poll. */
  readonly ballots: readonly MyBallot[];
  /** What one's own unit was told, newest last. */
  readonly notices: readonly UnitNotice[];
  /** Absences with a reason, for those who read the journal. */
  readonly absences: readonly Absence[];
  /** Messages to and from this person, newest last. */
  readonly letters: readonly Letter[];
  /** What was entered of the open vote by show of hands, for those who read the journal. */
  readonly hands: readonly HandCount[];
  /** Votes that were prepared and wait to be opened, for those who read the journal. */
  readonly prepared: readonly PreparedPoll[];
  /** Who will come by the answers to the invitation; null: it is over, or not for this page. */
  readonly expected: Expected | null;
  /** Participant keys with a live page. */
  readonly online: readonly string[];
  readonly turnout: Turnout | null;
  readonly minutes: MinutesDrafted | null;
  /** Who leads the readers of which page; null: nobody. */
  readonly presenting: Presenting | null;
  /** Directory of media sources by number. */
  readonly sources: Readonly<Record<number, SourceInfo>>;
  readonly activeSpeaker: number | null;
  readonly slots: MediaSlots | null;
  /** Relays that this page may use, as of its last welcome. */
  readonly ice: readonly IceServer[];
  /** To technicians: the newest second of each room's line, by room. */
  readonly lines: Readonly<Record<string, RoomLine>>;
  /** When the newest event happened (ISO 8601), for "as of" labels. */
  readonly lastEventAt: string | null;
}

export const EMPTY_STATE: LiveState = {
  you: null,
  number: null,
  meeting: null,
  captions: [],
  remade: 0,
  captionsLate: null,
  ballots: [],
  notices: [],
  absences: [],
  hands: [],
  prepared: [],
  expected: null,
  letters: [],
  online: [],
  turnout: null,
  minutes: null,
  presenting: null,
  sources: {},
  activeSpeaker: null,
  slots: null,
  ice: [],
  lines: {},
  lastEventAt: null,
};

/** A reduction: the next state, the event numbers that it took in, and whether numbers were found missing. */
export interface Reduction {
  readonly state: LiveState;
  readonly taken: readonly number[];
  readonly gap: boolean;
}

function withBallot(ballots: readonly MyBallot[], ballot: MyBallot): readonly MyBallot[] {
  const old = ballots.find((entry) => entry.poll_id === ballot.poll_id);
  if (old && old.number >= ballot.number) return ballots;
  return [...ballots.filter((entry) => entry.poll_id !== ballot.poll_id), ballot];
}

/** Notices of other units reach those who read the journal; they are told to nobody here. */
function withNotice(notices: readonly UnitNotice[], notice: UnitNotice, you: You | null): readonly UnitNotice[] {
  const known = notices.some((entry) => entry.number === notice.number);
  return known || notice.unit_id !== you?.unit_id ? notices : [...notices, notice];
}

/** Who did not answer the roll of one session is called anew in the next. */
function withAbsence(absences: readonly Absence[], payload: EventMessage["payload"]): readonly Absence[] {
  if (payload.kind === "session_changed" && payload.act === "adjourned") return absences.filter(({ ground }) => ground !== UNEXCUSED);
  if (payload.kind !== "absence_noted") return absences;
  const { person_id, absence } = payload;
  const others = absences.filter((entry) => entry.person_id !== person_id);
  return absence ? [...others, absence] : others;
}

/** A vote that opens begins without entries; an older entry of a room gives way to a newer one. */
function withHands(hands: readonly HandCount[], payload: EventMessage["payload"]): readonly HandCount[] {
  if (payload.kind === "poll_opened") return [];
  if (payload.kind !== "hands_counted") return hands;
  const { count } = payload;
  return [...hands.filter((entry) => entry.room_id !== count.room_id || entry.poll_id !== count.poll_id), count];
}

/** A prepared vote that was opened waits no longer. */
function withPrepared(prepared: readonly PreparedPoll[], payload: EventMessage["payload"]): readonly PreparedPoll[] {
  if (payload.kind === "polls_prepared") return payload.prepared;
  return payload.kind === "poll_opened" ? prepared.filter(({ id }) => id !== payload.prepared_id) : prepared;
}

/** Before the opening; afterwards those who are there count. */
function withExpected(expected: Expected | null, payload: EventMessage["payload"]): Expected | null {
  if (payload.kind === "invitation_answered" || payload.kind === "answer_decided") return payload.expected;
  return payload.kind === "meeting_changed" && payload.meeting.status !== "convened" ? null : expected;
}

function withCaption(captions: readonly Segment[], payload: EventMessage["payload"]): readonly Segment[] {
  // The record now has other lines; pages that show it whole ask for it again.
  if (payload.kind === "transcript_remade") return [];
  if (payload.kind === "caption_corrected") return mergeSegment(captions, payload.segment);
  return payload.kind === "speaker_named" ? nameSpeaker(captions, payload) : captions;
}

function takeEvent(state: LiveState, event: EventMessage): LiveState {
  const { payload } = event;
  return {
    ...state,
    number: event.number,
    lastEventAt: event.at,
    meeting: state.meeting && applyEvent(state.meeting, payload),
    ballots: payload.kind === "ballot_cast" ? withBallot(state.ballots, payload.ballot) : state.ballots,
    notices: payload.kind === "unit_notified" ? withNotice(state.notices, payload.notice, state.you) : state.notices,
    captions: withCaption(state.captions, payload),
    remade: payload.kind === "transcript_remade" ? event.number : state.remade,
    absences: withAbsence(state.absences, payload),
    letters: payload.kind === "letter_sent" ? [...state.letters, payload.letter] : state.letters,
    hands: withHands(state.hands, payload),
    prepared: withPrepared(state.prepared, payload),
    expected: withExpected(state.expected, payload),
    minutes: payload.kind === "minutes_drafted" ? payload : state.minutes,
    turnout: payload.kind === "poll_opened" || payload.kind === "poll_closed" ? null : state.turnout,
  };
}

const unchanged = (state: LiveState): Reduction => ({ state, taken: [], gap: false });

function range(first: number, last: number): number[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
}

/** One numbered event: old ones are dropped, the next one is applied, a later one tells of a gap. */
function reduceEvent(state: LiveState, event: EventMessage): Reduction {
  if (state.number === null || event.number <= state.number) return unchanged(state);
  if (event.number > state.number + 1) return { state, taken: [], gap: true };
  return { state: takeEvent(state, event), taken: [event.number], gap: false };
}

function reducePassed(state: LiveState, first: number, last: number): Reduction {
  if (state.number === null || last <= state.number) return unchanged(state);
  if (first > state.number + 1) return { state, taken: [], gap: true };
  return { state: { ...state, number: last }, taken: range(state.number + 1, last), gap: false };
}

/** Answer to `hello` or `catch_up`: numbers that are missing in it are not for this page. */
function reduceEvents(state: LiveState, last: number, events: readonly EventMessage[]): Reduction {
  const from = state.number;
  if (from === null) return { state, taken: [], gap: true };
  const next = [...events]
    .sort((a, b) => a.number - b.number)
    .filter((event) => event.number > from)
    .reduce(takeEvent, state);
  const number = Math.max(from, last, next.number ?? 0);
  return { state: { ...next, number }, taken: range(from + 1, number), gap: false };
}

/** The state after one message. Pure; messages that carry no state leave it as it is. */
export function reduce(state: LiveState, message: ServerMessage): Reduction {
  switch (message.type) {
    case "event":
      return reduceEvent(state, message);
    case "passed":
      return reducePassed(state, message.first, message.last);
    case "events":
      return reduceEvents(state, message.last, message.events);
    case "ack":
      return message.ballot
        ? unchanged({ ...state, ballots: withBallot(state.ballots, message.ballot) })
        : unchanged(state);
    case "captions_late":
      return unchanged({ ...state, captionsLate: isLate(message) ? message : null });
    default:
      return unchanged(reduceUnnumbered(state, message));
  }
}

type Done = "event" | "passed" | "events" | "ack" | "captions_late";

function reduceUnnumbered(state: LiveState, message: Exclude<ServerMessage, { type: Done }>): LiveState {
  switch (message.type) {
    case "welcome":
      return { ...state, you: message.you, ice: message.ice, ballots: message.you.ballots.reduce(withBallot, state.ballots), notices: message.you.notices, absences: message.you.absences, hands: message.you.hands, prepared: message.you.prepared, expected: message.you.expected ?? null, letters: message.you.letters };
    case "snapshot":
      return { ...state, number: message.number, meeting: message.state, captions: message.captions };
    case "caption":
      return { ...state, captions: mergeSegment(state.captions, message.segment) };
    case "presence":
      return { ...state, online: message.online };
    case "turnout":
      return { ...state, turnout: message };
    case "presenting":
      return { ...state, presenting: message.paper_id === null ? null : message };
    case "media_slots":
      return { ...state, slots: message };
    case "lines":
      return { ...state, lines: { ...state.lines, ...Object.fromEntries(message.rooms.map((line) => [line.room_id, line])) } };
    case "media_sources":
      return {
        ...state,
        sources: Object.fromEntries(message.sources.map((source) => [source.source, source])),
        activeSpeaker: message.active_speaker,
      };
    default: // for the connections: media, line, refusals
      return state;
  }
}

/** Numbers that this page took in, in order, for end-to-end tests: they must have no holes. */
interface Trace {
  events: number[];
  snapshots: number[];
  /** The page's MediaClient, when it has one: tests read its streams. */
  media?: unknown;
  /** What the page knows. */
  store?: unknown;
  /** The page's LiveSocket: tests read the state of its line. */
  socket?: unknown;
}

declare global {
  interface Window {
    __nghisu?: Trace;
  }
}

/** Holds the state of one page and tells listeners when it changed. */
export class Store {
  #state: LiveState = EMPTY_STATE;
  readonly #listeners = new Set<() => void>();
  readonly #trace: Trace = { events: [], snapshots: [] };

  constructor() {
    if (typeof window !== "undefined") window.__nghisu = this.#trace;
  }

  get state(): LiveState {
    return this.#state;
  }

  /** Take in a message; returns true when events are missing and must be asked for (`catch_up`). */
  take(message: ServerMessage): boolean {
    const { state, taken, gap } = reduce(this.#state, message);
    this.#trace.events.push(...taken);
    if (message.type === "snapshot") this.#trace.snapshots.push(message.number);
    if (state !== this.#state) {
      this.#state = state;
      this.#listeners.forEach((listener) => listener());
    }
    return gap;
  }

  /** Hear of every change; returns how to stop. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}

/** Anything that can be listened to: Store, LiveSocket, MediaClient. */
export interface Observable {
  subscribe(listener: () => void): () => void;
}

/** `source`, heard of only when one of the values that `read` returns is another one: what else changes costs whoever listens nothing. */
export function onlyFor(source: Observable, read: () => readonly unknown[]): Observable {
  return {
    subscribe(listener) {
      let known = read();
      return source.subscribe(() => {
        const now = read();
        const same = now.length === known.length && now.every((one, index) => one === known[index]);
        known = now;
        if (!same) listener();
      });
    },
  };
}

/** Redraws a Lit element whenever one of `sources` changes: `new Watch(this, session.store, session.socket)`. */
export class Watch implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #sources: readonly Observable[];
  #stops: (() => void)[] = [];

  constructor(host: ReactiveControllerHost, ...sources: readonly Observable[]) {
    this.#host = host;
    this.#sources = sources;
    host.addController(this);
  }

  hostConnected(): void {
    this.#stops = this.#sources.map((source) => source.subscribe(() => this.#host.requestUpdate()));
  }

  hostDisconnected(): void {
    this.#stops.forEach((stop) => stop());
    this.#stops = [];
  }
}
