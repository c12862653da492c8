"""What somebody agreed to stays as it was written, whoever asks.

Erasing a person sets `steady.erasing` for its own transaction, as for sealed plans.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION people_refuse_change_of_consent() RETURNS trigger AS $$
BEGIN
    IF current_setting('steady.erasing', true) = 'on' THEN
        IF TG_OP = 'DELETE' THEN
            RETURN OLD;
        END IF;
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'What somebody agreed to is only ever added to.'
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'text_consent_stays';
END
$$ LANGUAGE plpgsql;
CREATE TRIGGER text_consent_stays BEFORE UPDATE OR DELETE ON people_textconsent
FOR EACH ROW EXECUTE FUNCTION people_refuse_change_of_consent();
"""
BACKWARD = """
DROP TRIGGER text_consent_stays ON people_textconsent;
DROP FUNCTION people_refuse_change_of_consent();
"""


class Migration(migrations.Migration):

    dependencies = [("people", "0009_ways_of_telling")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
