from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def as_the_shifts_are(apps, schema_editor):
    """A change holds all that its shift gets: what waits already leaves an open night open."""
    shifts = apps.get_model('scheduling', 'Shift').objects.filter(pk=OuterRef('shift'))
    apps.get_model('scheduling', 'ShiftChange').objects.update(is_open=Subquery(shifts.values('is_open')))


class Migration(migrations.Migration):

    dependencies = [
        ('scheduling', '0019_what_calendars_may_say'),
    ]

    operations = [
        migrations.AddField(
            model_name='shiftchange',
            name='is_open',
            field=models.BooleanField(default=False),
        ),
        migrations.RunPython(as_the_shifts_are, migrations.RunPython.noop),
    ]
