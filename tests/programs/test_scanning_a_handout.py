"""Ruth scans the code of a session on paper: the player, or Today with a word why not."""

import pytest
from django.test import Client

from programs.actions.alerts import clear_alert
from programs.actions.versions import open_version, send_program
from programs.models import Alert, PlannedSession, Program, SessionLog
from tests.factories import NOON, TODAY, make_drill, make_program, new_id

pytestmark = pytest.mark.usefixtures("at_noon")


def code_of(program) -> str:
    session = PlannedSession.objects.filter(phase__plan__program=program).first()
    return f"/programs/scan/{session.line}/"


def done(program) -> SessionLog:
    return SessionLog.objects.create(
        id=new_id(), runner=program.runner, program=program, program_version=1, state="done",
        session=PlannedSession.objects.get(phase__plan__program=program), occurred_at=NOON,
        occurred_on=TODAY, utc_offset_minutes=660, digest="0" * 64, received_at=NOON,
        updated_at=NOON,
    )  # fmt: skip


def said(client, path) -> str:
    """What Today says to whoever was led there."""
    answer = client.get(path, follow=True)
    assert answer.redirect_chain[-1] == ("/", 302)
    return " ".join(str(message) for message in answer.context["messages"])


@pytest.fixture
def program(ruth):
    return make_program(ruth, [make_drill()])


def test_a_session_of_today_is_started(signed_in, ruth, program):
    (session,) = PlannedSession.objects.all()

    answer = signed_in(ruth).get(code_of(program))
    assert answer.url == f"/programs/play/{session.pk}/"
    assert signed_in(ruth).get(answer.url).status_code == 200


def test_whoever_is_not_signed_in_signs_in_and_comes_back(program):
    answer = Client().get(code_of(program))

    assert answer.url == f"/sign-in/?next={code_of(program)}"


def test_a_paper_of_an_old_version_starts_the_session_of_the_new_one(signed_in, pia, ruth, program):
    paper = code_of(program)
    plan = open_version(program=program, by=pia, now=NOON)
    PlannedSession.objects.filter(phase__plan=plan).update(name="Hips")
    program.refresh_from_db()
    send_program(program=program, by=pia, now=NOON)

    now = PlannedSession.objects.get(phase__plan=plan)
    assert signed_in(ruth).get(paper).url == f"/programs/play/{now.pk}/"


def test_a_session_of_another_day_leads_to_today(signed_in, ruth):
    tomorrow = TODAY.isoweekday() % 7 + 1
    program = make_program(ruth, [make_drill()], weekdays=[tomorrow])

    assert "“Before your run” is not for today." in said(signed_in(ruth), code_of(program))


def test_a_session_that_is_done_leads_to_today(signed_in, ruth, program):
    done(program)

    assert "“Before your run” is in for today already." in said(signed_in(ruth), code_of(program))


def test_a_session_that_a_new_version_left_out_leads_to_today(signed_in, pia, ruth, program):
    paper = code_of(program)
    plan = open_version(program=program, by=pia, now=NOON)
    PlannedSession.objects.filter(phase__plan=plan).update(line=new_id())
    program.refresh_from_db()
    send_program(program=program, by=pia, now=NOON)

    assert "“Before your run” is not for today." in said(signed_in(ruth), paper)


def test_somebody_elses_code_answers_like_one_that_leads_nowhere(signed_in, otto, program):
    ottos = signed_in(otto)

    foreign = said(ottos, code_of(program))
    assert foreign == said(ottos, f"/programs/scan/{new_id()}/")
    assert "Before your run" not in foreign


def test_after_strong_pain_a_paper_starts_nothing_until_a_physio_has_looked(
    signed_in, pia, ruth, program
):
    alert = Alert.objects.create(
        runner=ruth, kind="severe_pain", key="k", value=9, occurred_on=TODAY, raised_at=NOON
    )
    ruths = signed_in(ruth)

    assert "Stop for today" in ruths.get(code_of(program), follow=True).content.decode()
    clear_alert(alert=alert, by=pia, now=NOON)
    assert ruths.get(code_of(program)).url.startswith("/programs/play/")


def test_a_draft_is_not_there_yet(signed_in, ruth):
    draft = make_program(ruth, [make_drill()], status=Program.Status.DRAFT)

    assert "not of your programme now" in said(signed_in(ruth), code_of(draft))


@pytest.mark.parametrize("person", ["pia", "dee"])
def test_staff_who_scan_stand_where_they_start(request, signed_in, program, person):
    assert signed_in(request.getfixturevalue(person)).get(code_of(program)).url == "/"


@pytest.mark.parametrize("count", [1, 3])
def test_a_scan_costs_the_same_however_much_there_is(
    signed_in, ruth, program, count, django_assert_num_queries
):
    for _ in range(count):
        make_program(ruth, [make_drill(f"drill-{new_id()}")])
    ruths = signed_in(ruth)

    # Session, user, runner; the names; periods, moves, logs, sessions, doses.
    with django_assert_num_queries(9):
        ruths.get(code_of(program))
