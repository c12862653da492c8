from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("programs", "0007_what_drills_ask_of_a_body")]

    operations = [
        migrations.RemoveIndex(model_name="sessionlog", name="session_log_of_runner"),
        migrations.AddIndex(
            model_name="sessionlog",
            index=models.Index(
                fields=["runner", "occurred_on"],
                include=["program", "session", "state", "pain_during", "pain_after"],
                name="session_log_of_caseload",
            ),
        ),
    ]
