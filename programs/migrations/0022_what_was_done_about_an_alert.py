from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('programs', '0021_thrown_versions_of_templates'),
    ]

    operations = [
        migrations.AddField(
            model_name='alert',
            name='done',
            field=models.CharField(blank=True, choices=[('rang', 'Rang'), ('changed', 'Changed the programme'), ('visit', 'Talked at a visit'), ('answered', 'Answered'), ('watch', 'Will watch it')], default='', max_length=8),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name='alert',
            constraint=models.CheckConstraint(condition=models.Q(('done', ''), ('cleared_at__isnull', False), _connector='OR'), name='alert_that_is_open_has_nothing_done', violation_error_message='What was done is kept with a cleared alert only.'),
        ),
    ]
