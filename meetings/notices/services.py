"""Writes of notices. Sending is part of an act of the meeting; what a person does with his own is no act."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from meetings.accounts.models import Person
from meetings.contracts.audience import Chosen, Roles
from meetings.contracts.notices import NoticesSent, Reminded
from meetings.contracts.socket import NoticesCame
from meetings.core import bus, clock
from meetings.core.actor import Actor
from meetings.core.errors import NotFound
from meetings.core.journal import Act
from meetings.core.permissions import Permission, roles_with
from meetings.notices.models import Notice


def send_notices(current: Act, kind: str, occasion: str, to: Mapping[UUID, Mapping[str, Any]]) -> list[UUID]:
    """Send each person (id) a notice with his facts; return who got one: those who had it already get no second.

    Part of the act ``current``, whose actor sends: the journal keeps who was told what, and the rights are asked by
    the caller. Live pages of these people learn of it when the act is committed.
    """
    meeting_id, actor = current.head.meeting_id, current.actor
    known = Notice.objects.filter(meeting_id=meeting_id, kind=kind, occasion=occasion, person_id__in=list(to))
    had = set(known.values_list("person_id", flat=True))
    people = {person.id: person for person in Person.objects.filter(id__in=set(to) - had, is_active=True)}
    new = [person_id for person_id in to if person_id in people]
    if not new:
        return []
    now, sender = clock.now(), actor.id if actor.kind == "person" else None
    Notice.objects.bulk_create(
        Notice(
            meeting_id=meeting_id,
            person_id=person_id,
            kind=kind,
            occasion=occasion,
            facts=dict(to[person_id]),
            sent_by_id=sender,
            sent_at=now,
        )
        for person_id in new
    )
    told = tuple(Reminded(person_id=str(person_id), name=people[person_id].full_name) for person_id in new)
    event = NoticesSent(notice=kind, people=told, automatic=sender is None)
    current.record(event, Roles(roles=roles_with(Permission.SEE_JOURNAL)))
    audience = Chosen(person_ids=tuple(map(str, new)))
    transaction.on_commit(lambda: bus.publish(str(meeting_id), audience, NoticesCame().model_dump_json()))
    return new


def note_seen(*, actor: Actor, notice_id: UUID) -> None:
    """Keep that a notice stood before its person; only the first time counts."""
    _own(actor, notice_id)
    Notice.objects.filter(id=notice_id, seen_at=None).update(seen_at=clock.now())


def put_aside(*, actor: Actor, notice_id: UUID) -> None:
    """Show a notice no more, nor earlier ones of its kind in this meeting: its person has read it."""
    notice = _own(actor, notice_id)
    now = clock.now()
    Notice.objects.filter(id=notice_id, seen_at=None).update(seen_at=now)
    same = Notice.objects.filter(meeting_id=notice.meeting_id, person_id=notice.person_id, kind=notice.kind)
    same.filter(sent_at__lte=notice.sent_at, put_aside_at=None).update(put_aside_at=now)


def _own(actor: Actor, notice_id: UUID) -> Notice:
    """Return a notice to this person; those of others are not found."""
    notice = Notice.objects.filter(id=notice_id, person_id=actor.id).first() if actor.kind == "person" else None
    if notice is None:
        raise NotFound(_("Không tìm thấy lời nhắc này."))
    return notice
