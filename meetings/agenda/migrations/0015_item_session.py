import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("agenda", "0014_one_session")]

    operations = [
        migrations.AlterField(
            "item",
            "session",
            models.ForeignKey(on_delete=django.db.models.deletion.RESTRICT, related_name="items", to="agenda.session"),
        ),
    ]
