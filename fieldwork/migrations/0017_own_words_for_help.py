from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

FORMERLY = ["LARM", "HJÄLP", "SOS", "HELP"]


def keep_to_those_of_lykta(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """A form that was saved wrote down the words that stood in it. Who chose none of their own has none."""
    policies = apps.get_model("fieldwork", "AlarmPolicy").objects
    policies.filter(pk__in=[one.pk for one in policies.all() if one.panic_words == FORMERLY]).update(panic_words=[])


class Migration(migrations.Migration):
    dependencies = [("fieldwork", "0016_who_was_told_first")]

    operations = [migrations.RunPython(keep_to_those_of_lykta, migrations.RunPython.noop)]
