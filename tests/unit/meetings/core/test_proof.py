"""A copy outside the database proves a journal even when the whole chain was computed anew."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from meetings.core.journal import event_hash, first_broken_number
from meetings.core.models import JournalEvent, JournalHead
from meetings.core.proof import SHORTEST, UnreadableCopy, clean_hash
from tests.browser import browser_of
from tests.cast import Cast, check_in


def events_of(cast: Cast) -> list[JournalEvent]:
    return list(JournalEvent.objects.filter(meeting_id=cast.meeting.id).order_by("number"))


def forge(cast: Cast, events: list[JournalEvent]) -> None:
    """Put these events in place of the journal with a chain that is whole again: what a clever forger does."""
    JournalEvent.objects.filter(meeting_id=cast.meeting.id).delete()
    prev = ""
    for number, event in enumerate(events, start=1):
        event.pk, event.number, event.prev_hash = None, number, prev
        event.hash = prev = event_hash(event)
        event.save()
    JournalHead.objects.filter(meeting_id=cast.meeting.id).update(number=len(events), hash=prev)
    assert first_broken_number(cast.meeting.id) is None


def change(events: list[JournalEvent]) -> list[JournalEvent]:
    events[3].actor = "system"
    return events


def swap(events: list[JournalEvent]) -> list[JournalEvent]:
    events[3], events[4] = events[4], events[3]
    return events


def delete(events: list[JournalEvent]) -> list[JournalEvent]:
    return [*events[:3], *events[4:]]


def insert(events: list[JournalEvent]) -> list[JournalEvent]:
    extra = JournalEvent.objects.get(pk=events[1].pk)
    extra.command_id = None
    return [*events[:3], extra, *events[3:]]


def cut(events: list[JournalEvent]) -> list[JournalEvent]:
    return events[:3]


FORGERIES = [change, swap, delete, insert, cut]


@pytest.fixture
def copy(cast: Cast, tmp_path: Path) -> Path:
    """The CSV as a secretary downloaded it."""
    answer = browser_of(cast.secretary).get(f"/hop/{cast.meeting.id}/so-dien-bien/?dang=csv")
    file = tmp_path / "so-dien-bien.csv"
    file.write_bytes(answer.content)
    return file


def verify(cast: Cast, **copy: object) -> None:
    call_command("verify_journal", str(cast.meeting.id), **copy)


def test_paper_and_file_prove_a_whole_journal_also_after_more_acts(cast: Cast, copy: Path, capsys):
    last = events_of(cast)[-1]
    check_in(cast, cast.chair)
    spaced = " ".join(last.hash[start : start + 8].upper() for start in range(0, 64, 8))
    verify(cast, head=spaced, number=last.number)
    verify(cast, head=last.hash)
    verify(cast, head=last.hash[:SHORTEST], number=last.number)
    verify(cast, copy=copy)
    assert capsys.readouterr().out.count(f"khớp bản đối chiếu đến số {last.number}; sau đó có 1") == 4


@pytest.mark.parametrize("forgery", FORGERIES)
def test_paper_shows_a_chain_computed_anew(cast: Cast, forgery):
    events = events_of(cast)
    head, number = events[-1].hash, len(events)
    forge(cast, forgery(events))
    verify(cast)
    for given in ({"head": head, "number": number}, {"head": head}):
        with pytest.raises(CommandError) as refused:
            verify(cast, **given)
        assert refused.value.returncode == 1


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_file_names_the_first_broken_number(cast: Cast, copy: Path, forgery):
    forge(cast, forgery(events_of(cast)))
    with pytest.raises(CommandError, match=r"sai từ số 4\.") as refused:
        verify(cast, copy=copy)
    assert refused.value.returncode == 1


def test_a_tail_that_was_cut_off_is_named(cast: Cast):
    events = events_of(cast)
    head, number = events[-1].hash, len(events)
    forge(cast, cut(events))
    with pytest.raises(CommandError, match="sai từ số 4 hoặc trước đó"):
        verify(cast, head=head, number=number)


@pytest.mark.parametrize("typed", ["", "abc", "g" * 64, "a" * 65])
def test_what_is_no_hash_proves_nothing(cast: Cast, typed: str):
    with pytest.raises(UnreadableCopy):
        clean_hash(typed)
    with pytest.raises(CommandError) as refused:
        verify(cast, head=typed or "x")
    assert refused.value.returncode == 2


@pytest.mark.parametrize("text", ["", "Số,SHA-256\n", "Số,SHA-256\n2," + "a" * 64, "Số\nx\n", "\x00"])
def test_what_is_no_exported_journal_proves_nothing(cast: Cast, tmp_path: Path, text: str):
    file = tmp_path / "x.csv"
    file.write_text(text)
    with pytest.raises(CommandError) as refused:
        verify(cast, copy=file)
    assert refused.value.returncode == 2
