"""What stood in a programme becomes its version 1, in force since the programme began."""

from django.db import migrations

PLANS = """
INSERT INTO programs_plan (
    id, program_id, number, title, note, ends_on, why, made_at, updated_at, sealed_at,
    pain_preset, pain_during_limit, pain_after_limit, pain_must_settle, pain_severe_from,
    pain_breaches_to_flag
)
SELECT gen_random_uuid(), id, version, title, note, ends_on, '', created_at, updated_at,
       CASE WHEN status = 'draft' THEN NULL ELSE updated_at END,
       'general', 5, 5, true, 8, 2
FROM programs_program;

UPDATE programs_phase AS phase SET plan_id = plan.id, line = gen_random_uuid()
FROM programs_plan AS plan WHERE plan.program_id = phase.program_id;

UPDATE programs_plannedsession SET line = gen_random_uuid();
UPDATE programs_prescription SET line = gen_random_uuid();
"""

# A programme on hold, stopped or completed keeps its last change as the day of that.
PERIODS = """
INSERT INTO programs_period (
    id, program_id, plan_id, phase_id, is_on_hold, starts_on, ends_on, phase_started_on, made_on
)
SELECT gen_random_uuid(), program.id, plan.id, phase.id,
       program.status = 'on_hold',
       program.starts_on,
       CASE WHEN program.status IN ('stopped', 'completed') THEN greatest(
           program.starts_on,
           least(program.ends_on, (program.updated_at AT TIME ZONE runner.time_zone)::date)
       ) ELSE program.ends_on END,
       program.starts_on,
       (program.updated_at AT TIME ZONE runner.time_zone)::date
FROM programs_program AS program
JOIN people_runner AS runner ON runner.id = program.runner_id
JOIN programs_plan AS plan ON plan.program_id = program.id
JOIN LATERAL (
    SELECT id FROM programs_phase WHERE plan_id = plan.id ORDER BY "order" LIMIT 1
) AS phase ON true
WHERE program.status <> 'draft';
"""


class Migration(migrations.Migration):

    dependencies = [("programs", "0003_plans_and_periods")]

    operations = [migrations.RunSQL([PLANS, PERIODS], migrations.RunSQL.noop)]
