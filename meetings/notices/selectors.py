"""Reads of notices."""

from dataclasses import dataclass
from uuid import UUID

from meetings.agenda.models import Meeting
from meetings.agenda.selectors import meetings_for
from meetings.contracts.state import MeetingStatus
from meetings.core.actor import Actor
from meetings.notices.kinds import Words, words_for
from meetings.notices.models import Notice

MOST = 20


@dataclass(frozen=True, slots=True)
class Standing:
    """A notice that stands, in words."""

    notice: Notice
    words: Words


def notices_for(actor: Actor, meeting_id: UUID | None = None) -> list[Standing]:
    """Return the notices to a person that he has not put aside and that still hold, the newest first.

    Of a kind and a meeting only the newest: each says all that is still to be done. ``meeting_id``: of this one alone.
    """
    if actor.kind != "person":
        return []
    mine = meetings_for(actor).exclude(meeting__status=MeetingStatus.CLOSED).order_by()
    found = Notice.objects.filter(person_id=actor.id, put_aside_at=None, meeting__in=mine.values("meeting_id"))
    if meeting_id:
        found = found.filter(meeting_id=meeting_id)
    newest: dict[tuple[UUID, str], Notice] = {}
    for notice in found.select_related("meeting").order_by("-sent_at")[: MOST * 5]:
        newest.setdefault((notice.meeting_id, notice.kind), notice)
    words = words_for(actor, list(newest.values()))
    return [Standing(notice, words[notice.id]) for notice in newest.values() if notice.id in words][:MOST]


def notices_of(meeting: Meeting, *kinds: str) -> list[Notice]:
    """Return what was sent of some kinds in a meeting, the newest first; who may ask is the caller's to know."""
    sent = Notice.objects.filter(meeting=meeting, kind__in=kinds).select_related("person", "sent_by")
    return list(sent.order_by("-sent_at", "person__protocol_order", "person__full_name"))
