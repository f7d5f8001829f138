"""The general rule for the times of a questioning, as data: a body enters its own on its page of the directory."""

from datetime import date

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def add_rule(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Add the rule that holds where a body has none of its own."""
    apps.get_model("questioning", "QuestionRule").objects.create(
        question_s=60,
        answer_s=180,
        follow_up_s=120,
        source="Mặc định của phần mềm, phỏng theo phiên chất vấn của Quốc hội (Nội quy kỳ họp kèm Nghị quyết 71/2022/QH15); "
        "mức chắc chắn: C, cần đối chiếu nội quy kỳ họp của từng Hội đồng nhân dân",
        valid_from=date(1945, 9, 2),
    )


class Migration(migrations.Migration):
    """Data only."""

    dependencies = [("questioning", "0001_questions")]
    operations = [migrations.RunPython(add_rule, migrations.RunPython.noop)]
