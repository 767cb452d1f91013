"""Until now nothing has made owners, so their ids need no filling in."""

import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('fieldwork', '0003_observations_with_photos'),
        ('volunteers', '0009_people_who_want_to_walk'),
    ]

    operations = [
        migrations.CreateModel(
            name='OwnerRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                'ordering': ['position', 'id'],
            },
        ),
        migrations.AddField(
            model_name='placeowner',
            name='open311_jurisdiction',
            field=models.CharField(blank=True, max_length=80),
        ),
        migrations.AddField(
            model_name='placeowner',
            name='open311_url',
            field=models.URLField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name='placeowner',
            name='sends_by_itself',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='placeowner',
            name='uuid',
            field=models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
        ),
        migrations.AddField(
            model_name='placeowner',
            name='way',
            field=models.CharField(choices=[('email', 'Med e-post'), ('open311', 'Till ett system som talar Open311'), ('by_hand', 'För hand, i deras egen felanmälan')], default='by_hand', max_length=8),
        ),
        migrations.AddConstraint(
            model_name='placeowner',
            constraint=models.CheckConstraint(condition=models.Q(('way__in', ['email', 'open311', 'by_hand'])), name='owner_way_known'),
        ),
        migrations.AddConstraint(
            model_name='placeowner',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('way', 'email'), _negated=True), models.Q(('email', ''), _negated=True), _connector='OR'), name='owner_by_mail_has_an_address', violation_error_message='Skriv adressen som det ska skickas till.'),
        ),
        migrations.AddConstraint(
            model_name='placeowner',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('way', 'open311'), _negated=True), models.Q(('open311_url', ''), _negated=True), _connector='OR'), name='owner_by_open311_has_an_address', violation_error_message='Skriv adressen till deras Open311.'),
        ),
        migrations.AlterConstraint(
            model_name='placeowner',
            name='owner_name_once',
            constraint=models.UniqueConstraint(fields=('municipality', 'name'), name='owner_name_once', violation_error_message='Det finns redan en med det namnet.'),
        ),
        migrations.AddField(
            model_name='ownerrule',
            name='category',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='owner_rules', to='fieldwork.observationcategory', verbose_name='slag'),
        ),
        migrations.AddField(
            model_name='ownerrule',
            name='district',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='volunteers.district', verbose_name='område'),
        ),
        migrations.AddField(
            model_name='ownerrule',
            name='municipality',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='owner_rules', to='volunteers.municipality'),
        ),
        migrations.AddField(
            model_name='ownerrule',
            name='owner',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rules', to='fieldwork.placeowner', verbose_name='ägare'),
        ),
        migrations.AddConstraint(
            model_name='ownerrule',
            constraint=models.UniqueConstraint(fields=('owner', 'category', 'district'), name='each_rule_once'),
        ),
        migrations.AddConstraint(
            model_name='ownerrule',
            constraint=models.UniqueConstraint(condition=models.Q(('category', None)), fields=('owner', 'district'), name='each_rule_of_a_place_once'),
        ),
        migrations.AddConstraint(
            model_name='ownerrule',
            constraint=models.UniqueConstraint(condition=models.Q(('district', None)), fields=('owner', 'category'), name='each_rule_of_a_kind_once'),
        ),
        migrations.AddConstraint(
            model_name='ownerrule',
            constraint=models.UniqueConstraint(condition=models.Q(('category', None), ('district', None)), fields=('owner',), name='each_rule_of_everything_once'),
        ),
    ]
