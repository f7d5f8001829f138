"""``manage.py verify_journal``: rows changed behind our back are found, with the first broken number."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from meetings.core import clock, journal
from tests.browser import browser_of, text_of
from tests.cast import Cast, check_in

CHANGES = {
    "changed payload": "UPDATE core_journalevent SET payload = '{}' WHERE number = 4",
    "changed actor": "UPDATE core_journalevent SET actor = 'system' WHERE number = 4",
    "changed audience": 'UPDATE core_journalevent SET audience = \'{"kind":"room"}\' WHERE number = 4',
    "changed time": "UPDATE core_journalevent SET at = '2026-01-01T00:00:00.000+07:00' WHERE number = 4",
    "deleted": "DELETE FROM core_journalevent WHERE number = 4",
    "last one deleted": "DELETE FROM core_journalevent WHERE number = (SELECT max(number) FROM core_journalevent)",
    "appended": (
        "INSERT INTO core_journalevent (meeting_id, number, kind, payload, audience, actor, at, prev_hash, hash) "
        "SELECT meeting_id, number + 1, kind, payload, audience, actor, at, hash, hash FROM core_journalevent "
        "WHERE number = (SELECT max(number) FROM core_journalevent)"
    ),
    "head moved": "UPDATE core_journalhead SET number = number + 1",
}


def test_a_whole_journal_is_accepted(cast: Cast, capsys):
    call_command("verify_journal", str(cast.meeting.id))
    assert "nguyên vẹn" in capsys.readouterr().out


@pytest.mark.parametrize("change", CHANGES)
def test_a_damaged_journal_is_refused(cast: Cast, change: str):
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(number) FROM core_journalevent")
        last = cursor.fetchone()[0]
        cursor.execute(CHANGES[change])
    with pytest.raises(CommandError) as broken:
        call_command("verify_journal", str(cast.meeting.id))
    assert broken.value.returncode == 1
    first = {"last one deleted": last, "appended": last + 1, "head moved": last + 1}.get(change, 4)
    assert f"từ số {first}." in str(broken.value)


def test_swapped_events_are_refused(cast: Cast):
    with connection.cursor() as cursor:
        for old, new in ((4, 1004), (5, 4), (1004, 5)):
            cursor.execute("UPDATE core_journalevent SET number = %s WHERE number = %s", [new, old])
    with pytest.raises(CommandError, match="từ số 4"):
        call_command("verify_journal", str(cast.meeting.id))


@pytest.mark.django_db
def test_an_unknown_meeting_is_refused():
    with pytest.raises(CommandError):
        call_command("verify_journal", "00000000-0000-0000-0000-000000000001")


def test_a_clock_that_was_set_back_is_a_remark_not_an_error(cast: Cast, capsys, monkeypatch):
    before = journal.last_number(cast.meeting.id)
    hour_ago = clock.now() - timedelta(hours=1)
    with monkeypatch.context() as back:
        back.setattr(clock, "now", lambda: hour_ago)
        check_in(cast, cast.chair, cast.hall)
        call_command("verify_journal", str(cast.meeting.id))
    out = capsys.readouterr().out
    assert "nguyên vẹn" in out
    assert f"lưu ý, số {before + 1} ghi giờ sớm hơn số trước" in out
    assert journal.numbers_gone_back(cast.meeting.id) == [before + 1]
    page = text_of(browser_of(cast.secretary).get(f"/hop/{cast.meeting.id}/so-dien-bien/"))
    assert page.count("đồng hồ máy chủ bị lùi") == 1
    assert "nguyên vẹn" in page
    csv = browser_of(cast.secretary).get(f"/hop/{cast.meeting.id}/so-dien-bien/?dang=csv").content.decode()
    assert csv.count("đồng hồ máy chủ bị lùi") == 1
