"""Raising alerts, so that a physio sees them; and clearing them, which only a physio does."""

from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q

from clinic.people.models import Principal, Runner
from programs.actions.taking_back import take_back_alert_mail
from programs.models import Alert, MorningCheck, Plan, Program, SessionLog
from programs.progress.logs import severe_from
from programs.progress.runs import bigger_step

Kind = Alert.Kind
# Ratings above a limit are counted together over this time.
WINDOW = timedelta(days=14)
# So far apart, two ratings of one session need a word with the runner; this clinic's own choice.
APART = 2

type Ratings = tuple[int | None, int | None]
STILL_OPEN = {"cleared_at": None, "cleared_by": None, "done": ""}


def raise_alerts_of(
    log: SessionLog, plan: Plan | None, *, before: Ratings | None, now: datetime
) -> None:
    """Everything that a log as it is now asks a physio to see.

    `plan` is the version that it was done under, None for a run that nobody planned; `before` are
    the ratings that a correction replaces. Call it in the transaction that stores the log.
    """
    raise_pain_alerts(log, plan, now=now)
    if before:
        raise_rerating(log, plan, before, now=now)
    raise_run_step(log, now=now)


def raise_pain_alerts(log: SessionLog, plan: Plan | None, *, now: datetime) -> None:
    """Flag a log whose pain is very strong, or one of several above the limit (domain.md D2).

    The rule is the one of `plan`, the version that the log was done under; a run that nobody
    planned has none. A correction to less pain
    takes no alert away: the worse of both answers counts until a physio has looked.
    """
    ratings = [pain for pain in (log.pain_during, log.pain_after) if pain is not None]
    if not ratings:
        return
    worst = max(ratings)
    if plan is None:
        if worst >= severe_from(log):
            _raise(Kind.SEVERE_PAIN, f"pain:{log.pk}", log, value=worst, now=now)
    elif worst >= plan.pain_severe_from:
        _raise(Kind.SEVERE_PAIN, f"pain:{log.pk}", log, value=worst, now=now)
    elif _is_above(log, plan) and _count_above(log) >= plan.pain_breaches_to_flag:
        _raise(Kind.PAIN, f"pain:{log.pk}", log, value=worst, now=now)


def ratings_of(log: SessionLog) -> Ratings:
    """Pain during and after, 0 to 10 each; None where none was given."""
    return log.pain_during, log.pain_after


def raise_rerating(log: SessionLog, plan: Plan | None, before: Ratings, *, now: datetime) -> None:
    """Flag a correction that moves a pain rating by 2 or more, or over the rule's very strong one.

    It may be a slip of the finger, or two phones that tell different things: the higher one is
    shown, and a physio asks. A rating that was not there before changes nothing.
    """
    strong = plan.pain_severe_from if plan else severe_from(log)
    for old, new in zip(before, ratings_of(log), strict=True):
        if old is None or new is None or old == new:
            continue
        if abs(old - new) >= APART or (old >= strong) != (new >= strong):
            _raise(Kind.RERATED, f"rerated:{log.pk}", log, value=max(old, new), now=now)


def raise_morning_alert(check: MorningCheck, *, now: datetime) -> None:
    """Flag a worse next morning where the rule says that pain must settle."""
    plan = _plan_of(check.log)
    if check.is_worse and (plan is None or plan.pain_must_settle):
        _raise(Kind.MORNING, f"morning:{check.log_id}", check.log, value=check.pain, now=now)


def raise_run_step(log: SessionLog, *, now: datetime) -> None:
    """Flag a run that was a bigger step than usual (domain.md D5), once.

    A distance that is put right takes the flag away again if nobody has looked yet: a slip of
    the finger makes 5 km into 50.
    """
    if log.kind != SessionLog.Kind.RUN:
        return
    key = f"run:{log.pk}"
    step = bigger_step(log.runner, log.distance_m, log.occurred_on)
    if step.is_bigger:
        _raise(Kind.RUN_STEP, key, log, value=None, now=now)
    else:
        Alert.objects.filter(key=key, cleared_at=None).delete()
        take_back_alert_mail(log.runner_id)


def raise_alert(
    *,
    kind: str,
    key: str,
    runner: Runner,
    program: Program | None,
    on: date,
    now: datetime,
    value: int | None = None,
) -> None:
    """One alert; the same key again changes nothing, unless it is worse now and still open."""
    made, is_new = Alert.objects.get_or_create(
        key=key,
        defaults={
            "kind": kind,
            "runner": runner,
            "program": program,
            "value": value,
            "occurred_on": on,
            "raised_at": now,
        },
    )
    if not is_new and value is not None and (made.value is None or made.value < value):
        # Worse than what was looked at: it stands open again.
        Alert.objects.filter(pk=made.pk).update(kind=kind, value=value, raised_at=now, **STILL_OPEN)


@transaction.atomic
def clear_alert(*, alert: Alert, by: Principal, now: datetime, done: str = "") -> bool:
    """A physio has seen it, and may say what was done (`Alert.Done`).

    The e-mail about it that has not left yet is taken back if nothing else of the runner is open.
    False when somebody had cleared it already. Raises ValidationError for anything else as `done`.
    """
    if done and done not in Alert.Done:
        raise ValidationError("Choose from the list what was done.", code="done")
    # E-mails are owed under this lock (programs/reminders/alerts.py).
    Runner.objects.select_for_update(no_key=True).only("pk").get(pk=alert.runner_id)
    open_one = Alert.objects.filter(pk=alert.pk, cleared_at=None)
    is_new = bool(open_one.update(cleared_at=now, cleared_by=by, done=done))
    take_back_alert_mail(alert.runner_id)
    return is_new


@transaction.atomic
def reopen_alert(*, alert: Alert, by: Principal) -> None:
    """Take the clearing back; only the person who cleared it can."""
    Alert.objects.filter(pk=alert.pk, cleared_by=by.pk).update(**STILL_OPEN)


def _raise(kind: str, key: str, log: SessionLog, *, value: int | None, now: datetime) -> None:
    raise_alert(
        kind=kind,
        key=key,
        runner=log.runner,
        program=log.program,
        on=log.occurred_on,
        value=value,
        now=now,
    )


def _plan_of(log: SessionLog) -> Plan | None:
    """The plan whose pain rule holds for the log; a run that nobody planned has none."""
    if log.session_id is None:
        return None
    return Plan.objects.filter(phases__sessions=log.session_id).first()


def _is_above(log: SessionLog, plan: Plan) -> bool:
    return (log.pain_during or 0) > plan.pain_during_limit or (
        log.pain_after or 0
    ) > plan.pain_after_limit


def _count_above(log: SessionLog) -> int:
    """The programme's logs above the limit in the fortnight up to this one, itself included.

    Each is held against the rule that it was done under.
    """
    rule = F("session__phase__plan__pain_during_limit"), F("session__phase__plan__pain_after_limit")
    near = SessionLog.objects.filter(
        program=log.program_id,
        occurred_at__gt=log.occurred_at - WINDOW,
        occurred_at__lte=log.occurred_at,
    )
    return near.filter(Q(pain_during__gt=rule[0]) | Q(pain_after__gt=rule[1])).count()
