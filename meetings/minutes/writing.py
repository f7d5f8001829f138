"""How a meeting's captions are written: the body's lexicon and spelling, and the names that the meeting itself knows.

``jobs`` puts the rules of every open meeting into Redis, where the transcription workers read them with each final.
"""

import logging
import threading
import unicodedata
from collections.abc import Iterable, Iterator
from uuid import UUID

import redis
from django.conf import settings
from django.db import DatabaseError, close_old_connections, transaction

from meetings.accounts.models import Unit
from meetings.agenda.listening import forbidden, listened
from meetings.agenda.models import Item, Meeting, Participation
from meetings.contracts.bus import speech_rules_key
from meetings.contracts.speech import Term, TextRules, Tones
from meetings.contracts.state import ItemStatus, MeetingStatus
from meetings.minutes.hints import hints_of
from meetings.minutes.models import LexiconEntry, Segment, Writing

log = logging.getLogger(__name__)
EVERY_S = 10.0
LIFE_S = 60
"""A key outlives a ``jobs`` that starts again, and is gone when nobody keeps it true any more."""
DEAF = TextRules(listen=False)
MOST_TERMS = 2000
RECENT = 50
"""So many of an item's newest lines are asked who spoke."""
_COMMON = frozenset({"xã", "phường", "tỉnh", "huyện", "quận", "thị", "thành", "đặc", "điểm", "hội", "phòng"})
"""First words of units and rooms that are written small inside a sentence: «xã Tân Hòa», «điểm cầu Phú Mỹ»."""


def text_rules(meeting: Meeting) -> TextRules:
    """Return the rules of a meeting: its body's entries first, then the people, units, rooms of the meeting."""
    units = list(_upwards(meeting.unit))
    terms: dict[str, Term] = {}
    entries = LexiconEntry.objects.filter(unit__in=units)
    nearness = {unit.id: place for place, unit in enumerate(units)}
    for entry in sorted(entries, key=lambda entry: nearness[entry.unit_id]):
        terms.setdefault(entry.text, Term(text=entry.text, heard=tuple(entry.heard)))
    for name in _names(meeting, units):
        terms.setdefault(name, Term(text=name))
    known = tuple(terms.values())[:MOST_TERMS]
    return TextRules(tones=_tones(units), terms=known, hints=_hints(meeting, known))


def _hints(meeting: Meeting, terms: tuple[Term, ...]) -> tuple[str, ...]:
    item = meeting.items.filter(status=ItemStatus.OPEN).first()
    return item_hints(item, terms) if item else ()


def item_hints(item: Item, terms: tuple[Term, ...]) -> tuple[str, ...]:
    """Return the names and terms that may well be said under an item."""
    spoke = Segment.objects.filter(item=item).exclude(speaker_id="").order_by("-start_ms")
    speakers = dict.fromkeys(spoke.values_list("speaker", flat=True)[:RECENT])
    return hints_of(item.title, item.presenter, speakers, terms)


def _upwards(unit: Unit) -> Iterator[Unit]:
    seen: set[UUID] = set()
    current: Unit | None = unit
    while current is not None and current.id not in seen:
        seen.add(current.id)
        yield current
        current = current.parent


def _tones(units: list[Unit]) -> Tones:
    own = {row.unit_id: row.tones for row in Writing.objects.filter(unit__in=units)}
    return next((Tones(own[unit.id]) for unit in units if unit.id in own), Tones.KEEP)


def _names(meeting: Meeting, units: list[Unit]) -> Iterator[str]:
    places = Participation.objects.filter(meeting=meeting).select_related("person__unit", "room")
    for place in places:
        if place.person:
            yield _tidy(place.person.full_name)
            if place.person.unit:
                yield inside_sentence(place.person.unit.name)
        if place.room:
            yield inside_sentence(place.room.name)
    yield from (inside_sentence(unit.name) for unit in units)
    yield from (_tidy(name) for name in meeting.items.values_list("presenter", flat=True) if name)


def inside_sentence(name: str) -> str:
    """Return the name of a unit or room as it stands inside a sentence."""
    text = _tidy(name)
    first = text.split(" ", 1)[0]
    return first.lower() + text[len(first) :] if first.lower() in _COMMON else text


def _tidy(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def set_entries(unit: Unit, terms: Iterable[Term]) -> int:
    """Add entries to a body's lexicon or change those with the same text; returns how many there were."""
    count = 0
    with transaction.atomic():
        for term in terms:
            text, heard = _tidy(term.text), [_tidy(heard) for heard in term.heard if heard.strip()]
            if text:
                LexiconEntry.objects.update_or_create(unit=unit, text=text, defaults={"heard": heard})
                count += 1
    return count


def keep_rules_known(stop: threading.Event) -> None:
    """Write the rules of every open meeting with captions until ``stop`` is set; survives Redis and the database."""
    client = redis.Redis.from_url(settings.REDIS_URL, socket_timeout=5)
    while not stop.is_set():
        try:
            publish_rules(client)
        except (redis.RedisError, DatabaseError) as error:
            log.warning("captions are written by the rules known so far: %s", error)
        finally:
            close_old_connections()
        stop.wait(EVERY_S)


def publish_rules(client: redis.Redis, under: Unit | None = None) -> None:
    """Write the rules of every open meeting once, or of those that follow the lexicon of one body."""
    open_now = Meeting.objects.filter(status=MeetingStatus.OPEN)
    if under is None:
        for secret in forbidden(open_now).values_list("id", flat=True):
            client.set(speech_rules_key(str(secret)), DEAF.model_dump_json(), ex=LIFE_S)
    for meeting in listened(open_now).select_related("unit__parent"):
        if under is not None and under not in _upwards(meeting.unit):
            continue
        client.set(speech_rules_key(str(meeting.id)), text_rules(meeting).model_dump_json(), ex=LIFE_S)
