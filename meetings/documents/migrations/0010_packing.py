"""PostgreSQL packs the words of pages so that they are unpacked quickly; older rows stay as they are until rewritten."""

from django.db import migrations

from meetings.documents import fulltext


class Migration(migrations.Migration):
    dependencies = [("documents", "0009_reminders")]

    operations = [migrations.RunPython(fulltext.pack, migrations.RunPython.noop)]
