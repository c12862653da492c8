"""The queries behind a caseload: what was counted ahead, and what the rest is counted from.

Of the logs they read a few weeks, by one covering index.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from clinic.people.models import Runner
from programs.progress.bits import Span, Told

# Of what `Standing.told` holds. Raise it when that changes, so that nothing old is read.
SHAPE = 1
# Pain comes as text, two signs a log: the number of the day, and the rating.
CODE_OF_ZERO = 35

STANDINGS = """
SELECT r.id::text, r.name, s.place, s.weight, s.needs_you, s.has_program, s.told
FROM ({mine}) r LEFT JOIN programs_standing s ON s.runner_id = r.id
  AND s.counted_on = %(today)s AND s.counted_edition = s.edition AND s.shape = %(shape)s
"""

ROWS = """
WITH of_runner AS MATERIALIZED (
  SELECT r.id,
    (SELECT json_agg(json_build_array(line, told, done, several, pains)) FROM (
      SELECT COALESCE(g.program_id::text || g.line::text, '') line,
        bit_or(g.told) told, bit_or(g.done) done,
        CASE WHEN g.line IS NOT NULL AND sum(g.logs) > bit_count(bit_or(g.told)::bit(64)) THEN (
          SELECT json_agg(json_build_array(l.occurred_on - %(monday)s, l.state)
            ORDER BY l.received_at, l.id)
          FROM programs_sessionlog l JOIN programs_plannedsession x ON x.id = l.session_id
          WHERE l.runner_id = r.id AND l.program_id = g.program_id AND x.line = g.line
            AND l.occurred_on BETWEEN %(monday)s AND %(sunday)s
        ) END several,
        string_agg(g.pains, '') pains
      FROM (
        SELECT program_id, count(*) logs,
          (SELECT line FROM programs_plannedsession WHERE id = session_id) line,
          bit_or(1::bigint << occurred_on - %(monday)s) told,
          COALESCE(bit_or(1::bigint << occurred_on - %(monday)s)
            FILTER (WHERE state <> 'skipped'), 0) done,
          COALESCE(string_agg(
            chr(%(zero)s + (occurred_on - %(monday)s))
              || chr(%(zero)s + GREATEST(pain_during, pain_after)), ''
          ) FILTER (WHERE GREATEST(pain_during, pain_after) IS NOT NULL), '') pains
        FROM programs_sessionlog
        WHERE runner_id = r.id AND occurred_on BETWEEN %(monday)s AND %(sunday)s
        GROUP BY program_id, session_id
      ) g GROUP BY g.program_id, g.line
    ) of_line) logs,
    (SELECT json_agg(json_build_array(a.kind, a.value, a.occurred_on) ORDER BY a.raised_at DESC)
      FROM programs_alert a WHERE a.runner_id = r.id AND a.cleared_at IS NULL AND NOT EXISTS (
        SELECT FROM programs_snooze z WHERE z.runner_id = r.id AND z.reason = a.kind
          AND z.until > %(today)s AND z.made_at >= a.raised_at)) alerts,
    (SELECT array_agg(reason) FROM programs_snooze
      WHERE runner_id = r.id AND until > %(today)s) snoozed,
    (SELECT min(due) FROM (
      SELECT COALESCE(max(s."on") + 7 * m.every_weeks,
        CASE WHEN max(s."on") IS NULL THEN m.starts_on END) due
      FROM programs_outcomemeasure m LEFT JOIN programs_outcomescore s ON s.measure_id = m.id
      WHERE m.runner_id = r.id AND m.closed_on IS NULL AND m.starts_on <= %(today)s GROUP BY m.id
    ) d WHERE due <= %(today)s) due
  FROM people_runner r WHERE r.id = ANY(%(runners)s::uuid[])
)
SELECT r.id::text, CASE WHEN row_number() OVER (PARTITION BY r.id) = 1 THEN r.logs END,
  r.alerts, r.snoozed, r.due,
  p.id::text, p.title, p.status, p.starts_on, p.ends_on, e.is_on_hold,
  e.starts_on <= %(today)s AND (e.ends_on IS NULL OR e.ends_on >= %(today)s),
  e.starts_on - %(monday)s since,
  LEAST(COALESCE(e.ends_on, %(sunday)s), %(sunday)s) - %(monday)s,
  e.made_on - %(monday)s, e.phase_started_on - %(monday)s, f.exit_weeks, n.pain_during_limit,
  p.id::text || s.line::text, s.weekdays, s.every_days, s.per_week, s.times_per_day, v.moves
FROM of_runner r
LEFT JOIN (
  programs_program p LEFT JOIN programs_period e ON e.program_id = p.id
    AND e.starts_on <= %(sunday)s AND (e.ends_on IS NULL OR e.ends_on >= %(monday)s)
) ON p.runner_id = r.id AND (e.id IS NOT NULL OR p.status IN ('draft', 'active', 'on_hold'))
LEFT JOIN programs_phase f ON f.id = e.phase_id
LEFT JOIN programs_plan n ON n.id = e.plan_id
LEFT JOIN programs_plannedsession s ON s.phase_id = f.id
LEFT JOIN (
  SELECT program_id, line,
    json_agg(json_build_array(from_on - %(monday)s, to_on - %(monday)s)) moves
  FROM programs_move
  WHERE taken_back_at IS NULL AND from_on BETWEEN %(monday)s AND %(sunday)s
  GROUP BY program_id, line
) v ON v.program_id = p.id AND v.line = s.line
ORDER BY since NULLS LAST, p.title, s."order"
"""

type Cells = list[Sequence[Any]]
type Logs = dict[str, Told]


def read_standings(runners: QuerySet[Runner], today: date) -> list[Sequence[Any]]:
    """One line for each runner of a scope, such as a caseload; nothing where none counts today.

    Its cells: id, name, place, weight, needs_you, has_program, told.
    """
    mine, values = runners.order_by().values("id", "name").query.sql_with_params()
    for place in range(len(values)):
        mine = mine.replace("%s", f"%(of{place})s", 1)
    known = {
        **{f"of{place}": value for place, value in enumerate(values)},
        "today": today,
        "shape": SHAPE,
    }
    with connection.cursor() as cursor:
        cursor.execute(STANDINGS.replace("{mine}", mine), known)
        return cursor.fetchall()


def read(runners: list[str], span: Span) -> dict[str, tuple[Cells, Logs, str]]:
    """By runner: the lines of `ROWS`, the logs by programme and line, and the pain signs.

    What nobody planned, such as a run, has an empty line. One query.
    """
    known: dict[str, Any] = {
        "runners": runners,
        "monday": span.monday,
        "sunday": span.sunday,
        "today": span.today,
        "zero": CODE_OF_ZERO,
    }
    found: dict[str, tuple[Cells, Logs, str]] = {}
    with connection.cursor() as cursor:
        cursor.execute(ROWS, known)
        for runner, logs, *cells in cursor.fetchall():
            there, told, pains = found.get(runner, ([], {}, ""))
            there.append(cells)
            for line, days, done, several, pain in logs or ():
                told[line] = Told(days, done, _by_day(several))
                pains += pain
            found[runner] = there, told, pains
    return found


def _by_day(several: list[tuple[int, str]] | None) -> dict[int, list[str]] | None:
    if several is None:
        return None
    found: dict[int, list[str]] = {}
    for day, state in several:
        found.setdefault(day, []).append(state)
    return found
