"""A version of a template that was thrown away can be brought back, too."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("programs", "0020_cautions_name_their_source")]

    operations = [
        migrations.AlterField(
            model_name="throwndraft",
            name="runner",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="people.runner",
            ),
        ),
        migrations.AlterField(
            model_name="throwndraft",
            name="program_id",
            field=models.UUIDField(
                blank=True,
                help_text="No foreign key: a draft programme is gone itself.",
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="throwndraft",
            name="template",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="programs.programtemplate",
            ),
        ),
        migrations.AddConstraint(
            model_name="throwndraft",
            constraint=models.CheckConstraint(
                condition=Q(runner__isnull=False, program_id__isnull=False, template=None)
                | Q(runner=None, program_id=None, template__isnull=False),
                name="thrown_draft_is_of_a_program_or_a_template",
            ),
        ),
    ]
