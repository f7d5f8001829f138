"""The general quorum rule, as data: it can be changed by an administrator, with dates."""

from datetime import date

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.utils.translation import gettext_noop


def add_rule(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Add the rule that holds where a body has none of its own."""
    apps.get_model("attendance", "QuorumRule").objects.create(
        numerator=2,
        denominator=3,
        strict=False,
        words=gettext_noop("Ít nhất hai phần ba số thành viên được triệu tập"),
        source="Quy chế làm việc mẫu; mức chắc chắn: B, cần đối chiếu quy chế của từng cơ quan",
        valid_from=date(1945, 9, 2),
    )


class Migration(migrations.Migration):
    """Data only."""

    dependencies = [("attendance", "0001_initial")]
    operations = [migrations.RunPython(add_rule, migrations.RunPython.noop)]
