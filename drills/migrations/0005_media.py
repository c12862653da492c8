import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('drills', '0004_drill_review_state'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Media',
            fields=[
                ('state', models.CharField(choices=[('draft', 'Draft'), ('reviewed', 'Reviewed'), ('published', 'Published'), ('withdrawn', 'Withdrawn')], default='draft', max_length=10)),
                ('origin', models.CharField(choices=[('shipped', 'Came with the library'), ('clinic', 'Made by the clinic')], default='clinic', max_length=8)),
                ('reviewed_at', models.DateTimeField(blank=True, null=True)),
                ('review_due_on', models.DateField(blank=True, help_text='When somebody must look at it again.', null=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('photo', 'Photo'), ('video', 'Video')], max_length=5)),
                ('order', models.PositiveSmallIntegerField()),
                ('alt', models.CharField(help_text='What it shows, for who cannot see it.', max_length=200)),
                ('person', models.CharField(choices=[('nobody', 'Nobody can be recognised'), ('agreed', 'Somebody can be recognised, and has agreed to it being shown')], max_length=6)),
                ('consent', models.CharField(blank=True, help_text='How and when the person agreed.', max_length=200)),
                ('created_at', models.DateTimeField()),
                ('updated_at', models.DateTimeField()),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
                ('work', models.CharField(choices=[('waiting', 'Waiting to be prepared'), ('preparing', 'Being prepared'), ('ready', 'Ready'), ('refused', 'Could not be used')], default='waiting', max_length=9)),
                ('refusal', models.CharField(blank=True, help_text='What to do instead.', max_length=300)),
                ('form', models.CharField(help_text='The one reader that may open what came in.', max_length=10)),
                ('incoming', models.CharField(blank=True, help_text='The file as it came in.', max_length=32)),
                ('claimed_at', models.DateTimeField(blank=True, null=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('file', models.CharField(blank=True, help_text='Named by its SHA-256.', max_length=80)),
                ('poster', models.CharField(blank=True, help_text='One picture of a video.', max_length=80)),
                ('width', models.PositiveIntegerField(blank=True, null=True)),
                ('height', models.PositiveIntegerField(blank=True, null=True)),
                ('seconds', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('drill', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='media', to='drills.drill')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('reviewed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name_plural': 'media',
                'ordering': ['order', 'created_at', 'id'],
                'abstract': False,
                'indexes': [models.Index(models.F('created_at'), condition=models.Q(('work__in', ['waiting', 'preparing'])), name='media_waiting')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'withdrawn']), ('origin', 'shipped'), models.Q(('review_due_on__isnull', False), ('reviewed_at__isnull', False), ('reviewed_by__isnull', False)), _connector='OR'), name='media_is_reviewed_by_somebody', violation_error_message='Before it is shown, it needs a reviewer, the day of the review and the day of the next one.'), models.CheckConstraint(condition=models.Q(models.Q(('reviewed_at', None), ('reviewed_by', None)), models.Q(('reviewed_at__isnull', False), ('reviewed_by__isnull', False)), _connector='OR'), name='media_review_has_a_name_and_a_date', violation_error_message='A review has both a reviewer and a date.'), models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'reviewed', 'published', 'withdrawn']), ('origin__in', ['shipped', 'clinic'])), name='media_state_is_one_of_ours', violation_error_message='Choose draft, reviewed, published or withdrawn.'), models.CheckConstraint(condition=models.Q(('alt', ''), _negated=True), name='media_says_what_it_shows', violation_error_message='Say what it shows, for people who cannot see it.'), models.CheckConstraint(condition=models.Q(('person', 'nobody'), models.Q(('person', 'agreed'), models.Q(('consent', ''), _negated=True)), _connector='OR'), name='media_shows_nobody_who_has_not_agreed', violation_error_message='Say how and when the person agreed.'), models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'withdrawn']), ('work', 'ready'), _connector='OR'), name='media_is_ready_before_it_is_reviewed', violation_error_message='Wait until it is prepared, and look at it.'), models.CheckConstraint(condition=models.Q(models.Q(('work', 'ready'), _negated=True), models.Q(models.Q(('file', ''), _negated=True), ('height__isnull', False), ('width__isnull', False), models.Q(('kind', 'photo'), models.Q(models.Q(('poster', ''), _negated=True), ('seconds__isnull', False)), _connector='OR')), _connector='OR'), name='media_is_whole_when_it_is_ready', violation_error_message='A file that is ready has a size, and a video a poster.'), models.CheckConstraint(condition=models.Q(models.Q(('work', 'refused'), _negated=True), models.Q(('refusal', ''), _negated=True), _connector='OR'), name='media_says_why_it_was_refused', violation_error_message='Say what is wrong with the file.')],
            },
        ),
    ]
