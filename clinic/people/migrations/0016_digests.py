"""When a manager gets the clinic's numbers by e-mail."""

import django.utils.timezone
from django.db import migrations, models
from django.db.models.functions import Now


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0015_staff_mails'),
    ]

    operations = [
        migrations.AddField(
            model_name='user',
            name='digest',
            field=models.CharField(choices=[('weekly', 'every Monday'), ('daily', 'every working day'), ('never', 'never')], db_default='weekly', default='weekly', max_length=6),
        ),
        migrations.AddField(
            model_name='user',
            name='digest_from',
            field=models.DateTimeField(db_default=Now(), default=django.utils.timezone.now, help_text='No digest that was due before then.'),
        ),
        migrations.AddConstraint(
            model_name='user',
            constraint=models.CheckConstraint(condition=models.Q(('digest__in', ['weekly', 'daily', 'never'])), name='user_digest_comes_on_known_days', violation_error_message='Choose every Monday, every working day, or never.'),
        ),
    ]
