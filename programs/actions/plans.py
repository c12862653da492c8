"""Writing a plan: from a template to a draft."""

from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import transaction

from clinic.db import save_checked
from clinic.people.models import Practitioner, Principal, Runner
from programs.actions.copies import PAIN_FIELDS, copy_plan
from programs.models import Case, Plan, PlannedSession, Program, ProgramTemplate

Status = Program.Status
CHANGED = (
    "Somebody saved this draft after you opened it. What you typed is still here, and is not saved "
    "yet. Save again to put it in place of the other version."
)


@transaction.atomic
def create_program_from_template(
    *,
    runner: Runner,
    physio: Practitioner,
    template: ProgramTemplate,
    title: str,
    starts_on: date,
    weeks: int | None,
    weekdays: list[int],
    by: Principal,
    now: datetime,
    ref: UUID | None = None,
) -> Program:
    """A draft for a runner, with everything that the template's plan in force says.

    Later versions of the template leave it alone. `weeks` None means until further notice; an empty
    title means the template's own. `weekdays` go to every session that falls on days of the week;
    none of them means the template's own. An open case of the runner brings its pain rule along.
    `ref` is the id of the programme to come: the same wish again under it (a double click) is the
    first draft, another wish is a draft of its own. Raises ValidationError when the runner is not
    on the caseload of `physio`, `by` is somebody else, or the template is withdrawn.
    """
    if treating(runner=runner, by=by) != physio.pk:  # and from here on one click at a time
        raise not_on_caseload(runner)
    first = Program.objects.filter(pk=ref).first() if ref else None
    if first and (first.runner_id, first.template_id) == (runner.pk, template.pk):
        return first
    if not template.is_published:
        raise ValidationError(
            {"template": f"{template.name} is withdrawn. Choose another template."},
            code="withdrawn",
        )
    case = Case.objects.open().filter(runner=runner).first()
    program = save_checked(
        Program(
            id=ref if ref and not first else uuid4(),
            runner=runner,
            physio=physio,
            case=case,
            template=template,
            template_version=template.version,
            title=title or template.name,
            starts_on=starts_on,
            ends_on=last_day(starts_on, weeks),
            created_at=now,
            updated_at=now,
        )
    )
    rule = {name: getattr(case, name) for name in PAIN_FIELDS} if case else {}
    plan = copy_plan(
        source=template.plans.with_tree().get(number=template.version),
        by=by,
        now=now,
        program=program,
        number=1,
        template_version=template.version,
        title=program.title,
        ends_on=program.ends_on,
        **rule,
    )
    program.note = plan.note
    program.save(update_fields=["note"])
    if weekdays:
        on_weekdays = PlannedSession.objects.filter(phase__plan=plan, cadence="weekdays")
        on_weekdays.update(weekdays=sorted(set(weekdays)))
    return program


def treating(*, runner: Runner, by: Principal) -> UUID:
    """The id of `by` as the runner's physio, who stays that until the transaction ends.

    A physio writes for the own caseload. Raises ValidationError for anybody else.
    """
    treated = Runner.objects.treated_by(by).select_for_update(of=("self",), no_key=True)
    found = treated.filter(pk=runner.pk).first()
    if not (found and found.physio_id):
        raise not_on_caseload(runner)
    return found.physio_id


def not_on_caseload(runner: Runner) -> ValidationError:
    """The refusal for a physio who does not treat this runner."""
    return ValidationError(
        {"runner": f"{runner.name} is not on your caseload."}, code="not_on_caseload"
    )


def refusal_of(plan: Plan) -> ValidationError:
    """Why a conditional update found no row."""
    if Plan.objects.open().filter(pk=plan.pk).exists():
        return ValidationError(CHANGED, code="changed")
    program = Program.objects.filter(plans=plan).first()
    said = "this version is in force already"
    if program:
        said = f"the programme is {Status(program.status).label.lower()}"
    return ValidationError(f"This is not a draft any more: {said}.", code="illegal_state")


def check_has_drills(plan: Plan) -> None:
    """A plan gives something to do. Raises ValidationError for a session without a drill."""
    sessions = PlannedSession.objects.filter(phase__plan=plan)
    drills = sessions.filter(kind=PlannedSession.Kind.DRILLS)
    empty = drills.filter(prescriptions=None).first()
    bare = plan.phases.filter(sessions=None).first()
    if empty or bare or not sessions:
        name = empty or bare or plan.title
        raise ValidationError(f"Add a drill to {name} before you send it.", code="nothing_to_do")


def last_day(starts_on: date, weeks: int | None) -> date | None:
    """The last day of a programme of so many weeks; None has no end."""
    return starts_on + timedelta(weeks=weeks, days=-1) if weeks else None
