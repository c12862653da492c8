"""Reminders that were planned before messages had a person get theirs.

Otherwise whoever chooses other ways on the day of the update would get the old and the new ones.
"""

from django.db import migrations

VISITS = """
UPDATE outbox_message AS message SET person = visit.runner_id
FROM bookings_appointment AS visit
WHERE message.kind = 'appointment-reminder' AND message.state IN ('planned', 'sending')
  AND message.person IS NULL AND message.about = 'appointment:' || visit.id
"""
# The subject of a session's reminder names its runner: sessions:<id>:<day>.
SESSIONS = """
UPDATE outbox_message SET person = split_part(about, ':', 2)::uuid
WHERE kind = 'session-reminder' AND state IN ('planned', 'sending') AND person IS NULL
  AND about LIKE 'sessions:%'
"""


class Migration(migrations.Migration):

    dependencies = [
        ("bookings", "0014_calls_for_texts_that_got_lost"),
        ("outbox", "0008_replies_receipts_and_fallback"),
    ]

    operations = [
        migrations.RunSQL(VISITS, migrations.RunSQL.noop),
        migrations.RunSQL(SESSIONS, migrations.RunSQL.noop),
    ]
