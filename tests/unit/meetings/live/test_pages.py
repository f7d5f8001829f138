"""The pages that hold the live application: who gets which console."""

import json
import re
from uuid import uuid4

import pytest

from meetings.agenda.models import Meeting
from meetings.contracts.state import MeetingStatus
from tests.browser import Browser, browser_of, text_of
from tests.cast import Cast

CONSOLES = {"": "delegate", "dieu-hanh/": "chair", "thu-ky/": "secretary", "ky-thuat/": "technician"}
MAY = {
    "chair": {"", "dieu-hanh/", "ky-thuat/"},
    "secretary": {"", "thu-ky/", "ky-thuat/"},
    "technician": {"", "ky-thuat/"},
    "guest": {""},
    "observer": {""},
    "delegate": {""},
}


@pytest.mark.parametrize("who", sorted(MAY))
@pytest.mark.parametrize("console", sorted(CONSOLES))
def test_consoles_open_by_role(cast: Cast, who: str, console: str) -> None:
    person = cast.delegates[0] if who == "delegate" else getattr(cast, who)
    answer = browser_of(person).get(f"/hop/{cast.meeting.id}/{console}")
    assert answer.status_code == (200 if console in MAY[who] else 403)


@pytest.mark.parametrize("console", [*CONSOLES, "tai-lieu/"])
def test_outsiders_get_a_calm_page_without_the_name_of_the_meeting(cast: Cast, console: str) -> None:
    answer = browser_of(cast.outsider).get(f"/hop/{cast.meeting.id}/{console}")
    assert answer.status_code == 404
    words = text_of(answer)
    assert "Vẫn an toàn" in words
    assert "Cần làm" in words
    assert cast.meeting.title not in words


def test_an_unknown_meeting_looks_the_same(cast: Cast) -> None:
    browser = browser_of(cast.outsider)

    def told(meeting_id: object) -> str:
        words = text_of(browser.get(f"/hop/{meeting_id}/"))
        return re.sub(r"TC-\d{6} *, \d\d:\d\d", "", words)

    assert told(cast.meeting.id) == told(uuid4())


@pytest.mark.parametrize("console", [*CONSOLES, "tai-lieu/"])
def test_strangers_sign_in_first(cast: Cast, console: str) -> None:
    assert Browser().get(f"/hop/{cast.meeting.id}/{console}").headers["Location"].startswith("/dang-nhap/?next=")


@pytest.mark.parametrize(("who", "console"), [("delegate", ""), ("chair", "dieu-hanh/"), ("secretary", "thu-ky/")])
def test_the_page_tells_the_application_where_it_is(cast: Cast, who: str, console: str) -> None:
    person = cast.delegates[0] if who == "delegate" else getattr(cast, who)
    page = browser_of(person).get(f"/hop/{cast.meeting.id}/{console}").content.decode()
    found = re.search(r'<script id="bootstrap" type="application/json">(.*?)</script>', page)
    assert found
    assert json.loads(found[1]) == {
        "meeting_id": str(cast.meeting.id),
        "socket_url": f"/live/{cast.meeting.id}/",
        "page": CONSOLES[console],
        "language": "vi",
        "video_codec": "vp8",
    }


def test_a_draft_has_no_room_yet(cast: Cast) -> None:
    Meeting.objects.filter(id=cast.meeting.id).update(status=MeetingStatus.DRAFT)
    answer = browser_of(cast.secretary).get(f"/hop/{cast.meeting.id}/thu-ky/")
    assert answer.status_code == 409
    assert "đang được chuẩn bị" in text_of(answer)
    assert browser_of(cast.delegates[0]).get(f"/hop/{cast.meeting.id}/").status_code == 404


def test_papers_are_not_for_technicians(cast: Cast) -> None:
    assert browser_of(cast.technician).get(f"/hop/{cast.meeting.id}/tai-lieu/").status_code == 403
    assert "Cuộc họp chưa có tài liệu" in text_of(browser_of(cast.guest).get(f"/hop/{cast.meeting.id}/tai-lieu/"))


def test_nothing_of_a_live_page_stays_in_the_browser(cast: Cast) -> None:
    answer = browser_of(cast.chair).get(f"/hop/{cast.meeting.id}/dieu-hanh/")
    assert "no-store" in answer.headers["Cache-Control"]
    policy = answer.headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in policy
    nonce = re.search(r"'nonce-([^']+)'", policy)
    assert nonce and f'nonce="{nonce[1]}"' in answer.content.decode()
