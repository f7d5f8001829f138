"""The general rule for the length of speeches, as data: it can be changed by an administrator, with dates."""

from datetime import date

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def add_rule(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Add the rule that holds where a body has none of its own."""
    apps.get_model("speaking", "SpeechRule").objects.create(
        limit_s=300,
        order_s=120,
        warn_s=60,
        source="Mặc định của phần mềm; mức chắc chắn: C, cần đối chiếu quy chế làm việc của từng cơ quan",
        valid_from=date(1945, 9, 2),
    )


class Migration(migrations.Migration):
    """Data only."""

    dependencies = [("speaking", "0005_floor_time")]
    operations = [migrations.RunPython(add_rule, migrations.RunPython.noop)]
