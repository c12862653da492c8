"""Nobody asks for a kind alone: messages are looked for by what they are about, and by person."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("outbox", "0014_text_senders")]

    operations = [
        migrations.AlterField(
            model_name="message",
            name="kind",
            field=models.SlugField(
                db_index=False, help_text="What it is for: appointment-reminder …", max_length=40
            ),
        ),
    ]
