"""Standings of runners on their caseloads, and the triggers that tell when one has to be counted.

Whatever a standing is made of raises the edition of its runner, whoever changes it and however. It
happens at the very end of the transaction: the row of the standing is the last that is locked, so
no two changes wait for each other. The row is made if there is none, so that a counting under way
waits for the change or comes after it.
"""

import django.db.models.deletion
from django.db import migrations, models


RAISE = """
CREATE FUNCTION programs_raise_edition() RETURNS trigger AS $$
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
            WHEN 'programs_period' THEN
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
TABLES = [
    "programs_sessionlog",
    "programs_alert",
    "programs_snooze",
    "programs_program",
    "programs_period",
    "programs_outcomemeasure",
    "programs_outcomescore",
]


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0003_practitioner_bio"),
        ("programs", "0014_outcomes"),
    ]

    operations = [
        migrations.CreateModel(
            name="Standing",
            fields=[
                (
                    "runner",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="standing",
                        serialize=False,
                        to="people.runner",
                    ),
                ),
                ("edition", models.BigIntegerField(db_default=0, default=0)),
                ("counted_edition", models.BigIntegerField(blank=True, null=True)),
                (
                    "counted_on",
                    models.DateField(blank=True, help_text="The clinic's day.", null=True),
                ),
                (
                    "shape",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="Of `told`; a new version of the code reads no old one.",
                        null=True,
                    ),
                ),
                (
                    "place",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="Of the most urgent reason; smaller comes first.",
                        null=True,
                    ),
                ),
                (
                    "weight",
                    models.IntegerField(
                        blank=True,
                        help_text="Among those at one place; larger comes first.",
                        null=True,
                    ),
                ),
                ("needs_you", models.BooleanField(blank=True, null=True)),
                ("has_program", models.BooleanField(blank=True, null=True)),
                ("told", models.TextField(blank=True, db_default="", default="")),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("counted_edition", None),
                                ("counted_on", None),
                                ("has_program", None),
                                ("needs_you", None),
                                ("place", None),
                                ("shape", None),
                                ("told", ""),
                                ("weight", None),
                            ),
                            models.Q(
                                ("counted_edition__isnull", False),
                                ("counted_edition__lte", models.F("edition")),
                                ("counted_on__isnull", False),
                                ("has_program__isnull", False),
                                ("needs_you__isnull", False),
                                ("place__isnull", False),
                                ("shape__isnull", False),
                                ("weight__isnull", False),
                                models.Q(("told", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="standing_is_counted_whole",
                    )
                ],
            },
        ),
        migrations.RunSQL(RAISE, "DROP FUNCTION programs_raise_edition()"),
        *(
            migrations.RunSQL(
                f"CREATE CONSTRAINT TRIGGER raise_edition AFTER INSERT OR UPDATE OR DELETE "
                f"ON {table} DEFERRABLE INITIALLY DEFERRED "
                "FOR EACH ROW EXECUTE FUNCTION programs_raise_edition()",
                f"DROP TRIGGER raise_edition ON {table}",
            )
            for table in TABLES
        ),
    ]
