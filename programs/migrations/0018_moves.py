"""Sessions moved to another day; like a period, a move changes how its runner stands."""

import django.db.models.deletion
import django.db.models.lookups
import programs.models.moves
import uuid
from django.conf import settings
from django.db import migrations, models

RAISE = """
CREATE OR REPLACE FUNCTION programs_raise_edition() RETURNS trigger AS $$
DECLARE
    changed jsonb;
    whose uuid;
BEGIN
    FOREACH changed IN ARRAY ARRAY[
        CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) END,
        CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) END
    ] LOOP
        CONTINUE WHEN changed IS NULL;
        CASE TG_TABLE_NAME
            WHEN 'programs_period', 'programs_move' THEN
                SELECT runner_id INTO whose FROM programs_program
                WHERE id = (changed ->> 'program_id')::uuid;
            WHEN 'programs_outcomescore' THEN
                SELECT runner_id INTO whose FROM programs_outcomemeasure
                WHERE id = (changed ->> 'measure_id')::uuid;
            ELSE whose := (changed ->> 'runner_id')::uuid;
        END CASE;
        UPDATE programs_standing SET edition = edition + 1 WHERE runner_id = whose;
        -- Who is being erased gets no new row.
        IF NOT FOUND AND whose IS NOT NULL
            AND current_setting('steady.erasing', true) IS DISTINCT FROM 'on'
        THEN
            INSERT INTO programs_standing (runner_id, edition) VALUES (whose, 1)
            ON CONFLICT (runner_id) DO UPDATE SET edition = programs_standing.edition + 1;
        END IF;
        EXIT WHEN TG_OP = 'UPDATE' AND to_jsonb(NEW) ->> 'runner_id' = changed ->> 'runner_id';
    END LOOP;
    RETURN NULL;
END
$$ LANGUAGE plpgsql;
"""
BEFORE = RAISE.replace("'programs_period', 'programs_move'", "'programs_period'")


class Migration(migrations.Migration):

    dependencies = [
        ('programs', '0017_questionnaires'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Move',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('line', models.UUIDField(help_text="The session's, which stays the same from plan to plan.")),
                ('from_on', models.DateField(help_text='The day that the plan says.')),
                ('to_on', models.DateField()),
                ('moved_at', models.DateTimeField()),
                ('taken_back_at', models.DateTimeField(blank=True, null=True)),
                ('instead_of', models.ForeignKey(blank=True, help_text='The move that this one took the place of.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='programs.move')),
                ('moved_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('program', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='moves', to='programs.program')),
            ],
            options={
                'ordering': ['moved_at', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('from_on', models.F('to_on')), _negated=True), django.db.models.lookups.Exact(programs.models.moves.WeekOf('from_on'), programs.models.moves.WeekOf('to_on'))), name='move_stays_in_its_week', violation_error_message='A session moves to another day of its own week.'), models.UniqueConstraint(condition=models.Q(('taken_back_at', None)), fields=('program', 'line', 'from_on'), name='move_takes_a_session_once', violation_error_message='This session was moved just now. Open the calendar again.'), models.UniqueConstraint(condition=models.Q(('taken_back_at', None)), fields=('program', 'line', 'to_on'), name='move_fills_a_day_once', violation_error_message='This session is on that day already.')],
            },
        ),
        migrations.RunSQL(RAISE, BEFORE),
        migrations.RunSQL(
            "CREATE CONSTRAINT TRIGGER raise_edition AFTER INSERT OR UPDATE OR DELETE "
            "ON programs_move DEFERRABLE INITIALLY DEFERRED "
            "FOR EACH ROW EXECUTE FUNCTION programs_raise_edition()",
            "DROP TRIGGER raise_edition ON programs_move",
        ),
    ]
