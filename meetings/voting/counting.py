"""Counts a vote from its ballots and its shows of hands (docs/algorithms/voting.md)."""

from collections import Counter

from meetings.agenda.models import Meeting
from meetings.attendance.counting import counting_of
from meetings.attendance.rules import Deduct, Share, is_deducted
from meetings.contracts.polls import Choice, Tally
from meetings.voting.models import Ballot, Poll, RoomHands
from meetings.voting.rules import Answer, Count, Majority, count, read_choice
from meetings.voting.selectors import hands_of, members_of


def count_poll(poll: Poll, meeting: Meeting) -> tuple[dict[str, object], int]:
    """Return the tally as stored, and the number entitled to vote (with those who lost the right after voting)."""
    heard = heard_of(poll)
    places = list(members_of(meeting))
    members = {str(place.person_id) for place in places}
    counting = counting_of(meeting)
    deductions = {code: Deduct(applies) for code, applies in poll.deductions.items()}
    silent = [counting.voter(place) for place in places if str(place.person_id) not in heard]
    deducted = sum(is_deducted(deductions, voter) for voter in silent)
    present = sum(place.present for place in places)
    counted = _count(poll, members=len(members | heard), present=present, deducted=deducted)
    tally = Tally(
        yes=counted.yes,
        no=counted.no,
        abstain=counted.abstain,
        absent=counted.absent,
        base=counted.base,
        needed=counted.needed,
        carried=counted.carried,
        rule=poll.rule_words,
        present=counted.present,
        members=counted.members,
        hands=hands_of(poll),
        options=counted.options,
        winner=counted.winner,
        tied=() if counted.winner else counted.leading,
    )
    return tally.model_dump(mode="json"), len(members | heard)


def heard_of(poll: Poll) -> set[str]:
    """Return whose vote is in: with a ballot, or counted with a room (who of them raised no hand nobody knows)."""
    voted = {str(voter) for voter in Ballot.objects.filter(poll=poll).values_list("voter_id", flat=True)}
    return voted.union(*RoomHands.objects.filter(poll=poll).values_list("counted", flat=True))


def _count(poll: Poll, *, members: int, present: int, deducted: int) -> Count:
    stored = Ballot.objects.filter(poll=poll).values_list("choice", flat=True)
    choices: Counter[Answer] = Counter(read_choice(choice) for choice in stored)
    for room in RoomHands.objects.filter(poll=poll):
        choices.update({Choice.YES: room.yes, Choice.NO: room.no, Choice.ABSTAIN: room.abstain})
        choices.update(dict(enumerate(room.options, start=1)))
    share = Share(poll.numerator, poll.denominator, poll.strict)
    match poll.base:
        case "members" | "present" | "cast" as base:
            majority = Majority(base, share)
            return count(
                choices.elements(),
                members=members,
                present=present,
                deducted=deducted,
                majority=majority,
                options=len(poll.options),
            )
    raise ValueError(f"unknown base of a majority: {poll.base}")
