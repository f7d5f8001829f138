"""Reads of the library; a paper itself is always opened through ``documents.selectors.get_paper_for``."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from meetings.accounts.models import BodyMembership, Person
from meetings.core import clock
from meetings.core.actor import Actor
from meetings.core.errors import NotFound
from meetings.documents.models import Paper, PaperStatus
from meetings.documents.selectors import readable_papers_for
from meetings.library.models import Favourite, Readers, Shelf, Shelved
from meetings.library.rules import Force, Span, force_on

OPEN = Q(status=PaperStatus.READY, circle__isnull=True)
"""Papers that a shelf shows: one that its meeting later sends to some people only is on no shelf as long."""


@dataclass(frozen=True, slots=True)
class Resolution:
    """A resolution and how it stands today."""

    shelved: Shelved
    force: Force


def shelves_for(actor: Actor) -> QuerySet[Shelf]:
    """Return the shelves whose rule lets the actor read."""
    person = Person.objects.filter(id=actor.id, is_active=True).first() if actor.kind == "person" else None
    if person is None:
        return Shelf.objects.none()
    today = _today()
    member = BodyMembership.objects.filter(person=person, valid_from__lte=today)
    units = set(member.filter(Q(valid_to=None) | Q(valid_to__gte=today)).values_list("unit_id", flat=True))
    if person.unit_id:
        units.add(person.unit_id)
    rule = Q(readers=Readers.ALL) | Q(readers=Readers.BODY, unit__in=units)
    if person.may_create_meetings and person.unit_id:
        # The secretariat of a body keeps its shelves, whatever their rule.
        rule |= Q(unit=person.unit_id)
    return Shelf.objects.filter(rule).select_related("unit")


def get_shelf_for(actor: Actor, shelf_id: UUID) -> Shelf:
    """Return a shelf that the actor may read; others are not found."""
    shelf = shelves_for(actor).filter(id=shelf_id).first()
    if shelf is None:
        raise NotFound(_("Không tìm thấy ngăn tài liệu này, hoặc đồng chí không được đọc ngăn này."))
    return shelf


def keeps_shelves(person: Person) -> bool:
    """Tell whether somebody makes shelves and puts papers on them: the secretariat of a body."""
    return person.may_create_meetings and person.unit_id is not None


def papers_on_open_shelves(actor: Actor) -> QuerySet[Paper]:
    """Return the papers that the actor may read because they stand on a shelf."""
    return Paper.objects.filter(OPEN, shelved__shelf__in=shelves_for(actor))


def shelved_on(shelf: Shelf) -> list[Shelved]:
    """Return what stands on a shelf, the newest first; what was taken back, replaced or sent to some only is gone."""
    there = shelf.shelved.filter(paper__in=Paper.objects.filter(OPEN))
    return list(there.select_related("paper", "paper__meeting", "replaced_by"))


def resolutions_for(actor: Actor) -> list[Resolution]:
    """Return the resolutions on the actor's shelves: those in force first, then by day."""
    found = Shelved.objects.filter(shelf__in=shelves_for(actor), paper__in=Paper.objects.filter(OPEN)).exclude(
        number=""
    )
    rows = found.select_related("paper", "shelf", "shelf__unit", "replaced_by").order_by("-issued_on", "number")
    standing = [Resolution(row, force_of(row)) for row in rows]
    return sorted(standing, key=lambda one: list(Force).index(one.force) if one.force != Force.IN_FORCE else -1)


def force_of(shelved: Shelved) -> Force:
    """Tell how a resolution stands today."""
    after = shelved.replaced_by
    later = Span(after.valid_from, after.valid_to) if after else None
    return force_on(_today(), Span(shelved.valid_from, shelved.valid_to), later)


def favourites_of(actor: Actor) -> list[Paper]:
    """Return the papers that somebody marked and may still read, the last marked first."""
    marked = list(Favourite.objects.filter(person_id=actor.id).values_list("paper_id", flat=True))
    readable = readable_papers_for(actor).filter(id__in=marked).select_related("meeting").distinct()
    found = {paper.id: paper for paper in readable}
    return [found[paper_id] for paper_id in marked if paper_id in found]


def _today() -> date:
    return timezone.localtime(clock.now()).date()
