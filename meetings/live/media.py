"""Relays a page's media messages to the worker that carries the meeting."""

from uuid import UUID

from django.utils.translation import gettext as _

from meetings.agenda.selectors import Place
from meetings.contracts.media import JoinPeer, LeavePeer, MediaFailed, Participant, SetWants, WorkerInfo
from meetings.contracts.socket import MediaOffer, MediaWants
from meetings.contracts.state import MeetingStatus
from meetings.core.permissions import Permission
from meetings.interpreting.selectors import interprets
from meetings.live.identity import Identity, place_of
from meetings.rooms.gateway import NoWorker, send_command, send_if_running
from meetings.speaking.selectors import policy_for


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
        policy=policy_for(place.meeting),
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
