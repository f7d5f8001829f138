"""Offers of one moment, as after a restart of the media worker: what is read for all, and what for each."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from meetings.agenda.models import Participation
from meetings.contracts.media import JoinPeer
from meetings.contracts.roles import Role
from meetings.contracts.socket import MediaOffer
from meetings.core.errors import NotFound
from meetings.core.permissions import Standing
from meetings.live import media
from meetings.live.identity import Identity
from meetings.speaking.services import FloorTarget, give_floor
from tests.cast import Cast

pytestmark = pytest.mark.django_db


class Door:
    """Offers of people of the sitting, and the joins that became of them."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.joins: list[JoinPeer] = []

    def offer(self, number: int) -> JoinPeer:
        actor = self.cast.actor(self.cast.delegates[number])
        identity = Identity(f"p{number}", self.cast.meeting.id, actor, Standing(Role.DELEGATE), "", "", "k", None)
        media.offer(identity, MediaOffer(nonce=uuid4().hex, sdp="v=0", hears=True))
        return self.joins[-1]


@pytest.fixture
def door(sitting: Cast, monkeypatch: pytest.MonkeyPatch) -> Door:
    door = Door(sitting)
    monkeypatch.setattr(media, "send_command", lambda join, **_options: door.joins.append(join))
    return door


def queries(door: Door, number: int) -> int:
    with CaptureQueriesContext(connection) as captured:
        door.offer(number)
    return len(captured)


def test_what_the_meeting_decided_is_read_once_for_all_who_offer_in_one_moment(door: Door) -> None:
    alone, together = queries(door, 0), queries(door, 1)
    assert together <= 2 < alone, "his place, and whether anything was decided since"
    assert door.joins[0].policy == door.joins[1].policy
    assert door.joins[0].participant.key != door.joins[1].participant.key


def test_a_decision_reaches_the_very_next_offer(door: Door) -> None:
    assert door.offer(0).policy.floor == ()
    speaker = FloorTarget(person_id=str(door.cast.delegates[1].id))
    give_floor(actor=door.cast.actor("chair"), meeting_id=door.cast.meeting.id, target=speaker, limit_s=None)
    assert door.offer(2).policy.floor != ()


def test_after_a_moment_it_is_read_anew_even_if_the_journal_stands_still(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = queries(door, 0)
    now = media.time.monotonic() + media.SHARED_S
    monkeypatch.setattr(media.time, "monotonic", lambda: now)
    assert queries(door, 0) == alone


def test_the_right_of_each_is_looked_up_anew(door: Door) -> None:
    door.offer(0)
    Participation.objects.filter(meeting=door.cast.meeting, person=door.cast.delegates[1]).delete()
    with pytest.raises(NotFound):
        door.offer(1)
