"""What is open over a physio's caseload, in the order in which it should be looked at."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef

from clinic.people.models import Principal, Runner
from programs.charts.numbers import DayPain, by_day
from programs.models import (
    Alert,
    Caution,
    Prescription,
    Question,
    SessionLog,
    SessionLogRevision,
    Snooze,
)
from programs.wording.caseload import ORDER, REASONS, alert_in_words, day_in_words

SHOWN = timedelta(days=28)
NEWEST = 20
Kind = Alert.Kind
PAINFUL = {Kind.SEVERE_PAIN, Kind.PAIN, Kind.MORNING, Kind.RERATED}


@dataclass(frozen=True)
class AlertRow:
    """An open alert with what is needed to decide: the pain line, and the runner's own words."""

    alert: Alert
    words: str
    kind: str
    comment: str
    points: list[DayPain]
    limit: int

    @property
    def is_pain(self) -> bool:
        """It cannot be put off for longer than to tomorrow."""
        return self.alert.kind in PAINFUL


def open_alerts(*, user: Principal, today: date, runner: Runner | None = None) -> list[AlertRow]:
    """Those of the caseload, or of one runner, that are not put off; four queries at the most.

    The most urgent kind first, within a kind the oldest.
    """
    alerts = Alert.objects.visible_to(user).open().filter(~put_off(today))
    if runner:
        alerts = alerts.filter(runner=runner)
    found = sorted(
        alerts.select_related("runner", "program"),
        key=lambda one: (ORDER[one.kind], one.raised_at, str(one.pk)),
    )
    runners = {one.runner_id for one in found}
    points, comments, limits = _logs(runners, today)
    asked = {
        f"question:{question.pk}": question.text
        for question in Question.objects.open().filter(runner__in=runners)
    }
    against, changed = _against(found), _changed(found)
    return [
        AlertRow(
            alert=one,
            words=against.get(one.key, "") + words_of(one, changed),
            kind=REASONS[one.kind],
            comment=asked.get(one.key) or comments.get(one.key.rpartition(":")[2], ""),
            points=by_day(points[one.runner_id]),
            limit=limits.get(one.runner_id, 5),
        )
        for one in found
    ]


def put_off(today: date) -> Exists:
    """Whether a physio put the alert off to a later day, after it was raised."""
    return Exists(
        Snooze.objects.filter(
            runner=OuterRef("runner"),
            reason=OuterRef("kind"),
            until__gt=today,
            made_at__gte=OuterRef("raised_at"),
        )
    )


def untouched_alerts(*, raised_before: datetime, today: date) -> int:
    """How many alerts of all runners are neither cleared nor put off since then; one query.

    A number and no more, for those who may read no alert and still have to know that some wait.
    """
    return Alert.objects.open().filter(~put_off(today), raised_at__lt=raised_before).count()


def dealt_with(*, user: Principal, runner: Runner) -> list[Alert]:
    """The last twenty alerts of a runner that were cleared, the latest first; one query."""
    cleared = Alert.objects.visible_to(user).filter(runner=runner).cleared()
    return list(cleared.select_related("cleared_by")[:NEWEST])


def _against(alerts: list[Alert]) -> dict[str, str]:
    """Which drill is against which restriction, by the key of the alert; one query, or none."""
    keys = [one.key for one in alerts if one.kind == Alert.Kind.RESTRICTION]
    parts = {key: key.split(":") for key in keys if key.count(":") == 3}
    lines = {UUID(line) for _, _, line, _ in parts.values()}
    rows = Prescription.objects.filter(line__in=lines).order_by("session__phase__plan__number")
    drills = dict(rows.values_list("line", "drill__name")) if lines else {}
    return {
        key: f"{drills[UUID(line)]}: {Caution(caution).label}. "
        for key, (_, _, line, caution) in parts.items()
        if UUID(line) in drills
    }


def words_of(alert: Alert, changed: dict[str, str]) -> str:
    """What it is about; of a rating that changed what it was and became."""
    if told := changed.get(alert.key):
        return f"{told}, {day_in_words(alert.occurred_on)}"
    return alert_in_words(alert.value, alert.occurred_on)


def _changed(alerts: list[Alert]) -> dict[str, str]:
    """How a rating went, by the key of its alert: "6, then 2 of 10"; one query, or none."""
    keys = {UUID(one.key.rpartition(":")[2]): one.key for one in alerts if one.kind == Kind.RERATED}
    rows = SessionLogRevision.objects.filter(log__in=list(keys)).order_by("log", "revision")
    told: dict[str, list[str]] = defaultdict(list)
    for log, content in rows.values_list("log", "content") if keys else ():
        pains = [content[name] for name in ("pain_during", "pain_after")]
        worst = str(max((pain for pain in pains if pain is not None), default="none"))
        key = keys[log]
        if told[key][-1:] != [worst]:
            told[key].append(worst)
    return {key: f"{', then '.join(worsts)} of 10" for key, worsts in told.items()}


def _logs(
    runners: set[UUID], today: date
) -> tuple[dict[UUID, list[DayPain]], dict[str, str], dict[UUID, int]]:
    """Pain by runner, what was said by log, and the limit of the newest log's rule by runner."""
    logs = SessionLog.objects.filter(runner__in=runners).between(today - SHOWN, today)
    points: dict[UUID, list[DayPain]] = defaultdict(list)
    comments: dict[str, str] = {}
    limits: dict[UUID, int] = {}
    for pk, who, on, during, after, note, limit in logs.order_by("occurred_at", "pk").values_list(
        "pk",
        "runner_id",
        "occurred_on",
        "pain_during",
        "pain_after",
        "note",
        "session__phase__plan__pain_during_limit",
    ):
        told = [pain for pain in (during, after) if pain is not None]
        points[who].append(DayPain(on, max(told, default=None)))
        if limit is not None:  # a run that nobody planned has no rule
            limits[who] = limit
        if note:
            comments[str(pk)] = note
    return points, comments, limits
