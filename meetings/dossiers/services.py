"""Orders and hands out meeting files. Only the secretary of the meeting has them: they hold everything at once."""

import hashlib
import logging
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from meetings.agenda.models import Meeting
from meetings.agenda.selectors import get_meeting_for
from meetings.contracts.state import MeetingStatus
from meetings.core import clock
from meetings.core.actor import Actor, person_actor
from meetings.core.errors import BadState, DomainError, NotFound
from meetings.core.permissions import Permission
from meetings.dossiers.models import Dossier, DossierStatus
from meetings.dossiers.sealed import chunks

log = logging.getLogger(__name__)
MOST_KEPT = 3
"""Files of one meeting that are kept; an older one can be made again."""


def file_of(dossier_id: UUID) -> Path:
    """Return the place of a meeting file."""
    return Path(settings.HOME) / "dossiers" / f"{dossier_id}.zip"


def get_kept_meeting_for(actor: Actor, meeting_id: UUID) -> Meeting:
    """Return a meeting whose file the actor may have."""
    return get_meeting_for(actor, meeting_id, Permission.KEEP_DOSSIER)


def get_dossier_for(actor: Actor, meeting_id: UUID, dossier_id: UUID) -> Dossier:
    """Return a meeting file that can be downloaded."""
    meeting = get_kept_meeting_for(actor, meeting_id)
    dossier = Dossier.objects.filter(meeting=meeting, id=dossier_id, status=DossierStatus.READY).first()
    if dossier is None or not file_of(dossier_id).is_file():
        raise NotFound(_("Không còn hồ sơ này trên máy chủ. Hãy lập lại hồ sơ."))
    return dossier


def order_dossier(*, actor: Actor, meeting_id: UUID) -> Dossier:
    """Have the file of a closed meeting made; one that is being made already is returned."""
    from meetings.dossiers.tasks import make_dossier

    meeting = get_kept_meeting_for(actor, meeting_id)
    if meeting.status != MeetingStatus.CLOSED:
        raise BadState(_("Hồ sơ lập được sau khi bế mạc cuộc họp."), code="not_closed")
    with transaction.atomic():
        Meeting.objects.select_for_update().get(id=meeting.id)
        busy = Dossier.objects.filter(meeting=meeting, status__in=[DossierStatus.WAITING, DossierStatus.MAKING])
        if known := busy.first():
            return known
        dossier = Dossier.objects.create(meeting=meeting, by_id=actor.id, made_at=clock.now())
        make_dossier.enqueue(str(dossier.id))
    return dossier


def carry_out(dossier_id: UUID, write: Callable[[Actor, Meeting, Path, Callable[[int], None]], None]) -> None:
    """Make an ordered file with ``write``; begun again after a crash it leaves no half of one."""
    dossier = Dossier.objects.select_related("meeting").filter(id=dossier_id).first()
    if dossier is None or not dossier.busy:
        return

    def progress(percent: int) -> None:
        Dossier.objects.filter(id=dossier_id).update(progress=min(percent, 99), status=DossierStatus.MAKING)

    progress(1)
    target = file_of(dossier_id)
    target.parent.mkdir(mode=0o700, exist_ok=True)
    half = target.with_suffix(".half")
    try:
        write(person_actor(dossier.by_id), dossier.meeting, half, progress)
    except DomainError as error:
        half.unlink(missing_ok=True)
        give_up(dossier_id, error.message)
        return
    with half.open("rb") as file:
        digest = hashlib.sha256()
        for chunk in chunks(file):
            digest.update(chunk)
    size = half.stat().st_size
    half.replace(target)
    ready = {"status": DossierStatus.READY, "progress": 100, "size": size, "sha256": digest.hexdigest()}
    Dossier.objects.filter(id=dossier_id).update(**ready)
    _forget_old(dossier.meeting)


def give_up(dossier_id: UUID, problem: str) -> None:
    """Note why a file was not made."""
    log.warning("meeting file %s failed: %s", dossier_id, problem)
    Dossier.objects.filter(id=dossier_id).update(status=DossierStatus.FAILED, problem=problem)


def _forget_old(meeting: Meeting) -> None:
    old = list(Dossier.objects.filter(meeting=meeting, status=DossierStatus.READY)[MOST_KEPT:])
    for dossier in old:
        file_of(dossier.id).unlink(missing_ok=True)
        dossier.delete()
