"""What must hold after every step, whatever happened: read from the tables and from what the pages were sent.

Nothing here asks the product's rules: audiences, counts and rights are written down a second time, plainly.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.contrib.sessions.models import Session
from django.utils import timezone

from meetings.agenda.models import Meeting, Participation
from meetings.agenda.rules import contradicting
from meetings.core import journal
from meetings.core.models import JournalEvent, JournalHead
from meetings.live import feed
from meetings.rooms.models import KioskDevice
from meetings.voting.models import Ballot, Poll
from meetings.voting.rules import read_choice

STAFF = {"chair", "secretary"}
NARROW = {
    "minutes_drafted": STAFF,
    "transcript_remade": STAFF,
    "unit_notified": STAFF | {"auditor"},
    "notices_sent": STAFF | {"auditor"},
    "invitation_answered": STAFF | {"auditor"},
    "answer_decided": STAFF | {"auditor"},
    "letter: secretariat": {"secretary"},
    "letter: chair": {"chair"},
    "hands_counted": STAFF | {"auditor"},
    "polls_prepared": STAFF | {"auditor"},
    "copy_noted": STAFF | {"auditor"},
    "absence_noted": STAFF | {"auditor"},
    "sign_in_ended": STAFF | {"auditor"},
    "paper_readers": STAFF | {"auditor"},
    "original_taken": STAFF | {"auditor"},
    "turnout": STAFF | {"counting_team", "room"},
}
"""Kinds that only some roles may receive (and the people of a unit what it is told); a ballot goes to its voter alone;
all others to everybody.
"""
GRACE_S = 6.0
"""A role that has just ended may still be told something: when the word of it is lost, each process asks the database
within 5 s (docs/protocol.md).
"""
ALREADY_SO = {"check_in", "mark_attendance", "note_absence", "count_room"}
"""Commands that say what somebody is: when he is so already, nothing is done and nothing recorded."""
KINDS = ("yes", "no", "abstain")
CONDUCT = {
    "item_opened",
    "item_closed",
    "floor_given",
    "floor_changed",
    "queue_ordered",
    "questions_ordered",
    "break_changed",
    "session_changed",
    "item_settled",
    "speech_limits_changed",
    "microphones_muted",
    "poll_opened",
    "poll_closed",
    "mailbox_switched",
}
"""Kinds that only whoever conducts may cause (closing and opening the sitting are looked at by their ``act``)."""


class Violation(AssertionError):
    """Something that must always hold does not."""


def demand(holds: object, what: str, *facts: object) -> None:
    """Raise ``Violation`` unless ``holds``."""
    if not holds:
        raise Violation(": ".join([what, *map(str, facts)]))


@dataclass(frozen=True)
class Act:
    """One row of the journal, read back."""

    number: int
    kind: str
    payload: dict[str, Any]
    actor: str
    command_id: str | None


@dataclass(frozen=True)
class Standing:
    """Who was what after some number: role by participant key, and who conducts."""

    roles: dict[str, str]
    conductor: str | None


@dataclass(frozen=True)
class Answer:
    """An answer that the server gave, or a page received."""

    actor: str
    id: str
    command: dict[str, Any]
    seen: int | None
    number: int | None
    """Of an acknowledgement; null: a refusal."""
    ballot: dict[str, Any] | None = None
    code: str = ""


@dataclass
class Record:
    """The meeting's record as the checker has seen it grow."""

    meeting_id: UUID
    acts: list[Act] = field(default_factory=list)
    states: dict[int, dict[str, Any]] = field(default_factory=dict)
    standings: dict[int, Standing] = field(default_factory=dict)
    now: Callable[[], float] = float
    """Seconds that have really passed."""
    changes: list[tuple[float, Standing]] = field(default_factory=list)
    units: dict[str, str] = field(default_factory=dict)
    """Unit by participant key."""
    by_command: Counter[tuple[str, str]] = field(default_factory=Counter)

    @property
    def last(self) -> int:
        """The newest number."""
        return len(self.acts)

    def look(self) -> None:
        """Read what is new; called after every transaction, so that each act's state is seen as it was then."""
        number = journal.last_number(self.meeting_id)
        if number in self.states:
            return
        for row in JournalEvent.objects.filter(meeting_id=self.meeting_id, number__gt=self.last).order_by("number"):
            demand(row.number == self.last + 1, "numbers are dense", f"{row.number} after {self.last}")
            self.acts.append(Act(row.number, row.kind, json.loads(row.payload), row.actor, row.command_id))
            if row.command_id:
                self.by_command[row.actor, row.command_id] += 1
        demand(self.last == number, "the head counts the rows", f"head {number}, rows {self.last}")
        self.states[number] = self.read_state()
        self.standings[number] = standing = read_standing(self.meeting_id)
        self.changes.append((self.now(), standing))

    def read_state(self) -> dict[str, Any]:
        """Read what a fresh snapshot shows now."""
        state: dict[str, Any] = json.loads(feed.read_snapshot(self.meeting_id).model_dump_json())["state"]
        return state

    def standing_before(self, number: int) -> Standing:
        """Return the standing under which the act of this number was decided."""
        known = max((seen for seen in self.standings if seen < number), default=min(self.standings))
        return self.standings[known]


def read_standing(meeting_id: UUID) -> Standing:
    """Read who is what, and who conducts, straight from the tables."""
    acting = Meeting.objects.values_list("acting_chair_id", flat=True).get(id=meeting_id)
    roles: dict[str, str] = {}
    conductor = f"person:{acting}" if acting else None
    for person, room, role in Participation.objects.filter(meeting_id=meeting_id).values_list(
        "person_id", "room_id", "role"
    ):
        roles[f"person:{person}" if person else f"room:{room}"] = role
        if role == "chair" and not acting:
            conductor = f"person:{person}"
    if conductor:
        roles[conductor] = "chair"
    return Standing(roles, conductor)


def check_journal(record: Record, *, tables: bool) -> None:
    """The chain is whole, a command counts once, and (``tables``) nothing changed without an act."""
    broken = journal.first_broken_number(record.meeting_id)
    demand(broken is None, "the chain is whole", f"broken at {broken}")
    head = JournalHead.objects.get(meeting_id=record.meeting_id)
    count = JournalEvent.objects.filter(meeting_id=record.meeting_id).count()
    demand(head.number == count == record.last, "the head counts the rows", head.number, count, record.last)
    twice = [command for command, times in record.by_command.items() if times > 1]
    demand(not twice, "a command counts once", twice)
    now = record.read_state() if tables else record.states[record.last]
    demand(
        now == record.states[record.last], "no state changes without a number", differences(record.last, record, now)
    )


def check_answers(record: Record, sent: Iterable[Answer], received: Iterable[Answer]) -> None:
    """Every acknowledged command stands in the journal exactly once, under its number; what was refused does not."""
    promised: set[str] = set()
    for answer in sent:
        if answer.number is not None:
            _check_acknowledged(record, answer)
            promised.add(answer.id)
        demand(answer.number is not None or answer.id not in promised, "what was acknowledged stays so", answer)
    for answer in received:
        if answer.number is None:
            demand(
                not record.by_command[answer.actor, answer.id],
                "a refused command changed nothing",
                answer.code,
                answer.command,
            )


def _check_acknowledged(record: Record, answer: Answer) -> None:
    number = answer.number or 0
    times = record.by_command[answer.actor, answer.id]
    if answer.command["name"] in ALREADY_SO and not times:
        return
    demand(times == 1, "an acknowledged command is in the journal once", f"{times} times", answer.command)
    demand(number <= record.last, "an acknowledged number exists", number, record.last)
    commands = [act for act in record.acts if act.command_id == answer.id and act.actor == answer.actor]
    mine = commands[0]
    own = [act.number for act in record.acts[mine.number - 1 :] if act.actor == answer.actor]
    demand(number in own and number - mine.number < 30, "the number is the act's", number, mine.number, answer.command)
    if answer.command["name"] == "cast_ballot":
        demand(number == mine.number, "the number is the ballot's", number, mine.number)
        demand(mine.payload["ballot"]["choice"] == answer.command["choice"], "the choice is what was sent")
        demand(answer.ballot == mine.payload["ballot"], "the receipt is the journal's", answer.ballot)
    kinds = contradicting(answer.command["name"]) if answer.seen is not None else frozenset()
    crossed = [act for act in record.acts[answer.seen or 0 : mine.number - 1] if act.kind in kinds]
    demand(not crossed, "no act on what is no longer so", answer.command, crossed)


def check_rights(record: Record) -> None:
    """Only whoever conducts conducts; everybody votes, speaks and comes for himself."""
    for act in record.acts[-40:]:
        standing = record.standing_before(act.number)
        role = standing.roles.get(act.actor)
        conducts = act.kind in CONDUCT or (
            act.kind == "meeting_changed" and act.payload["act"] in {"opened", "closed"} and act.number > 1
        )
        if conducts and act.actor != "system":
            demand(act.actor == standing.conductor, "only the conductor conducts", act.number, act.kind, role)
        if act.kind == "chair_changed":
            mine = {"chair"} if act.payload["act"] != "taken_over" else {"presidium"}
            demand({role} & mine or act.actor == standing.conductor, "only chairs hand over", act.number, role)
        if act.kind == "ballot_cast":
            demand(role is not None, "voters have a place", act.number)
        if act.kind == "speech_requested":
            asked = f"person:{act.payload['request']['person_id']}"
            demand(asked == act.actor, "everybody asks for himself", act.number)


def check_votes(record: Record) -> None:
    """One vote per voter, none outside its time, and a result that is the count of the acknowledged ballots."""
    counted: dict[str, dict[str, tuple[str, int]]] = {}
    final: dict[str, bool] = {}
    hands: dict[str, dict[str, dict[str, Any]]] = {}
    closed: set[str] = set()
    waiting: set[str] = set()
    for act in record.acts:
        if act.kind == "poll_opened":
            poll = act.payload["poll"]
            counted[poll["id"]], final[poll["id"]], hands[poll["id"]] = {}, poll["final"], {}
            prepared = act.payload["prepared_id"]
            demand(prepared is None or prepared in waiting, "what is opened as prepared was waiting", act.number)
            waiting.discard(prepared)
        elif act.kind == "polls_prepared":
            waiting = {one["id"] for one in act.payload["prepared"]}
        elif act.kind == "ballot_cast":
            ballot = act.payload["ballot"]
            demand(ballot["poll_id"] in counted, "a ballot belongs to a vote", act.number)
            demand(ballot["poll_id"] not in closed, "no ballot counts after the end", act.number)
            before = counted[ballot["poll_id"]].get(act.actor)
            demand(not (before and final[ballot["poll_id"]]), "a final ballot is final", act.number)
            demand(ballot["number"] == act.number, "a receipt has its own number", act.number, ballot)
            counted[ballot["poll_id"]][act.actor] = (ballot["choice"], act.number)
        elif act.kind == "hands_counted":
            entry = act.payload["count"]
            demand(entry["poll_id"] in hands and entry["poll_id"] not in closed, "hands count while it is open", entry)
            raised = sum(entry[kind] for kind in KINDS) + sum(entry["options"])
            demand(raised <= entry["entitled"], "no more hands than members", entry)
            hands[entry["poll_id"]][entry["room_id"]] = entry
        elif act.kind == "poll_closed":
            closed.add(act.payload["poll"]["id"])
            _check_tally(act, counted[act.payload["poll"]["id"]], list(hands[act.payload["poll"]["id"]].values()))
    stored = Ballot.objects.filter(poll__meeting_id=record.meeting_id)
    rows = list(stored.values_list("poll_id", "voter_id", "choice", "number"))
    table = {(str(poll), f"person:{voter}"): (read_choice(choice), number) for poll, voter, choice, number in rows}
    demand(len(table) == len(rows), "one vote per voter")
    expected = {(poll, voter): ballot for poll, ballots in counted.items() for voter, ballot in ballots.items()}
    demand(table == expected, "the ballot box is what the journal says", set(table) ^ set(expected))
    open_now = {
        str(poll)
        for poll in Poll.objects.filter(meeting_id=record.meeting_id, closed_at=None).values_list("id", flat=True)
    }
    demand(open_now == set(counted) - closed, "votes are open as the journal says")


def _check_tally(act: Act, ballots: dict[str, tuple[str, int]], hands: list[dict[str, Any]]) -> None:
    poll, tally = act.payload["poll"], act.payload["poll"]["tally"]
    choices = Counter(choice for choice, _number in ballots.values())
    for entry in hands:
        choices.update({kind: entry[kind] for kind in KINDS})
        choices.update(dict(enumerate(entry["options"], start=1)))
    told = (tally["yes"], tally["no"], tally["abstain"])
    demand(told == (choices["yes"], choices["no"], choices["abstain"]), "the tally is the recount", told, dict(choices))
    demand(tally["absent"] == poll["eligible"] - choices.total() >= 0, "absent are all others", tally, poll["eligible"])
    votes = [choices[number] for number in range(1, len(poll["options"]) + 1)]
    demand(tally["options"] == votes, "each option has its recount", tally, dict(choices))
    first = [number for number, cast in enumerate(votes, 1) if cast >= tally["needed"] and cast == max(votes)]
    carried = len(first) == 1 if votes else choices["yes"] >= tally["needed"]
    demand(tally["carried"] == carried, "carried by its own numbers", tally)
    demand(tally["winner"] == (first[0] if len(first) == 1 else None), "the option with most votes", tally)
    demand(tally["tied"] == (first if len(first) > 1 else []), "a tie carries nothing", tally)


def check_audience(record: Record, actor: str, person_id: str | None, message: dict[str, Any]) -> None:
    """A message that reaches a page was meant for it, when it happened or now."""
    if message["type"] == "turnout":
        _check_role(record, actor, "turnout", record.last)
    events = message["events"] if message["type"] == "events" else [message] if message["type"] == "event" else []
    for event in events:
        kind = event["payload"]["kind"]
        demand(event["number"] <= record.last, "nothing is told before it is kept", event["number"], record.last)
        told, kept = event["payload"], record.acts[event["number"] - 1]
        demand((kept.kind, kept.payload) == (kind, told), "what is told is what is kept", event["number"], told, kept)
        if kind == "ballot_cast":
            demand(kept.actor == f"person:{person_id}", "a ballot goes to its voter alone", actor, event["number"])
        elif kind == "unit_notified" and record.units.get(actor) == told["notice"]["unit_id"]:
            continue
        elif kind == "letter_sent":
            _check_letter(record, actor, told["letter"], event["number"])
        elif kind in NARROW:
            _check_role(record, actor, kind, event["number"])


def _check_letter(record: Record, actor: str, letter: dict[str, Any], number: int) -> None:
    """A letter goes to its two sides alone: the people of its unit, or its participant and who keeps the mailbox."""
    if letter["mailbox"] == "unit":
        demand(record.units.get(actor) == letter["with_id"], "a unit's letter stays in the unit", actor, number)
    elif actor not in {f"person:{letter['with_id']}", f"person:{letter['writer_id']}"}:
        _check_role(record, actor, f"letter: {letter['mailbox']}", number)


def _check_role(record: Record, actor: str, kind: str, number: int) -> None:
    since = record.now() - GRACE_S
    before = [standing for at, standing in record.changes if at < since]
    lately = before[-1:] + [standing for at, standing in record.changes if at >= since]
    roles = {standing.roles.get(actor) for standing in [record.standing_before(number + 1), *lately]}
    demand(roles & NARROW[kind], "told only to those who may know", kind, actor, roles)


def check_page(record: Record, name: str, number: int | None, state: dict[str, Any] | None) -> None:
    """A page shows the record as it was after its own number: snapshot + events."""
    if number is None or state is None:
        return
    demand(number <= record.last, "no page is ahead of the record", name, number, record.last)
    if number in record.states:
        demand(state == record.states[number], "a page is snapshot + events", name, differences(number, record, state))


def differences(number: int, record: Record, state: dict[str, Any]) -> str:
    """Say in which parts a state differs from the record's after a number."""
    kept = record.states[number]
    parts = [f"{part}: {state.get(part)} instead of {kept[part]}" for part in kept if state.get(part) != kept[part]]
    return f"after {number}, {'; '.join(parts)}"


def check_own_ballots(record: Record, name: str, person_id: str | None, shown: dict[str, dict[str, Any]]) -> None:
    """A page shows its own person's ballots as the journal has them."""
    mine = [
        act.payload["ballot"] for act in record.acts if act.kind == "ballot_cast" and act.actor == f"person:{person_id}"
    ]
    demand(shown == {ballot["poll_id"]: ballot for ballot in mine}, "a page shows its own ballots", name, shown, mine)


def may_be_there(record: Record, actor: str, cookie: str) -> bool:
    """Tell whether somebody with this cookie has a right to a live page, and has had his place all the time."""
    always = all(actor in standing.roles for _at, standing in record.changes)
    if actor.startswith("room:"):
        device = KioskDevice.objects.filter(token_hash=sha256(cookie.encode()).hexdigest(), revoked_at=None)
        return always and device.exists()
    signed_in = Session.objects.filter(session_key=cookie, expire_date__gt=timezone.now())
    return always and signed_in.exists()
