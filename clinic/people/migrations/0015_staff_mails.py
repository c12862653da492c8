"""Whether a physio is told by e-mail of new alerts."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0014_codes_that_come_twice'),
    ]

    operations = [
        migrations.AddField(
            model_name='user',
            name='wants_alert_mails',
            field=models.BooleanField(db_default=True, default=True),
        ),
    ]
