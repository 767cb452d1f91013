"""What happened before partners could be told is not told: it would reach them as a flood of old news."""

from django.db import migrations
from django.db.models import F


def let_rest(apps, schema_editor):
    apps.get_model("scheduling", "ShiftEvent").objects.filter(processed_at=None).update(processed_at=F("at"))


class Migration(migrations.Migration):

    dependencies = [
        ('api', '0004_partner_events'),
        ('scheduling', '0005_answer_links_and_doors'),
    ]

    operations = [migrations.RunPython(let_rest, migrations.RunPython.noop)]
