"""Writes of the library: shelves, what stands on them, favourites. Nothing here is an act of a meeting."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from meetings.accounts.models import Person
from meetings.core import clock
from meetings.core.actor import Actor
from meetings.core.errors import BadInput, BadState, NotFound, Refused
from meetings.core.permissions import Permission
from meetings.documents.models import Paper, PaperStatus
from meetings.documents.selectors import get_paper_for
from meetings.library.models import Favourite, Readers, Shelf, Shelved
from meetings.library.selectors import get_shelf_for, keeps_shelves


@dataclass(frozen=True, slots=True)
class ResolutionText:
    """What is typed of a resolution; an empty number: the paper is none."""

    number: str = ""
    issued_on: date | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    replaces: UUID | None = None
    """The resolution on a shelf that this one ends."""


def make_shelf(*, actor: Actor, name: str, readers: str) -> Shelf:
    """Make a shelf of the actor's own body."""
    unit = _keeper(actor).unit
    name = " ".join(name.split())[:120]
    if unit is None or not name or readers not in set(Readers):
        raise BadInput(_("Hãy nhập tên ngăn và chọn ai được đọc."))
    try:
        with transaction.atomic():
            return Shelf.objects.create(unit=unit, name=name, readers=readers)
    except IntegrityError as error:
        raise BadState(_("Cơ quan đã có ngăn mang tên này. Hãy đặt tên khác."), code="name_taken") from error


def shelve_paper(*, actor: Actor, shelf_id: UUID, paper_id: UUID, text: ResolutionText = ResolutionText()) -> Shelved:
    """Put a paper on a shelf of the actor's body, by reference.

    Only who prepares the meeting of the paper may: he opens it to the readers of the shelf. A paper that is not sent to
    everybody of its meeting, is borrowed itself, or is secret stays where it is.
    """
    shelf = _own_shelf(actor, shelf_id)
    paper = get_paper_for(actor, paper_id, Permission.PREPARE_MEETING)
    _check_fit(paper)
    if text.valid_from and text.valid_to and text.valid_to < text.valid_from:
        raise BadInput(_("Ngày hết hiệu lực sớm hơn ngày có hiệu lực. Hãy xem lại."))
    with transaction.atomic():
        shelved, _made = Shelved.objects.update_or_create(
            shelf=shelf,
            paper=paper,
            defaults={
                "by_id": actor.id,
                "at": clock.now(),
                "number": text.number.strip()[:60],
                "issued_on": text.issued_on,
                "valid_from": text.valid_from or text.issued_on,
                "valid_to": text.valid_to,
            },
        )
        if text.replaces:
            _replace(shelved, text.replaces)
    return shelved


def _check_fit(paper: Paper) -> None:
    if paper.status != PaperStatus.READY:
        raise BadState(_("Tài liệu chưa đọc được hoặc đã có bản mới nên chưa đưa vào kho được."), code="not_ready")
    if paper.secrecy != "none" or paper.meeting.secrecy != "none":
        raise BadState(_("Tài liệu mật không đưa vào kho chung."), code="secret")
    if paper.source_id:
        raise BadState(_("Đây là tài liệu lấy từ kho; bản gốc đã ở trong kho."), code="borrowed")
    if paper.circle is not None:
        raise BadState(
            _("Tài liệu này chỉ gửi cho một số người của cuộc họp nên không đưa vào kho chung."), code="restricted"
        )


def _replace(shelved: Shelved, older_id: UUID) -> None:
    older = Shelved.objects.select_for_update().filter(id=older_id, shelf__unit=shelved.shelf.unit_id).first()
    if older is None or older.id == shelved.id or not older.number or not shelved.number:
        raise BadInput(_("Nghị quyết được thay thế không còn trong kho. Hãy tải lại trang."))
    older.replaced_by = shelved
    older.save(update_fields=["replaced_by"])


def take_off_shelf(*, actor: Actor, shelved_id: UUID) -> None:
    """Take a paper off a shelf of the actor's body; it stays in its meeting, loans stay where they are."""
    shelved = Shelved.objects.filter(id=shelved_id).first()
    if shelved is None:
        raise NotFound
    _own_shelf(actor, shelved.shelf_id)
    shelved.delete()


def set_favourite(*, actor: Actor, paper_id: UUID, wanted: bool) -> None:
    """Mark a paper that the actor may read, or take the mark away."""
    if not wanted:
        gone, _rows = Favourite.objects.filter(person_id=actor.id, paper_id=paper_id).delete()
        if not gone:
            raise NotFound
        return
    paper = get_paper_for(actor, paper_id)
    Favourite.objects.bulk_create([Favourite(person_id=actor.id, paper=paper, at=clock.now())], ignore_conflicts=True)


def _keeper(actor: Actor) -> Person:
    person = Person.objects.filter(id=actor.id, is_active=True).first() if actor.kind == "person" else None
    if person is None or not keeps_shelves(person):
        raise Refused(_("Chỉ cán bộ văn phòng được giao mới sắp xếp kho tài liệu."))
    return person


def _own_shelf(actor: Actor, shelf_id: UUID) -> Shelf:
    person, shelf = _keeper(actor), get_shelf_for(actor, shelf_id)
    if shelf.unit_id != person.unit_id:
        raise Refused(_("Ngăn này của cơ quan khác nên chỉ đọc được."))
    return shelf
