"""Plans of any shape, made of rows that were never stored: a whole tree that asks no question."""

from uuid import uuid4

from hypothesis import strategies as st

from drills.models import Drill
from programs.models import Phase, Plan, PlannedSession, Prescription
from tests.factories import NOON

DRILLS = [Drill(pk=uuid4(), slug=f"drill-{n}", name=f"Drill {n}") for n in range(3)]
AMOUNTS = [
    {"reps_min": 10, "reps_max": 12},
    {"reps_min": 8, "reps_max": 8},
    {"hold_seconds": 20},
    {"duration_seconds": 60},
    {"distance_m": 30},
]


def held(row, name, rows):
    """The row, with these rows as if they had been prefetched under that name."""
    row._prefetched_objects_cache = {name: rows}
    for order, one in enumerate(rows, start=1):
        one.order = order
    return row


@st.composite
def prescriptions(draw, line=None):
    return Prescription(
        line=line or uuid4(),
        drill=draw(st.sampled_from(DRILLS)),
        sets=draw(st.integers(1, 3)),
        side=draw(st.sampled_from(Prescription.Side.values)),
        rest_seconds=draw(st.sampled_from([0, 15, 90])),
        switch_rest_seconds=draw(st.sampled_from([0, 10])),
        tempo=draw(st.sampled_from(["", "3-1-1-0", "2-0-2-0"])),
        load_unit=draw(st.sampled_from(["", "bodyweight", "band_red"])),
        effort_kind="rpe",
        effort_value=draw(st.integers(4, 6)),
        pain_limit=draw(st.sampled_from([None, 0, 3])),
        note=draw(st.sampled_from(["", "Slowly"])),
        why=draw(st.sampled_from(["", "For your hip"])),
        **draw(st.sampled_from(AMOUNTS)),
    )


@st.composite
def sessions(draw):
    days = draw(
        st.sampled_from(
            [
                {"cadence": "weekdays", "weekdays": [1, 3]},
                {"cadence": "every_days", "every_days": 2},
                {"cadence": "per_week", "per_week": 3},
            ]
        )
    )
    session = PlannedSession(
        line=uuid4(),
        name=draw(st.sampled_from(["Before a run", "Strength"])),
        moment=draw(st.sampled_from(["pre_run", "strength"])),
        times_per_day=draw(st.integers(1, 2)),
        **days,
    )
    return held(session, "prescriptions", draw(st.lists(prescriptions(), max_size=4)))


@st.composite
def phases(draw):
    phase = Phase(
        line=uuid4(),
        name=draw(st.sampled_from(["Calm down", "Build up"])),
        goal=draw(st.sampled_from(["", "Run 5 km"])),
        exit_weeks=draw(st.sampled_from([None, 1, 2])),
        exit_pain_max=draw(st.sampled_from([None, 0, 3])),
        exit_mornings_settled=draw(st.booleans()),
    )
    return held(phase, "sessions", draw(st.lists(sessions(), max_size=3)))


@st.composite
def plans(draw):
    plan = Plan(
        title=draw(st.sampled_from(["Hips", "Knees"])),
        note=draw(st.sampled_from(["", "Take it easy"])),
        pain_during_limit=draw(st.integers(2, 4)),
        made_at=NOON,
        updated_at=NOON,
    )
    return held(plan, "phases", draw(st.lists(phases(), min_size=1, max_size=3)))


def as_copied(row):
    """What copies.copy_plan makes of it: other rows, the same lines."""
    names = {field.attname for field in row._meta.concrete_fields} - {"id", "drill_id"}
    new = type(row)(**{name: getattr(row, name) for name in names})
    if isinstance(row, Prescription):
        new.drill = row.drill
    for name, rows in getattr(row, "_prefetched_objects_cache", {}).items():
        held(new, name, [as_copied(one) for one in rows])
    return new


def parts(plan):
    """Every phase, session and prescription, each with the rows that it stands in."""
    for phase in plan.phases.all():
        yield phase, ()
        for session in phase.sessions.all():
            yield session, (phase,)
            for item in session.prescriptions.all():
                yield item, (phase, session)
