"""Words that somebody wrote back are kept as long as messages, and receipts, too; STOP and START stay.

A day less than the job that forgets them waits, so that the clocks of two machines do not matter.
"""

from django.db import migrations

FORWARD = """
CREATE OR REPLACE FUNCTION outbox_refuse_change_of_told() RETURNS trigger AS $$
BEGIN
    IF current_setting('steady.erasing', true) = 'on' THEN
        IF TG_OP = 'DELETE' THEN
            RETURN OLD;
        END IF;
        RETURN NEW;
    END IF;
    IF TG_OP = 'DELETE' AND OLD.what IN ('words', 'delivered', 'failed')
        AND OLD.at < now() - interval '29 days' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'What we were told stays as it came.'
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'told_stays';
END
$$ LANGUAGE plpgsql;
"""
BACKWARD = """
CREATE OR REPLACE FUNCTION outbox_refuse_change_of_told() RETURNS trigger AS $$
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
"""


class Migration(migrations.Migration):

    dependencies = [("outbox", "0011_bundles")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
