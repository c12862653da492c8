"""Enquiries that look like spam wait in a tray of their own."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("bookings", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="enquiry",
            name="is_doubtful",
            field=models.BooleanField(
                default=False,
                help_text="Looks like spam: no mail leaves until the desk says it is fine.",
            ),
        ),
    ]
