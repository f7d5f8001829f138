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
        poll.id: (*_by_hands(poll, names), *_by_name(poll, named.get(poll.id, {}), names))
        for poll in polls
        if poll.tally
    }


def count_words(poll: Poll, tally: Tally) -> str:
    """Return the numbers of a vote: of its own options, or yes and no; then those who chose none of them."""
    asked = "; ".join(f"«{words}»: {votes}" for words, votes in zip(poll.options, tally.options, strict=False))
    asked = asked or f"Đồng ý: {tally.yes}; không đồng ý: {tally.no}"
    return f"{asked}; không biểu quyết: {tally.abstain}; không bỏ phiếu: {tally.absent}"


def result_words(poll: Poll, tally: Tally) -> str:
    """Return what came out: carried or not, which option, or between which there is a tie."""
    if not poll.options:
        return "Được thông qua" if tally.carried else "Không được thông qua"
    if tally.winner:
        return f"Thông qua «{poll.options[tally.winner - 1]}»"
    if tally.tied:
        tied = ", ".join(f"«{poll.options[number - 1]}»" for number in tally.tied)
        return f"Bằng phiếu giữa {tied}, chưa phương án nào được thông qua"
    return "Không phương án nào đạt mức cần có"


def shares_of(poll: Poll, tally: Tally) -> list[str]:
    """Return the lines with both shares: of those who said yes, or of each option."""
    if not poll.options:
        words = share_words(tally)
        return [words] if words else []
    return [
        f"«{words}»: {percent(votes, tally.present)} số có mặt ({votes} trên {tally.present}), "
        f"{percent(votes, tally.members)} số được quyền biểu quyết ({votes} trên {tally.members})"
        for words, votes in zip(poll.options, tally.options, strict=False)
    ]


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
    return [WAYS[poll.way], *(_room_line(poll, count, names) for count in poll.tally.hands)]


def _room_line(poll: Poll, count: HandCount, names: Mapping[str, str]) -> str:
    room = names.get(count.room_id, "Điểm cầu")
    asked = "; ".join(f"«{words}» {hands}" for words, hands in zip(poll.options, count.options, strict=False))
    raised = f"{asked or f'đồng ý {count.yes}; không đồng ý {count.no}'}; không biểu quyết {count.abstain}"
    return f"{room}: {raised}; trong {count.entitled} đại biểu được biểu quyết"


def _ballots(events: Iterable[JournalEvent], polls: set[str]) -> dict[str, dict[str, Choice | int]]:
    """Return each person's last ballot in these votes."""
    cast: dict[str, dict[str, Choice | int]] = {poll_id: {} for poll_id in polls}
    for event in events:
        payload = PAYLOAD.validate_json(event.payload) if polls and event.kind == "ballot_cast" else None
        if isinstance(payload, BallotCast) and payload.ballot.poll_id in polls:
            person_id = event.actor.removeprefix("person:")
            cast[payload.ballot.poll_id][person_id] = payload.ballot.choice
    return cast


def _by_name(poll: Poll, ballots: Mapping[str, Choice | int], names: Mapping[str, str]) -> list[str]:
    options: dict[Choice | int, str] = {number: f"«{words}»" for number, words in enumerate(poll.options, start=1)}
    people: dict[Choice | int, list[str]] = defaultdict(list)
    for person_id, choice in ballots.items():
        people[choice].append(names.get(person_id, "…"))
    asked = [*options.items(), *CHOICES.items()]
    return [f"{words}: {', '.join(sorted(people[choice]))}" for choice, words in asked if people[choice]]
