"""What stands on the handout of a programme. The only place here that knows how plans are kept."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from drills.models import Dose
from drills.wording import minutes
from programs.handout.pictures import Shown, Wanted, pictures
from programs.handout.ticks import Week, weeks
from programs.models import Case, Plan, PlannedSession, Prescription, Program
from programs.models.programs import ProgramQuerySet
from programs.wording import prescriptions as wording

# The steps of the library end with a change of sides.
ONLY = {
    Dose.Side.LEFT: "Only your left side: do not change sides.",
    Dose.Side.RIGHT: "Only your right side: do not change sides.",
}

type Told = dict[UUID, tuple[PlannedSession, Prescription]]


@dataclass(frozen=True)
class Item:
    """One drill of a session.

    `manner` says how it is done beside its dose. `told_in` names the session further up that has
    the steps of the drill; `steps` and `feel` are empty then.
    """

    name: str
    dose: str
    manner: tuple[str, ...]
    why: str
    told_in: str
    steps: tuple[str, ...]
    cues: tuple[str, ...]
    feel: str
    stop_if: str
    next_step: str
    note: str
    picture: Shown | None


@dataclass(frozen=True)
class Session:
    """Drills done in one go, or a run (`run` is empty for drills).

    `address` starts it on a phone, and is empty while it waits for a later phase. `weeks` are what
    there is to tick; each box stands for `times` a day.
    """

    name: str
    when: str
    address: str
    run: str
    weeks: tuple[Week, ...]
    times: int
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Phase:
    """A stretch of the programme, without a name where it is the only one.

    One that `waits` begins when the physio says so.
    """

    name: str
    goal: str
    waits: bool
    sessions: tuple[Session, ...]


@dataclass(frozen=True)
class Handout:
    """Everything on the paper, in words. `state` is empty for an active programme."""

    clinic: str
    phone: str
    address: str
    runner: str
    title: str
    state: str
    physio: str
    written_at: datetime
    written_on: str
    version: int
    first_day: str
    last_day: str
    note: str
    phases: tuple[Phase, ...]


def for_handouts(programs: ProgramQuerySet) -> ProgramQuerySet:
    """Programmes with all that their handouts need, but for the pictures."""
    return programs.with_plans().select_related("case").prefetch_related("periods")


def handout_of(program: Program, *, today: date) -> Handout:
    """The handout of a programme that was read by `for_handouts`; one query, for its pictures.

    Phases that are over are left out, and there is something to tick for the one of `today`.
    """
    plan = program.plan
    whole = list(plan.phases.all())
    now = _order_now(program, plan, today)
    phases = [phase for phase in whole if phase.order >= now]
    affected = program.case.side if program.case else Case.Side.NONE
    listed = [
        (session, item)
        for phase in phases
        for session in phase.sessions.all()
        for item in session.prescriptions.all()
    ]
    drawn = pictures((item.drill_id, wording.side_of(item, affected)) for _, item in listed)
    # The last one written wins, so from the end: the first session that has the drill tells it.
    told = {item.drill_id: (session, item) for session, item in reversed(listed)}
    written_at = plan.sealed_at or plan.updated_at
    return Handout(
        clinic=settings.CLINIC["name"],
        phone=settings.CLINIC["phone"],
        address=f"{settings.BASE_URL}/",
        runner=program.runner.name,
        title=plan.title,
        state="" if program.status == Program.Status.ACTIVE else program.get_status_display(),
        physio=program.physio.name,
        written_at=written_at,
        written_on=_day(timezone.localdate(written_at)),
        version=plan.number,
        first_day=_day(program.starts_on),
        last_day=_day(plan.ends_on) if plan.ends_on else "Until further notice",
        note=plan.note,
        phases=tuple(
            Phase(
                name=phase.name if len(whole) > 1 else "",
                goal=phase.goal,
                waits=phase.order > now,
                sessions=tuple(
                    _session(session, affected, drawn, told, waits=phase.order > now)
                    for session in phase.sessions.all()
                ),
            )
            for phase in phases
        ),
    )


def _order_now(program: Program, plan: Plan, today: date) -> int:
    """The place of the phase in force; the first one of a plan that is not in force yet."""
    orders = {phase.pk: phase.order for phase in plan.phases.all()}
    begun = [
        orders[period.phase_id]
        for period in program.periods.all()
        if period.phase_id in orders and period.starts_on <= today
    ]
    return begun[-1] if begun else min(orders.values(), default=0)


def _session(
    session: PlannedSession, affected: str, drawn: dict[Wanted, Shown], told: Told, *, waits: bool
) -> Session:
    items = session.prescriptions.all()
    is_run = session.kind == PlannedSession.Kind.RUN
    takes = minutes(items)
    about = f", about {takes} minute{'' if takes == 1 else 's'}" if takes else ""
    days = wording.when_in_words(session)
    return Session(
        name=session.name,
        when=f"{days}. {session.get_moment_display()}{about}.",
        address="" if waits else settings.BASE_URL + reverse("programs:scan", args=[session.line]),
        run=f"{wording.run_in_words(session)}." if is_run else "",
        weeks=weeks(session),
        times=session.times_per_day,
        items=tuple(_item(item, affected, drawn, told) for item in items),
    )


def _item(item: Prescription, affected: str, drawn: dict[Wanted, Shown], told: Told) -> Item:
    drill, (teller, first) = item.drill, told[item.drill_id]
    side = wording.side_of(item, affected)
    is_told = first is not item
    only = [ONLY[Dose.Side(side)]] if side in ONLY else []
    return Item(
        name=drill.name,
        dose=wording.dose_in_words(item, affected),
        manner=(*only, *wording.manner_in_words(item)),
        why=item.why,
        told_in=teller.name if is_told else "",
        steps=() if is_told else tuple(drill.steps),
        cues=tuple(drill.cues),
        feel="" if is_told else drill.feel,
        stop_if=drill.stop_if,
        next_step=item.progression,
        note=item.note,
        picture=drawn.get((item.drill_id, side)),
    )


def _day(day: date) -> str:
    return date_format(day, "j F Y")
