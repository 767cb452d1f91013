"""What PostgreSQL needs to keep two shifts of one person from overlapping; nothing on SQLite."""

from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [BtreeGistExtension()]
