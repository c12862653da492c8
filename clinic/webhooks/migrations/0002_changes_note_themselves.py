"""The database notes what changes, whatever code changed it, in the same transaction.

Nothing is noted while no address wants to know.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION webhooks_note_change() RETURNS trigger AS $$
DECLARE
    what text;
    number integer;
BEGIN
    IF TG_TABLE_NAME = 'bookings_appointment' THEN
        number := NEW.version;
        IF NEW.runner_id IS NULL OR NEW.status IN ('held', 'expired') THEN
            RETURN NULL;
        ELSIF TG_OP = 'INSERT' THEN
            what := 'appointment.booked';
        ELSIF OLD.status IN ('held', 'expired') OR OLD.runner_id IS NULL
            OR (OLD.status = 'cancelled' AND NEW.status <> 'cancelled') THEN
            what := 'appointment.booked';
        ELSIF NEW.status = 'cancelled' AND OLD.status <> 'cancelled' THEN
            what := 'appointment.cancelled';
        ELSIF NEW.version <> OLD.version THEN
            what := 'appointment.changed';
        END IF;
    ELSIF TG_TABLE_NAME = 'programs_program' THEN
        number := NEW.version;
        IF NEW.status = 'draft' THEN
            RETURN NULL;
        ELSIF TG_OP = 'INSERT' THEN
            what := 'program.activated';
        ELSIF OLD.status = 'draft' THEN
            what := 'program.activated';
        ELSIF NEW.status <> OLD.status OR NEW.version <> OLD.version THEN
            what := 'program.changed';
        END IF;
    ELSE
        number := NEW.revision;
        IF TG_OP = 'INSERT' THEN
            what := 'session_log.saved';
        ELSIF NEW.revision <> OLD.revision THEN
            what := 'session_log.saved';
        END IF;
    END IF;
    IF what IS NOT NULL AND EXISTS (SELECT FROM webhooks_endpoint WHERE ended_at IS NULL) THEN
        INSERT INTO webhooks_change (event, subject, version, at)
        VALUES (what, NEW.id, number, NEW.updated_at);
    END IF;
    RETURN NULL;
END
$$ LANGUAGE plpgsql;
CREATE TRIGGER webhooks_note_visit AFTER INSERT OR UPDATE ON bookings_appointment
FOR EACH ROW EXECUTE FUNCTION webhooks_note_change();
CREATE TRIGGER webhooks_note_program AFTER INSERT OR UPDATE ON programs_program
FOR EACH ROW EXECUTE FUNCTION webhooks_note_change();
CREATE TRIGGER webhooks_note_log AFTER INSERT OR UPDATE ON programs_sessionlog
FOR EACH ROW EXECUTE FUNCTION webhooks_note_change();
"""
BACKWARD = """
DROP TRIGGER webhooks_note_visit ON bookings_appointment;
DROP TRIGGER webhooks_note_program ON programs_program;
DROP TRIGGER webhooks_note_log ON programs_sessionlog;
DROP FUNCTION webhooks_note_change();
"""


class Migration(migrations.Migration):

    dependencies = [
        ("webhooks", "0001_addresses_and_changes"),
        ("bookings", "0014_calls_for_texts_that_got_lost"),
        ("programs", "0023_alerts_of_changed_ratings"),
    ]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
