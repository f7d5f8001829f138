"""The cast from memory is the cast that the services make, with identities and times of its own."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.forms.models import model_to_dict

from meetings.agenda.models import Meeting, Participation
from meetings.core import clock, journal
from meetings.core.models import JournalEvent
from tests.cast import Cast, make_cast, open_sitting
from tests.kept import Kept

pytestmark = pytest.mark.django_db


def once(kept: Kept[Cast]) -> Cast:
    """Make a scene and take it back, so that the next is from memory."""
    with transaction.atomic():
        cast = kept.again()
        transaction.set_rollback(True)
    return cast


def test_another_is_whole_and_shares_nothing_with_the_one_before() -> None:
    kept = Kept(make_cast)
    first = once(kept)
    second = kept.again()
    assert journal.first_broken_number(second.meeting.id) is None
    assert second.meeting.id != first.meeting.id
    assert second.chair.id != first.chair.id
    texts = "".join(JournalEvent.objects.values_list("payload", flat=True))
    assert str(second.chair.id) in texts
    assert str(first.chair.id) not in texts
    assert Meeting.objects.get() == second.meeting
    assert {item.meeting_id for item in second.items} == {second.meeting.id}


def test_it_says_what_the_services_say() -> None:
    kept = Kept(make_cast)
    once(kept)
    remembered = _said(kept.again())
    Meeting.objects.all().delete()
    JournalEvent.objects.all().delete()
    with connection.cursor() as cursor:
        for table in ("core_journalhead", "rooms_room", "accounts_person", "accounts_unit"):
            cursor.execute(f"DELETE FROM {table}")  # noqa: S608 - four names of ours
    assert _said(make_cast()) == remembered


def _said(cast: Cast) -> list[object]:
    events = JournalEvent.objects.filter(meeting_id=cast.meeting.id).order_by("number")
    places = Participation.objects.filter(meeting=cast.meeting)
    people = sorted((str(place.person or place.room), place.role, place.votes, place.present) for place in places)
    plain = {name: value for name, value in model_to_dict(cast.meeting).items() if not name.endswith("_at")}
    kept = {name: value for name, value in plain.items() if isinstance(value, str | int | bool)}
    return [[(event.number, event.kind) for event in events], people, kept, str(cast.chair), len(cast.items)]


def test_it_happens_now(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = Kept(make_cast)
    once(kept)
    later = clock.now() + timedelta(days=3)
    monkeypatch.setattr(clock, "now", lambda: later)
    cast = kept.again()
    assert timedelta(0) <= later - cast.meeting.starts_at < timedelta(seconds=60)
    at = JournalEvent.objects.filter(meeting_id=cast.meeting.id).latest("number").at
    assert later.isoformat()[:4] == at[:4]
    assert journal.first_broken_number(cast.meeting.id) is None
    assert not journal.numbers_gone_back(cast.meeting.id)
    assert at <= clock.iso(later)
    assert at > clock.iso(later - timedelta(minutes=1))


def test_a_sitting_goes_on_from_it(kept_cast: Kept[Cast]) -> None:
    cast = kept_cast.again()
    open_sitting(cast)
    assert journal.first_broken_number(cast.meeting.id) is None


def test_a_scene_that_changes_what_the_migrations_left_is_refused() -> None:
    def change() -> None:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM speaking_speechrule")

    with pytest.raises(AssertionError):
        Kept(change).again()
