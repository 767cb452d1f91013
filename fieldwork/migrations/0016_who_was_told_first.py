from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Min


def mark_first(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    notices = apps.get_model("fieldwork", "AlarmNotice").objects
    told = notices.exclude(number="").order_by().values("step__alarm", "number")
    notices.filter(pk__in=list(told.annotate(first=Min("pk")).values_list("first", flat=True))).update(is_first=True)


class Migration(migrations.Migration):
    dependencies = [("fieldwork", "0015_how_alarms_ended")]

    operations = [migrations.RunPython(mark_first, migrations.RunPython.noop)]
