"""The checker sees every kind of loss: each test spoils one thing in an outcome that is right."""

import copy
from collections.abc import Callable

import pytest

from tests.chaos.checker import Outcome, Seen, findings
from tests.participants.model import Json, PageModel
from tests.participants.participant import Sent

ME = "person:p1"
BALLOT = {"poll_id": "v1", "choice": "yes", "at": "", "number": 2}
POLL = {"id": "v1", "status": "closed", "tally": {"yes": 1, "no": 0, "abstain": 0}}


def row(number: int, kind: str, command: str | None, payload: Json) -> Json:
    return {"number": number, "kind": kind, "actor": ME, "command": command, "payload": payload}


def right() -> Outcome:
    """One person asked to speak (1), voted (2), and the vote was closed (3); one command was refused."""
    asked = Sent("ask", {"name": "request_speech"}, None, 0.0, acks=[{"number": 1}])
    voted = Sent("vote", {"name": "cast_ballot"}, None, 0.0, acks=[{"number": 2}, {"number": 2}])
    again = Sent("again", {"name": "request_speech"}, None, 0.0, refusals=[{"code": "already_asked"}])
    closed = Sent("close", {"name": "close_poll"}, None, 0.0, acks=[{"number": 3}])
    page = PageModel()
    page.number, page.state, page.ballots = 3, {"polls": [POLL]}, {"v1": BALLOT}
    journal = [
        row(1, "speech_requested", "ask", {}),
        row(2, "ballot_cast", "vote", {"ballot": BALLOT}),
        row(3, "poll_closed", "close", {"poll": POLL}),
    ]
    record = {"journal": journal, "ballots": [["v1", "p1", "yes", 2]], "broken": None}
    people = [Seen(ME, [asked, voted, again, closed], page)]
    return copy.deepcopy(Outcome(people, record, {"number": 3, "state": {"polls": [POLL]}}, 0))


def test_a_right_outcome_has_no_findings() -> None:
    assert findings(right()) == []


def _double(outcome: Outcome) -> None:
    outcome.record["journal"].append(row(4, "speech_requested", "ask", {}))
    outcome.fresh["number"] = outcome.people[0].page.number = 4


def _lose_event(outcome: Outcome) -> None:
    outcome.record["journal"][0]["command"] = None


def _record_refused(outcome: Outcome) -> None:
    outcome.record["journal"][0]["command"] = "again"


SPOILS: dict[str, Callable[[Outcome], object]] = {
    "2 times in the journal": _double,
    "acknowledged, not in the journal": _lose_event,
    "refused (already_asked), yet in the journal": _record_refused,
    "never answered": lambda outcome: outcome.people[0].sent[0].acks.clear(),
    "acknowledged and refused": lambda outcome: outcome.people[0].sent[0].refusals.append({"code": "x"}),
    "acknowledged as 9": lambda outcome: outcome.people[0].sent[0].acks.append({"number": 9}),
    "not dense": lambda outcome: outcome.record["journal"].pop(1),
    "chain is broken at 2": lambda outcome: outcome.record.update(broken=2),
    "verify_journal ended with 1": lambda outcome: object.__setattr__(outcome, "verified", 1),
    "stands at 2": lambda outcome: setattr(outcome.people[0].page, "number", 2),
    "page of person:p1 differs: .polls": lambda outcome: setattr(outcome.people[0].page, "state", {"polls": []}),
    "ballots differ between table and journal": lambda outcome: outcome.record["ballots"].clear(),
    "receipts of person:p1 differ": lambda outcome: outcome.people[0].page.ballots.clear(),
    "0 yes counted, 1 cast": lambda outcome: outcome.record["journal"][2]["payload"]["poll"]["tally"].update(yes=0),
}


@pytest.mark.parametrize("line", SPOILS)
def test_every_kind_of_loss_is_found(line: str) -> None:
    outcome = right()
    SPOILS[line](outcome)
    assert any(line in found for found in findings(outcome)), findings(outcome)
