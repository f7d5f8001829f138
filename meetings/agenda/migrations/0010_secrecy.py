"""Every meeting has a secrecy level; those of before were held where nothing secret was allowed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agenda", "0009_watermark"),
    ]

    operations = [
        migrations.AddField(
            model_name="meeting",
            name="secrecy",
            field=models.CharField(
                choices=[("none", "none"), ("mat", "mat"), ("toi_mat", "toi_mat"), ("tuyet_mat", "tuyet_mat")],
                default="none",
                max_length=20,
            ),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.CheckConstraint(
                condition=models.Q(("secrecy__in", ["none", "mat", "toi_mat", "tuyet_mat"])), name="secrecy_chosen"
            ),
        ),
    ]
