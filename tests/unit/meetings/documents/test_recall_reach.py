"""How far a recall goes: machines that close a paper, those that sleep or have no line, and those that come back."""

import json
from unittest.mock import patch

import pytest
from django.test import Client

from meetings.accounts.machines import COOKIE, machine_of
from meetings.core import journal
from meetings.core.errors import DomainError
from meetings.core.models import JournalEvent
from meetings.documents import services
from meetings.documents.models import OpenedOn, Paper
from meetings.documents.recall import Opener, confirm_closed, note_machine, recalls_for, sum_up, to_close
from meetings.live.feed import welcome_texts
from meetings.live.identity import identify
from tests.cast import Cast, session_for
from tests.unit.meetings.documents.papers import ready_paper

OPENERS = {"delegate": ("may-1", "iPad"), "guest": ("may-2", "Windows"), "remote delegate": ("may-3", "Android")}


@pytest.fixture
def paper(cast: Cast) -> Paper:
    """Opened on three machines, then taken back."""
    paper = ready_paper(cast, "Tờ trình", "một")
    for name, (key, device) in OPENERS.items():
        for _twice in range(2):
            note_machine(paper, Opener(key, device, person_id=cast.named(name).id))
    services.withdraw_paper(actor=cast.actor("secretary"), paper_id=paper.id)
    return paper


def confirm(cast: Cast, paper: Paper, name: str) -> int:
    return confirm_closed(meeting_id=cast.meeting.id, machine=OPENERS[name][0], paper_ids=[paper.id])


def told(kind: str) -> list[dict[str, object]]:
    return [json.loads(event.payload) for event in JournalEvent.objects.filter(kind=kind).order_by("number")]


def test_open_asleep_and_without_a_line(cast: Cast, paper: Paper) -> None:
    assert to_close(cast.meeting.id, ["may-1", "may-9"]) == {"may-1": (str(paper.id),)}
    assert confirm(cast, paper, "delegate") == 1
    assert confirm(cast, paper, "delegate") == 0, "said again, nothing changes"
    assert told("recall_confirmed") == [], "the sum will say it"
    with patch("meetings.documents.recall.live_machines", return_value=frozenset({"may-2"})):
        sum_up(paper.id)
        sum_up(paper.id)
        page = Client()
        page.force_login(cast.secretary, backend="django.contrib.auth.backends.ModelBackend")
        shown = page.get(f"/chuan-bi/{cast.meeting.id}/tai-lieu/thu-hoi/", secure=True).content.decode()
    (summed,) = told("recall_reached")
    assert (summed["confirmed"], summed["machines"]) == (1, 3)
    guest, remote = cast.guest.full_name, cast.named("remote delegate").full_name
    assert {(one["name"], one["device"], one["state"]) for one in summed["missing"]} == {  # type: ignore[attr-defined]
        (guest, "Windows", "asleep"),
        (remote, "Android", "away"),
    }
    assert "Đã thu hồi ở 1/3 máy; chưa tới:" in shown and guest in shown and "mất kết nối" in shown
    assert confirm(cast, paper, "guest") == 1
    (late,) = told("recall_confirmed")
    assert (late["name"], late["confirmed"], late["machines"]) == (guest, 2, 3)
    confirm(cast, paper, "remote delegate")
    shown = page.get(f"/chuan-bi/{cast.meeting.id}/tai-lieu/thu-hoi/", secure=True).content.decode()
    assert "Đã thu hồi ở 3/3 máy." in shown and "every 3s" not in shown
    assert journal.first_broken_number(cast.meeting.id) is None


def test_a_machine_speaks_for_itself_alone(cast: Cast, paper: Paper) -> None:
    for machine in ("", "may-9"):
        assert confirm_closed(meeting_id=cast.meeting.id, machine=machine, paper_ids=[paper.id]) == 0
    assert confirm_closed(meeting_id=paper.id, machine="may-1", paper_ids=[paper.id]) == 0, "another meeting"
    assert not OpenedOn.objects.filter(closed_at__isnull=False).exists()


def test_a_page_that_comes_back_is_told(cast: Cast, paper: Paper) -> None:
    cookies = {"__Host-nghisu": session_for(cast.guest), COOKIE: "x"}
    OpenedOn.objects.filter(machine="may-2").update(machine=machine_of(cookies))
    page = identify(cookies, cast.meeting.id, as_kiosk=False, peer_id="peer")
    assert json.loads(welcome_texts(page, 1, None)[0])["recalled"] == [str(paper.id)]
    confirm_closed(meeting_id=cast.meeting.id, machine=page.machine, paper_ids=[paper.id])
    assert json.loads(welcome_texts(page, 1, None)[0])["recalled"] == []


def test_a_paper_opened_again_is_open_again(cast: Cast) -> None:
    paper = ready_paper(cast, "Tờ trình", "một")
    opener = Opener("may-1", "iPad", person_id=cast.guest.id)
    note_machine(paper, opener)
    confirm_closed(meeting_id=cast.meeting.id, machine="may-1", paper_ids=[paper.id])
    note_machine(paper, opener)
    assert OpenedOn.objects.get().closed_at is None
    for _twice in range(2):
        note_machine(paper, Opener("kiosk:1", "", room_id=cast.hall.id))
    assert OpenedOn.objects.count() == 2


def test_reading_notes_the_machine_of_the_reader(cast: Cast, settings: object, tmp_path: object) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    paper = ready_paper(cast, "Tờ trình", "một")
    client = Client(headers={"User-Agent": "Mozilla/5.0 (iPad; CPU OS 17_0)"})
    client.force_login(cast.guest, backend="django.contrib.auth.backends.ModelBackend")
    client.get(f"/tai-lieu/{paper.id}/file.pdf", secure=True)
    row = OpenedOn.objects.get()
    assert (row.person, row.device, row.closed_at) == (cast.guest, "iPad", None)
    assert row.machine == machine_of({name: cookie.value for name, cookie in client.cookies.items()})


@pytest.mark.parametrize("name", ["chair", "delegate", "guest", "technician", "outsider"])
def test_only_the_office_sees_how_far(cast: Cast, paper: Paper, name: str) -> None:
    with pytest.raises(DomainError):
        recalls_for(cast.actor(name), cast.meeting.id)
    client = Client()
    client.force_login(cast.named(name), backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get(f"/chuan-bi/{cast.meeting.id}/tai-lieu/thu-hoi/", secure=True)
    assert answer.status_code == (404 if name == "outsider" else 403)
