"""The general majority of an election, as data: it can be changed by an administrator, with dates."""

from datetime import date

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.utils.translation import gettext_noop

WORDS = gettext_noop("Quá nửa số người được triệu tập, trừ các trường hợp vắng được trừ")


def add_rule(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Add the rule of open elections: above half of those convened, without the listed cases."""
    rule = apps.get_model("voting", "MajorityRule").objects.create(
        motion="election",
        base="members",
        numerator=1,
        denominator=2,
        strict=True,
        ballots_final=False,
        words=WORDS,
        source="Quy định 190-QĐ/TW, Điều 30; mức chắc chắn: B, cần đối chiếu quy chế của từng cơ quan",
        valid_from=date(1945, 9, 2),
    )
    rule.deductions.set(apps.get_model("attendance", "Ground").objects.all())


class Migration(migrations.Migration):
    """Data only."""

    dependencies = [("voting", "0003_motions"), ("attendance", "0007_grounds")]
    operations = [migrations.RunPython(add_rule, migrations.RunPython.noop)]
