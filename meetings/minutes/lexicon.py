"""A body's lexicon and the people who keep it; what a correction proposes, and what a person decides about it."""

import logging
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

import redis
from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from meetings.accounts.models import Person, Unit
from meetings.agenda.models import Meeting, Participation
from meetings.contracts.roles import Role
from meetings.contracts.speech import GAP_ENGINE, Tones
from meetings.core import clock
from meetings.core.actor import Actor
from meetings.core.errors import BadInput, BadState, NotFound, Refused
from meetings.core.letters import folded
from meetings.minutes.lexicon_csv import LONGEST, MOST_HEARD, Kind, Row
from meetings.minutes.models import LexiconEntry, LexiconProposal, Proposed, Segment, Writing
from meetings.minutes.wording import findings
from meetings.minutes.writing import MOST_TERMS, publish_rules

log = logging.getLogger(__name__)
AT_ONCE_S = 1.0
"""So long a confirmed word waits for Redis; ``jobs`` tells the workers again within seconds."""


@dataclass(frozen=True, slots=True)
class EntryText:
    """What is typed about an entry."""

    text: str
    heard: tuple[str, ...] = ()
    kind: Kind = Kind.TERM

    @property
    def heard_lines(self) -> str:
        """The spoken forms as a form shows them, one a line."""
        return "\n".join(self.heard)


def bodies_for(person: Person) -> QuerySet[Unit]:
    """Return the bodies whose lexicon a person keeps.

    Secretaries who are members today, the secretariat of the body itself, and the secretaries of its meetings.
    """
    today = clock.now().date()
    member = Q(memberships__person=person, memberships__role=Role.SECRETARY, memberships__valid_from__lte=today)
    member &= Q(memberships__valid_to__isnull=True) | Q(memberships__valid_to__gte=today)
    served = Participation.objects.filter(person=person, role=Role.SECRETARY).values("meeting__unit")
    own = Q(id=person.unit_id) if person.may_create_meetings else Q(pk__in=[])
    keeps = Unit.objects.filter(member | own | Q(id__in=served)) if person.is_active else Unit.objects.none()
    return keeps.distinct().order_by("name")


def get_body_for(actor: Actor, unit_id: UUID) -> Unit:
    """Return a body whose lexicon the actor keeps; ``Refused`` to everybody else."""
    person = Person.objects.filter(id=actor.id).first() if actor.kind == "person" else None
    unit = bodies_for(person).filter(id=unit_id).first() if person else None
    if unit is None:
        raise Refused(_("Chỉ thư ký của cơ quan này sửa được từ vựng của cơ quan. Chưa có gì thay đổi."))
    return unit


def entries_of(unit: Unit, query: str = "") -> list[LexiconEntry]:
    """Return the entries that hold every word of ``query``; marks need not be typed."""
    words = folded(query).split()
    entries = LexiconEntry.objects.filter(unit=unit)
    return [entry for entry in entries if all(word in folded(" ".join((entry.text, *entry.heard))) for word in words)]


def proposals_of(unit: Unit) -> QuerySet[LexiconProposal]:
    """Return what waits for a decision, the most frequent first."""
    waiting = LexiconProposal.objects.filter(unit=unit, state=Proposed.WAITING)
    return waiting.select_related("meeting").order_by("-times", "made_at")


def add_entry(*, actor: Actor, unit_id: UUID, typed: EntryText) -> LexiconEntry:
    """Add an entry; one with the same text learns the spoken forms besides its own."""
    unit = get_body_for(actor, unit_id)
    with transaction.atomic():
        entry = _keep(unit, typed, _known(unit))
    tell_workers(unit)
    return entry


def change_entry(*, actor: Actor, unit_id: UUID, entry_id: UUID, typed: EntryText) -> LexiconEntry:
    """Give an entry exactly what was typed."""
    unit = get_body_for(actor, unit_id)
    with transaction.atomic():
        entry = _entry(unit, entry_id)
        tidy = _checked(typed, _known(unit), besides=entry.text)
        if LexiconEntry.objects.filter(unit=unit, text=tidy.text).exclude(id=entry.id).exists():
            raise BadState(_("Từ vựng đã có mục “%(text)s”. Mục đang sửa vẫn như cũ.") % {"text": tidy.text})
        entry.text, entry.heard, entry.kind = tidy.text, list(tidy.heard), tidy.kind
        entry.save()
    tell_workers(unit)
    return entry


def remove_entry(*, actor: Actor, unit_id: UUID, entry_id: UUID) -> None:
    """Take an entry out; lines that were written by it stay as they are."""
    unit = get_body_for(actor, unit_id)
    _entry(unit, entry_id).delete()
    tell_workers(unit)


def import_entries(*, actor: Actor, unit_id: UUID, rows: Iterable[Row]) -> int:
    """Add the rows of a file, all or none; returns how many there were."""
    unit = get_body_for(actor, unit_id)
    with transaction.atomic():
        known = _known(unit)
        count = len([_keep(unit, EntryText(row.text, row.heard, row.kind), known) for row in rows])
    tell_workers(unit)
    return count


def set_tones(*, actor: Actor, unit_id: UUID, tones: str) -> None:
    """Say where this body writes the tone mark of oa, oe, uy."""
    unit = get_body_for(actor, unit_id)
    if tones not in set(Tones):
        raise BadInput(_("Hãy chọn một cách viết dấu. Chưa có gì thay đổi."))
    Writing.objects.update_or_create(unit=unit, defaults={"tones": tones})
    tell_workers(unit)


def propose(*, meeting: Meeting, line: Segment, before: str) -> int:
    """Note what the correction of a line may teach the lexicon of the meeting's body; returns how much was noted."""
    if line.engine == GAP_ENGINE:
        return 0  # nothing was heard: there is nothing that was misheard
    count = 0
    for found in findings(before, line.text):
        entry = LexiconEntry.objects.filter(unit=meeting.unit_id, text=found.text).first()
        known = entry is not None and (not found.heard or found.heard in entry.heard)
        if known or max(len(found.text), len(found.heard)) > LONGEST:
            continue
        made = {"meeting": meeting, "made_at": clock.now(), "line": line.text[:300]}
        row, fresh = LexiconProposal.objects.get_or_create(
            unit_id=meeting.unit_id, text=found.text, heard=found.heard, defaults=made
        )
        if not fresh:
            LexiconProposal.objects.filter(id=row.id).update(times=F("times") + 1)
        count += 1
    return count


def decide(*, actor: Actor, unit_id: UUID, proposal_id: UUID, take: bool, typed: EntryText | None = None) -> None:
    """Take a proposal into the lexicon, as it is or as it was typed over, or reject it for good."""
    unit = get_body_for(actor, unit_id)
    with transaction.atomic():
        row = LexiconProposal.objects.select_for_update().filter(id=proposal_id, unit=unit).first()
        if row is None:
            raise NotFound(_("Không tìm thấy đề xuất này. Hãy tải lại trang."))
        if row.state != Proposed.WAITING:
            raise BadState(_("Người khác đã quyết định đề xuất này. Hãy tải lại trang."))
        if take:
            _keep(unit, typed or EntryText(row.text, (row.heard,) if row.heard else ()), _known(unit))
        row.state = Proposed.TAKEN if take else Proposed.REJECTED
        row.decided_by_id, row.decided_at = actor.id, clock.now()
        row.save()
    if take:
        tell_workers(unit)


def tell_workers(unit: Unit) -> None:
    """Let the workers write by the new words from the next final on: at once if Redis answers, else within seconds."""
    transaction.on_commit(lambda: _tell(unit))


def _tell(unit: Unit) -> None:
    try:
        publish_rules(redis.Redis.from_url(settings.REDIS_URL, socket_timeout=AT_ONCE_S), under=unit)
    except redis.RedisError as error:
        log.warning("the workers hear of the lexicon a little later: %s", error)


def _entry(unit: Unit, entry_id: UUID) -> LexiconEntry:
    entry = LexiconEntry.objects.filter(unit=unit, id=entry_id).first()
    if entry is None:
        raise NotFound(_("Mục này không còn trong từ vựng. Hãy tải lại trang."))
    return entry


def _keep(unit: Unit, typed: EntryText, known: dict[str, str]) -> LexiconEntry:
    existing = LexiconEntry.objects.filter(unit=unit, text=_tidy(typed.text)).first()
    tidy = _checked(typed, known, besides=existing.text if existing else "")
    known.update({form.casefold(): tidy.text for form in tidy.heard})
    if existing is None:
        if LexiconEntry.objects.filter(unit=unit).count() >= MOST_TERMS:
            raise BadState(_("Từ vựng đã đủ %(most)s mục. Hãy bỏ bớt mục không còn dùng.") % {"most": MOST_TERMS})
        return LexiconEntry.objects.create(unit=unit, text=tidy.text, heard=list(tidy.heard), kind=tidy.kind)
    existing.heard = list(dict.fromkeys([*existing.heard, *tidy.heard]))[:MOST_HEARD]
    existing.kind = tidy.kind if existing.kind == Kind.TERM else existing.kind
    existing.save()
    return existing


def _checked(typed: EntryText, known: dict[str, str], *, besides: str = "") -> EntryText:
    """Return the entry tidied; two entries of a body may not claim the same spoken form (``besides``: its own)."""
    text = _tidy(typed.text)
    heard = tuple(dict.fromkeys(tidy for part in typed.heard if (tidy := _tidy(part)) and tidy != text))
    if not text or not any(char.isalnum() for char in text):
        raise BadInput(_("Hãy nhập chữ cần viết. Chưa có gì thay đổi."), code="text_missing")
    if max(len(part) for part in (text, *heard)) > LONGEST or len(heard) > MOST_HEARD:
        raise BadInput(
            _("Mỗi mục dài nhất %(longest)s chữ cái và có nhiều nhất %(most)s cách nói. Chưa có gì thay đổi.")
            % {"longest": LONGEST, "most": MOST_HEARD},
            code="too_long",
        )
    for form in heard:
        other = known.get(form.casefold())
        if other is not None and other != besides:
            raise BadState(
                _("“%(form)s” đã được viết thành “%(text)s”. Một cách nói chỉ có một cách viết; chưa có gì thay đổi.")
                % {"form": form, "text": other},
                code="claimed",
            )
    return EntryText(text, heard, typed.kind)


def _known(unit: Unit) -> dict[str, str]:
    """Return the written form of each spoken form of a body."""
    entries = LexiconEntry.objects.filter(unit=unit)
    return {form.casefold(): entry.text for entry in entries for form in entry.heard}


def _tidy(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())
