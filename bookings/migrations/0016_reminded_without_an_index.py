"""Writing that a visit's reminders are planned touches no index any more, given room on its page."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [("bookings", "0015_whose_planned_reminders_are")]

    operations = [
        migrations.RemoveIndex(model_name="appointment", name="appointment_unreminded"),
        migrations.RunSQL(
            "ALTER TABLE bookings_appointment SET (fillfactor = 70)",
            "ALTER TABLE bookings_appointment RESET (fillfactor)",
        ),
    ]
