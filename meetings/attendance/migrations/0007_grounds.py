"""Cases of absence and the quorum of a vote of confidence, as data: an administrator changes them, with dates."""

from datetime import date

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.utils.translation import gettext_noop

SOURCE = "Quy định 190-QĐ/TW, Điều 30"
GROUNDS = (
    ("transferred", "while_absent", gettext_noop("Điều động tạm thời, không dự được")),
    ("exempt", "while_absent", gettext_noop("Được miễn và vắng mặt")),
    ("suspended", "always", gettext_noop("Đang bị đình chỉ")),
    ("prosecuted", "always", gettext_noop("Đang bị khởi tố hoặc tạm giam")),
    ("excused", "never_came", gettext_noop("Vắng suốt cuộc họp, lý do được chấp nhận")),
)
"""Code, when it takes somebody off a base, words."""
CONFIDENCE = gettext_noop("Ít nhất hai phần ba số người được triệu tập")


def add_data(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Add the cases that the rules of elections in the Party list, and a rule for votes of confidence."""
    grounds, rules = apps.get_model("attendance", "Ground"), apps.get_model("attendance", "QuorumRule")
    for code, applies, words in GROUNDS:
        grounds.objects.create(
            code=code, applies=applies, words=words, source=SOURCE, certainty="B", valid_from=date(2024, 10, 10)
        )
    rules.objects.filter(unit__isnull=True, motion="").update(certainty="B")
    rules.objects.create(
        motion="confidence",
        base="convened",
        numerator=2,
        denominator=3,
        strict=False,
        words=CONFIDENCE,
        source="Hội nghị lấy phiếu tín nhiệm (quy định của Đảng, theo baotayninh.vn)",
        certainty="B",
        valid_from=date(1945, 9, 2),
    )


class Migration(migrations.Migration):
    """Data only."""

    dependencies = [("attendance", "0006_quorum_engine")]
    operations = [migrations.RunPython(add_data, migrations.RunPython.noop)]
