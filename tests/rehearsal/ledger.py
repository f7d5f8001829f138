"""The recount: what the record must say, from what people did and when they heard of it. Pure.

It shares nothing with the product: it folds the commands that were acknowledged, by their numbers, and takes times from
the events as one page heard them.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from math import ceil
from typing import Any

Json = dict[str, Any]
CHOICES = ("yes", "no", "abstain")


@dataclass(frozen=True)
class Act:
    """A command that somebody was told counts."""

    number: int
    person: str
    command: Json


@dataclass(frozen=True)
class Heard:
    """An event as a page received it."""

    number: int
    at: datetime
    payload: Json


@dataclass
class Speaking:
    """Time and turns of one speaker in one item."""

    seconds: float = 0.0
    turns: int = 0


@dataclass
class Recount:
    """What the acts add up to."""

    voters: Sequence[str]
    present: dict[str, bool] = field(default_factory=dict)
    came: dict[str, int] = field(default_factory=dict)
    """Number of the first arrival by person."""
    stays: Counter[str] = field(default_factory=Counter)
    absences: dict[str, str] = field(default_factory=dict)
    heads: dict[str, int] = field(default_factory=dict)
    """How many people were counted last, by room."""
    crossings: list[bool] = field(default_factory=list)
    """Whether the quorum held after each time it changed."""
    ballots: dict[str, dict[str, str]] = field(default_factory=dict)
    """Choice by voter, by vote."""
    spoken: dict[tuple[str | None, str | None], Speaking] = field(default_factory=dict)
    open_s: Counter[str] = field(default_factory=Counter)
    outcomes: dict[str, str] = field(default_factory=dict)
    opened_number: int = 0

    @property
    def needed(self) -> int:
        """Two thirds of those convened."""
        return ceil(len(self.voters) * 2 / 3)

    @property
    def holds(self) -> bool:
        """Enough voters are there."""
        return sum(self.present.get(voter, False) for voter in self.voters) >= self.needed


def recount(acts: Iterable[Act], heard: Sequence[Heard], voters: Sequence[str]) -> Recount:
    """Add everything up."""
    total = Recount(voters)
    for act in sorted(acts, key=lambda act: act.number):
        _people(total, act)
        if act.command["name"] == "cast_ballot":
            total.ballots.setdefault(act.command["poll_id"], {})[act.person] = act.command["choice"]
        elif act.command["name"] == "settle_item":
            total.outcomes[act.command["item_id"]] = act.command["outcome"]
        elif act.command["name"] == "open_meeting":
            total.opened_number = act.number
    _times(total, heard)
    return total


def _people(total: Recount, act: Act) -> None:
    command = act.command
    held = total.holds
    match command["name"]:
        case "check_in":
            total.came.setdefault(act.person, act.number)
            total.stays[act.person] += not total.present.get(act.person, False)
            total.present[act.person] = True
        case "leave_meeting":
            total.present[act.person] = False
        case "note_absence":
            total.absences[command["person_id"]] = command["ground"]
        case "count_room":
            total.heads[command["room_id"]] = command["people"]
    if total.holds != held:
        total.crossings.append(total.holds)


def _times(total: Recount, heard: Sequence[Heard]) -> None:
    """Follow the open item and the floor by the clock of the events."""
    item: str | None = None
    item_since = turn_since = paused_at = None
    paused = 0.0
    speaker: str | None = None
    for event in sorted(heard, key=lambda event: event.number):
        kind, payload, at = event.payload["kind"], event.payload, event.at
        if kind in {"item_opened", "item_closed", "break_changed"}:
            if item and item_since:
                total.open_s[item] += (at - item_since).total_seconds()  # type: ignore[assignment]
            item = payload["item_id"] if kind == "item_opened" else None if kind == "item_closed" else item
            resting = kind == "break_changed" and payload["meeting"]["break_until"] is not None
            item_since = at if item and not resting else None
        elif kind == "floor_given":
            speaker = payload["floor"]["person_id"] or payload["floor"]["room_id"]
            turn_since, paused, paused_at = at, 0.0, None
        elif kind == "floor_changed" and payload["act"] == "paused":
            paused_at = at
        elif kind == "floor_changed" and payload["act"] == "resumed" and paused_at:
            paused, paused_at = paused + (at - paused_at).total_seconds(), None
        elif kind == "floor_taken" and turn_since:
            mine = total.spoken.setdefault((speaker, item), Speaking())
            mine.turns += 1
            mine.seconds += (at - turn_since).total_seconds() - paused


def differences(total: Recount, final: Json, slack_s: float) -> list[str]:
    """Return where the product's record says something else; empty: it says the same.

    ``slack_s``: how far the time of an event may stand from the time that its act wrote, by the clock of the sitting.
    """
    return [
        *_attendance(total, final),
        *_votes(total, final["polls"]),
        *_floor(total, final["spoken"], slack_s),
        *_agenda(total, final["items"], slack_s),
        *_whole(total, final),
    ]


def _attendance(total: Recount, final: Json) -> Iterable[str]:
    for person in final["people"]:
        key = person["person_id"]
        if person["present"] != total.present.get(key, False):
            yield f"{key}: present {person['present']}"
        if (person["checked_in_at"] is None) != (key not in total.came):
            yield f"{key}: came {person['checked_in_at']}"
        if final["stays"].get(key, 0) != total.stays[key]:
            yield f"{key}: {final['stays'].get(key, 0)} stays, {total.stays[key]} counted"
    if set(final["absences"]) != set(total.absences):
        yield f"absences of {sorted(set(final['absences']) ^ set(total.absences))}"
    if final["heads"] != total.heads:
        yield f"counted {final['heads']}, {total.heads} entered"
    crossings = [quorum["holds"] for quorum in final["crossings"]]
    if crossings != total.crossings:
        yield f"quorum {crossings}, {total.crossings} counted"
    for quorum in final["crossings"]:
        if (quorum["base"], quorum["needed"]) != (len(total.voters), total.needed):
            yield f"quorum of {quorum['needed']} in {quorum['base']}, counted {total.needed} in {len(total.voters)}"


def _votes(total: Recount, polls: Sequence[Json]) -> Iterable[str]:
    if {poll["id"] for poll in polls} != set(total.ballots):
        yield f"{len(polls)} votes, {len(total.ballots)} counted"
    for poll in polls:
        mine = Counter(total.ballots.get(poll["id"], {}).values())
        tally = poll["tally"]
        for choice in CHOICES:
            if tally[choice] != mine[choice]:
                yield f"{poll['question']}: {tally[choice]} {choice}, {mine[choice]} counted"
        if tally["base"] != len(total.voters) or tally["absent"] != len(total.voters) - sum(mine.values()):
            yield f"{poll['question']}: {tally['absent']} of {tally['base']} without a ballot"
        if tally["carried"] != (2 * mine["yes"] > len(total.voters)):
            yield f"{poll['question']}: carried {tally['carried']}, {mine['yes']} of {len(total.voters)}"


def _floor(total: Recount, spoken: Sequence[Json], slack_s: float) -> Iterable[str]:
    said = {(row["person_id"] or row["room_id"], row["item_id"]): row for row in spoken}
    if set(said) != set(total.spoken):
        yield f"speakers {sorted(map(str, set(said) ^ set(total.spoken)))}"
    for key, mine in total.spoken.items():
        row = said.get(key, {"turns": 0, "seconds": 0})
        # Whole seconds are written for each turn.
        if row["turns"] != mine.turns or abs(row["seconds"] - mine.seconds) > mine.turns * (1 + slack_s):
            yield f"{key}: {row['turns']} turns of {row['seconds']} s, counted {mine.turns} of {mine.seconds:.0f} s"


def _agenda(total: Recount, items: Sequence[Json], slack_s: float) -> Iterable[str]:
    for item in items:
        if (item["outcome"] or "") != total.outcomes.get(item["id"], ""):
            yield f"{item['title']}: {item['outcome']}"
        if abs(item["spent_s"] - total.open_s[item["id"]]) > 3 * (1 + slack_s):
            yield f"{item['title']}: open {item['spent_s']} s, counted {total.open_s[item['id']]:.0f} s"


def _whole(total: Recount, final: Mapping[str, Any]) -> Iterable[str]:
    if final["status"] != "closed":
        yield f"the meeting is {final['status']}"
    if final["broken"] is not None:
        yield f"the journal is broken at {final['broken']}"
    for poll in final["polls"]:
        if poll["question"] not in final["document"]:
            yield f"the minutes do not tell of «{poll['question']}»"
    if not total.opened_number:
        yield "nobody opened the meeting"
