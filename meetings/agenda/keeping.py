"""Names of a meeting's day: units are merged and people move, a closed meeting keeps what they were called."""

from django.db.models import F, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from meetings.accounts.models import Person
from meetings.accounts.selectors import name_on
from meetings.agenda.models import Meeting, Participation


def keep_names(meeting: Meeting) -> None:
    """Write down, as a meeting closes, what its body, its rooms, its people's units and positions are called."""
    day = timezone.localtime(meeting.starts_at).date()
    meeting.kept_body = name_on(meeting.unit, day)
    meeting.kept_parent_body = name_on(meeting.unit.parent, day) if meeting.unit.parent else ""
    meeting.save(update_fields=["kept_body", "kept_parent_body"])
    places = Participation.objects.filter(meeting=meeting)
    person = Person.objects.filter(id=OuterRef("person_id"))
    places.filter(person__isnull=False).update(
        kept_words=Subquery(person.values("title")[:1]),
        kept_unit=Coalesce(Subquery(person.values("unit__name")[:1]), Value("")),
    )
    rooms = Participation.objects.filter(id=OuterRef("id"))
    places.filter(room__isnull=False).update(
        kept_words=Subquery(rooms.annotate(words=F("room__name")).values("words")[:1]),
        kept_unit=Subquery(rooms.annotate(words=F("room__unit__name")).values("words")[:1]),
    )
