from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("programs", "0010_function_tests")]

    operations = [
        migrations.AddField(
            model_name="plan",
            name="template_version",
            field=models.PositiveIntegerField(
                blank=True,
                help_text="The version of the template whose changes it has.",
                null=True,
            ),
        ),
    ]
