"""Who said STOP, and when, stays as it came, whoever asks.

Erasing a person sets `steady.erasing` for its own transaction, as for sealed plans.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION outbox_refuse_change_of_told() RETURNS trigger AS $$
BEGIN
    IF current_setting('steady.erasing', true) = 'on' THEN
        IF TG_OP = 'DELETE' THEN
            RETURN OLD;
        END IF;
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'What we were told stays as it came.'
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'told_stays';
END
$$ LANGUAGE plpgsql;
CREATE TRIGGER told_stays BEFORE UPDATE OR DELETE ON outbox_told
FOR EACH ROW EXECUTE FUNCTION outbox_refuse_change_of_told();
"""
BACKWARD = """
DROP TRIGGER told_stays ON outbox_told;
DROP FUNCTION outbox_refuse_change_of_told();
"""


class Migration(migrations.Migration):

    dependencies = [("outbox", "0008_replies_receipts_and_fallback")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
