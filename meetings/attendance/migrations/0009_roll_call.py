"""How many people sit in a room; the case «absent without a reason»."""

import uuid
from datetime import date

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.utils.translation import gettext_noop


WORDS = gettext_noop("Vắng không lý do")


def add_case(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Add the case that is no excuse, so that who was called in vain is told apart from who was not called yet."""
    apps.get_model("attendance", "Ground").objects.create(
        code="unexcused",
        applies="while_absent",
        words=WORDS,
        source="Thư ký ghi khi điểm danh; không quy tắc nào trừ diện này",
        certainty="B",
        valid_from=date(1945, 9, 2),
    )


class Migration(migrations.Migration):
    dependencies = [
        ("agenda", "0015_item_session"),
        ("attendance", "0008_absence_reason"),
        ("rooms", "0004_register"),
    ]

    operations = [
        migrations.CreateModel(
            name="RoomHeads",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("people", models.PositiveIntegerField()),
                ("by", models.CharField(max_length=120)),
                ("at", models.DateTimeField()),
                ("number", models.PositiveIntegerField()),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="room_heads", to="agenda.meeting"
                    ),
                ),
                (
                    "room",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="rooms.room"),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("meeting", "room"), name="one_head_count_per_room")],
            },
        ),
        migrations.RunPython(add_case, migrations.RunPython.noop),
    ]
