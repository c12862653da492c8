"""The numbers of one runner, as the pictures of `charts` want them: pain, sessions and loads."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from clinic.look.widgets import Zone
from clinic.people.models import Runner
from programs.charts import (
    DayPain,
    HeatDay,
    HeatMap,
    HeatStrip,
    LoadChart,
    LoadRow,
    LoadWeek,
    PainChart,
    PlanChange,
    heat_map,
    heat_strip,
    load_bars,
    pain_chart,
)
from programs.models import (
    DrillLog,
    PainRule,
    Period,
    Prescription,
    Program,
    ProgramEvent,
    SessionLog,
)
from programs.progress.places import Place, State, places
from programs.progress.sessions import DayMark, mark_of, week_of
from programs.wording.pain import zone_words

WEEK = timedelta(days=7)
WEEKS = 12
LOAD_WEEKS = 6
TOLD = {State.DONE, State.PARTIAL, State.SKIPPED}


@dataclass(frozen=True)
class Pictures:
    """Everything that is drawn on a runner's page, and the sessions of this week."""

    pain: PainChart
    month: HeatMap
    strip: HeatStrip
    loads: LoadChart
    week: tuple[DayMark, ...]
    this_week: tuple[Place, ...]


def pictures(
    *,
    runner: Runner,
    today: date,
    rule: PainRule | None,
    events: Iterable[ProgramEvent],
    mine: bool,
) -> Pictures:
    """The last twelve weeks; six queries. `mine` speaks to the runner."""
    monday = today - timedelta(days=today.weekday())
    first, sunday = monday - WEEK * (WEEKS - 1), monday + timedelta(days=6)
    programs = Program.objects.filter(runner=runner)
    month = today.replace(day=1)
    month_end = (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    found = places(programs, min(first, month), max(sunday, month_end), today)
    waiting = held(programs, min(first, month), today)
    days = [_heat(on, there, today) for on, there in _by_day(found).items()]
    days += [HeatDay(on, "on_hold") for on in waiting - {day.on for day in days}]
    changes = [
        PlanChange(event.on, f"v{event.plan.number}")
        for event in events
        if event.plan and event.kind in {ProgramEvent.Kind.SENT, ProgramEvent.Kind.CHANGED}
    ]
    return Pictures(
        pain=pain_chart(
            _pain(runner, found, first, today),
            zones=zones_of(rule) if rule else (),
            limit=rule.pain_during_limit if rule else None,
            changes=[change for change in changes if change.on >= first],
            mine=mine,
        ),
        month=heat_map(days, month=month, today=today),
        strip=heat_strip(days, today=today),
        loads=load_bars(_loads(runner, monday - WEEK * (LOAD_WEEKS - 1), today)),
        week=tuple(
            DayMark(on, mark_of(one.state for one in found if one.on == on), on == today)
            for on in week_of(today)
        ),
        this_week=tuple(one for one in found if monday <= one.on <= sunday),
    )


def zones_of(rule: PainRule) -> list[Zone]:
    """The stretches of the 0 to 10 scale that a pain rule makes, each with its words."""
    ends = [
        (0, rule.pain_during_limit, "ok"),
        (rule.pain_during_limit + 1, rule.pain_severe_from - 1, "watch"),
        (max(rule.pain_severe_from, rule.pain_during_limit + 1), 10, "stop"),
    ]
    return [
        Zone(first, last, zone_words(kind, last), kind)  # type: ignore[arg-type]
        for first, last, kind in ends
        if first <= last
    ]


def _pain(runner: Runner, found: Iterable[Place], first: date, today: date) -> list[DayPain]:
    """A day for each log; and one without numbers for each session that was missed."""
    days = [DayPain(one.on) for one in found if one.on >= first and one.state == State.MISSED]
    logs = SessionLog.objects.filter(runner=runner).between(first, today)
    for on, during, after, effort, morning in logs.values_list(
        "occurred_on", "pain_during", "pain_after", "effort", "next_morning__pain"
    ):
        told = [pain for pain in (during, after) if pain is not None]
        days.append(DayPain(on, max(told, default=None), morning, effort))
    return days


def _by_day(found: Iterable[Place]) -> dict[date, list[Place]]:
    days: dict[date, list[Place]] = defaultdict(list)
    for place in found:
        days[place.on].append(place)
    return days


def _heat(on: date, there: Sequence[Place], today: date) -> HeatDay:
    """A day's mark, and of its sessions how many were due so far and were done."""
    timely = [one for one in there if one.is_timely or one.state in TOLD]
    so_far = [one for one in there if one.state in TOLD or one.state == State.MISSED]
    done = sum(one.state in {State.DONE, State.PARTIAL} for one in so_far)
    return HeatDay(on, mark_of(one.state for one in timely), done, len(so_far))


def held(programs: Iterable[Program], first: date, today: date) -> set[date]:
    """The days on which a programme was on hold."""
    periods = Period.objects.filter(program__in=programs, is_on_hold=True).between(first, today)
    found: set[date] = set()
    for period in periods:
        start, end = max(period.starts_on, first), min(period.ends_on or today, today)
        found |= {start + timedelta(days=ahead) for ahead in range((end - start).days + 1)}
    return found


def _loads(runner: Runner, first: date, today: date) -> list[LoadRow]:
    """The heaviest load of each week in kilograms, beside the one prescribed in the log's version.

    Only drills with a load in kg or lb have a row; lb are told in lb.
    """
    rows = (
        DrillLog.objects.filter(
            log__runner=runner,
            log__occurred_on__gte=first,
            log__occurred_on__lte=today,
            prescription__load_unit__in=[Prescription.LoadUnit.KG, Prescription.LoadUnit.LB],
        )
        .order_by("log__occurred_on")
        .values_list(
            "prescription__drill_id",
            "prescription__drill__name",
            "prescription__load_unit",
            "prescription__load_value",
            "log__occurred_on",
            "sets",
        )
    )
    weeks: dict[tuple[UUID, str, str], dict[date, tuple[float | None, float | None]]] = {}
    for drill, name, unit, planned, on, sets in rows:
        monday = on - timedelta(days=on.weekday())
        there = weeks.setdefault((drill, name, unit), {})
        lifted = [float(one["load_value"]) for one in sets if one.get("load_value")]
        _, before = there.get(monday, (None, None))
        best = max([*lifted, *([before] if before is not None else [])], default=None)
        there[monday] = (None if planned is None else float(planned), best)
    return [
        LoadRow(
            name,
            unit,
            tuple(LoadWeek(monday, *there[monday]) for monday in sorted(there)),
        )
        for (_, name, unit), there in sorted(weeks.items(), key=lambda pair: pair[0][1])
    ]
