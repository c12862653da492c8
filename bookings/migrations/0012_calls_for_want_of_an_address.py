from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("bookings", "0011_who_changed_a_visit")]

    operations = [
        migrations.AlterField(
            model_name="calltask",
            name="reason",
            field=models.CharField(
                choices=[
                    ("hours", "The practitioner does not work then any more"),
                    ("leave", "The practitioner is on leave"),
                    ("holiday", "The site is shut that day"),
                    ("block", "That time cannot be booked any more"),
                    ("physio", "Call from the physio’s list"),
                    ("no_mail", "Has no e-mail address"),
                ],
                max_length=7,
            ),
        ),
    ]
