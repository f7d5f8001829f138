from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("minutes", "0007_named_speakers")]
    operations = [
        migrations.AddField(model_name="recording", name="mark", field=models.CharField(blank=True, max_length=90)),
    ]
