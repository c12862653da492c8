"""The same clinic in any size: so many of everything that a page could ask for one by one."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from bookings.models import Appointment
from clinic.people.models import Practitioner, Runner
from drills.actions.revisions import keep_revision
from drills.models import Drill
from programs.actions.own_templates import open_template_version
from programs.actions.periods import hold_program, resume_program
from programs.actions.questionnaires import Asked, Content, save_questionnaire
from programs.actions.thrown import discard_version
from programs.actions.versions import open_version, send_program
from programs.models import (
    Alert,
    Case,
    CaseRestriction,
    Caution,
    DrillCaution,
    DrillLog,
    FunctionTest,
    MorningCheck,
    Note,
    OutcomeMeasure,
    OutcomeScore,
    Phase,
    PlannedSession,
    Prescription,
    Program,
    ProgramTemplate,
    Question,
    SessionLog,
    Snooze,
)
from tests import factories
from tests.factories import EVERY_DAY, NOON, TODAY
from tests.pictures import make_figure, make_media

DAY = timedelta(days=1)


@dataclass
class Crowd:
    """Pia and so many of everything; `words` are the keyword arguments of the addresses."""

    pia: Practitioner
    ruth: Runner
    words: dict[str, dict[str, object]]


def build(count: int) -> Crowd:
    """So many runners, each with so many programmes, phases, sessions, drills and logs."""
    pia = factories.make_practitioner("Pia")
    drills = [make_library_drill(pia, number, count) for number in range(count)]
    room, kind = factories.make_room(factories.make_site()), factories.make_type()
    questionnaires = [make_questionnaire(pia, number, count) for number in range(count)]
    template = make_clinic_template("shipped", drills, count, origin="shipped")
    own = [
        make_clinic_template(f"own-{number}", drills, count, origin="clinic")
        for number in range(count)
    ]
    for number in range(count):
        factories.make_routine(f"routine-{number}", drills)
    found: dict[str, dict[str, object]] = {}
    for number in reversed(range(count)):  # Ruth comes last, so that what is found is hers.
        runner = factories.make_runner(f"Ruth-{number}" if number else "Ruth", pia)
        factories.make_appointment(
            runner, pia, room, kind, starts_at=NOON + DAY * (number + 1),
            status=Appointment.Status.BOOKED,
        )  # fmt: skip
        case = make_cases(runner, pia, count)
        found = live(runner, pia, case, drills, template, questionnaires, count)
    opened = make_clinic_template("opened", drills, count, origin="clinic")
    open_template_version(template=opened, by=pia.user, now=NOON)
    return Crowd(
        pia,
        runner,
        {
            "": {},
            "runner": {"runner_id": runner.pk},
            "template": {"template_id": template.pk},
            "own template": {"template_id": own[0].pk},
            "opened template": {"template_id": opened.pk},
            "questionnaire": {"questionnaire_id": questionnaires[0].pk},
            "drill": {"slug": drills[0].slug},
            "routine": {"slug": "routine-0"},
            "media": {"slug": drills[0].slug, "media_id": drills[0].media.first().pk},
            **found,
        },
    )


def make_library_drill(pia: Practitioner, number: int, count: int) -> Drill:
    """With an easier one, a caution, a figure, photos and a history."""
    easier = factories.make_drill(f"easier-{number}")
    drill = factories.make_own_drill(
        pia.user, f"drill-{number}", state="published", easier=easier, reviewed_by=pia.user,
        reviewed_at=NOON, review_due_on=TODAY,
    )  # fmt: skip
    DrillCaution.objects.create(drill=drill, caution=Caution.IMPACT, source="A test")
    make_figure(drill, pia.user, name=f"{number:064x}")
    for _ in range(count):
        make_media(drill, pia.user)
        keep_revision(drill=drill, by=pia.user, now=NOON)
    return drill


def make_questionnaire(pia: Practitioner, number: int, count: int):
    """In `count` versions, each with `count` questions."""
    asked = (Asked("scale", "How well?", ("Not", "Fully"), tuple(range(11))),) * count
    questionnaire = None
    for version in range(count):
        content = Content(f"Form {number}.{version}", "", "sum", True, None, "", asked)
        questionnaire = save_questionnaire(
            content=content, by=pia.user, now=NOON, questionnaire=questionnaire, seen=version
        )
    return questionnaire


def fill_phases(plan, drills: list[Drill], count: int) -> None:
    """So many phases of so many sessions and a run, each with so many drills."""
    for at in range(1, count + 1):
        phase = Phase.objects.create(
            plan=plan, order=at + 1, name=f"Phase {at}", exit_pain_max=3, exit_test="Hop"
        )
        for order in range(1, count + 1):
            session = PlannedSession.objects.create(
                phase=phase, order=order, name=f"Session {order}", moment="strength",
                weekdays=EVERY_DAY,
            )  # fmt: skip
            for place, drill in enumerate(drills, start=1):
                Prescription.objects.create(
                    session=session, drill=drill, order=place, sets=2, reps_min=8, reps_max=10,
                    load_unit="kg", load_value=10, override_reason="She may",
                )  # fmt: skip
        PlannedSession.objects.create(
            phase=phase, order=count + 1, name="Run", kind="run", moment="strength",
            weekdays=EVERY_DAY, run_distance_m=5000,
        )  # fmt: skip


def make_clinic_template(slug: str, drills, count: int, origin: str) -> ProgramTemplate:
    """A template with so many phases more than its first."""
    template = factories.make_template(slug, [], origin=origin)
    plan = template.plans.get()
    type(plan).objects.filter(pk=plan.pk).update(sealed_at=None)
    fill_phases(plan, drills, count)
    type(plan).objects.filter(pk=plan.pk).update(sealed_at=NOON)
    return template


def make_cases(runner: Runner, pia: Practitioner, count: int) -> Case:
    """So many cases, each with so many restrictions; returns the first."""
    cases = [
        Case.objects.create(
            runner=runner, physio=pia, condition="other", opened_on=TODAY, updated_at=NOON
        )
        for _ in range(count)
    ]
    for case in cases:
        for caution in [Caution.IMPACT, Caution.HIP_ADDUCTION, Caution.SPINE_FLEXION][:count]:
            CaseRestriction.objects.create(
                case=case, caution=caution, added_at=NOON, added_by=pia.user
            )
    return cases[0]


def live(runner, pia, case, drills, template, questionnaires, count) -> dict[str, dict]:
    """What has happened to one runner; returns the words of what addresses name."""
    user = pia.user
    program = session = None
    for number in range(count):
        program, session = run_programme(
            runner, pia, case, drills, count, title=f"Programme {number}", template=template
        )
    opened = changed_programme(runner, pia, drills, count)
    logs = [log_of(program, session, number + 1, count) for number in range(count)]
    draft, thrown = (
        factories.make_program(runner, drills, status=Program.Status.DRAFT) for _ in range(2)
    )
    Program.objects.filter(pk=draft.pk).update(template=template, template_version=1, case=case)
    fill_phases(draft.plan, drills, count)
    for number in range(count):
        Note.objects.create(runner=runner, text="Note", by=user, made_at=NOON)
        question = Question.objects.create(
            runner=runner, program=program, text="Why?", asked_at=NOON - DAY * number
        )
        Question.objects.create(
            runner=runner, text="How?", asked_at=NOON - DAY * number, answer="So",
            answered_by=user, answered_at=NOON,
        )  # fmt: skip
        Snooze.objects.create(
            runner=runner, reason=["review", "silent", "dropped"][number], until=TODAY + 9 * DAY,
            by=user, made_at=NOON,
        )  # fmt: skip
        alert = Alert.objects.create(
            runner=runner, program=program, kind="pain", key=f"{runner.pk}:{number}", value=6,
            occurred_on=TODAY, raised_at=NOON,
        )  # fmt: skip
        outcome = measure(runner, user, questionnaires[number], count)
    return {
        "program": {"program_id": program.pk},
        "draft": {"program_id": draft.pk},
        "opened": {"program_id": opened.pk},
        "version": {"program_id": program.pk, "number": 1},
        "session": {"session_id": session.pk},
        "log": {"log_id": logs[0].pk},
        "case": {"case_id": case.pk},
        "outcome": {"outcome_id": outcome.pk},
        "alert": {"alert_id": alert.pk},
        "move": {"move_id": uuid4()},
        "question": {"question_id": question.pk},
        "runner reason": {"runner_id": runner.pk, "reason": "review"},
        "thrown": {"thrown_id": discard_version(program=thrown, by=user, now=NOON).pk},
        "template update": {"template_id": template.pk, "program_id": draft.pk},
    }


def run_programme(runner, pia, case, drills, count, *, title, template):
    """Sent, held and resumed, in so many versions; returns it with a session of the last one."""
    user = pia.user
    program = factories.make_program(
        runner, drills, status=Program.Status.DRAFT, starts_on=TODAY - 14 * DAY, title=title
    )
    fill_phases(program.plan, drills, count)
    Prescription.objects.filter(session__phase__plan__program=program).update(
        override_reason="She may"
    )
    sent = NOON - 14 * DAY
    program = send_program(program=program, by=user, now=sent)
    for number in range(1, count + 1):
        at = sent + DAY * number
        hold_program(program=program, by=user, now=at)
        resume_program(program=program, by=user, now=at + timedelta(hours=1))
        plan = open_version(program=program, by=user, now=at + timedelta(hours=2))
        for item in Prescription.objects.filter(session__phase__plan=plan):
            item.sets = number + 2
            item.save()
        program = send_program(program=program, by=user, now=at + timedelta(hours=3))
        FunctionTest.objects.create(
            program=program, line=plan.phases.first().line, test="Hop", is_passed=True, on=TODAY,
            by=user, at=at,
        )  # fmt: skip
    Program.objects.filter(pk=program.pk).update(case=case, template=template, template_version=1)
    return program, program.plan.phases.first().sessions.first()


def changed_programme(runner, pia, drills, count) -> Program:
    """One whose next version is being written."""
    program = factories.make_program(runner, drills, title="Changed")
    fill_phases(open_version(program=program, by=pia.user, now=NOON), drills, count)
    return program


def log_of(program: Program, session: PlannedSession, days_ago: int, count: int) -> SessionLog:
    """A session done and rated, with its next morning and its drills, and a run of that day."""
    at = NOON - DAY * days_ago
    known = {
        "runner": program.runner, "state": "done", "utc_offset_minutes": 660, "effort": 4,
        "minutes": 20, "pain_during": 6, "pain_after": 3, "received_at": at, "updated_at": at,
        "occurred_at": at, "occurred_on": at.date(), "note": "Fine", "digest": "0" * 64,
    }  # fmt: skip
    log = SessionLog.objects.create(
        id=uuid4(), program=program, session=session, program_version=program.version, **known
    )
    MorningCheck.objects.create(log=log, is_worse=True, pain=5, answered_at=NOON)
    for item in session.prescriptions.all():
        DrillLog.objects.create(log=log, prescription=item, state="done", sets=[])
    SessionLog.objects.create(id=uuid4(), kind="run", distance_m=5000 + 1000 * count, **known)
    return log


def measure(runner, user, questionnaire, count: int) -> OutcomeMeasure:
    """A questionnaire, and activities that were rated so many times."""
    version = questionnaire.versions.last()
    OutcomeMeasure.objects.create(
        runner=runner, kind="form", items=[version.title], form=version, every_weeks=2,
        starts_on=TODAY - 20 * DAY, made_by=user, made_at=NOON,
    )  # fmt: skip
    outcome = OutcomeMeasure.objects.create(
        runner=runner, kind="psfs", items=["Stairs"], every_weeks=2, starts_on=TODAY - 60 * DAY,
        made_by=user, made_at=NOON,
    )  # fmt: skip
    for number in range(1, count + 1):
        OutcomeScore.objects.create(
            measure=outcome, on=TODAY - 15 * DAY * number, ratings=[5], answered_at=NOON
        )
    return outcome
