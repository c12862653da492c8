"""Keeping what a runner did: stored once however often it is sent, and never overwritten unseen."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from hashlib import sha256
from json import dumps
from typing import Any, Literal
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Prefetch, prefetch_related_objects

from clinic.db import constraint_of, friendly
from clinic.people.models import Runner
from programs.actions.alerts import Ratings, raise_alerts_of, ratings_of
from programs.actions.taking_back import take_back_morning, take_back_reminder
from programs.models import (
    DrillLog,
    Plan,
    PlannedSession,
    Prescription,
    Program,
    SessionLog,
    SessionLogRevision,
)

PLAIN_FIELDS = (
    "state",
    "skip_reason",
    "pain_during",
    "pain_after",
    "effort",
    "minutes",
    "note",
)


@dataclass(frozen=True)
class DrillEntry:
    """One drill as it went; each set is `{side, reps, hold_seconds, load_value}`."""

    prescription: Prescription
    state: str
    sets: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True)
class SessionEntry:
    """What a runner tells about one session, or a run. What was not given is None, never 0.

    A run that nobody planned has neither programme nor session. `distance_m` is in metres.
    """

    program: Program | None
    session: PlannedSession | None
    occurred_at: datetime
    utc_offset_minutes: int
    state: str
    skip_reason: str = ""
    pain_during: int | None = None
    pain_after: int | None = None
    effort: int | None = None
    minutes: int | None = None
    note: str = ""
    drills: tuple[DrillEntry, ...] = ()
    kind: str = SessionLog.Kind.SESSION
    distance_m: int | None = None

    @property
    def program_id(self) -> UUID | None:
        """As on a stored log."""
        return self.program.pk if self.program else None

    @property
    def session_id(self) -> UUID | None:
        """As on a stored log."""
        return self.session.pk if self.session else None


@dataclass(frozen=True)
class Logged:
    """The log as it is stored now, what the call did to it, and the content that it named.

    `revision` is the one that holds this content: an earlier one for a repeat that comes late.
    """

    log: SessionLog
    content: dict[str, Any]
    outcome: Literal["created", "changed", "unchanged"]
    revision: int


class LogConflict(Exception):  # noqa: N818 - a refusal with both versions, not a fault
    """The id is taken by other content, and the caller has not seen that content.

    `current` is the stored log, `stored` and `sent` are both contents in the shape of the API.
    """

    def __init__(self, current: SessionLog, *, sent: dict[str, Any]) -> None:
        super().__init__("This session is already logged, and differently.")
        self.current = current
        self.stored = content_of_log(current)
        self.sent = sent


def log_session(
    *,
    log_id: UUID,
    runner: Runner,
    entry: SessionEntry,
    based_on: int | None = None,
    now: datetime,
) -> Logged:
    """Keep what a runner did under the id that the client made for it.

    The same content again changes nothing, also when it comes after a correction: a phone repeats
    what it got no answer for. Other content needs `based_on`, the revision that the
    runner has seen; every version is kept. Session reminders of that day that have not left yet
    are taken back once nothing is due any more.

    Raises LogConflict when the stored content differs and `based_on` is not its revision,
    SessionLog.DoesNotExist when the id belongs to somebody else, ValidationError when the entry
    does not fit the runner's own programme.
    """
    check_entry(entry, runner=runner)
    try:
        return _keep(log_id=log_id, runner=runner, entry=entry, based_on=based_on, now=now)
    except IntegrityError as refusal:
        # The primary key has the last word between two runners with one id.
        if constraint_of(refusal) == "programs_sessionlog_pkey":
            raise SessionLog.DoesNotExist from None
        raise friendly(refusal, SessionLog) from refusal


@transaction.atomic
def _keep(
    *, log_id: UUID, runner: Runner, entry: SessionEntry, based_on: int | None, now: datetime
) -> Logged:
    # One log at a time for a runner: a repeat waits here, then finds the first one stored.
    Runner.objects.select_for_update(no_key=True).only("pk").get(pk=runner.pk)
    content = content_of(entry)
    digest = digest_of(content)
    log = SessionLog.objects.filter(pk=log_id).first()
    before: Ratings | None = None
    if log is None:
        plan = _plan_of(entry)
        _check_sent(plan)
        log = SessionLog(pk=log_id, runner=runner, received_at=now)
        _filled(log, entry, digest=digest, now=now).save(force_insert=True)
        outcome: Literal["created", "changed"] = "created"
    elif log.runner_id != runner.pk:
        raise SessionLog.DoesNotExist
    elif log.digest == digest:
        return Logged(log, content, "unchanged", log.revision)
    elif based_on != log.revision:
        # What was made on top of what the sender names is the sender's own: its answer got lost.
        # Anything later that says the same is somebody's correction, and this is another one.
        own = log.revisions.filter(revision=(based_on or 0) + 1, content=content)
        if known := own.first():
            return Logged(log, content, "unchanged", known.revision)
        raise LogConflict(log, sent=content)
    else:
        plan = _plan_of(entry)
        before = ratings_of(log)
        log.revision += 1
        _filled(log, entry, digest=digest, now=now).save()
        log.drills.all().delete()
        outcome = "changed"
    DrillLog.objects.bulk_create(
        DrillLog(log=log, prescription=one.prescription, state=one.state, sets=list(one.sets))
        for one in entry.drills
    )
    SessionLogRevision.objects.create(
        log=log, revision=log.revision, content=content, received_at=now
    )
    raise_alerts_of(log, plan, before=before, now=now)
    take_back_reminder(runner, day=log.occurred_on, now=now)
    if outcome == "changed":
        take_back_morning(runner, now=now)
    return Logged(log, content, outcome, log.revision)


def check_entry(entry: SessionEntry, *, runner: Runner) -> None:
    """Raises ValidationError, by field, for what cannot be a log of this runner."""
    program, session = entry.program, entry.session
    _check_run(entry)
    if program is None or session is None:
        if program or session or entry.drills:
            raise ValidationError({"session": "Name the programme and its session, or neither."})
        if entry.state == SessionLog.State.SKIPPED:
            raise ValidationError({"state": "A run that nobody planned cannot be skipped."})
        return
    if program.runner_id != runner.pk or program.status == Program.Status.DRAFT:
        raise ValidationError({"program": "Choose one of your own programmes."})
    if session.phase.plan.program_id != program.pk:
        raise ValidationError({"session": "Choose a session of this programme."})
    wanted = [one.prescription for one in entry.drills]
    if any(prescription.session_id != session.pk for prescription in wanted):
        raise ValidationError({"drills": "Name only drills of this session."})
    if len({prescription.pk for prescription in wanted}) < len(wanted):
        raise ValidationError({"drills": "Name each drill once."})
    if entry.state == SessionLog.State.SKIPPED and not entry.skip_reason:
        raise ValidationError({"skip_reason": "Choose why you skipped the session."})
    # Of a session in part it may be missing: phones hold entries from before it was asked.
    if entry.state == SessionLog.State.DONE and entry.skip_reason:
        raise ValidationError(
            {"skip_reason": "Give a reason only for a session that you skipped or did in part."}
        )


def _check_run(entry: SessionEntry) -> None:
    """Raises ValidationError unless what was told is a run exactly where the session is one."""
    is_run = entry.session is None or entry.session.kind == PlannedSession.Kind.RUN
    if is_run != (entry.kind == SessionLog.Kind.RUN):
        raise ValidationError({"kind": "Send run for a run, and session for drills."})
    if entry.distance_m is not None and not is_run:
        raise ValidationError({"distance_m": "Give a distance only for a run."})
    if entry.distance_m is not None and entry.state == SessionLog.State.SKIPPED:
        raise ValidationError({"distance_m": "Give a distance only for a run that you did."})


def content_of(entry: SessionEntry) -> dict[str, Any]:
    """What was told, in the shape and the order of the API; drills in the order of the session."""
    return _content(entry, entry.drills)


def content_of_log(log: SessionLog) -> dict[str, Any]:
    """The stored content in the same shape; no query when `log_drills()` was prefetched."""
    prefetch_related_objects([log], log_drills())
    return _content(log, log.drills.all())


def log_drills() -> Prefetch:
    """For prefetching what `content_of_log` needs."""
    return Prefetch("drills", DrillLog.objects.select_related("prescription"))


def digest_of(content: dict[str, Any]) -> str:
    """SHA-256, in hex, of the content as JSON with sorted keys and no spaces, in UTF-8."""
    text = dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(text.encode()).hexdigest()


def local_time(told: SessionEntry | SessionLog) -> datetime:
    """When it happened, as the runner's own clock showed it."""
    return told.occurred_at.astimezone(timezone(timedelta(minutes=told.utc_offset_minutes)))


def _content(
    told: SessionEntry | SessionLog, drills: Iterable[DrillEntry | DrillLog]
) -> dict[str, Any]:
    is_run = told.kind == SessionLog.Kind.RUN
    # A session has the fields that it had before there were runs, so that its digest stays.
    return {
        "program": str(told.program_id) if told.program_id else None,
        "session": str(told.session_id) if told.session_id else None,
        "occurred_at": local_time(told).isoformat(),
        **{name: getattr(told, name) for name in PLAIN_FIELDS},
        "drills": [
            {
                "prescription": str(one.prescription.pk),
                "state": str(one.state),
                "sets": list(one.sets),
            }
            for one in sorted(drills, key=lambda one: one.prescription.order)
        ],
        **({"kind": str(told.kind), "distance_m": told.distance_m} if is_run else {}),
    }


def _filled(log: SessionLog, entry: SessionEntry, *, digest: str, now: datetime) -> SessionLog:
    """The row with the entry's content, under the version that its session belongs to."""
    log.program = entry.program
    log.session = entry.session
    log.program_version = entry.session.phase.plan.number if entry.session else None
    log.kind, log.distance_m = entry.kind, entry.distance_m
    log.occurred_at = entry.occurred_at
    log.utc_offset_minutes = entry.utc_offset_minutes
    log.occurred_on = local_time(entry).date()
    for name in PLAIN_FIELDS:
        setattr(log, name, getattr(entry, name))
    log.digest, log.updated_at = digest, now
    return log


def _plan_of(entry: SessionEntry) -> Plan | None:
    """The version that it was done under, as it is now that nobody else logs or takes it back."""
    return Plan.objects.get(pk=entry.session.phase.plan_id) if entry.session else None


def _check_sent(plan: Plan | None) -> None:
    """Raises ValidationError when the physio took the version back while it was being done."""
    if plan and plan.sealed_at is None:
        words = "Your physio took this version back. Open Today again."
        raise ValidationError({"session": words})
