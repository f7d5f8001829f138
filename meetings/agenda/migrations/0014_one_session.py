from django.db import migrations
from django.db.models import OuterRef, Subquery


def one_session(apps, _schema):
    """Every meeting that stands has one session: the meeting's own time, opened and closed when it was."""
    session = apps.get_model("agenda", "Session")
    meetings = apps.get_model("agenda", "Meeting").objects.filter(sessions__isnull=True)
    fields = ("id", "starts_at", "ends_at", "opened_at", "closed_at")
    rows = meetings.values_list(*fields).iterator(chunk_size=1000)
    session.objects.bulk_create(
        (
            session(meeting_id=pk, starts_at=starts, ends_at=ends, opened_at=opened, closed_at=closed)
            for pk, starts, ends, opened, closed in rows
        ),
        batch_size=1000,
    )
    its_own = session.objects.filter(meeting=OuterRef("meeting")).values("id")[:1]
    apps.get_model("agenda", "Item").objects.filter(session__isnull=True).update(session=Subquery(its_own))


class Migration(migrations.Migration):
    dependencies = [("agenda", "0013_sessions")]

    operations = [migrations.RunPython(one_session, migrations.RunPython.noop)]
