from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("fieldwork", "0017_own_words_for_help")]

    operations = [
        migrations.AddField(
            model_name="frozenreport",
            name="places",
            field=models.JSONField(blank=True, null=True),
        ),
    ]
