"""Who may lead the readers of a paper, and what the big screen may fetch."""

from unittest.mock import patch
from uuid import uuid4

import pytest
from django.conf import settings as django_settings
from django.test import Client
from pydantic import ValidationError

from meetings.agenda.models import Item
from meetings.agenda.selectors import get_place_for
from meetings.contracts.socket import PagePoint, Present
from meetings.contracts.state import ItemStatus
from meetings.core.errors import DomainError
from meetings.documents.models import Paper
from meetings.live.identity import person_identity
from meetings.live.presenting import _allowed
from meetings.speaking.presenters import check_presenter
from meetings.speaking.rules import presents
from tests.cast import Cast, draft_meeting, kiosk_token
from tests.unit.meetings.documents.papers import ready_paper


def allowed(cast: Cast, name: str) -> bool:
    actor = cast.actor(name)
    try:
        check_presenter(actor, get_place_for(actor, cast.meeting.id))
    except DomainError:
        return False
    return True


def test_a_presenter_is_known_by_his_full_name_alone() -> None:
    for typed in ("Lê Văn Ba", "lê văn ba, Giám đốc Sở Nội vụ", "Lê Văn Ba – Giám đốc", "Lê Văn Ba (Sở Nội vụ)"):
        assert presents(typed, "Lê Văn Ba"), typed
    for typed in ("", "Sở Nội vụ", "Lê Văn Bảo", "Ba", "Đại diện Lê Văn Ba"):
        assert not presents(typed, "Lê Văn Ba"), typed
    assert not presents("", "")


def test_who_may_not_lead(cast: Cast) -> None:
    assert {
        name for name in ("chair", "secretary", "delegate", "guest", "observer", "technician") if allowed(cast, name)
    } == {
        "chair",
        "secretary",
    }


def test_who_presents_the_open_item_leads_while_it_is_open(cast: Cast) -> None:
    item = cast.items[1]
    Item.objects.filter(id=item.id).update(presenter=f"{cast.named('delegate').full_name}, Sở Tài chính")
    assert not allowed(cast, "delegate"), "not open yet"
    Item.objects.filter(id=item.id).update(status=ItemStatus.OPEN)
    assert allowed(cast, "delegate")
    assert not allowed(cast, "guest")
    Item.objects.filter(id=item.id).update(status=ItemStatus.DONE)
    assert not allowed(cast, "delegate")


def test_nobody_leads_with_a_paper_of_another_meeting_or_one_that_was_taken_back(cast: Cast) -> None:
    place = get_place_for(cast.actor("chair"), cast.meeting.id)
    chair = person_identity(cast.named("chair"), place, "peer", "key", "")
    paper = ready_paper(cast, "Tờ trình", "x")
    assert _allowed(chair, str(paper.id))[0] == "Tờ trình"
    other = ready_paper(cast, "Khác", "x", meeting=draft_meeting(cast))
    Paper.objects.filter(id=paper.id).update(status="withdrawn")
    for wrong in (str(paper.id), str(other.id), str(uuid4()), "x"):
        with pytest.raises(DomainError):
            _allowed(chair, wrong)


@pytest.mark.parametrize(
    "wrong", [{"page": 0}, {"page": 10**6}, {"point": {"page": 1, "x": -1, "y": 0}}, {"paper_id": "x" * 65}]
)
def test_what_a_page_says_of_its_lead_is_bounded(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Present.model_validate({"type": "present", "paper_id": "p", **wrong})
    assert Present(paper_id="p", point=PagePoint(page=1, x=0, y=10_000))


def test_the_big_screen_of_an_invited_room_gets_pages_and_nobody_else(cast: Cast, tmp_path: object) -> None:
    paper = ready_paper(cast, "Tờ trình", "x")
    address = f"/man-hinh/tai-lieu/{paper.id}/trang/1.jpg"
    drawn = tmp_path / "1.jpg"  # type: ignore[operator]
    drawn.write_bytes(b"jpeg")
    room = cast.tan_hoa
    client = Client()
    client.cookies[django_settings.KIOSK_COOKIE_NAME] = kiosk_token(cast, room)
    with patch("meetings.live.screen_papers.page_picture", return_value=drawn):
        assert client.get(address, secure=True).content == b"jpeg"
        assert Client().get(address, secure=True).status_code == 403
        signed_in = Client()
        signed_in.force_login(cast.named("delegate"), backend="django.contrib.auth.backends.ModelBackend")
        assert signed_in.get(address, secure=True).status_code == 403, "a person has his own door"
        other = ready_paper(cast, "Khác", "x", meeting=draft_meeting(cast))
        assert client.get(f"/man-hinh/tai-lieu/{other.id}/trang/1.jpg", secure=True).status_code == 404
