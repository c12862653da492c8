import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("bookings", "0010_calls_that_physios_ask_for"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="appointment",
            name="changed_by",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                help_text="Who made this version. None: somebody online.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="enquiry",
            name="close_reason",
            field=models.CharField(
                blank=True,
                choices=[
                    ("not_suitable", "Not suitable, referred on"),
                    ("price", "Price"),
                    ("no_reply", "No reply after several tries"),
                    ("duplicate", "Duplicate"),
                    ("spam", "Spam"),
                    ("no_contact", "Left no way to reach them"),
                    ("mistake", "Logged by mistake"),
                ],
                max_length=12,
            ),
        ),
    ]
