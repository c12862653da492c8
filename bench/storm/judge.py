"""Holds the clinic's own rows against everything that phones and other devices were promised."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import Any

from bench.storm.phone import FIELDS, Promise


@dataclass
class Verdict:
    """Sums over all schedules; `wrong` says in words what went wrong."""

    acked: int = 0
    server: int = 0
    lost: int = 0
    dup: int = 0
    overwritten: int = 0
    kept_both: int = 0
    wrong: list[str] = field(default_factory=list)


def judge(verdict: Verdict, promises: list[Promise], schedule: int) -> None:
    """One schedule's promises against revisions and rows; a promise under a kill may be either."""
    by_log: dict[str, list[Promise]] = defaultdict(list)
    for promise in promises:
        if not promise.is_poison:
            by_log[promise.log].append(promise)
    rows = stored(list(by_log))
    for log, told in by_log.items():
        sure = [one for one in told if one.is_sure]
        verdict.acked += len(sure)
        revisions = rows.get(log, [])
        lost = [one for one in sure if not any(holds(content, one) for content in revisions)]
        verdict.lost += len(lost)
        verdict.server += len(sure) - len(lost)
        if lost:
            verdict.wrong.append(f"schedule {schedule}: {log} lost {[one.values for one in lost]}")
        if sure and revisions:
            check_fields(verdict, log, told, revisions[-1], schedule)
        # The same content twice in a row is one message counted twice.
        verdict.dup += sum(before == after for before, after in pairwise(revisions))
    verdict.dup += strays({content[0]["note"]: log for log, content in rows.items()})


def holds(content: dict[str, Any], promise: Promise) -> bool:
    """Whether a revision says what was promised, and of the same moment, whatever the zone."""
    at = datetime.fromisoformat(content["occurred_at"]).timestamp()
    said = all(content[name] == value for name, value in promise.values.items())
    return said and promise.at in {None, at}


def check_fields(
    verdict: Verdict, log: str, told: list[Promise], last: dict[str, Any], schedule: int
) -> None:
    """No field that one side alone changed may have gone back to what it was before."""
    doubtful = {name for one in told if not one.is_sure for name in one.values}
    for name in FIELDS:
        said = [(one.by, one.values[name]) for one in told if name in one.values]
        edits = Counter(by for by, _ in said[1:])
        if name in doubtful or not said:
            continue
        newest = dict(said)
        both = len(edits) > 1
        verdict.kept_both += both
        allowed = set(newest.values()) if both else {said[-1][1]}
        if last[name] not in allowed:
            verdict.overwritten += 1
            verdict.wrong.append(f"schedule {schedule}: {log} {name} {said} but {last[name]}")


def stored(logs: list[str]) -> dict[str, list[dict[str, Any]]]:
    """The content of every revision of these logs, oldest first."""
    from programs.models import SessionLogRevision

    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    rows = SessionLogRevision.objects.filter(log__in=logs).order_by("revision")
    for log, content in rows.values_list("log_id", "content"):
        found[str(log)].append(content)
    return found


def strays(notes: dict[str, str]) -> int:
    """Rows that tell of an entry a second time, under another id; every entry's note is its own."""
    from programs.models import SessionLog

    return SessionLog.objects.filter(note__in=notes).exclude(pk__in=notes.values()).count()
