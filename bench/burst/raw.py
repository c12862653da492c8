"""python -m bench.burst.raw: the same in bare SQL: claim 500, insert what is owed, mark sent."""

import json
import os
import sys

import psycopg

MAKE = """
DROP TABLE IF EXISTS raw_due, raw_owed;
CREATE TABLE raw_due (id uuid PRIMARY KEY, due_at timestamptz, state smallint NOT NULL DEFAULT 0);
CREATE INDEX raw_due_open ON raw_due (due_at) WHERE state = 0;
CREATE TABLE raw_owed (
    id uuid PRIMARY KEY, key text UNIQUE, body text, state smallint, sent_at timestamptz);
INSERT INTO raw_due (id, due_at)
    SELECT gen_random_uuid(), now() - (n || ' ms')::interval FROM generate_series(1, %s) AS n;
ANALYZE raw_due;
"""
CLAIM = """
WITH mine AS MATERIALIZED (
    SELECT id FROM raw_due WHERE state = 0 AND due_at <= now()
    ORDER BY due_at LIMIT 500 FOR UPDATE SKIP LOCKED)
UPDATE raw_due SET state = 1 FROM mine WHERE raw_due.id = mine.id RETURNING raw_due.id
"""
OWE = """
INSERT INTO raw_owed (id, key, body, state)
    SELECT id, 'appointment-reminder:' || id, repeat('words ', 40), 0 FROM unnest(%s::uuid[]) AS id
"""
SENT = "UPDATE raw_owed SET state = 1, sent_at = now() WHERE id = ANY(%s)"


def make(count: int) -> None:
    """So many that are due."""
    with psycopg.connect(os.environ["DATABASE_URL"]) as line:
        for statement in MAKE.split(";"):
            if statement.strip():
                line.execute(statement.replace("%s", str(count)))


def main() -> None:
    """Wait for the start, work until nothing is left."""
    sent = 0
    with psycopg.connect(os.environ["DATABASE_URL"]) as line:
        print("ready", flush=True)
        sys.stdin.readline()
        while True:
            ids = [row[0] for row in line.execute(CLAIM).fetchall()]
            if not ids:
                break
            line.execute(OWE, [ids])
            line.execute(SENT, [ids])
            line.commit()
            sent += len(ids)
    print(json.dumps({"sent": sent, "most": [3, 0]}), flush=True)


if __name__ == "__main__":
    main()
