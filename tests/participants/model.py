"""What a page knows of a meeting, from messages alone: written from docs/protocol.md, not from the web store.

The sum of snapshot and events must equal a fresh snapshot; a second, independent reducer is how tests see that.
States are never changed in place, so parsed messages may be shared by any number of pages.
"""

from collections.abc import Callable, Iterable
from typing import Any

Json = dict[str, Any]
Change = Callable[[Json, Json], Json]


def put(entries: Iterable[Json], entry: Json, key: str = "id") -> list[Json]:
    """Return the list with ``entry`` in the place of the one with the same key, else at the end."""
    known = list(entries)
    for index, old in enumerate(known):
        if old[key] == entry[key]:
            known[index] = entry
            return known
    return [*known, entry]


def put_all(entries: Iterable[Json], changed: Iterable[Json]) -> list[Json]:
    """``put`` for several entries."""
    known = list(entries)
    for entry in changed:
        known = put(known, entry)
    return known


def without(entries: Iterable[Json], id_: str | None) -> list[Json]:
    """Return the list without the entry of that id."""
    return [entry for entry in entries if entry["id"] != id_]


def _with_time(question: Json, event: Json) -> Json:
    """Return a question whose turn that ended has its time."""
    said = [
        {**one, "seconds": event["spoken_s"]} if one["turn_id"] == event["turn_id"] else one
        for one in question["exchanges"]
    ]
    return {**question, "exchanges": said}


def _floor_taken(state: Json, event: Json) -> Json:
    ended = state["floor"] is not None and state["floor"]["turn_id"] == event["turn_id"]
    parts = {"floor": None if ended else state["floor"], "open_microphones": event["open_microphones"]}
    spoken = event["spoken"]
    if any(said["turn_id"] == event["turn_id"] for asked in state["questions"] for said in asked["exchanges"]):
        parts["questions"] = [_with_time(asked, event) for asked in state["questions"]]
    if spoken is None:
        return parts
    rows = [
        spoken if all(row[key] == spoken[key] for key in ("person_id", "room_id", "item_id")) else row
        for row in state["spoken"]
    ]
    return {**parts, "spoken": rows if spoken in rows else [*rows, spoken]}


def _agenda_changed(state: Json, event: Json) -> Json:
    known = {None, *(item["id"] for item in event["items"])}
    return {
        "items": event["items"],
        "speech_limits": [limit for limit in state["speech_limits"] if limit["item_id"] in known],
    }


def _speech_requested(state: Json, event: Json) -> Json:
    queue = put(state["queue"], event["request"])
    return {"queue": sorted(queue, key=lambda request: request["kind"] != "order")}


def _queue_ordered(state: Json, event: Json) -> Json:
    place = {id_: index for index, id_ in enumerate(event["request_ids"])}
    return {"queue": sorted(state["queue"], key=lambda request: place[request["id"]])}


def _questions_ordered(state: Json, event: Json) -> Json:
    by_id = {question["id"]: question for question in state["questions"]}
    ordered = iter(event["question_ids"])
    moved = set(event["question_ids"])
    return {"questions": [by_id[next(ordered)] if id_ in moved else question for id_, question in by_id.items()]}


def heard(state: Json) -> Json:
    """Return who is heard: whoever has the floor, the main room, whoever conducts (a deputy through his room too)."""
    people = {person["person_id"]: person for person in state["people"]}
    deputy = people.get(state["meeting"]["acting_chair"])
    if state["meeting"]["adjourned_at"]:
        return {"open_microphones": []}
    keys = [state["floor"]["participant"]] if state["floor"] else []
    keys += [f"room:{room['id']}" for room in state["rooms"] if room["main"]]
    if deputy:
        keys += [f"room:{deputy['room_id']}"] if deputy["room_id"] else []
        keys.append(f"person:{deputy['person_id']}")
    else:
        keys += [f"person:{key}" for key, person in people.items() if person["role"] == "chair"]
    return {"open_microphones": list(dict.fromkeys(keys))}


def _and_heard(change: Change) -> Change:
    def changed(state: Json, event: Json) -> Json:
        parts = change(state, event)
        return {**parts, **heard({**state, **parts})}

    return changed


def _person_checked_in(state: Json, event: Json) -> Json:
    person = event["person"]
    moved = {"room_id": person["room_id"]}
    return {
        "people": put(state["people"], person, "person_id"),
        "queue": [{**hand, **(moved if hand["person_id"] == person["person_id"] else {})} for hand in state["queue"]],
        "quorum": event["quorum"],
    }


def _session_changed(state: Json, event: Json) -> Json:
    moved = {"room_id": None} if event["act"] == "adjourned" else {}
    return {
        "meeting": event["meeting"],
        "items": put_all(state["items"], event["items"]),
        "people": event["people"],
        "queue": [{**hand, **moved} for hand in state["queue"]],
        "quorum": event["quorum"],
        "heads": [] if event["act"] == "adjourned" else state["heads"],
    }


def _room_counted(state: Json, event: Json) -> Json:
    others = [count for count in state["heads"] if count["room_id"] != event["count"]["room_id"]]
    return {"heads": [*others, event["count"]]}


def _same(*names: str) -> Change:
    return lambda _state, event: {name: event[name] for name in names}


CHANGES: dict[str, Change] = {
    "meeting_changed": _same("meeting"),
    "agenda_changed": _agenda_changed,
    "item_opened": lambda state, event: {"items": put_all(state["items"], event["items"])},
    "item_closed": lambda state, event: {"items": put(state["items"], event["item"])},
    "item_settled": lambda state, event: {"items": put(state["items"], event["item"])},
    "break_changed": lambda state, event: {
        "meeting": event["meeting"],
        "items": put_all(state["items"], event["items"]),
    },
    "session_changed": _and_heard(_session_changed),
    "chair_changed": _same("meeting", "open_microphones"),
    "people_changed": _and_heard(_same("people", "quorum")),
    "rooms_changed": _and_heard(_same("rooms")),
    "person_checked_in": _and_heard(_person_checked_in),
    "room_counted": _room_counted,
    "quorum_changed": _same("quorum"),
    "paper_issued": lambda state, event: {"papers": put(state["papers"], event["paper"])},
    "paper_withdrawn": lambda state, event: {"papers": without(state["papers"], event["paper_id"])},
    "paper_reached": lambda state, event: {"papers": put(state["papers"], event["paper"])},
    "paper_closed": lambda state, event: {"papers": without(state["papers"], event["paper_id"])},
    "speech_requested": _speech_requested,
    "speech_withdrawn": lambda state, event: {"queue": without(state["queue"], event["request_id"])},
    "queue_ordered": _queue_ordered,
    "speech_limits_changed": lambda _state, event: {"speech_limits": event["limits"]},
    "floor_given": lambda state, event: {
        "floor": event["floor"],
        "queue": without(state["queue"], event["request_id"]),
        "open_microphones": event["open_microphones"],
    },
    "floor_changed": _same("floor"),
    "floor_taken": _floor_taken,
    "microphones_muted": _same("open_microphones"),
    "question_changed": lambda state, event: {"questions": put(state["questions"], event["question"])},
    "questions_ordered": _questions_ordered,
    "channels_changed": _same("channels"),
    "screens_pinned": _same("pins"),
    "seating_changed": _same("seating"),
    "mailbox_switched": lambda _state, event: {"closed_mailboxes": event["closed"]},
    "poll_opened": lambda state, event: {"polls": put(state["polls"], event["poll"])},
    "poll_closed": lambda state, event: {"polls": put(state["polls"], event["poll"])},
}
"""What each kind of event replaces in the state; kinds that are not here change nothing that everybody sees."""


class PageModel:
    """State, number and own ballots of one page. ``take`` returns True when events are missing."""

    def __init__(self) -> None:
        self.number: int | None = None
        self.state: Json | None = None
        self.ballots: dict[str, Json] = {}
        """One's own receipts by vote, the newest."""
        self.prepared: list[Json] = []
        """Votes that wait to be opened, as far as this page may know."""
        self.applied = 0
        """Events taken in one by one (not by snapshot)."""
        self.snapshots = 0

    def take(self, message: Json) -> bool:
        """Bring the page forward by one message of the server."""
        match message["type"]:
            case "welcome":
                self.prepared = list(message["you"].get("prepared", ()))
                for ballot in message["you"]["ballots"]:
                    self._ballot(ballot)
            case "snapshot":
                self.number, self.state = message["number"], message["state"]
                self.snapshots += 1
            case "event":
                return self._advance(message["number"], message["number"], [message])
            case "passed":
                return self._advance(message["first"], message["last"], [])
            case "events":
                return self._catch_up(message)
            case "ack" if message["ballot"]:
                self._ballot(message["ballot"])
        return False

    def _advance(self, first: int, last: int, events: Iterable[Json]) -> bool:
        if self.number is None or last <= self.number:
            return False
        if first > self.number + 1:
            return True
        for event in events:
            self._apply(event["payload"])
        self.number = last
        return False

    def _catch_up(self, message: Json) -> bool:
        if self.number is None:
            return True
        for event in sorted(message["events"], key=lambda event: int(event["number"])):
            if event["number"] > self.number:
                self._apply(event["payload"])
        self.number = max(self.number, message["last"])
        return False

    def _apply(self, payload: Json) -> None:
        assert self.state is not None, "an event before the state that it builds on"
        self.applied += 1
        if payload["kind"] == "ballot_cast":
            self._ballot(payload["ballot"])
        if payload["kind"] == "polls_prepared":
            self.prepared = list(payload["prepared"])
        if payload["kind"] == "poll_opened":
            self.prepared = [one for one in self.prepared if one["id"] != payload.get("prepared_id")]
        change = CHANGES.get(payload["kind"])
        if change:
            self.state = {**self.state, **change(self.state, payload)}

    def _ballot(self, ballot: Json) -> None:
        old = self.ballots.get(ballot["poll_id"])
        if old is None or old["number"] < ballot["number"]:
            self.ballots[ballot["poll_id"]] = ballot


def differences(left: object, right: object, path: str = "") -> list[str]:
    """Return where two JSON values differ, as readable lines."""
    if isinstance(left, dict) and isinstance(right, dict):
        names = sorted({*left, *right})
        return [line for name in names for line in differences(left.get(name), right.get(name), f"{path}.{name}")]
    if isinstance(left, list) and isinstance(right, list) and len(left) == len(right):
        pairs = enumerate(zip(left, right, strict=True))
        return [line for index, (one, other) in pairs for line in differences(one, other, f"{path}[{index}]")]
    return [] if left == right else [f"{path}: {str(left)[:120]} ≠ {str(right)[:120]}"]
