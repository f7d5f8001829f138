"""The invitation as a document: numbered, one copy for each person or unit, kept as it was sent."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Max, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from meetings.accounts.models import Term
from meetings.agenda.models import Meeting, Participation
from meetings.agenda.selectors import Group, get_meeting_for, people_of, programme, rooms_in
from meetings.contracts.invitations import InvitationsIssued
from meetings.contracts.roles import Role
from meetings.contracts.state import MeetingStatus, Secrecy
from meetings.core import clock
from meetings.core.actor import Actor
from meetings.core.errors import BadInput, BadState
from meetings.core.journal import Act, act
from meetings.core.permissions import Permission, roles_with
from meetings.core.templatetags.nghisu import day
from meetings.documents.printing import Face, LetterPage, print_letters
from meetings.invitations.forms import InvitationForm, invitation_form
from meetings.invitations.models import Copy, Letter
from meetings.invitations.rules import letter_lines, padded

Line = tuple[str, Face]


@dataclass(frozen=True, slots=True)
class LetterText:
    """What the secretary types of a letter."""

    number: int
    symbol: str
    dated: date
    town: str
    authority: str
    signer_title: str
    signer: str
    per_unit: bool


def issue_letters(*, actor: Actor, meeting_id: UUID, text: LetterText) -> int:
    """Number the invitation and make a copy for everybody invited, or anew after a change; returns the journal number.

    Raises ``BadState`` in a meeting that is not convened or is secret, ``BadInput`` for a number that is taken.
    """
    get_meeting_for(actor, meeting_id, Permission.ISSUE_INVITATIONS)
    with act(meeting_id=meeting_id, actor=actor) as current:
        meeting = get_meeting_for(actor, meeting_id, Permission.ISSUE_INVITATIONS)
        if meeting.status != MeetingStatus.CONVENED:
            raise BadState(_("Giấy mời lập được sau khi triệu tập và trước khi khai mạc."), code="not_convened")
        if meeting.secrecy != Secrecy.NONE:
            raise BadState(
                _("Cuộc họp mật: văn thư lập giấy mời trên giấy, có đóng dấu độ mật. Hệ thống không lập."),
                code="secret",
            )
        _refuse_taken(meeting, text)
        letter = _write(meeting, text)
        return _record(current, letter)


def _refuse_taken(meeting: Meeting, text: LetterText) -> None:
    if not all((text.symbol.strip(), text.town.strip(), text.signer_title.strip(), text.signer.strip())):
        raise BadInput(_("Hãy nhập đủ ký hiệu, nơi ký, chức vụ và họ tên người ký."), code="letter_incomplete")
    if text.number < 1:
        raise BadInput(_("Số của giấy mời bắt đầu từ 1."), code="bad_number")
    same = letters_numbered_with(meeting, text.dated).filter(number=text.number, symbol=text.symbol.strip())
    if same.exists():
        raise BadInput(
            _("Số này đã dùng cho giấy mời của một cuộc họp khác. Hãy xem lại sổ văn bản."), code="number_taken"
        )


def _write(meeting: Meeting, text: LetterText) -> Letter:
    before = Letter.objects.filter(meeting=meeting).first()
    edition = before.edition + 1 if before else 1
    if before:
        before.delete()
    letter = Letter.objects.create(
        meeting=meeting,
        edition=edition,
        number=text.number,
        symbol=text.symbol.strip(),
        dated=text.dated,
        town=text.town.strip(),
        authority=text.authority.strip(),
        signer_title=text.signer_title.strip(),
        signer=text.signer.strip(),
        per_unit=text.per_unit,
        facts=facts_of(meeting),
        issued_at=clock.now(),
    )
    Copy.objects.bulk_create(_copies(letter))
    return letter


def _record(current: Act, letter: Letter) -> int:
    event = InvitationsIssued(number=number_words(letter), copies=letter.copies.count(), edition=letter.edition)
    return current.record(event)


def facts_of(meeting: Meeting) -> dict[str, str]:
    """Return what a letter says of the meeting, in words."""
    chair = meeting.participations.filter(role=Role.CHAIR).select_related("person").first()
    return {
        "body": meeting.body,
        "parent": meeting.parent_body,
        "title": meeting.title,
        "time": _times(meeting),
        "place": meeting.place,
        "chair": _named(chair) if chair else "",
    }


def outdated(letter: Letter) -> bool:
    """Tell whether the meeting has changed since the letter was sent, or other people are invited now."""
    if letter.facts != facts_of(letter.meeting):
        return True
    return [copy.guest for copy in _copies(letter)] != [copy.guest for copy in letter.copies.all()]


def _copies(letter: Letter) -> list[Copy]:
    invited = people_of(letter.meeting).filter(role__in=roles_with(Permission.ANSWER_INVITATION))
    rooms = {place.room.unit_id: place.room.name for place in rooms_in(letter.meeting) if place.room}
    places = [place for place in invited if place.person]
    groups = _by_unit(places) if letter.per_unit else [[place] for place in places]
    return [_copy(letter, serial, group, rooms) for serial, group in enumerate(groups, start=1)]


def _by_unit(places: Iterable[Participation]) -> list[list[Participation]]:
    """Group people by unit, in protocol order of the first of each; who has no unit stands alone."""
    groups: dict[object, list[Participation]] = {}
    for place in places:
        unit = place.person.unit_id if place.person else None
        groups.setdefault(unit or place.person_id, []).append(place)
    return list(groups.values())


def _copy(letter: Letter, serial: int, group: list[Participation], rooms: dict[UUID, str]) -> Copy:
    person = group[0].person
    unit_id = person.unit_id if person else None
    guest = "; ".join(_named(place) for place in group)
    if letter.per_unit and unit_id:
        guest = f"{group[0].unit_name} ({guest})"
    return Copy(
        letter=letter,
        serial=serial,
        person_id=None if letter.per_unit and unit_id else group[0].person_id,
        unit_id=unit_id if letter.per_unit else None,
        guest=guest if len(guest) <= 600 else f"{guest[:597]}...",
        room=rooms.get(unit_id, "") if unit_id else "",
    )


def _named(place: Participation) -> str:
    name = place.person.full_name if place.person else ""
    return f"{name}, {place.title}" if place.title else name


def _times(meeting: Meeting) -> str:
    """Return when the meeting is: its beginning, or each of its sessions on a line of its own."""
    with translation.override("vi"):
        groups = programme(meeting)
        if len(groups) < 2:
            return f"{_hour(meeting.starts_at)}, {day(meeting.starts_at)}"
        return "\n".join([f"{len(groups)} buổi", *(_session_line(group) for group in groups)])


def _session_line(group: Group) -> str:
    starts, ends = group.session.starts_at, group.session.ends_at
    return f"- {group.name}: từ {_hour(starts)} đến {_hour(ends)}, {day(starts)}"


def _hour(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%H giờ %M}"


def number_words(letter: Letter) -> str:
    """Return number and symbol as they stand on the letter."""
    form = form_of(letter.meeting, letter.dated)
    return form.number.format(number=padded(letter.number), symbol=letter.symbol)


def form_of(meeting: Meeting, on: date) -> InvitationForm:
    """Return the legal form of the body's branch on a day."""
    return invitation_form(meeting.unit.branch, on)


def next_number(meeting: Meeting, on: date) -> int:
    """Return the number after the highest that the body's invitations have in the running term or year."""
    return (letters_numbered_with(meeting, on).aggregate(highest=Max("number"))["highest"] or 0) + 1


def letters_numbered_with(meeting: Meeting, on: date) -> QuerySet[Letter]:
    """Return the letters of the same body whose numbers run on with those of a day, those of the meeting left out."""
    letters = Letter.objects.filter(meeting__unit=meeting.unit).exclude(meeting=meeting)
    if form_of(meeting, on).numbered_by == "term":
        term = Term.objects.filter(unit=meeting.unit, valid_from__lte=on).order_by("-valid_from").first()
        if term:
            return letters.filter(dated__gte=term.valid_from)
    return letters.filter(dated__year=on.year)


def print_copies(letter: Letter, copies: Iterable[Copy]) -> bytes:
    """Return copies as one PDF, each on a page of its own."""
    form = form_of(letter.meeting, letter.dated)
    pages = [_page(letter, copy, form) for copy in copies]
    return print_letters(f"{form.title} {number_words(letter)}", pages)


def _page(letter: Letter, copy: Copy, form: InvitationForm) -> LetterPage:
    facts = letter.facts
    above: list[Line] = [(facts["parent"].upper(), "regular")] if facts["parent"] else []
    below: Line = ("*", "regular") if form.star_under_body else ("0.4", "rule")
    left: list[Line] = [*above, (facts["body"].upper(), "bold"), below, (number_words(letter), "regular")]
    motto: list[Line] = [(line, "bold") for line in form.motto]
    dated = f"{letter.town}, ngày {padded(letter.dated.day)} tháng {_month(letter.dated.month)} năm {letter.dated.year}"
    said = {**facts, "guest": copy.guest, "room": copy.room, "honorific": form.honorific}
    lines = letter_lines(form.lines, said, form.full_stop)
    authority: list[Line] = [(letter.authority.upper(), "bold")] if letter.authority else []
    blank: list[Line] = [("", "regular")] * 4
    recipients: list[Line] = [(line, "regular") for line in form.recipients]
    return LetterPage(
        left=tuple(left),
        right=(*motto, ("", "rule"), (dated, "italic")),
        titles=tuple(line for line in (form.title, form.rule_under_title) if line),
        paragraphs=lines,
        size=form.body_pt,
        left_end=((form.recipients_title, "bold"), *recipients),
        right_end=(*authority, (letter.signer_title.upper(), "bold"), *blank, (letter.signer, "bold")),
    )


def _month(month: int) -> str:
    """Months 1 and 2 are written with a nought before them, so that nobody makes 11 and 12 of them."""
    return padded(month) if month < 3 else str(month)
