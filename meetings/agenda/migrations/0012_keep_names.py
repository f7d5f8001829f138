from django.db import migrations
from django.db.models import F, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce


def keep_names(apps, _schema):
    """Meetings that closed before names were kept get those of today: better than what comes later."""
    meetings = apps.get_model("agenda", "Meeting").objects
    participations = apps.get_model("agenda", "Participation").objects
    closed = meetings.filter(status="closed")
    own = meetings.filter(id=OuterRef("id"))
    closed.update(
        kept_body=Subquery(own.annotate(words=F("unit__name")).values("words")[:1]),
        kept_parent_body=Coalesce(Subquery(own.annotate(words=F("unit__parent__name")).values("words")[:1]), Value("")),
    )
    places, mine = participations.filter(meeting__status="closed"), participations.filter(id=OuterRef("id"))
    for kind, words, unit in (
        ("person", "person__title", "person__unit__name"),
        ("room", "room__name", "room__unit__name"),
    ):
        places.filter(**{f"{kind}__isnull": False}).update(
            kept_words=Subquery(mine.annotate(words=F(words)).values("words")[:1]),
            kept_unit=Coalesce(Subquery(mine.annotate(words=F(unit)).values("words")[:1]), Value("")),
        )


class Migration(migrations.Migration):
    dependencies = [("agenda", "0011_register"), ("rooms", "0004_register")]

    operations = [migrations.RunPython(keep_names, migrations.RunPython.noop)]
