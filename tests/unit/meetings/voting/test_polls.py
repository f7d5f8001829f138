import json
from uuid import uuid4

import pytest

from meetings.agenda import services as agenda
from meetings.agenda.models import Participation
from meetings.contracts.audience import Viewer
from meetings.contracts.polls import Choice, MyBallot
from meetings.contracts.roles import Role
from meetings.core import journal
from meetings.core.errors import BadInput, BadState, DomainError, NotFound, Refused
from meetings.core.models import JournalEvent
from meetings.speaking import services as speaking
from meetings.voting import services
from meetings.voting.ballots import BallotOrder, cast_ballots
from meetings.voting.models import Ballot, MajorityRule, Poll
from meetings.voting.selectors import my_ballots, polls_state, turnout


def open_poll(cast, question="Thông qua nghị quyết?"):
    services.open_poll(actor=cast.actor(cast.chair), meeting_id=cast.meeting.id, item_id=None, question=question)
    return Poll.objects.get(meeting=cast.meeting, closed_at__isnull=True)


def close(cast, poll):
    return services.close_poll(actor=cast.actor(cast.chair), meeting_id=cast.meeting.id, poll_id=str(poll.id))


def order(cast, person, poll, choice=Choice.YES, command_id=None):
    return BallotOrder(cast.actor(person, command_id or uuid4().hex), poll.id, choice)


def vote(cast, *orders):
    return cast_ballots(meeting_id=cast.meeting.id, orders=orders)


def test_vote_is_counted_on_all_members_entitled(sitting):
    poll = open_poll(sitting)
    assert poll.eligible == 6
    people = [sitting.chair, *sitting.delegates[:3]]
    receipts = vote(sitting, *(order(sitting, person, poll) for person in people))
    assert all(isinstance(receipt, MyBallot) for receipt in receipts)
    vote(sitting, order(sitting, sitting.delegates[3], poll, Choice.NO))
    assert turnout(poll).cast == 5
    close(sitting, poll)
    tally = polls_state(sitting.meeting)[0].tally
    assert tally is not None
    assert (tally.yes, tally.no, tally.abstain, tally.absent) == (4, 1, 0, 1)
    assert (tally.base, tally.needed, tally.carried) == (6, 4, True)


def test_a_ballot_can_be_changed_until_closing_and_counts_once(sitting):
    poll = open_poll(sitting)
    vote(sitting, order(sitting, sitting.chair, poll, Choice.YES))
    vote(sitting, order(sitting, sitting.chair, poll, Choice.NO))
    assert Ballot.objects.get(poll=poll).choice == "no"
    first, second = (
        order(sitting, sitting.chair, poll, Choice.ABSTAIN),
        order(sitting, sitting.chair, poll, Choice.YES),
    )
    vote(sitting, first, second)  # both in one batch: the later one stands
    ballot = Ballot.objects.get(poll=poll)
    assert (ballot.choice, ballot.number) == ("yes", journal.last_number(sitting.meeting.id))


def test_a_final_ballot_stays(sitting):
    MajorityRule.objects.update(ballots_final=True)
    poll = open_poll(sitting)
    first, again = vote(
        sitting,
        order(sitting, sitting.chair, poll, Choice.YES),
        order(sitting, sitting.chair, poll, Choice.NO),
    )
    assert isinstance(first, MyBallot)
    assert isinstance(again, BadState) and again.code == "ballot_final"
    assert Ballot.objects.get(poll=poll).choice == "yes"
    assert polls_state(sitting.meeting)[0].final


def test_the_same_command_counts_once(sitting):
    poll = open_poll(sitting)
    sent = order(sitting, sitting.chair, poll, Choice.YES, "same-command")
    (first,) = vote(sitting, sent)
    again, twin = vote(sitting, sent, sent)
    assert first == again == twin
    assert JournalEvent.objects.filter(kind="ballot_cast").count() == 1


def test_a_refused_ballot_does_not_spoil_the_batch(sitting):
    poll = open_poll(sitting)
    sitting_actor = sitting.actor(sitting.delegates[0], "used-before")
    speaking.request_speech(actor=sitting_actor, meeting_id=sitting.meeting.id, subject="")
    missing = Poll(id=uuid4())
    outcomes = vote(
        sitting,
        order(sitting, sitting.delegates[4], poll),  # absent
        order(sitting, sitting.guest, poll),
        order(sitting, sitting.observer, poll),
        order(sitting, sitting.secretary, poll),  # no right to vote in this meeting
        order(sitting, sitting.outsider, poll),
        order(sitting, sitting.chair, missing),
        BallotOrder(sitting_actor, poll.id, Choice.YES),
        BallotOrder(sitting.kiosk(sitting.hall), poll.id, Choice.YES),
        order(sitting, sitting.delegates[1], poll),
    )
    kinds = [type(outcome) for outcome in outcomes]
    assert kinds == [BadState, Refused, Refused, Refused, NotFound, NotFound, BadInput, NotFound, MyBallot]
    assert isinstance(outcomes[0], DomainError) and "điểm danh" in outcomes[0].message
    assert Ballot.objects.filter(poll=poll).count() == 1


def test_a_ballot_after_closing_is_refused(sitting):
    poll = open_poll(sitting)
    close(sitting, poll)
    (outcome,) = vote(sitting, order(sitting, sitting.chair, poll))
    assert isinstance(outcome, BadState) and outcome.code == "poll_closed"
    with pytest.raises(BadState):
        close(sitting, poll)


def test_one_vote_at_a_time_and_a_sitting_is_not_closed_over_it(sitting):
    poll = open_poll(sitting)
    with pytest.raises(BadState):
        open_poll(sitting)
    with pytest.raises(BadState) as refused:
        agenda.close_meeting(actor=sitting.actor(sitting.chair), meeting_id=sitting.meeting.id)
    assert refused.value.code == "poll_open"
    close(sitting, poll)
    open_poll(sitting)


def test_a_later_change_of_the_rule_changes_nothing(sitting):
    poll = open_poll(sitting)
    MajorityRule.objects.update(numerator=1, denominator=100, words="khác")
    vote(sitting, order(sitting, sitting.chair, poll))
    close(sitting, poll)
    tally = polls_state(sitting.meeting)[0].tally
    assert tally is not None and (tally.needed, tally.carried) == (4, False)
    assert "Quá nửa" in tally.rule


def test_who_lost_the_vote_after_voting_is_still_in_the_base(sitting):
    poll = open_poll(sitting)
    vote(sitting, *(order(sitting, person, poll) for person in [sitting.chair, *sitting.delegates[:4]]))
    Participation.objects.filter(meeting=sitting.meeting, person__in=sitting.delegates[:2]).update(votes=False)
    close(sitting, poll)
    tally = polls_state(sitting.meeting)[0].tally
    assert tally is not None and (tally.base, tally.absent) == (6, 1)


def test_nothing_tells_how_others_voted_before_closing(sitting):
    poll = open_poll(sitting)
    before = journal.last_number(sitting.meeting.id)
    vote(
        sitting, order(sitting, sitting.chair, poll, Choice.YES), order(sitting, sitting.delegates[0], poll, Choice.NO)
    )
    assert polls_state(sitting.meeting)[0].tally is None
    for role in Role:
        viewer = Viewer(peer_id="x", role=role, person_id=str(sitting.secretary.id))
        last, seen = journal.events_after(sitting.meeting.id, before, viewer)
        assert (last, seen) == (before + 2, [])
    mine = Viewer(peer_id="x", role=Role.CHAIR, person_id=str(sitting.chair.id))
    _last, seen = journal.events_after(sitting.meeting.id, before, mine)
    assert [event.payload.ballot.choice for event in seen if event.payload.kind == "ballot_cast"] == [Choice.YES]
    assert set(json.loads(turnout(poll).model_dump_json())) == {"type", "poll_id", "cast", "eligible"}
    assert [ballot.choice for ballot in my_ballots(sitting.meeting.id, sitting.chair.id)] == [Choice.YES]


def test_unreadable_ids_are_not_found(sitting):
    for call in (
        lambda: services.close_poll(actor=sitting.actor(sitting.chair), meeting_id=sitting.meeting.id, poll_id="x"),
        lambda: services.open_poll(
            actor=sitting.actor(sitting.chair), meeting_id=sitting.meeting.id, item_id="x", question="Có không?"
        ),
    ):
        with pytest.raises(NotFound):
            call()


def test_a_hall_is_read_by_the_same_rules_as_one_voter(sitting, monkeypatch):
    monkeypatch.setattr("meetings.voting.ballots.HALL", 1)
    MajorityRule.objects.update(ballots_final=True)
    poll = open_poll(sitting)
    (first,) = vote(sitting, order(sitting, sitting.chair, poll))
    again, other, stranger = vote(
        sitting,
        order(sitting, sitting.chair, poll, Choice.NO),
        order(sitting, sitting.delegates[0], poll),
        order(sitting, sitting.outsider, poll),
    )
    assert isinstance(first, MyBallot) and isinstance(other, MyBallot)
    assert isinstance(again, BadState) and again.code == "ballot_final"
    assert isinstance(stranger, NotFound)
