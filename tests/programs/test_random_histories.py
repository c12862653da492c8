"""Random lives of programmes against a plain book-keeping of them, day by day.

Pia edits, holds, resumes and moves between phases as she likes, Ruth logs what she likes, on both
days on which the clocks change. After every step: no log has changed its meaning, and what is due
on any day is what the plain reading of the rules says.
"""

from datetime import date, datetime, time, timedelta
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from programs.actions.logs import SessionEntry, log_session
from programs.actions.moves import move_session, take_back_move
from programs.actions.periods import (
    change_phase,
    complete_program,
    hold_program,
    resume_program,
    stop_program,
)
from programs.actions.thrown import discard_version
from programs.actions.versions import open_version, send_program
from programs.models import Phase, Plan, PlannedSession, Prescription, Program, SessionLog
from programs.progress.moving import choice_for
from programs.progress.sessions import occurrences
from tests.factories import make_drill, make_program, make_runner
from tests.programs.book import Book, Fact
from tests.programs.standing import check_standing

CHANGES = [date(2027, 4, 4), date(2027, 10, 3)]  # Sydney's clocks go back, and forward.
REACH = 60

cadences = st.one_of(
    st.lists(st.integers(1, 7), min_size=1, max_size=7, unique=True).map(
        lambda days: {"cadence": "weekdays", "weekdays": sorted(days)}
    ),
    st.integers(1, 5).map(lambda days: {"cadence": "every_days", "every_days": days}),
    st.integers(1, 7).map(lambda days: {"cadence": "per_week", "per_week": days}),
)
sessions = st.tuples(cadences, st.sampled_from([1, 1, 1, 2]))
phases = st.lists(st.lists(sessions, min_size=1, max_size=2), min_size=1, max_size=2)
steps = st.lists(
    st.tuples(
        st.integers(0, 5),  # days that pass
        st.sampled_from([0, 2, 3, 9, 23]),  # the hour
        st.sampled_from(
            ["edit", "edit", "hold", "resume", "resume", "phase", "stop", "complete", "discard"]
            + ["move"] * 3
            + ["log"] * 6
        ),
        st.integers(0, 3),
        st.integers(0, 4),
        st.sampled_from(["done", "partial", "skipped"]),
        cadences,
    ),
    min_size=3,
    max_size=14,
)


class Life:
    """Pia, Ruth and one programme; every step is done to the rows and written into the book."""

    def __init__(self, pia, drill, plan, change: date, zone: str) -> None:
        self.pia, self.book = pia, Book()
        self.in_force: dict[date, tuple[UUID, date]] = {}
        self.runner = make_runner("Rose", pia.practitioner)
        self.runner.time_zone = zone
        self.runner.save()
        self.today = change - timedelta(days=12)
        self.end = change + timedelta(days=REACH)
        self.program = make_program(
            self.runner, [], status="draft", starts_on=self.today, title="Life"
        )
        self.drill = drill
        written = self.program.plan
        written.phases.all().delete()
        for order, ones in enumerate(plan, start=1):
            phase = Phase.objects.create(plan=written, order=order, name=f"Phase {order}")
            for place, (cadence, times) in enumerate(ones, start=1):
                self.add_session(phase, place, cadence, times)
        send_program(program=self.program, by=pia, now=self.at(8))
        self.write_down(written.phases.first(), self.today, self.today, is_on_hold=False)

    def at(self, hour: int) -> datetime:
        return datetime.combine(self.today, time(hour, 30), self.runner.zone)

    def add_session(self, phase, place, cadence, times):
        session = PlannedSession.objects.create(
            phase=phase, order=place, name=f"S{place}", moment="strength",
            times_per_day=times, **cadence,
        )  # fmt: skip
        Prescription.objects.create(
            session=session, drill=self.drill, order=1, sets=1, reps_min=5, reps_max=5
        )

    def write_down(self, phase, first, phase_started_on, *, is_on_hold):
        held = {
            one.line: {
                "cadence": one.cadence,
                "weekdays": list(one.weekdays),
                "every_days": one.every_days,
                "per_week": one.per_week,
                "times": one.times_per_day,
            }
            for one in phase.sessions.all()
        }
        fact = Fact(held, is_on_hold, phase_started_on, self.today)
        self.book.from_day(first, None, self.end, fact)
        self.phase, self.phase_started_on = phase, phase_started_on
        self.in_force[first] = (phase.line, phase_started_on)

    def step(self, days, hour, what, which, back, state, cadence):
        self.today += timedelta(days=days)
        now = self.at(hour)
        try:
            getattr(self, what)(now, which, back, state, cadence)
        except ValidationError as refusal:
            if refusal.code not in {"illegal_state", "phase", "not_movable"}:
                raise

    def edit(self, now, which, back, state, cadence):
        plan = open_version(program=self.program, by=self.pia, now=now)
        phase = list(plan.phases.all())[which % plan.phases.count()]
        session = list(phase.sessions.all())[-1]
        if which == 3:
            self.add_session(phase, session.order + 1, cadence, 1)
        elif which == 2 and phase.order > 1:
            phase.delete()
        else:
            PlannedSession.objects.filter(pk=session.pk).update(
                **({"weekdays": [], "every_days": None, "per_week": None} | cadence)
            )
            Prescription.objects.filter(session=session).update(sets=back + 1)
        program = send_program(program=self.program, by=self.pia, now=now)
        again = plan.phases.filter(line=self.phase.line).first()
        began = self.phase_started_on if again else self.today
        is_on_hold = program.status == "on_hold"
        self.write_down(again or plan.phases.first(), self.today, began, is_on_hold=is_on_hold)

    def hold(self, now, *_):
        hold_program(program=self.program, by=self.pia, now=now)
        self.write_down(self.phase, self.today, self.phase_started_on, is_on_hold=True)

    def resume(self, now, *_):
        resume_program(program=self.program, by=self.pia, now=now)
        self.write_down(self.phase, self.today, self.phase_started_on, is_on_hold=False)

    def stop(self, now, *_):
        stop_program(program=self.program, by=self.pia, now=now, why="Enough")
        self.book.from_day(self.today, None, self.end, None)

    def complete(self, now, *_):
        complete_program(program=self.program, by=self.pia, now=now)
        self.book.from_day(self.today, None, self.end, None)

    def discard(self, now, *_):
        discard_version(program=self.program, by=self.pia, now=now)

    def move_on(self, now, which, *_):
        plan = Program.objects.get(pk=self.program.pk).plan
        phase = list(plan.phases.all())[which % plan.phases.count()]
        change_phase(program=self.program, phase=phase, by=self.pia, now=now)
        # Left and come back to on one day, it was never left.
        before = max((day for day in self.in_force if day < self.today), default=self.today)
        line, began = self.in_force[before]
        began = began if line == phase.line and before < self.today else self.today
        self.write_down(phase, self.today, began, is_on_hold=False)

    def move(self, now, which, back, *_):
        """A session of the next days goes to some other day of its week; each third time back."""
        session = list(self.phase.sessions.all())[which % self.phase.sessions.count()]
        on = self.today + timedelta(days=back)
        choice = choice_for(program=self.program, session=session, on=on, today=self.today)
        to_on = choice.days[(which + back) % len(choice.days)]
        made, is_new = move_session(
            session=session, program=self.program, from_on=on, to_on=to_on, by=self.pia, now=now
        )
        before = self.book.moves.pop((session.line, choice.planned_on), None)
        if is_new:
            self.book.moves[session.line, choice.planned_on] = to_on
        if is_new and which == 2:
            take_back_move(move=made, now=now)
            del self.book.moves[session.line, choice.planned_on]
            if before:
                self.book.moves[session.line, choice.planned_on] = before

    def log(self, now, which, back, state, cadence):
        known = (
            PlannedSession.objects.filter(
                phase__plan__program=self.program, phase__plan__sealed_at__isnull=False
            )
            .select_related("phase__plan")
            .order_by("phase__plan__number", "phase__order", "order")
        )
        session = list(known)[-(which % len(known)) - 1]
        at = now - timedelta(days=back)
        entry = SessionEntry(
            program=Program.objects.get(pk=self.program.pk),
            session=session,
            occurred_at=at,
            utc_offset_minutes=int(at.utcoffset().total_seconds() // 60),
            state=state,
            skip_reason="no_time" if state == "skipped" else "",
            pain_during=back,
        )
        log = log_session(log_id=uuid4(), runner=self.runner, entry=entry, now=now).log
        self.book.logs[log.pk] = (
            session.line, at.date(), state, now, log.pk, log.occurred_at,
        )  # fmt: skip
        self.meanings[log.pk] = meaning(log.pk)

    meanings: dict[UUID, str]


def meaning(log_id: UUID) -> str:
    """Everything that a log says, and everything that it was done under."""
    log = SessionLog.objects.get(pk=log_id)
    session = PlannedSession.objects.get(pk=log.session_id)
    plan = session.phase.plan
    doses = [
        (str(item.pk), item.drill_id, item.sets, item.reps_min, item.side)
        for item in session.prescriptions.all()
    ]
    return repr(
        (
            log.state, log.occurred_at, log.occurred_on, log.pain_during, log.program_version,
            log.digest, session.name, session.cadence, session.weekdays, session.per_week,
            session.every_days, session.times_per_day, doses, plan.number, plan.title,
            session.phase.name,
        )
    )  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    plan=phases,
    story=steps,
    zone=st.sampled_from(["Australia/Sydney", "Australia/Perth", "Australia/Lord_Howe"]),
    ahead=st.integers(0, 10),
)
def test_no_log_changes_its_meaning_and_every_day_is_as_the_book_says(
    pia, change, plan, story, zone, ahead
):
    with transaction.atomic():
        life = Life(pia, make_drill(), plan, change, zone)
        life.meanings = {}
        for days, hour, what, *choice in story:
            life.step(days, hour, "move_on" if what == "phase" else what, *choice)
            for log_id, said in life.meanings.items():
                assert meaning(log_id) == said
            first, last = change - timedelta(days=16), life.today + timedelta(days=12)
            found = occurrences(
                programs=Program.objects.all(), first=first, last=last, today=life.today
            )
            lines = dict(PlannedSession.objects.values_list("pk", "line"))
            told = sorted(
                ((o.on, lines[o.session_id], str(o.state), str(o.log_id)) for o in found), key=str
            )
            assert told == life.book.expected(first, last, life.today)
            check_standing(pia, life.today)
        assert Plan.objects.filter(sealed_at=None).count() <= 1
        transaction.set_rollback(True)
