"""A default is made once for all rows that are there already: each partner gets a key of its own."""

import secrets

from django.db import migrations


def give_each_its_own(apps, schema_editor):
    for partner in apps.get_model("api", "Partner").objects.all():
        partner.pseudonym_key = secrets.token_hex(32)
        partner.save(update_fields=["pseudonym_key"])


class Migration(migrations.Migration):

    dependencies = [('api', '0007_people_behind_keys')]

    operations = [migrations.RunPython(give_each_its_own, migrations.RunPython.noop)]
