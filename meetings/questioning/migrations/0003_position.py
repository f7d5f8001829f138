"""Questions that wait can be put in another order: so far they stand in the order of asking."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import F


def stand_as_asked(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Give every question the place that it has had so far."""
    apps.get_model("questioning", "Question").objects.update(position=F("number"))


class Migration(migrations.Migration):
    """A column, and what stands in it."""

    dependencies = [("questioning", "0002_first_question_rule")]
    operations = [
        migrations.AddField("question", "position", models.PositiveIntegerField(default=0), preserve_default=False),
        migrations.RunPython(stand_as_asked, migrations.RunPython.noop),
        migrations.AlterModelOptions("question", {"ordering": ["position"]}),
    ]
