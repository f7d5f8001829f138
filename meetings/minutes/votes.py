"""What the minutes say of a vote beside its numbers: shows of hands by room, names where the rule wants them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from meetings.contracts.events import BallotCast
from meetings.contracts.polls import Choice, HandCount, Poll, Tally, VoteWay
from meetings.core.journal import PAYLOAD
from meetings.core.models import JournalEvent

CHOICES = {Choice.YES: "Đồng ý", Choice.NO: "Không đồng ý", Choice.ABSTAIN: "Không biểu quyết"}
WAYS = {
    VoteWay.HANDS: "Biểu quyết giơ tay tại các phòng; người dự từ xa bỏ phiếu trên máy",
    VoteWay.HANDS_OUTSIDE: "Phòng chủ trì bỏ phiếu trên máy, các điểm cầu biểu quyết giơ tay; "
    "người dự từ xa bỏ phiếu trên máy",
}


def details_of(
    events: Iterable[JournalEvent], polls: Sequence[Poll], names: Mapping[str, str]
) -> dict[str, tuple[str, ...]]:
    """Return, by vote, the lines that follow its result; ``names``: of people and rooms, by id."""
    named = _ballots(events, {poll.id for poll in polls if poll.named and poll.tally})
    return {
        poll.id: (*_by_hands(poll, names), *_by_name(named.get(poll.id, {}), names)) for poll in polls if poll.tally
    }


def share_words(tally: Tally) -> str:
    """Return the share that said yes, of those present and of all entitled: ``80,5% số có mặt (33 trên 41), …``."""
    if not tally.members:
        return ""
    present = f"{percent(tally.yes, tally.present)} số có mặt ({tally.yes} trên {tally.present})"
    members = f"{percent(tally.yes, tally.members)} số được quyền biểu quyết ({tally.yes} trên {tally.members})"
    return f"Đồng ý {present}, {members}"


def percent(count: int, base: int) -> str:
    """Return a share with at most one decimal place, rounded half up: ``33,3%``."""
    if base <= 0:
        return "0%"
    tenths = (2000 * count + base) // (2 * base)
    whole, rest = divmod(tenths, 10)
    return f"{whole},{rest}%" if rest else f"{whole}%"


def _by_hands(poll: Poll, names: Mapping[str, str]) -> list[str]:
    if poll.way == VoteWay.DEVICES or poll.tally is None:
        return []
    return [WAYS[poll.way], *(_room_line(count, names) for count in poll.tally.hands)]


def _room_line(count: HandCount, names: Mapping[str, str]) -> str:
    room = names.get(count.room_id, "Điểm cầu")
    raised = f"đồng ý {count.yes}; không đồng ý {count.no}; không biểu quyết {count.abstain}"
    return f"{room}: {raised}; trong {count.entitled} đại biểu được biểu quyết"


def _ballots(events: Iterable[JournalEvent], polls: set[str]) -> dict[str, dict[str, Choice]]:
    """Return each person's last ballot in these votes."""
    cast: dict[str, dict[str, Choice]] = {poll_id: {} for poll_id in polls}
    for event in events:
        payload = PAYLOAD.validate_json(event.payload) if polls and event.kind == "ballot_cast" else None
        if isinstance(payload, BallotCast) and payload.ballot.poll_id in polls:
            person_id = event.actor.removeprefix("person:")
            cast[payload.ballot.poll_id][person_id] = payload.ballot.choice
    return cast


def _by_name(ballots: Mapping[str, Choice], names: Mapping[str, str]) -> list[str]:
    people: dict[Choice, list[str]] = defaultdict(list)
    for person_id, choice in ballots.items():
        people[choice].append(names.get(person_id, "…"))
    return [f"{words}: {', '.join(sorted(people[choice]))}" for choice, words in CHOICES.items() if people[choice]]
