"""The database keeps a sealed plan as it is, whoever asks.

A log points at the rows of the plan it was done under; as long as those cannot change, no log can
change its meaning. A seal may be taken off only while nothing is logged under it. Erasing a person
sets `steady.erasing` for its own transaction.
"""

from django.db import migrations

FUNCTIONS = """
CREATE FUNCTION programs_refuse_change_of_sealed_plan() RETURNS trigger AS $$
DECLARE
    old_plan uuid;
    new_plan uuid;
    changes boolean;
BEGIN
    IF current_setting('steady.erasing', true) = 'on' THEN
        IF TG_OP = 'DELETE' THEN
            RETURN OLD;
        END IF;
        RETURN NEW;
    END IF;
    IF TG_OP <> 'INSERT' THEN
        old_plan := CASE TG_TABLE_NAME
            WHEN 'programs_phase' THEN (to_jsonb(OLD) ->> 'plan_id')::uuid
            WHEN 'programs_plannedsession' THEN (
                SELECT plan_id FROM programs_phase
                WHERE id = (to_jsonb(OLD) ->> 'phase_id')::uuid
            )
            ELSE (
                SELECT phase.plan_id FROM programs_plannedsession AS session
                JOIN programs_phase AS phase ON phase.id = session.phase_id
                WHERE session.id = (to_jsonb(OLD) ->> 'session_id')::uuid
            )
        END;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        new_plan := CASE TG_TABLE_NAME
            WHEN 'programs_phase' THEN (to_jsonb(NEW) ->> 'plan_id')::uuid
            WHEN 'programs_plannedsession' THEN (
                SELECT plan_id FROM programs_phase
                WHERE id = (to_jsonb(NEW) ->> 'phase_id')::uuid
            )
            ELSE (
                SELECT phase.plan_id FROM programs_plannedsession AS session
                JOIN programs_phase AS phase ON phase.id = session.phase_id
                WHERE session.id = (to_jsonb(NEW) ->> 'session_id')::uuid
            )
        END;
    END IF;
    SELECT EXISTS (
        SELECT 1 FROM programs_plan
        WHERE id IN (old_plan, new_plan) AND sealed_at IS NOT NULL
    ) INTO changes;
    IF changes THEN
        RAISE EXCEPTION 'This version was sent and cannot change; make a new one.'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'plan_is_sealed';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
END
$$ LANGUAGE plpgsql;

CREATE FUNCTION programs_refuse_unsealing() RETURNS trigger AS $$
BEGIN
    IF current_setting('steady.erasing', true) = 'on' OR OLD.sealed_at IS NULL THEN
        IF TG_OP = 'DELETE' THEN
            RETURN OLD;
        END IF;
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' AND NEW.sealed_at IS NOT NULL
       AND to_jsonb(NEW) - ARRAY['made_by_id', 'copied_from_id']
         = to_jsonb(OLD) - ARRAY['made_by_id', 'copied_from_id'] THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'DELETE' OR NEW.sealed_at IS NOT NULL OR EXISTS (
        SELECT 1 FROM programs_sessionlog AS log
        JOIN programs_plannedsession AS session ON session.id = log.session_id
        JOIN programs_phase AS phase ON phase.id = session.phase_id
        WHERE phase.plan_id = OLD.id
    ) THEN
        RAISE EXCEPTION 'This version was sent and cannot change; make a new one.'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'plan_is_sealed';
    END IF;
    RETURN NEW;
END
$$ LANGUAGE plpgsql;

CREATE TRIGGER plan_is_sealed BEFORE INSERT OR UPDATE OR DELETE ON programs_phase
    FOR EACH ROW EXECUTE FUNCTION programs_refuse_change_of_sealed_plan();
CREATE TRIGGER plan_is_sealed BEFORE INSERT OR UPDATE OR DELETE ON programs_plannedsession
    FOR EACH ROW EXECUTE FUNCTION programs_refuse_change_of_sealed_plan();
CREATE TRIGGER plan_is_sealed BEFORE INSERT OR UPDATE OR DELETE ON programs_prescription
    FOR EACH ROW EXECUTE FUNCTION programs_refuse_change_of_sealed_plan();
CREATE TRIGGER plan_is_sealed BEFORE UPDATE OR DELETE ON programs_plan
    FOR EACH ROW EXECUTE FUNCTION programs_refuse_unsealing();
"""

BACK = """
DROP TRIGGER plan_is_sealed ON programs_plan;
DROP TRIGGER plan_is_sealed ON programs_prescription;
DROP TRIGGER plan_is_sealed ON programs_plannedsession;
DROP TRIGGER plan_is_sealed ON programs_phase;
DROP FUNCTION programs_refuse_unsealing();
DROP FUNCTION programs_refuse_change_of_sealed_plan();
"""


class Migration(migrations.Migration):

    dependencies = [("programs", "0005_one_line_through_all_plans")]

    operations = [migrations.RunSQL(FUNCTIONS, BACK)]
