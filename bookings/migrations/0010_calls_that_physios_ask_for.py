from django.conf import settings
from django.db import migrations, models
import django.db.models.deletion


class Migration(migrations.Migration):

    dependencies = [
        ('bookings', '0009_reminded_version'),
        ('people', '0007_reminder_choices'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='calltask',
            name='asked_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='calltask',
            name='runner',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='call_tasks', to='people.runner'),
        ),
        migrations.AlterField(
            model_name='calltask',
            name='appointment',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='call_tasks', to='bookings.appointment'),
        ),
        migrations.AlterField(
            model_name='calltask',
            name='reason',
            field=models.CharField(choices=[('hours', 'The practitioner does not work then any more'), ('leave', 'The practitioner is on leave'), ('holiday', 'The site is shut that day'), ('block', 'That time cannot be booked any more'), ('physio', 'Call from the physio’s list')], max_length=7),
        ),
        migrations.AddConstraint(
            model_name='calltask',
            constraint=models.UniqueConstraint(condition=models.Q(('done_at', None)), fields=('runner',), name='call_task_is_open_once_for_a_runner', violation_error_message='The desk is asked to ring this runner already.'),
        ),
        migrations.AddConstraint(
            model_name='calltask',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('appointment__isnull', False), ('asked_by', None), ('runner', None), models.Q(('reason', 'physio'), _negated=True)), models.Q(('appointment', None), ('asked_by__isnull', False), ('reason', 'physio'), ('runner__isnull', False)), _connector='OR'), name='call_task_is_about_a_visit_or_a_runner', violation_error_message='A call is about a visit, or a physio asks for it.'),
        ),
    ]
