from uuid import UUID, uuid5

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# As in drills.actions.library: a shipped row's id is made of its slug.
SHIPPED = UUID("d75d5fdd-2ec8-4285-8d9c-7d5bd05f4859")


def published_becomes_a_state(apps, schema_editor):
    """Shipped drills keep being shown; what the clinic hid, or nobody has reviewed, is withdrawn.

    A withdrawn drill stays in the programmes that hold it.
    """
    Drill = apps.get_model("drills", "Drill")
    for drill in Drill.objects.all():
        shipped = drill.pk == uuid5(SHIPPED, f"drill:{drill.slug}")
        drill.origin = "shipped" if shipped else "clinic"
        drill.state = "published" if shipped and drill.is_published else "withdrawn"
        drill.save(update_fields=["origin", "state"])


def state_becomes_published(apps, schema_editor):
    Drill = apps.get_model("drills", "Drill")
    Drill.objects.update(is_published=False)
    Drill.objects.filter(state="published").update(is_published=True)


class Migration(migrations.Migration):

    dependencies = [
        ('drills', '0003_figures'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='DrillRevision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', models.JSONField(help_text='Field by field, as they stood.')),
                ('replaced_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['-replaced_at', '-id'],
            },
        ),
        migrations.AddField(
            model_name='drill',
            name='origin',
            field=models.CharField(choices=[('shipped', 'Came with the library'), ('clinic', 'Made by the clinic')], default='clinic', max_length=8),
        ),
        migrations.AddField(
            model_name='drill',
            name='review_due_on',
            field=models.DateField(blank=True, help_text='When somebody must look at it again.', null=True),
        ),
        migrations.AddField(
            model_name='drill',
            name='reviewed_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='drill',
            name='reviewed_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='drill',
            name='state',
            field=models.CharField(choices=[('draft', 'Draft'), ('reviewed', 'Reviewed'), ('published', 'Published'), ('withdrawn', 'Withdrawn')], default='draft', max_length=10),
        ),
        migrations.AddField(
            model_name='drill',
            name='written_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.RunPython(published_becomes_a_state, state_becomes_published),
        migrations.RemoveField(
            model_name='drill',
            name='is_published',
        ),
        migrations.AddConstraint(
            model_name='drill',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'withdrawn']), ('origin', 'shipped'), models.Q(('review_due_on__isnull', False), ('reviewed_at__isnull', False), ('reviewed_by__isnull', False)), _connector='OR'), name='drill_is_reviewed_by_somebody', violation_error_message='Before it is shown, it needs a reviewer, the day of the review and the day of the next one.'),
        ),
        migrations.AddConstraint(
            model_name='drill',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('reviewed_at', None), ('reviewed_by', None)), models.Q(('reviewed_at__isnull', False), ('reviewed_by__isnull', False)), _connector='OR'), name='drill_review_has_a_name_and_a_date', violation_error_message='A review has both a reviewer and a date.'),
        ),
        migrations.AddConstraint(
            model_name='drill',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'reviewed', 'published', 'withdrawn']), ('origin__in', ['shipped', 'clinic'])), name='drill_state_is_one_of_ours', violation_error_message='Choose draft, reviewed, published or withdrawn.'),
        ),
        migrations.AddConstraint(
            model_name='drill',
            constraint=models.CheckConstraint(condition=models.Q(('slug__in', ('figures', 'media', 'new', 'review', 'routines')), _negated=True), name='drill_has_an_address_of_its_own', violation_error_message='The site uses this name itself. Choose another one.'),
        ),
        migrations.AddConstraint(
            model_name='drill',
            constraint=models.CheckConstraint(condition=models.Q(('steps__len__gte', 3), ('steps__len__lte', 5)), name='drill_has_3_to_5_steps', violation_error_message='Give three to five steps.'),
        ),
        migrations.AddConstraint(
            model_name='drill',
            constraint=models.CheckConstraint(condition=models.Q(('source', ''), _negated=True), name='drill_names_its_source', violation_error_message='Say where the facts come from.'),
        ),
        migrations.AddConstraint(
            model_name='drill',
            constraint=models.CheckConstraint(condition=models.Q(('origin', 'shipped'), ('state', 'withdrawn'), ('written_by__isnull', False), _connector='OR'), name='drill_is_written_by_somebody', violation_error_message='A drill of the clinic needs the name of its writer.'),
        ),
        migrations.AddConstraint(
            model_name='drill',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('easier', models.F('id')), _negated=True), models.Q(('harder', models.F('id')), _negated=True)), name='drill_is_not_a_step_of_its_own_ladder', violation_error_message='A drill is neither easier nor harder than itself.'),
        ),
        migrations.AddField(
            model_name='drillrevision',
            name='drill',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='revisions', to='drills.drill'),
        ),
        migrations.AddField(
            model_name='drillrevision',
            name='replaced_by',
            field=models.ForeignKey(blank=True, help_text='None: a new version of the library.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
    ]
