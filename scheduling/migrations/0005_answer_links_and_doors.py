import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("scheduling", "0004_ledger_warnings"),
    ]

    operations = [
        migrations.AlterField(
            model_name="shiftevent",
            name="door",
            field=models.CharField(
                choices=[
                    ("page", "på sidan"),
                    ("phone", "på telefon, enligt ledaren"),
                    ("sms", "med sms"),
                    ("call", "i ett samtal"),
                    ("email", "på sidan från ett mejl"),
                    ("clock", "av sig självt"),
                    ("api", "genom API:et"),
                    ("loaded", "inläst"),
                ],
                max_length=8,
            ),
        ),
        migrations.CreateModel(
            name="AnswerLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("expires_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                ("used_at", models.DateTimeField(blank=True, null=True)),
                (
                    "attendance",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="answer_links",
                        to="scheduling.attendance",
                    ),
                ),
            ],
        ),
    ]
