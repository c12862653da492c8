"""Ruth's page as Pia sees it, and the summary for Ruth's doctor."""

from datetime import timedelta

import pytest
import time_machine

from clinic.outbox.models import Message
from programs.actions.cases import RestrictionWish, open_case
from programs.models import (
    Alert,
    DrillLog,
    MorningCheck,
    Note,
    Period,
    PlannedSession,
    Prescription,
    ProgramEvent,
    Question,
    SessionLog,
)
from programs.wording.pain import preset_values
from tests.factories import NOON, TODAY, make_drill, make_program, new_id, put_in_force

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def pias(pia, signed_in):
    return signed_in(pia)


def prescribed(runner, **dose):
    """A programme since five weeks, with one drill."""
    first = TODAY - 35 * DAY
    program = make_program(runner, [make_drill(new_id())], status="draft", starts_on=first)
    Prescription.objects.filter(session__phase__plan__program=program).update(**dose)
    program.status = "active"
    program.save()
    put_in_force(program, made_on=first - DAY)
    return program


def log(program, *, days_ago, morning=None, lifted=None, **fields):
    at = NOON - days_ago * DAY
    known = {
        "state": "done", "occurred_at": at, "occurred_on": at.date(), "utc_offset_minutes": 660,
        "digest": "x", "received_at": at, "updated_at": at, "program_version": 1,
    }  # fmt: skip
    session = PlannedSession.objects.get(phase__plan__program=program)
    made = SessionLog.objects.create(
        id=new_id(), runner=program.runner, program=program, session=session, **(known | fields)
    )
    if morning is not None:
        MorningCheck.objects.create(log=made, is_worse=morning > 3, pain=morning, answered_at=NOON)
    if lifted is not None:
        DrillLog.objects.create(
            log=made,
            prescription=session.prescriptions.get(),
            state="done",
            sets=[{"side": "none", "reps": 10, "hold_seconds": None, "load_value": lifted}],
        )
    return made


def page(client, runner) -> str:
    return client.get(f"/programs/runners/{runner.pk}/").content.decode()


def test_the_case_stands_at_the_top(pias, pia, ruth):
    open_case(
        runner=ruth, physio=ruth.physio, opened_on=TODAY, by=pia, now=NOON,
        fields={"condition": "achilles_midportion", "side": "left", "goal": "Run 5 km again"}
        | preset_values("tendon"),
        restrictions=[RestrictionWish("impact", 3)],
    )  # fmt: skip

    text = page(pias, ruth)
    assert "Achilles tendon, middle, left" in text
    assert "Run 5 km again" in text
    assert "Landing and running, until phase 3" in text


def test_before_the_first_log_the_page_says_how_far_it_got(pias, pia, ruth):
    program = prescribed(ruth)
    ProgramEvent.objects.create(
        program=program, kind="sent", plan=program.plan, on=TODAY, by=pia, at=NOON
    )

    text = page(pias, ruth)
    assert "Nothing logged yet" in text
    assert text.count("Not yet") == 2


def test_pain_mornings_and_effort_are_drawn_over_the_versions(pias, pia, ruth):
    program = prescribed(ruth)
    ProgramEvent.objects.create(
        program=program, kind="changed", plan=program.plan, on=TODAY - 10 * DAY, by=pia, at=NOON,
        why="Milder start",
    )  # fmt: skip
    for days_ago in range(1, 15):
        log(program, days_ago=days_ago, pain_during=2, pain_after=4, morning=1, effort=5)

    text = page(pias, ruth)
    assert "Pain is about the same" in text
    assert "v1 starts" in text
    assert "Milder start" in text
    assert "14 of 27 sessions reported done in 28 days" in text


def test_a_chart_names_the_limit_of_the_programmes_own_rule(pias, ruth):
    log(prescribed(ruth), days_ago=1, pain_during=6)

    assert "Latest pain above the limit of 5" in page(pias, ruth)


def test_loads_are_drawn_where_they_were_reported(pias, ruth):
    program = prescribed(ruth, load_unit="kg", load_value=12)
    log(program, days_ago=0, lifted=12)
    log(program, days_ago=1, lifted=8)
    log(program, days_ago=8, lifted=4)

    text = page(pias, ruth)
    assert "1 of 1 drill reached the plan" in text
    assert "12 of 12 kg" in text
    assert "4 of 12 kg" in text


def test_what_was_skipped_is_told_with_its_reason(pias, ruth):
    log(prescribed(ruth), days_ago=1, state="skipped", skip_reason="no_kit", note="Away")

    text = page(pias, ruth)
    assert "Skipped: no kit" in text
    assert "Away" in text
    assert text.count("not given") == 3


def test_a_hold_is_seen_and_counts_nothing(pias, ruth):
    program = prescribed(ruth)
    Period.objects.update(is_on_hold=True)
    log(program, days_ago=1)

    assert "1 of 1 sessions reported done in 28 days" in page(pias, ruth)


def test_alerts_are_cleared_on_the_page_of_the_runner(pias, ruth):
    alert = Alert.objects.create(
        runner=ruth, kind="pain", key="k", value=7, occurred_on=TODAY, raised_at=NOON
    )
    here = f"/programs/runners/{ruth.pk}/"
    assert "7 of 10, Tuesday 24 November" in page(pias, ruth)

    answer = pias.post(f"/programs/alerts/{alert.pk}/", {"next": here}, follow=True)
    assert answer.redirect_chain[-1][0] == here
    assert "Needs you" not in page(pias, ruth)


def test_a_derived_reason_is_put_off_from_the_page(pias, ruth):
    prescribed(ruth)
    here = f"/programs/runners/{ruth.pk}/"
    assert "Stopped logging" in page(pias, ruth)

    pias.post(f"{here}later/silent/", {"next": here})
    assert "missed in a row" not in page(pias, ruth)


def test_an_answer_reaches_ruth_by_a_message_without_its_words(pias, ruth):
    question = Question.objects.create(runner=ruth, text="Does a click matter?", asked_at=NOON)
    assert "Does a click matter?" in page(pias, ruth)

    answer = pias.post(
        f"/programs/questions/{question.pk}/", {f"{question.pk}-answer": "Not without pain."}
    )
    assert answer.status_code == 302
    assert "Not without pain." in page(pias, ruth)
    assert [message.kind for message in Message.objects.all()] == ["question-answered"]


def test_an_empty_answer_comes_back_with_its_mistake(pias, ruth):
    question = Question.objects.create(runner=ruth, text="Why?", asked_at=NOON)

    answer = pias.post(f"/programs/questions/{question.pk}/", {})
    assert answer.status_code == 422
    assert "Write an answer." in answer.content.decode()


def test_notes_are_added_and_never_changed(pias, pia, ruth):
    here = f"/programs/runners/{ruth.pk}/"
    assert pias.post(f"{here}note/", {"note": "Calmer.\nLess sore."}).status_code == 302
    assert "Calmer.<br>Less sore." in page(pias, ruth)
    assert Note.objects.get().by == pia

    answer = pias.post(f"{here}note/", {"note": ""})
    assert answer.status_code == 422
    assert "Write the note first." in answer.content.decode()


def test_the_summary_says_what_a_doctor_needs(pias, pia, ruth):
    program = prescribed(ruth)
    for days_ago in range(1, 8):
        log(program, days_ago=days_ago, pain_during=3)

    text = pias.get(f"/programs/runners/{ruth.pk}/summary/").content.decode()
    assert "Pia, physiotherapist" in text
    assert "Pre-run hip mobility, active, since 20 October 2026" in text
    assert "7 of 27 in the last 28 days" in text
    assert "Up to 5 of 10 during, 5 after" in text
    assert "are what Ruth reported" in text


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("address", "queries"), [("", 26), ("summary/", 23)])
def test_the_page_costs_the_same_for_a_short_and_a_long_history(
    pias, pia, ruth, count, address, queries, django_assert_num_queries
):
    for number in range(count):
        program = prescribed(ruth, load_unit="kg", load_value=12)
        for version in range(count):
            ProgramEvent.objects.create(
                program=program, kind="changed", plan=program.plan, on=TODAY, by=pia,
                at=NOON - version * DAY,
            )  # fmt: skip
        log(program, days_ago=number + 1, pain_during=4, morning=2, lifted=9, note="Fine")
        Alert.objects.create(
            runner=ruth, program=program, kind="pain", key=new_id(), occurred_on=TODAY,
            raised_at=NOON,
        )  # fmt: skip
        Alert.objects.create(
            runner=ruth, kind="pain", key=new_id(), occurred_on=TODAY, raised_at=NOON,
            cleared_at=NOON, cleared_by=pia, done="rang",
        )  # fmt: skip
        Question.objects.create(runner=ruth, text="Why?", asked_at=NOON)
        Note.objects.create(runner=ruth, text="Note", by=pia, made_at=NOON)

    with django_assert_num_queries(queries):
        pias.get(f"/programs/runners/{ruth.pk}/{address}")
