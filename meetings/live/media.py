"""Relays a page's media messages to the worker that carries the meeting."""

import time
from uuid import UUID

from django.utils.translation import gettext as _

from meetings.agenda.models import Meeting
from meetings.agenda.selectors import Place
from meetings.contracts.media import JoinPeer, LeavePeer, MediaFailed, Participant, Policy, SetWants, WorkerInfo
from meetings.contracts.socket import MediaOffer, MediaWants
from meetings.contracts.state import MeetingStatus
from meetings.core import journal
from meetings.core.permissions import Permission
from meetings.interpreting.selectors import interprets
from meetings.live.identity import Identity, place_of
from meetings.rooms.gateway import NoWorker, send_command, send_if_running
from meetings.speaking.selectors import policy_for

SHARED_S = 1.0
_shared: dict[UUID, tuple[float, Policy]] = {}
"""The policy that was last read of each meeting, and when."""


def offer(identity: Identity, message: MediaOffer) -> WorkerInfo | MediaFailed:
    """Hand an offer to the meeting's worker; return that worker, or what the page is told instead.

    The right is looked up anew at each offer; raises ``DomainError`` when it is gone.
    """
    place = place_of(identity)
    if place.meeting.status not in {MeetingStatus.CONVENED, MeetingStatus.OPEN}:
        return MediaFailed(
            nonce=message.nonce,
            code="not_in_session",
            message=_("Cuộc họp chưa triệu tập hoặc đã bế mạc nên không có hình và tiếng."),
            retry=False,
        )
    in_booth = place.may(Permission.INTERPRET) and interprets(identity.actor, identity.meeting_id)
    join = JoinPeer(
        meeting_id=str(identity.meeting_id),
        peer_id=identity.peer_id,
        nonce=message.nonce,
        sdp=message.sdp,
        participant=participant_of(identity, place),
        may_publish=place.may(Permission.PUBLISH_MEDIA) or in_booth,
        interprets=in_booth,
        hears=message.hears,
        policy=_policy_of(place.meeting),
    )
    try:
        return send_command(join, place=True)
    except NoWorker:
        return MediaFailed(
            nonce=message.nonce,
            code="no_worker",
            message=_(
                "Máy chủ hình và tiếng chưa sẵn sàng. Tài liệu và biểu quyết vẫn dùng được; trang sẽ tự nối lại."
            ),
            retry=True,
        )


def _policy_of(meeting: Meeting) -> Policy:
    """Return what media must know of the meeting; read once for all who offer in one moment, as after a restart.

    It is read anew after each event of the journal: nothing that was decided is missed by anybody.
    """
    read_at, policy = _shared.get(meeting.id, (-SHARED_S, None))
    if policy is None or time.monotonic() - read_at >= SHARED_S or policy.number != journal.last_number(meeting.id):
        policy = policy_for(meeting)
        _shared[meeting.id] = (time.monotonic(), policy)
    return policy


def participant_of(identity: Identity, place: Place) -> Participant:
    """Return who stands behind the page's media."""
    seat = place.participation.seated_in_id
    return Participant(
        key=identity.actor.key,
        name=identity.name,
        detail=identity.detail,
        room_id=str(seat) if seat else None,
    )


def wants(meeting_id: UUID, peer_id: str, message: MediaWants) -> None:
    """Tell the worker how large the page shows its pictures."""
    send_if_running(
        SetWants(
            meeting_id=str(meeting_id),
            peer_id=peer_id,
            main=message.main,
            small=message.small,
            hears=message.hears,
            main_source=message.main_source,
            named=message.named,
            small_size=message.small_size,
            channel=message.channel,
        )
    )


def leave(meeting_id: UUID, peer_id: str) -> None:
    """Stop the page's media at once."""
    send_if_running(LeavePeer(meeting_id=str(meeting_id), peer_id=peer_id))
