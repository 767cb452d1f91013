import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('scheduling', '0018_shifts_by_start'),
        ('volunteers', '0006_named_at'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RenameField(
            model_name='calendarchoice',
            old_name='changed_at',
            new_name='names_chosen_at',
        ),
        migrations.AlterField(
            model_name='calendarchoice',
            name='names_chosen_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.CreateModel(
            name='CalendarChoiceEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('freedom', models.CharField(choices=[('first_names', 'Visa förnamn'), ('every_night', 'Öppna alla kvällar')], max_length=12)),
                ('is_given', models.BooleanField()),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('actor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('association', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='calendar_choice_events', to='volunteers.association')),
            ],
            options={
                'ordering': ['-at', '-id'],
                'indexes': [models.Index(fields=['association', '-at'], name='calendar_choice_history')],
                'constraints': [models.CheckConstraint(condition=models.Q(('freedom__in', ['first_names', 'every_night'])), name='calendar_freedom_known')],
            },
        ),
    ]
