"""Writing a whole plan at once: what another client sends takes the place of what stood there."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, cast
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from clinic.db import save_checked
from clinic.people.models import Practitioner, Principal, Runner, User
from drills.models import Drill
from programs.actions.copies import PAIN_FIELDS
from programs.actions.periods import locked
from programs.actions.plans import not_on_caseload, treating
from programs.actions.saving import PlanChanges, save_plan
from programs.actions.versions import open_version
from programs.models import Case, Phase, Plan, PlannedSession, Prescription, Program

Status = Program.Status
# Set here and not typed, so that nobody has to ask for them row by row.
PARENTS = {"plan", "phase", "session", "drill"}
type Node = PhaseTree | SessionTree | RowTree


@dataclass(frozen=True)
class RowTree:
    """A drill with its dose and what is said about it; `fields` are those of a Prescription.

    `was` is the id of the row that goes on in it; without one it is another.
    """

    drill: str
    fields: dict[str, Any]
    was: UUID | None = None


@dataclass(frozen=True)
class SessionTree:
    """A session or a run; `fields` are those of a PlannedSession."""

    fields: dict[str, Any]
    rows: tuple[RowTree, ...] = ()
    was: UUID | None = None


@dataclass(frozen=True)
class PhaseTree:
    """A phase; `fields` are those of a Phase."""

    fields: dict[str, Any]
    sessions: tuple[SessionTree, ...]
    was: UUID | None = None


@dataclass(frozen=True)
class ProgramChanges:
    """What a client changes; None, and what is not among `fields`, stays as it is.

    `fields` are `title`, `note`, `ends_on`, and of a draft `starts_on`.
    """

    fields: dict[str, Any] = field(default_factory=dict)
    phases: tuple[PhaseTree, ...] | None = None


class PlanMovedOn(Exception):  # noqa: N818 - a refusal with what is there now, not a fault
    """Somebody changed the programme after the client read it; `plan` is what is written now."""

    def __init__(self, plan: Plan) -> None:
        super().__init__("Somebody changed this programme after you read it.")
        self.plan = plan


@transaction.atomic
def create_program_from_tree(
    *,
    runner: Runner,
    physio: Practitioner,
    title: str,
    note: str,
    starts_on: date,
    ends_on: date | None,
    phases: tuple[PhaseTree, ...],
    by: Principal,
    now: datetime,
) -> Program:
    """A draft for a runner, as it was sent. An open case of the runner brings its pain rule along.

    Raises ValidationError as create_program_from_template does, and for what no plan can say.
    """
    if treating(runner=runner, by=by) != physio.pk:
        raise not_on_caseload(runner)
    case = Case.objects.open().filter(runner=runner).first()
    about = {"title": title, "note": note, "ends_on": ends_on}
    program = save_checked(
        Program(
            runner=runner,
            physio=physio,
            case=case,
            starts_on=starts_on,
            created_at=now,
            updated_at=now,
            **about,
        )
    )
    rule = {name: getattr(case, name) for name in PAIN_FIELDS} if case else {}
    plan = save_checked(
        Plan(program=program, made_by=cast(User, by), made_at=now, updated_at=now, **about, **rule)
    )
    write_phases(plan, phases)
    return program


@transaction.atomic
def change_program(
    *,
    program: Program,
    changes: ProgramChanges,
    seen: tuple[int, int],
    by: Principal,
    now: datetime,
) -> Plan:
    """Write the next version of a programme, or change its draft; nothing is sent to the runner.

    `seen` is the `stamp_of` what the client read. Raises PlanMovedOn when it is another one now,
    and ValidationError `illegal_state` for a programme that is over, `not_on_caseload`, or for
    what no plan can say.
    """
    program = locked(program, by=by, among=[Status.DRAFT, Status.ACTIVE, Status.ON_HOLD])
    there = program.plans.open().first()
    if seen != stamp_of(program, there):
        raise PlanMovedOn(there or program.plan)
    sent = changes.fields
    if "starts_on" in sent and program.status != Status.DRAFT:
        raise ValidationError(
            {"starts_on": "The first day can change only while the programme is a draft."}
        )
    plan = there or open_version(program=program, by=by, now=now)
    starts_on = sent.get("starts_on", program.starts_on)
    ends_on = sent.get("ends_on", plan.ends_on)
    if ends_on and ends_on < starts_on:
        raise ValidationError({"ends_on": "The last day cannot be before the first."})
    save_plan(
        plan=plan,
        changes=PlanChanges(
            seen=plan.updated_at,
            title=sent.get("title", plan.title),
            note=sent.get("note", plan.note),
            starts_on=starts_on,
            ends_on=ends_on,
        ),
        now=now,
    )
    if changes.phases is not None:
        write_phases(plan, changes.phases)
    return Plan.objects.get(pk=plan.pk)


def stamp_of(program: Program, plan: Plan | None) -> tuple[int, int]:
    """What tells one state of a programme from another: a number, and a moment in microseconds.

    Of the open plan if there is one, else of the programme; of a draft whichever is later.
    """
    moments = [plan.updated_at] if plan else []
    if plan is None or program.status == Status.DRAFT:
        moments.append(program.updated_at)
    number = plan.number if plan else program.version
    return number, int(max(moments).timestamp() * 1_000_000)


def write_phases(plan: Plan, phases: tuple[PhaseTree, ...]) -> None:
    """Put these phases in the place of those of an open plan; the order is that of the list.

    A reason given in spite of a restriction stays with its row unless another is sent. Raises
    ValidationError `unknown_id` for an id that is not of this programme, or is of another drill,
    `drill` for one that cannot be prescribed, and the rule's own sentence with the name of the
    place for what the database refuses.
    """
    known = _Known(plan)
    plan.phases.all().delete()
    made: list[list[Any]] = [[], [], []]
    names: dict[UUID, str] = {}
    for order, phase in enumerate(phases, start=1):
        top = Phase(plan=plan, order=order, line=known.line(Phase, phase), **phase.fields)
        names[top.pk] = top.name
        made[0].append(top)
        for place, session in enumerate(phase.sessions, start=1):
            line = known.line(PlannedSession, session)
            middle = PlannedSession(phase=top, order=place, line=line, **session.fields)
            names[middle.pk] = f"{top.name}, {middle.name}"
            made[1].append(middle)
            for at, row in enumerate(known.rows(session, middle), start=1):
                row.order = at
                names[row.pk] = f"{names[middle.pk]}, {row.drill.name}"
                made[2].append(row)
    for rows in made:
        _insert(rows, names)


class _Known:
    """What the ids of a programme stand for, and which drills may stand in it."""

    def __init__(self, plan: Plan) -> None:
        own = {"plan__program": plan.program_id} if plan.program_id else {"plan": plan}
        rows = Prescription.objects.filter(**{f"session__phase__{k}": v for k, v in own.items()})
        self.reasons: dict[UUID, str] = {}
        self.rows_of: dict[UUID, tuple[UUID, UUID]] = {}
        told = rows.order_by("session__phase__plan__number").values_list(
            "pk", "line", "drill_id", "override_reason"
        )
        for pk, line, drill, reason in told:
            self.rows_of[pk] = (line, drill)
            self.reasons[line] = reason
        sessions = PlannedSession.objects.filter(**{f"phase__{k}": v for k, v in own.items()})
        self.lines = {
            Phase: dict(Phase.objects.filter(**own).values_list("pk", "line")),
            PlannedSession: dict(sessions.values_list("pk", "line")),
        }
        there = Drill.objects.filter(pk__in={drill for _, drill in self.rows_of.values()})
        self.drills = {one.slug: one for one in [*Drill.objects.prescribable(), *there]}

    def line(self, model: type[Phase | PlannedSession], node: Node) -> UUID:
        """The line of the row that goes on, or a new one."""
        if node.was is None:
            return uuid4()
        if node.was not in self.lines[model]:
            raise _unknown_id(node.was)
        return self.lines[model][node.was]

    def rows(self, session: SessionTree, planned: PlannedSession) -> Iterator[Prescription]:
        """The prescriptions of a session, not stored yet."""
        for row in session.rows:
            drill = self.drills.get(row.drill)
            if drill is None:
                raise ValidationError(
                    {"phases": f"There is no drill {row.drill} to prescribe."}, code="drill"
                )
            if row.was is None:
                yield Prescription(session=planned, drill=drill, **row.fields)
                continue
            line, before = self.rows_of.get(row.was, (None, None))
            if line is None or before != drill.pk:
                raise _unknown_id(row.was)
            fields = {"override_reason": self.reasons[line]} | row.fields
            yield Prescription(session=planned, drill=drill, line=line, **fields)


def _insert(rows: list[Any], names: dict[UUID, str]) -> None:
    """All at once; what the database refuses is looked for one by one, and named."""
    if not rows:
        return
    for row in rows:
        with _named(names[row.pk]):
            row.clean_fields(exclude=PARENTS)
    try:
        with transaction.atomic():
            type(rows[0]).objects.bulk_create(rows)
    except IntegrityError:
        for row in rows:
            with _named(names[row.pk]):
                save_checked(row)
        raise


@contextmanager
def _named(name: str) -> Iterator[None]:
    """Say of what a refusal speaks; a sheet of 300 rows is long."""
    try:
        yield
    except ValidationError as refusal:
        code = getattr(refusal, "code", None)
        words = [f"{name}: {message}" for message in refusal.messages]
        raise ValidationError(
            {"phases": [ValidationError(one, code) for one in words]}
        ) from refusal


def _unknown_id(sent: UUID) -> ValidationError:
    return ValidationError(
        {"phases": f"{sent} is no id of this programme for that. Leave it out to begin another."},
        code="unknown_id",
    )
