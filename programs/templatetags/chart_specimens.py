"""Made-up numbers with which the style guide shows every picture in every state."""

from datetime import date, timedelta
from functools import cache

from django import template

from clinic.look.widgets import Zone
from programs.charts import (
    DayPain,
    HeatDay,
    LoadRow,
    LoadWeek,
    Mark,
    MinimalChange,
    PlanChange,
    Score,
    heat_map,
    heat_strip,
    load_bars,
    outcome_line,
    pain_chart,
)

register = template.Library()

TODAY = date(2026, 7, 14)
LIMIT = 5
ZONES = (
    Zone(0, 2, "fine to carry on", "ok"),
    Zone(3, 5, "okay if it settles by morning", "watch"),
    Zone(6, 10, "too much, ease off", "stop"),
)
BONE = (Zone(0, 0, "no pain", "ok"), Zone(1, 10, "stop and ring us", "stop"))
# None is a session that nobody told about.
FALLING = (5, 6, 4, 5, 4, 3, 4, 3, 2, 3, 2, 1)
GAPS = (4, 3, None, None, 3, None, 2, 3, None, 2, 2, None)
WEEKS = (36, 36, None, 24, 40, 45)
DONE = Mark.DONE, Mark.REST, Mark.PARTIAL, Mark.REST, Mark.MISSED, Mark.DONE, Mark.REST


@register.simple_tag
@cache
def chart_specimens() -> dict:
    """Every picture in its states: empty, one point, few, gaps, many, above the limit."""
    return {
        "pain": _pain(),
        "sparks": {
            "over": _days((3, 3, 4, 4, 5, 6, 7)),
            "falling": _days(FALLING),
            "steady": _days((2, 3, 2, 2, 3, 2, 2)),
            "gaps": _days(GAPS),
            "one": _days((3,)),
            "many": _days([(day * 7) % 5 for day in range(90)], every=1),
            "empty": (),
        },
        "months": (
            heat_map(_marks(31), month=TODAY, today=TODAY),
            heat_map((), month=date(2026, 2, 1)),
        ),
        "strip": heat_strip(_marks(84), today=TODAY),
        "loads": (load_bars(_loads()), load_bars(())),
        "outcomes": _outcomes(),
    }


def _pain() -> tuple:
    changes = [PlanChange(TODAY - timedelta(days=back), f"v{22 // back}") for back in (11, 7)]
    many = _days([5 + (day // 3) % 3 - day // 20 for day in range(84)], every=1)
    crowd = [
        PlanChange(TODAY - timedelta(days=back), f"v{n}")
        for n, back in ((2, 60), (3, 58), (4, 55), (5, 20))
    ]
    return (
        pain_chart(_days(FALLING), zones=ZONES, limit=LIMIT, changes=changes),
        pain_chart(
            _days((3, 3, 4, 4, 5, 6, 7)), zones=ZONES, limit=LIMIT, changes=changes, mine=False
        ),
        pain_chart(_days(GAPS), zones=ZONES, limit=LIMIT),
        pain_chart(many, zones=ZONES, limit=LIMIT, changes=crowd, mine=False),
        pain_chart(_days((0, 0, 1, 0)), zones=BONE, limit=0),
        pain_chart(_days((3,)), zones=ZONES, limit=LIMIT),
        pain_chart((), zones=ZONES, limit=LIMIT),
    )


def _days(told, every: int = 2) -> list[DayPain]:
    """Sessions every other day; mornings a point lower, effort rising."""
    start = TODAY - timedelta(days=(len(told) - 1) * every)
    return [
        DayPain(
            start + timedelta(days=number * every),
            pain,
            None if pain is None else max(pain - 1, 0),
            None if pain is None else min(3 + number // 3, 8),
        )
        for number, pain in enumerate(told)
    ]


def _marks(many: int) -> list[HeatDay]:
    """Days around today: a week on hold, a rising habit, and what is planned."""
    found = []
    for back in range(many - 1, -18, -1):
        on = TODAY - timedelta(days=back)
        mark = DONE[(back * 3) % 7] if back > 0 else Mark.UPCOMING
        if on == TODAY:
            mark = Mark.DUE
        elif back < 0 and back % 2:
            mark = Mark.REST
        elif 35 <= back < 49 or back == 9:
            mark = Mark.ON_HOLD
        due = mark in {Mark.DONE, Mark.PARTIAL, Mark.MISSED}
        found.append(HeatDay(on, mark, done=int(mark == Mark.DONE), due=int(due)))
    return found


def _loads() -> list[LoadRow]:
    starts = [TODAY - timedelta(days=1, weeks=back) for back in reversed(range(6))]
    return [
        LoadRow(
            "Split squat",
            "reps",
            tuple(LoadWeek(on, 36, done) for on, done in zip(starts, WEEKS, strict=True)),
        ),
        LoadRow(
            "Slow calf raise",
            "kg",
            tuple(LoadWeek(on, 900 + 60 * n, 840 + 70 * n) for n, on in enumerate(starts)),
        ),
        LoadRow(
            "Side plank",
            "seconds",
            (
                LoadWeek(starts[3], None, None),
                LoadWeek(starts[4], 180, 0),
                LoadWeek(starts[5], 180, None),
            ),
        ),
    ]


def _outcomes() -> tuple:
    matters = MinimalChange(2, "the source that the clinic names")
    values = (3.3, 4, None, 5.7, 6.3)
    scores = [Score(TODAY - timedelta(weeks=3 * (4 - n)), value) for n, value in enumerate(values)]
    return (
        outcome_line(scores, matters, name="What you can do"),
        outcome_line(scores[:2], matters, name="What you can do"),
        outcome_line(scores, name="Pain on a run", higher_is_better=False),
        outcome_line(scores[:1], matters, name="What you can do"),
        outcome_line((), matters, name="What you can do"),
    )
