import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("agenda", "0012_keep_names")]

    operations = [
        migrations.AddField("meeting", "adjourned_at", models.DateTimeField(blank=True, null=True)),
        migrations.CreateModel(
            name="Session",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("opened_at", models.DateTimeField(blank=True, null=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="sessions", to="agenda.meeting"
                    ),
                ),
            ],
            options={"ordering": ["starts_at"]},
        ),
        migrations.AddField(
            "item",
            "session",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.RESTRICT,
                related_name="items",
                to="agenda.session",
            ),
        ),
    ]
