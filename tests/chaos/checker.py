"""What must hold after any chaos: pure, so that its own tests can show that it sees every kind of loss."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from tests.participants.model import Json, PageModel, differences
from tests.participants.participant import Sent

MOST_LINES = 40


@dataclass(frozen=True)
class Seen:
    """What one participant has to say at the end."""

    key: str
    sent: Sequence[Sent]
    page: PageModel


@dataclass(frozen=True)
class Outcome:
    """Everything that is left when all is quiet."""

    people: Sequence[Seen]
    record: Json
    """``journal`` (number, kind, actor, command, payload), ``ballots`` (vote, voter, choice, number), ``broken``."""
    fresh: Json
    """A snapshot that a page got which had nothing before."""
    verified: int
    """Exit status of ``verify_journal``."""


def findings(outcome: Outcome) -> list[str]:
    """Return what is wrong, one line each; empty: everything held."""
    lines = [
        *_journal_whole(outcome),
        *_answers_kept(outcome),
        *_pages_right(outcome),
        *_ballots_right(outcome),
    ]
    return lines if len(lines) <= MOST_LINES else [*lines[:MOST_LINES], f"… and {len(lines) - MOST_LINES} more"]


def _journal_whole(outcome: Outcome) -> Iterable[str]:
    numbers = [row["number"] for row in outcome.record["journal"]]
    if numbers != list(range(1, len(numbers) + 1)):
        yield f"numbers are not dense: {len(numbers)} events up to {numbers[-1:]}"
    if outcome.record["broken"] is not None:
        yield f"the chain is broken at {outcome.record['broken']}"
    if outcome.verified != 0:
        yield f"verify_journal ended with {outcome.verified}"
    if outcome.fresh["number"] != len(numbers):
        yield f"a fresh page has number {outcome.fresh['number']}, the journal {len(numbers)}"


def _answers_kept(outcome: Outcome) -> Iterable[str]:
    rows: dict[tuple[str, str], list[Json]] = defaultdict(list)
    by_number = {row["number"]: row for row in outcome.record["journal"]}
    for row in outcome.record["journal"]:
        if row["command"]:
            rows[row["actor"], row["command"]].append(row)
    for one in outcome.people:
        for sent in one.sent:
            what = f"{sent.command['name']} {sent.id} of {one.key}"
            yield from (f"{what}: {line}" for line in _answer_kept(one.key, sent, rows[one.key, sent.id], by_number))


def _answer_kept(key: str, sent: Sent, rows: Sequence[Json], by_number: dict[int, Json]) -> Iterable[str]:
    if len(rows) > 1:
        yield f"{len(rows)} times in the journal"
    if sent.acks and sent.refusals:
        yield "acknowledged and refused"
    if sent.acks and not rows:
        yield "acknowledged, not in the journal"
    if sent.refusals and rows:
        yield f"refused ({sent.refusals[0]['code']}), yet in the journal as {rows[0]['number']}"
    if not sent.acks and not sent.refusals:
        yield f"never answered, said {sent.times} times"
    for ack in sent.acks:
        named = by_number.get(ack["number"])
        # An act of several events is known by its first number and may be acknowledged by its last.
        if rows and (named is None or named["actor"] != key or ack["number"] < rows[0]["number"]):
            yield f"acknowledged as {ack['number']}, which is not its event"


def _pages_right(outcome: Outcome) -> Iterable[str]:
    for one in outcome.people:
        if one.page.number != outcome.fresh["number"]:
            yield f"page of {one.key} stands at {one.page.number}, a fresh one at {outcome.fresh['number']}"
        elif one.page.state != outcome.fresh["state"]:
            wrong = differences(one.page.state, outcome.fresh["state"])
            yield f"page of {one.key} differs: {'; '.join(wrong[:3])}"


def _ballots_right(outcome: Outcome) -> Iterable[str]:
    stored = {(poll, voter): (choice, number) for poll, voter, choice, number in outcome.record["ballots"]}
    cast: dict[tuple[str, str], tuple[str, int]] = {}
    for row in outcome.record["journal"]:
        payload = row["payload"]
        if row["kind"] == "ballot_cast":
            ballot = payload["ballot"]
            cast[ballot["poll_id"], row["actor"].partition(":")[2]] = (ballot["choice"], row["number"])
        elif row["kind"] == "poll_closed":
            yield from _tally_right(payload["poll"], cast)
    if stored != cast:
        yield f"{len(stored.items() ^ cast.items())} ballots differ between table and journal"
    for one in outcome.people:
        voter = one.key.partition(":")[2]
        mine = {poll: found for (poll, who), found in stored.items() if who == voter}
        known = {poll: (ballot["choice"], ballot["number"]) for poll, ballot in one.page.ballots.items()}
        if mine != known:
            yield f"receipts of {one.key} differ from the record: {known} ≠ {mine}"


def _tally_right(poll: Json, cast: dict[tuple[str, str], tuple[str, int]]) -> Iterable[str]:
    counted: Counter[Any] = Counter(choice for (poll_id, _voter), (choice, _) in cast.items() if poll_id == poll["id"])
    for choice in ("yes", "no", "abstain"):
        if poll["tally"][choice] != counted[choice]:
            yield f"vote {poll['id']}: {poll['tally'][choice]} {choice} counted, {counted[choice]} cast"
