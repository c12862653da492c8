"""What a runner could do when the test of a phase was tried."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("programs", "0009_origin_is_a_template"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="FunctionTest",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("line", models.UUIDField(help_text="Of the phase, in whichever version.")),
                (
                    "test",
                    models.CharField(
                        help_text="What was tried, in the words of that day.", max_length=200
                    ),
                ),
                ("is_passed", models.BooleanField()),
                ("note", models.CharField(blank=True, max_length=200)),
                ("on", models.DateField(help_text="The runner's own day.")),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "program",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="function_tests",
                        to="programs.program",
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "id"],
                "indexes": [
                    models.Index(
                        fields=["program", "line", "-at"], name="function_test_of_phase"
                    )
                ],
            },
        ),
    ]
