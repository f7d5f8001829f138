"""Every permission is refused to every role that lacks it: over HTTP where it has a page, else as command or by media.

A new permission without a row here fails the first test.
"""

from uuid import uuid4

import pytest

from meetings.agenda.models import Participation
from meetings.agenda.selectors import get_place_for
from meetings.contracts.audience import Viewer, may_receive
from meetings.contracts.roles import Role
from meetings.contracts.socket import MediaOffer
from meetings.core import journal
from meetings.core.cells import safe_cell
from meetings.core.errors import NotFound
from meetings.core.models import JournalEvent
from meetings.core.permissions import Permission, Standing, allows
from meetings.live import media
from meetings.live.commands import COMMAND_NAMES
from meetings.live.identity import Identity
from meetings.live.record import rows_of
from meetings.voting.selectors import TURNOUT_ROLES
from tests.browser import browser_of, text_of
from tests.cast import Cast, draft_meeting, make_person

PAGES: dict[Permission, str] = {
    Permission.READ_PAPERS: "/hop/{0}/tai-lieu/",
    Permission.PREPARE_MEETING: "/chuan-bi/{0}/",
    Permission.SEE_MINUTES: "/bien-ban/{0}/du-thao.docx",
    Permission.SEE_JOURNAL: "/hop/{0}/so-dien-bien/",
    Permission.SEE_ROOMS: "/hop/{0}/ky-thuat/",
    Permission.SEE_LINES: "/hop/{0}/duong-truyen/",
    Permission.KEEP_DOSSIER: "/hop/{0}/ho-so/",
    Permission.ISSUE_INVITATIONS: "/chuan-bi/{0}/giay-moi/",
    Permission.ANSWER_INVITATION: "/hop/{0}/giay-moi/",
    Permission.SEE_ANSWERS: "/hop/{0}/tra-loi/",
    Permission.HAND_OVER_CHAIR: "/hop/{0}/dieu-hanh/",
    Permission.INTERPRET: "/hop/{0}/phien-dich/",
    Permission.ARRANGE_SEATS: "/chuan-bi/{0}/cho-ngoi/",
}
ELSEWHERE = {
    Permission.SEE_MEETING: "outsiders: test_who_has_no_place_learns_nothing",
    Permission.SEE_DRAFT: "test_a_draft_is_known_to_those_who_prepare_it",
    Permission.SEE_TURNOUT: "test_the_turnout_reaches_its_roles_only",
    Permission.PUBLISH_MEDIA: "test_media_of_others_is_not_taken",
    Permission.DECIDE_ANSWER: "test_answers.test_who_may_answer_and_who_may_decide",
    Permission.PRESENT_PAPERS: "test_presenting.test_who_may_not_lead",
}
PEOPLE = [role for role in Role if role != Role.ROOM]


def test_every_permission_has_a_refusal():
    commands = {Permission(name) for name in COMMAND_NAMES}
    assert set(PAGES) | set(ELSEWHERE) | commands == set(Permission)


@pytest.fixture
def by_role(cast: Cast) -> dict[Role, object]:
    """Somebody of every role in the meeting."""
    found = {Role(place.role): place.person for place in Participation.objects.filter(person__isnull=False)}
    for role in PEOPLE:
        if role not in found:
            person = make_person(f"as-{role}", f"Người {role}", "", cast.province)
            Participation.objects.create(meeting=cast.meeting, person=person, role=role)
            found[role] = person
    return found


@pytest.mark.parametrize("permission", sorted(PAGES))
def test_pages_are_refused_to_roles_without_the_permission(cast: Cast, by_role, permission: Permission):
    for role in PEOPLE:
        status = browser_of(by_role[role]).get(PAGES[permission].format(cast.meeting.id)).status_code
        if allows(role, permission):
            assert status in {200, 404, 409}, (role, status)  # the draft of the minutes does not exist yet
        else:
            assert status == 403, (role, status)


@pytest.mark.parametrize("permission", sorted(PAGES))
def test_who_has_no_place_learns_nothing(cast: Cast, permission: Permission):
    assert browser_of(cast.outsider).get(PAGES[permission].format(cast.meeting.id)).status_code == 404
    assert browser_of(cast.outsider).get(f"/hop/{cast.meeting.id}/").status_code == 404


def test_a_draft_is_known_to_those_who_prepare_it(cast: Cast):
    draft = draft_meeting(cast)
    place = Participation.objects.get(meeting=draft, person=cast.delegates[0])
    for role in PEOPLE:
        Participation.objects.filter(id=place.id).update(role=role)
        if allows(role, Permission.SEE_DRAFT):
            assert get_place_for(cast.actor(cast.delegates[0]), draft.id).role == role
        else:
            with pytest.raises(NotFound):
                get_place_for(cast.actor(cast.delegates[0]), draft.id)


def test_the_turnout_reaches_its_roles_only():
    assert {role for role in Role if role in TURNOUT_ROLES} == {
        role for role in Role if allows(role, Permission.SEE_TURNOUT)
    }


def test_media_of_others_is_not_taken(sitting: Cast, monkeypatch):
    joins = []
    monkeypatch.setattr(media, "send_command", lambda join, **_options: joins.append(join))
    for role in PEOPLE:
        Participation.objects.filter(meeting=sitting.meeting, person=sitting.guest).update(role=role)
        actor = sitting.actor(sitting.guest)
        identity = Identity("p", sitting.meeting.id, actor, Standing(role), "", "", "k", None)
        media.offer(identity, MediaOffer(nonce=uuid4().hex, sdp="v=0"))
        assert joins[-1].may_publish is allows(role, Permission.PUBLISH_MEDIA)


def test_the_record_shows_acts_and_hides_whose_ballot_it_was(sitting: Cast, by_role):
    events = JournalEvent.objects.filter(meeting_id=sitting.meeting.id)
    page = browser_of(by_role[Role.AUDITOR]).get(f"/hop/{sitting.meeting.id}/so-dien-bien/")
    words = text_of(page)
    assert "Chuỗi kiểm chứng nguyên vẹn" in words and "Phạm Thị Lan" in words
    with journal.act(meeting_id=sitting.meeting.id, actor=sitting.actor("delegate")) as act:
        from meetings.contracts.audience import OnePerson
        from meetings.contracts.events import BallotCast
        from meetings.contracts.polls import Choice, MyBallot

        ballot = MyBallot(poll_id="p", choice=Choice.NO, at="", number=1)
        act.record(BallotCast(ballot=ballot), OnePerson(person_id=str(sitting.named("delegate").id)))
    viewer = Viewer(peer_id="", role=Role.AUDITOR, person_id=str(by_role[Role.AUDITOR].id))  # type: ignore[attr-defined]
    rows = rows_of(sitting.meeting, viewer)
    assert (rows[-1].what, rows[-1].who) == ("Ghi một phiếu", "")
    assert not may_receive(journal.AUDIENCE.validate_json(events.latest("number").audience), viewer)
    file = browser_of(by_role[Role.AUDITOR]).get(f"/hop/{sitting.meeting.id}/so-dien-bien/?dang=csv")
    assert file.headers["Content-Type"].startswith("text/csv")
    assert rows[-1].hash in file.content.decode() and '"no"' not in file.content.decode()
    assert safe_cell("=1+1") == "'=1+1"


def test_a_changed_line_is_seen_by_the_auditor(sitting: Cast, by_role):
    JournalEvent.objects.filter(meeting_id=sitting.meeting.id, number=3).update(actor="system")
    words = text_of(browser_of(by_role[Role.AUDITOR]).get(f"/hop/{sitting.meeting.id}/so-dien-bien/"))
    assert "Chuỗi kiểm chứng đứt ở số 3" in words
