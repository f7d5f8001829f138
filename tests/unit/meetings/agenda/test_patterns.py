"""Agendas to begin with: data with dates, chosen with a new meeting or in its empty editor, then like any other."""

from datetime import date

import pytest

from meetings.agenda.arranging import fill_agenda
from meetings.agenda.models import Meeting
from meetings.agenda.outline import settled
from meetings.agenda.patterns import all_patterns, pattern_on, patterns_on
from meetings.core.errors import BadState, Refused
from tests.browser import browser_of, text_of
from tests.cast import Cast, draft_meeting

DAY = date(2026, 11, 23)
NEW = {"title": "Họp mẫu", "place": "Phòng A", "day": "2026-12-01", "starts": "08:00", "ends": "10:00"} | {
    "secrecy": "none",
    "watermark": "off",
}


def test_the_file_has_each_kind_once_on_any_day_and_its_levels_make_a_tree():
    codes = [pattern.code for pattern in patterns_on(DAY)]
    kinds = [
        "standing-committee",
        "committee-conference",
        "briefing",
        "congress-session",
        "party-cell",
        "council-session",
    ]
    assert codes == kinds
    for pattern in all_patterns():
        levels = [item.level for item in pattern.items]
        assert list(settled(levels)) == levels and pattern.source
    with pytest.raises(LookupError):
        pattern_on("briefing", date(2019, 12, 31))


def test_a_new_meeting_begins_with_the_pattern(cast: Cast):
    browser, unit = browser_of(cast.secretary), {"unit": str(cast.province.id)}
    assert browser.post("/chuan-bi/moi/", NEW | unit | {"pattern": "standing-committee"}).status_code == 302
    items = list(
        Meeting.objects.get(title="Họp mẫu").items.values_list("title", "presenter", "planned_minutes", "level")
    )
    pattern = pattern_on("standing-committee", DAY)
    assert items == [(item.title, item.presenter, item.minutes, item.level) for item in pattern.items]
    assert browser.post("/chuan-bi/moi/", NEW | unit | {"pattern": "no-such"}).status_code == 422
    assert browser.post("/chuan-bi/moi/", NEW | unit | {"title": "Họp trống"}).status_code == 302
    assert Meeting.objects.get(title="Họp trống").items.count() == 0


def test_an_empty_agenda_takes_a_pattern_in_its_editor_once(cast: Cast):
    meeting = draft_meeting(cast)
    meeting.items.all().delete()
    browser, address = browser_of(cast.secretary), f"/chuan-bi/{meeting.id}/muc/"
    assert "Lấy theo mẫu" in text_of(browser.get(address))
    assert browser.post(address + "theo-mau/", {"mau": "no-such"}).status_code == 400
    assert "Sinh hoạt" not in text_of(browser.post(address + "theo-mau/", {"mau": "party-cell"}, fragment=True))
    assert meeting.items.count() == len(pattern_on("party-cell", DAY).items)
    assert "Lấy theo mẫu" not in text_of(browser.get(address))
    with pytest.raises(BadState, match="không lấy theo mẫu"):
        fill_agenda(actor=cast.actor("secretary"), meeting_id=meeting.id, pattern=pattern_on("briefing", DAY))


def test_only_who_prepares_the_meeting_fills_its_agenda(cast: Cast):
    with pytest.raises(Refused):
        fill_agenda(actor=cast.actor("delegate"), meeting_id=cast.meeting.id, pattern=pattern_on("briefing", DAY))


def test_a_session_of_a_council_has_its_questioning(cast: Cast):
    meeting = draft_meeting(cast)
    meeting.items.all().delete()
    fill_agenda(actor=cast.actor(cast.secretary), meeting_id=meeting.id, pattern=pattern_on("council-session", DAY))
    assert [item.position for item in meeting.items.filter(kind="questioning")] == [4]
