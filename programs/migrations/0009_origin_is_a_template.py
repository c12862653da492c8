import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("programs", "0008_a_caseload_reads_one_index")]

    operations = [
        migrations.RemoveField(model_name="program", name="routine"),
        migrations.AddField(
            model_name="program",
            name="template",
            field=models.ForeignKey(
                blank=True,
                help_text="What it was made from.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="programs",
                to="programs.programtemplate",
            ),
        ),
        migrations.AddField(
            model_name="program",
            name="template_version",
            field=models.PositiveIntegerField(
                blank=True,
                help_text="The version of the template whose changes it has.",
                null=True,
            ),
        ),
        migrations.AddConstraint(
            model_name="program",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("template", None), ("template_version", None)),
                    models.Q(("template__isnull", False), ("template_version__isnull", False)),
                    _connector="OR",
                ),
                name="program_knows_its_template_version",
                violation_error_message="A programme of a template has a version of it.",
            ),
        ),
    ]
