"""The general majority rules as docs/algorithms/voting.md tells them: how sure they are, and which cases elections list."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

SAID_TWICE = "; mức chắc chắn: B, cần đối chiếu quy chế của từng cơ quan"


def tidy(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Both come from good secondary sources, which now stands in a column of its own.

    A new database had the case of those absent without a reason before the rule of elections took up every case;
    no rule lists that one.
    """
    for model in (apps.get_model("voting", "MajorityRule"), apps.get_model("attendance", "QuorumRule")):
        for rule in model.objects.filter(unit__isnull=True, source__endswith=SAID_TWICE):
            rule.certainty, rule.source = "B", rule.source.removesuffix(SAID_TWICE)
            rule.save(update_fields=["certainty", "source"])
    unexcused = apps.get_model("attendance", "Ground").objects.filter(code="unexcused")
    for rule in apps.get_model("voting", "MajorityRule").objects.filter(unit__isnull=True):
        rule.deductions.remove(*unexcused)


class Migration(migrations.Migration):
    """Data only."""

    dependencies = [("voting", "0008_body_rules"), ("attendance", "0009_roll_call")]
    operations = [migrations.RunPython(tidy, migrations.RunPython.noop)]
