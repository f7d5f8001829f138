"""How sure a majority rule is, and whether it wants a secret ballot."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_register"),
        ("attendance", "0009_roll_call"),
        ("voting", "0007_own_options"),
    ]

    operations = [
        migrations.AddField(
            model_name="majorityrule",
            name="certainty",
            field=models.CharField(
                choices=[("A", "text read"), ("B", "good secondary source"), ("M", "from memory, to be checked")],
                default="M",
                max_length=1,
            ),
        ),
        migrations.AddField(
            model_name="majorityrule",
            name="secret",
            field=models.BooleanField(default=False),
        ),
        migrations.AddConstraint(
            model_name="majorityrule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("numerator__gte", 1),
                    models.Q(
                        ("numerator__lt", models.F("denominator")),
                        models.Q(("numerator", models.F("denominator")), ("strict", False)),
                        _connector="OR",
                    ),
                ),
                name="a_majority_that_can_be_reached",
            ),
        ),
        migrations.AddConstraint(
            model_name="majorityrule",
            constraint=models.CheckConstraint(
                condition=models.Q(("named", True), ("secret", True), _negated=True), name="by_name_or_secret"
            ),
        ),
    ]
