"""A session that was done in part may say why."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0006_calendar_links'),
        ('programs', '0018_moves'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='sessionlog',
            name='session_log_skipped_says_why',
        ),
        migrations.AddConstraint(
            model_name='sessionlog',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'skipped'), models.Q(('skip_reason', ''), _negated=True)), models.Q(('skip_reason', ''), ('state', 'done')), ('state', 'partial'), _connector='OR'), name='session_log_skipped_says_why', violation_error_message='Say why a session was skipped; one that is done has no reason.'),
        ),
    ]
