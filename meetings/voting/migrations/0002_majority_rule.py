"""The general majority rule, as data: it can be changed by an administrator, with dates."""

from datetime import date

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.utils.translation import gettext_noop


def add_rule(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Add the rule that holds where a body has none of its own: vote by name, more than half of all entitled."""
    apps.get_model("voting", "MajorityRule").objects.create(
        base="members",
        numerator=1,
        denominator=2,
        strict=True,
        ballots_final=False,
        words=gettext_noop("Quá nửa tổng số thành viên có quyền biểu quyết tán thành"),
        source="Quy định 24-QĐ/TW điểm 9.3; mức chắc chắn: B, cần đối chiếu quy chế của từng cơ quan",
        valid_from=date(1945, 9, 2),
    )


class Migration(migrations.Migration):
    """Data only."""

    dependencies = [("voting", "0001_initial")]
    operations = [migrations.RunPython(add_rule, migrations.RunPython.noop)]
