"""To whom papers are sent: ``may_read`` asks the one rule at every door; the acts of the office that change it."""

from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import gettext as _

from meetings.accounts.models import Person, Unit
from meetings.accounts.selectors import with_units_below
from meetings.agenda.models import Item, Meeting
from meetings.agenda.selectors import get_item_for, get_place_for, people_of, standing_of, viewer_of
from meetings.contracts.audience import Audience, Chosen, Viewer, may_receive
from meetings.contracts.papers import PaperClosed, PaperDistributed, PaperReached
from meetings.contracts.roles import Role
from meetings.core.actor import Actor, person_actor
from meetings.core.errors import BadInput, NotFound
from meetings.core.journal import Act, act
from meetings.core.permissions import Permission, Standing, roles_with
from meetings.core.templatetags.nghisu import role_name
from meetings.documents.circles import Circle, choosable_roles, circle_of, readers_audience, told_audience
from meetings.documents.models import ItemCircle, Paper, PaperStatus
from meetings.documents.versions import line_of

IN_WORDS = 3
"""So many recipients are named; of more, how many there are."""


def audience_of(paper: Paper) -> Audience:
    """Return who may read a paper, and so be told live what is shown of it."""
    return readers_audience(circle_of(paper.circle), with_units_below)


def told_of(paper: Paper) -> Audience:
    """Return who is told of a paper's issue and end."""
    return told_audience(circle_of(paper.circle), with_units_below)


def may_read(actor: Actor, standing: Standing, paper: Paper) -> bool:
    """Tell whether a paper is sent to somebody of this standing in its meeting."""
    return paper.circle is None or may_receive(audience_of(paper), viewer_of(actor, standing))


def check_sent_to(actor: Actor, standing: Standing, paper: Paper) -> None:
    """Refuse whoever a paper is not sent to, in the words for a paper that is not there."""
    if not may_read(actor, standing, paper):
        raise NotFound(_("Tài liệu này không gửi đến đồng chí, hoặc đã được thư ký thu hồi."))


class Circles:
    """The audiences of circles, each looked up once: for lists of papers and for snapshots."""

    def __init__(self) -> None:
        self._known: dict[Circle, Audience] = {}

    def lets(self, viewer: Viewer, circle: Circle | None) -> bool:
        """Tell whether a viewer who may read papers at all belongs to a circle."""
        if circle is None:
            return True
        if circle not in self._known:
            self._known[circle] = readers_audience(circle, with_units_below)
        return may_receive(self._known[circle], viewer)


def default_circle(item: Item | None) -> dict[str, list[str]] | None:
    """Return whom a new paper of an item is sent to."""
    return ItemCircle.objects.filter(item=item).values_list("circle", flat=True).first() if item else None


def distribute_paper(*, actor: Actor, paper_id: UUID, circle: Circle | None) -> Paper:
    """Send a paper, all its versions, to a circle, or to everybody (``None``); raises ``BadInput``, ``NotFound``."""
    paper = _paper_of_office(actor, paper_id)
    with act(meeting_id=paper.meeting_id, actor=actor) as current:
        check_circle(paper.meeting, circle)
        _send(current, paper, circle)
    paper.refresh_from_db()
    return paper


def distribute_item(*, actor: Actor, meeting_id: UUID, item_id: UUID, circle: Circle | None) -> int:
    """Send all papers of an item, and those added to it later, to a circle; return how many there are now."""
    meeting = get_place_for(actor, meeting_id, Permission.PREPARE_MEETING).meeting
    item = get_item_for(meeting, item_id)
    with act(meeting_id=meeting_id, actor=actor) as current:
        check_circle(meeting, circle)
        if circle is None:
            ItemCircle.objects.filter(item=item).delete()
        else:
            ItemCircle.objects.update_or_create(item=item, defaults={"circle": circle.kept()})
        gone = [PaperStatus.WITHDRAWN, PaperStatus.REPLACED]
        papers = list(Paper.objects.filter(meeting=meeting, item=item).exclude(status__in=gone))
        for paper in papers:
            _send(current, paper, circle)
    return len(papers)


def _paper_of_office(actor: Actor, paper_id: UUID) -> Paper:
    paper = Paper.objects.select_related("meeting").filter(id=paper_id).exclude(status=PaperStatus.WITHDRAWN).first()
    if paper is None:
        raise NotFound
    get_place_for(actor, paper.meeting_id, Permission.PREPARE_MEETING)
    return paper


def check_circle(meeting: Meeting, circle: Circle | None) -> None:
    """Refuse a circle with somebody who is not in the meeting, an unknown unit, or a role that reads no papers."""
    if circle is None:
        return
    people = {str(place.person_id) for place in people_of(meeting)}
    units = {str(unit_id) for unit_id in Unit.objects.filter(id__in=circle.units).values_list("id", flat=True)}
    if set(circle.people) - people or set(circle.units) - units or set(circle.roles) - set(choosable_roles()):
        raise BadInput(_("Người, đơn vị hoặc vai trò đã chọn không còn trong cuộc họp. Hãy tải lại trang."))


def _send(current: Act, paper: Paper, circle: Circle | None) -> None:
    """Change whom one line of versions is sent to; whoever lost it closes it, whoever may read it learns of it."""
    from meetings.documents.selectors import paper_state

    versions = list(line_of(paper).select_for_update())
    before, kept = circle_of(versions[0].circle), circle.kept() if circle else None
    if before == circle and all(one.circle == kept for one in versions):
        return
    Paper.objects.filter(id__in=[one.id for one in versions]).update(circle=kept)
    journal = Chosen(roles=roles_with(Permission.SEE_JOURNAL))
    told = PaperDistributed(paper_id=str(paper.id), title=paper.title, to=circle_words(circle))
    current.record(told, journal)
    shown = next((one for one in versions if one.status == PaperStatus.READY), None)
    if shown is None:
        return
    losers = _losers(paper.meeting, told_audience(before, with_units_below), told_audience(circle, with_units_below))
    if losers is not None:
        current.record(PaperClosed(paper_id=str(shown.id), title=shown.title), losers)
    shown.circle = kept
    current.record(PaperReached(paper=paper_state(shown)), told_of(shown))


def _losers(meeting: Meeting, before: Audience, now: Audience) -> Chosen | None:
    """Return who was told of a paper and no longer may read it; ``None``: nobody."""
    people = []
    for place in people_of(meeting):
        if place.person_id:
            viewer = viewer_of(person_actor(place.person_id), standing_of(place))
            if may_receive(before, viewer) and not may_receive(now, viewer):
                people.append(str(place.person_id))
    screen = Viewer(peer_id="", role=Role.ROOM)
    rooms = (Role.ROOM,) if may_receive(before, screen) and not may_receive(now, screen) else ()
    return Chosen(person_ids=tuple(people), roles=rooms) if people or rooms else None


def circle_words(circle: Circle | None) -> str:
    """Return whom a paper is sent to, in words: «Mọi người», or the roles, units and people."""
    if circle is None:
        return _("Mọi người")
    names = [
        *(str(role_name(role)) for role in circle.roles),
        *Unit.objects.filter(id__in=circle.units).order_by("name").values_list("name", flat=True),
        *_names(circle.people),
    ]
    if not names:
        return _("Chỉ chủ trì và thư ký")
    shown = ", ".join(names[:IN_WORDS])
    return (
        shown
        if len(names) <= IN_WORDS
        else _("%(names)s và %(n)s nơi khác")
        % {
            "names": shown,
            "n": len(names) - IN_WORDS,
        }
    )


def _names(person_ids: Iterable[str]) -> list[str]:
    people = Person.objects.filter(id__in=list(person_ids)).order_by("protocol_order", "full_name")
    return list(people.values_list("full_name", flat=True))
