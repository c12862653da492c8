"""The two queries behind a caseload: of the logs they read a few weeks, by one covering index."""

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from clinic.people.models import Runner
from programs.progress.bits import Span, Told

# Pain comes as text, two signs a log: the number of the day, and the rating.
CODE_OF_ZERO = 35

ROWS = """
WITH mine AS ({mine})
SELECT r.id::text, r.name, a.alerts, z.reasons, o.due,
  p.id::text, p.title, p.status, p.starts_on, p.ends_on, p.is_on_hold, p.is_now,
  p.since, p.until, p.made, p.counted_from, f.exit_weeks, n.pain_during_limit,
  p.id::text || s.line::text, s.weekdays, s.every_days, s.per_week, s.times_per_day
FROM mine r
LEFT JOIN (
  SELECT a.runner_id,
    json_agg(json_build_array(a.kind, a.value, a.occurred_on) ORDER BY a.raised_at DESC) alerts
  FROM programs_alert a JOIN mine ON mine.id = a.runner_id
  WHERE a.cleared_at IS NULL AND NOT EXISTS (
    SELECT FROM programs_snooze z WHERE z.runner_id = a.runner_id AND z.reason = a.kind
      AND z.until > %(today)s AND z.made_at >= a.raised_at)
  GROUP BY a.runner_id
) a ON a.runner_id = r.id
LEFT JOIN (
  SELECT runner_id, array_agg(reason) reasons FROM programs_snooze
  JOIN mine ON mine.id = runner_id WHERE until > %(today)s GROUP BY runner_id
) z ON z.runner_id = r.id
LEFT JOIN (
  SELECT runner_id, min(due) due FROM (
    SELECT m.runner_id, COALESCE(max(s."on") + 7 * m.every_weeks,
      CASE WHEN max(s."on") IS NULL THEN m.starts_on END) due
    FROM programs_outcomemeasure m JOIN mine ON mine.id = m.runner_id
    LEFT JOIN programs_outcomescore s ON s.measure_id = m.id
    WHERE m.closed_on IS NULL AND m.starts_on <= %(today)s GROUP BY m.id
  ) d WHERE due <= %(today)s GROUP BY runner_id
) o ON o.runner_id = r.id
LEFT JOIN LATERAL (
  SELECT p.id, p.title, p.status, p.starts_on, p.ends_on, e.is_on_hold, e.phase_id, e.plan_id,
    e.starts_on <= %(today)s AND (e.ends_on IS NULL OR e.ends_on >= %(today)s) is_now,
    e.starts_on - %(monday)s since,
    LEAST(COALESCE(e.ends_on, %(sunday)s), %(sunday)s) - %(monday)s until,
    e.made_on - %(monday)s made, e.phase_started_on - %(monday)s counted_from
  FROM programs_program p
  LEFT JOIN programs_period e ON e.program_id = p.id
    AND e.starts_on <= %(sunday)s AND (e.ends_on IS NULL OR e.ends_on >= %(monday)s)
  WHERE p.runner_id = r.id AND (e.id IS NOT NULL OR p.status IN ('draft', 'active', 'on_hold'))
) p ON TRUE
LEFT JOIN programs_phase f ON f.id = p.phase_id
LEFT JOIN programs_plan n ON n.id = p.plan_id
LEFT JOIN programs_plannedsession s ON s.phase_id = f.id
ORDER BY p.since NULLS LAST, p.title, s."order"
"""

LOGS = """
WITH mine AS ({mine})
SELECT g.runner::text, COALESCE(g.program_id::text || s.line::text, ''),
  bit_or(g.told), bit_or(g.done),
  CASE WHEN s.line IS NOT NULL AND sum(g.logs) > bit_count(bit_or(g.told)::bit(64)) THEN (
    SELECT json_agg(json_build_array(l.occurred_on - %(monday)s, l.state)
      ORDER BY l.received_at, l.id)
    FROM programs_sessionlog l JOIN programs_plannedsession x ON x.id = l.session_id
    WHERE l.runner_id = g.runner AND l.program_id = g.program_id AND x.line = s.line
      AND l.occurred_on BETWEEN %(monday)s AND %(sunday)s
  ) END,
  string_agg(g.pains, '')
FROM (
  SELECT r.id runner, l.* FROM mine r CROSS JOIN LATERAL (
    SELECT program_id, session_id, count(*) logs,
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
  ) l
) g LEFT JOIN programs_plannedsession s ON s.id = g.session_id
GROUP BY g.runner, g.program_id, s.line
"""

type Cells = dict[str, list[Sequence[Any]]]
type Logs = dict[str, dict[str, Told]]


def read(runners: QuerySet[Runner], span: Span) -> tuple[Cells, Logs, dict[str, str]]:
    """By runner: the lines of `ROWS`, the logs by programme and line, and the pain signs.

    What nobody planned, such as a run, has an empty line.

    `runners` is a scope, such as a physio's caseload.
    """
    mine, values = runners.order_by().values("id", "name").query.sql_with_params()
    for place in range(len(values)):
        mine = mine.replace("%s", f"%(of{place})s", 1)
    known = {
        **{f"of{place}": value for place, value in enumerate(values)},
        "monday": span.monday,
        "sunday": span.sunday,
        "today": span.today,
        "zero": CODE_OF_ZERO,
    }
    with connection.cursor() as cursor:
        cursor.execute(ROWS.replace("{mine}", mine), known)
        cells: Cells = {}
        for row in cursor.fetchall():
            cells.setdefault(row[0], []).append(row)
        cursor.execute(LOGS.replace("{mine}", mine), known)
        logs: Logs = {}
        pains: dict[str, str] = {}
        for runner, line, days, done, several, pain in cursor.fetchall():
            logs.setdefault(runner, {})[line] = Told(days, done, _by_day(several))
            pains[runner] = pains.get(runner, "") + pain
    return cells, logs, pains


def _by_day(several: list[tuple[int, str]] | None) -> dict[int, list[str]] | None:
    if several is None:
        return None
    found: dict[int, list[str]] = {}
    for day, state in several:
        found.setdefault(day, []).append(state)
    return found
