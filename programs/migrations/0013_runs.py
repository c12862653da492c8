"""Runs: planned or alone, with a distance."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("programs", "0012_what_stood_before_a_sending")]

    operations = [
        migrations.AddField(
            model_name="sessionlog",
            name="kind",
            field=models.CharField(
                choices=[("session", "Session"), ("run", "Run")],
                db_default="session",
                default="session",
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="sessionlog",
            name="distance_m",
            field=models.PositiveIntegerField(
                blank=True,
                help_text="Of a run, in metres; null if nobody measured it.",
                null=True,
            ),
        ),
        migrations.AlterField(
            model_name="sessionlog",
            name="program",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="session_logs",
                to="programs.program",
            ),
        ),
        migrations.AlterField(
            model_name="sessionlog",
            name="session",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="logs",
                to="programs.plannedsession",
            ),
        ),
        migrations.AlterField(
            model_name="sessionlog",
            name="program_version",
            field=models.PositiveIntegerField(
                blank=True, help_text="The version it was done under.", null=True
            ),
        ),
        migrations.AddConstraint(
            model_name="sessionlog",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("program__isnull", False),
                        ("session__isnull", False),
                        ("program_version__isnull", False),
                    ),
                    models.Q(
                        ("kind", "run"),
                        ("program", None),
                        ("session", None),
                        ("program_version", None),
                    ),
                    _connector="OR",
                ),
                name="session_log_without_a_plan_is_a_run",
                violation_error_message="Choose the session that you did.",
            ),
        ),
        migrations.AddConstraint(
            model_name="sessionlog",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("distance_m", None),
                    models.Q(("distance_m__gte", 1), ("distance_m__lte", 500000), ("kind", "run")),
                    _connector="OR",
                ),
                name="session_log_distance_is_of_a_run",
                violation_error_message="A run is 1 metre to 500 km long.",
            ),
        ),
    ]
