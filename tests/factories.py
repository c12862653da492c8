"""One boring factory per model. Moments are arguments; NOON is a Tuesday in Sydney."""

from datetime import date, datetime, time, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

from bookings.models import Appointment, AppointmentType, Enquiry, WorkingHours
from clinic.people.models import Practitioner, Runner, User
from clinic.places.models import Room, Site
from drills.models import (
    Dose,
    Drill,
    Kind,
    Moment,
    Muscle,
    Origin,
    Position,
    Routine,
    RoutineDrill,
    State,
)
from programs.models import (
    Period,
    Phase,
    Plan,
    PlannedSession,
    Prescription,
    Program,
    ProgramTemplate,
)

SYDNEY = ZoneInfo("Australia/Sydney")
NOON = datetime(2026, 11, 24, 12, 0, tzinfo=SYDNEY)
TODAY = date(2026, 11, 24)
EVERY_DAY = [1, 2, 3, 4, 5, 6, 7]


def make_user(role: str, name: str) -> User:
    return User.objects.create_user(f"{name.lower()}@demo.example", name=name, role=role)


def make_practitioner(name: str) -> Practitioner:
    return Practitioner.objects.create(
        user=make_user(User.Role.PHYSIO, name),
        name=name,
        slug=name.lower(),
        profession=Practitioner.Profession.PHYSIOTHERAPIST,
    )


def make_runner(name: str, physio: Practitioner | None = None) -> Runner:
    return Runner.objects.create(
        user=make_user(User.Role.RUNNER, name),
        physio=physio,
        name=name,
        email=f"{name.lower()}@demo.example",
        phone="+61491570156",
        created_at=NOON,
    )


def make_site(name: str = "Winston Hills") -> Site:
    return Site.objects.create(slug=name.lower().replace(" ", "-"), name=name, state="NSW")


def make_room(site: Site, name: str = "Room 1") -> Room:
    return Room.objects.create(site=site, name=name)


def make_type(name: str = "First visit", minutes: int = 45) -> AppointmentType:
    return AppointmentType.objects.create(name=name, minutes=minutes)


def make_drill(slug: str = "glute-bridge", **fields: object) -> Drill:
    known = {
        "name": slug.replace("-", " ").capitalize(),
        "number": Drill.objects.count() + 1,
        "kind": Kind.ACTIVATION,
        "position": Position.SUPINE,
        "moments": [Moment.STRENGTH],
        "muscles": [Muscle.GLUTEUS_MAXIMUS],
        "summary": "Lift your hips with your glutes.",
        "steps": ["Lie on your back.", "Lift your hips.", "Lower slowly."],
        "cues": ["Squeeze"],
        "feel": "You should feel your glutes work.",
        "stop_if": "Stop if it pinches.",
        "dose_basis": Drill.DoseBasis.CLINIC,
        "source": "A test",
        "origin": Origin.SHIPPED,
        "state": State.PUBLISHED,
        "sets": 2,
        "reps_min": 10,
        "reps_max": 12,
        "side": Dose.Side.NONE,
        "updated_at": NOON,
    }
    return Drill.objects.create(slug=slug, **(known | fields))


def make_own_drill(writer: User, slug: str = "our-drill", **fields: object) -> Drill:
    """A draft of the clinic's."""
    known = {"origin": Origin.CLINIC, "state": State.DRAFT, "written_by": writer}
    return make_drill(slug, **(known | fields))


def make_routine(slug: str = "pre-run-hip-mobility", drills: list[Drill] | None = None) -> Routine:
    routine = Routine.objects.create(
        slug=slug,
        name=slug.replace("-", " ").capitalize(),
        number=Routine.objects.count() + 1,
        moment=Moment.PRE_RUN,
        summary="Loosen up before you run.",
        when="Before a run",
        weekdays=EVERY_DAY,
        source="A test",
        updated_at=NOON,
    )
    for order, drill in enumerate(drills or [], start=1):
        RoutineDrill.objects.create(
            routine=routine, drill=drill, order=order, sets=1, reps_min=10, reps_max=15
        )
    return routine


def make_template(
    slug: str = "pre-run-hip-mobility", drills: list[Drill] | None = None, **fields: object
) -> ProgramTemplate:
    """A template of one phase and one session, in force, with a prescription for each drill."""
    known = {
        "name": slug.replace("-", " ").capitalize(),
        "number": ProgramTemplate.objects.count() + 1,
        "summary": "Loosen up before you run.",
        "source": "A test",
        "origin": ProgramTemplate.Origin.SHIPPED,
        "created_at": NOON,
        "updated_at": NOON,
    }
    template = ProgramTemplate.objects.create(slug=slug, **(known | fields))
    plan = Plan.objects.create(
        template=template, title=template.name, made_at=NOON, updated_at=NOON
    )
    phase = Phase.objects.create(plan=plan, order=1, name="Phase 1")
    session = PlannedSession.objects.create(
        phase=phase, order=1, name=template.name, moment=Moment.PRE_RUN, weekdays=EVERY_DAY
    )
    for order, drill in enumerate(drills or [], start=1):
        Prescription.objects.create(
            session=session, drill=drill, order=order, sets=1, reps_min=10, reps_max=15
        )
    Plan.objects.filter(pk=plan.pk).update(sealed_at=NOON)
    return template


def make_program(
    runner: Runner,
    drills: list[Drill],
    *,
    status: str = Program.Status.ACTIVE,
    starts_on: date = TODAY - timedelta(days=7),
    weekdays: list[int] | None = None,
    title: str = "Pre-run hip mobility",
) -> Program:
    """A programme of one phase and one session, with a prescription for each drill.

    Unless it is a draft, its plan is sealed and in force: on hold, or over, as its status says.
    """
    program = Program.objects.create(
        runner=runner,
        physio=runner.physio,
        title=title,
        status=status,
        starts_on=starts_on,
        created_at=NOON,
        updated_at=NOON,
    )
    plan = Plan.objects.create(program=program, title=title, made_at=NOON, updated_at=NOON)
    phase = Phase.objects.create(plan=plan, order=1, name="Start")
    session = PlannedSession.objects.create(
        phase=phase,
        order=1,
        name="Before your run",
        moment=Moment.PRE_RUN,
        weekdays=weekdays or EVERY_DAY,
    )
    for order, drill in enumerate(drills, start=1):
        Prescription.objects.create(
            session=session, drill=drill, order=order, sets=1, reps_min=10, reps_max=15
        )
    if status != Program.Status.DRAFT:
        put_in_force(program, made_on=TODAY)
    return program


def put_in_force(program: Program, *, made_on: date) -> Period | None:
    """Seal the programme's plan, and let it hold as the programme's status says."""
    plan = program.plans.get(number=program.version)
    Plan.objects.filter(pk=plan.pk).update(sealed_at=NOON)
    if program.status in {Program.Status.STOPPED, Program.Status.COMPLETED}:
        return None
    return Period.objects.create(
        program=program,
        plan=plan,
        phase=plan.phases.first(),
        is_on_hold=program.status == Program.Status.ON_HOLD,
        starts_on=program.starts_on,
        ends_on=program.ends_on,
        phase_started_on=program.starts_on,
        made_on=made_on,
    )


def reopened(program: Program) -> Plan:
    """The programme's plan without its seal, to add to it; nothing may be logged under it yet."""
    Plan.objects.filter(program=program).update(sealed_at=None)
    return program.plans.get(number=program.version)


def make_enquiry(name: str = "Nina", **fields: object) -> Enquiry:
    known = {
        "source": Enquiry.Source.WEB,
        "email": f"{name.lower()}@demo.example",
        "where_it_hurts": Enquiry.Where.HIP,
        "consented_at": NOON,
        "due_at": NOON + timedelta(days=1),
        "created_at": NOON,
        "updated_at": NOON,
    }
    return Enquiry.objects.create(name=name, **(known | fields))


def make_appointment(
    runner: Runner,
    practitioner: Practitioner,
    room: Room,
    kind: AppointmentType,
    starts_at: datetime = NOON + timedelta(days=1),
    **fields: object,
) -> Appointment:
    ends_at = starts_at + timedelta(minutes=kind.minutes)
    known = {"created_at": NOON, "updated_at": NOON}
    return Appointment.objects.create(
        runner=runner,
        practitioner=practitioner,
        room=room,
        type=kind,
        starts_at=starts_at,
        ends_at=ends_at,
        blocked_from=starts_at,
        blocked_to=ends_at,
        **(known | fields),
    )


def new_id() -> str:
    return str(uuid4())


def make_hours(
    practitioner: Practitioner,
    site: Site,
    weekdays: list[int] | None = None,
    opens: time = time(8),
    closes: time = time(17),
    **fields: object,
) -> list[WorkingHours]:
    """The same hours on each of these weekdays (ISO; every day unless told)."""
    return [
        WorkingHours.objects.create(
            practitioner=practitioner,
            site=site,
            weekday=weekday,
            opens=opens,
            closes=closes,
            **fields,
        )
        for weekday in weekdays or EVERY_DAY
    ]
