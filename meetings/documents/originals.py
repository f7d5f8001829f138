"""The upload itself, byte for byte as it came: what was signed is what is handed on.

Readers may have the original of a signed PDF, for only there can a signature be checked; of other papers it would
carry what the reading copy leaves out (authors, comments, tracked changes). Where reading copies carry their reader's
mark the original would go around it: it is then for the office alone. That somebody took it stands in the journal,
once for each person and paper.
"""

from contextlib import suppress
from pathlib import Path
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from meetings.accounts.access import to_sign_in
from meetings.accounts.models import Person
from meetings.agenda.selectors import get_place_for
from meetings.contracts.audience import Roles
from meetings.contracts.papers import OriginalTaken
from meetings.core.actor import Actor, person_actor
from meetings.core.errors import NotFound, Refused
from meetings.core.journal import AlreadyDone, act
from meetings.core.permissions import Permission, roles_with
from meetings.documents import paths
from meetings.documents.models import Paper
from meetings.documents.selectors import get_paper_for

TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "png": "image/png",
    "jpg": "image/jpeg",
}


def offers_original(actor: Actor, paper: Paper) -> bool:
    """Tell whether somebody who may read a paper may also have its original."""
    try:
        place = get_place_for(actor, paper.meeting_id)
    except NotFound:
        return False
    return place.may(Permission.PREPARE_MEETING) or (bool(paper.signatures) and not paper.marked)


def take_original(*, actor: Actor, paper_id: UUID) -> tuple[Paper, Path]:
    """Return a readable paper and the file that was uploaded; raises ``NotFound``, ``Refused``, ``BadState``."""
    paper = get_paper_for(actor, paper_id)
    if not offers_original(actor, paper):
        if paper.marked:
            raise Refused(
                _("Bản đọc của cuộc họp này mang dấu người đọc nên chỉ thư ký lấy được bản gốc. Hãy hỏi văn phòng.")
            )
        raise Refused(_("Bản gốc chỉ tải được khi tài liệu có chữ ký số. Hãy đọc bản trên máy, hoặc hỏi thư ký."))
    path = paths.original_of(paper.id)
    if path is None:
        raise NotFound(_("Không tìm thấy tệp của tài liệu này trên máy chủ. Hãy báo thư ký tải lên lại."))
    once = Actor(actor.kind, actor.id, f"original-{paper.id}")
    with suppress(AlreadyDone), act(meeting_id=paper.meeting_id, actor=once) as current:
        taken = OriginalTaken(paper_id=str(paper.id), title=paper.title, sha256=paper.sha256)
        current.record(taken, Roles(roles=roles_with(Permission.SEE_JOURNAL)))
    return paper, path


@require_safe
def original(request: HttpRequest, paper_id: UUID) -> HttpResponseBase:
    """Send the original as a download; a browser never shows it in place."""
    if not isinstance(request.user, Person):
        return to_sign_in(request)
    paper, path = take_original(actor=person_actor(request.user.id), paper_id=paper_id)
    kind = path.suffix.lstrip(".")
    response = FileResponse(
        path.open("rb"), as_attachment=True, filename=paper.original_name or path.name, content_type=TYPES[kind]
    )
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
