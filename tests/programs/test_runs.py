"""Ruth runs: planned or not, how far, and whether it is a bigger step than usual."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError
from django.urls import reverse

from drills.models import Moment
from programs.actions.logs import SessionEntry, log_session
from programs.models import Alert, PlannedSession, Program, SessionLog
from programs.progress.runs import bigger_step
from tests.factories import NOON, TODAY, make_program, put_in_force
from tests.programs.test_log_pages import filled

pytestmark = pytest.mark.usefixtures("at_noon")
DAY = timedelta(days=1)
RUN = reverse("programs:log_run")


def run(runner, metres, days_ago=0, **told) -> SessionLog:
    """A run that nobody planned."""
    entry = SessionEntry(
        program=None,
        session=None,
        occurred_at=NOON - days_ago * DAY,
        utc_offset_minutes=660,
        state="done",
        kind="run",
        distance_m=metres,
        **told,
    )
    return log_session(log_id=uuid4(), runner=runner, entry=entry, now=NOON).log


@pytest.fixture
def planned_run(ruth) -> PlannedSession:
    """5 km every day."""
    program = make_program(ruth, [], status=Program.Status.DRAFT, title="Back to running")
    PlannedSession.objects.update(
        name="Easy run", kind="run", moment=Moment.ANY_DAY, run_distance_m=5000
    )
    Program.objects.update(status=Program.Status.ACTIVE)
    program.refresh_from_db()
    put_in_force(program, made_on=TODAY)
    return PlannedSession.objects.get()


@pytest.mark.parametrize(
    ("metres", "days_ago", "is_bigger"),
    [(5000, 1, False), (5499, 1, False), (5500, 1, False), (5501, 1, True), (5501, 30, True)],
)
def test_more_than_ten_percent_of_the_longest_of_30_days_is_a_bigger_step(
    ruth, metres, days_ago, is_bigger
):
    run(ruth, 3000, 2)
    run(ruth, 5000, days_ago)

    assert bigger_step(ruth, metres, TODAY).is_bigger is is_bigger


def test_without_a_run_in_30_days_nothing_is_said(ruth, otto):
    run(ruth, 5000, 31)
    run(ruth, None, 3, minutes=30)
    run(otto, 4000, 2)
    run(ruth, 1000)  # of the same day

    step = bigger_step(ruth, 40_000, TODAY)

    assert (step.longest_m, step.is_bigger, step.percent) == (None, False, 0)


def test_a_bigger_step_alerts_the_physio_once(ruth):
    run(ruth, 5000, 3)
    run(ruth, 5500, 2)
    long = run(ruth, 8000)

    alert = Alert.objects.get()
    assert (alert.kind, alert.key, alert.value) == ("run_step", f"run:{long.pk}", None)


def test_a_distance_that_is_put_right_takes_the_alert_away(ruth, ruths):
    run(ruth, 5000, 3)
    slip = run(ruth, 50_000)
    assert Alert.objects.count() == 1

    change = reverse("programs:log_change", args=[slip.pk])
    ruths.post(change, filled(ruths, change, distance="5"))

    slip.refresh_from_db()
    assert (slip.distance_m, slip.revision) == (5000, 2)
    assert not Alert.objects.exists()


def test_very_strong_pain_on_a_run_alone_reaches_the_physio(ruth):
    run(ruth, 5000, pain_during=8)

    assert Alert.objects.get().kind == "severe_pain"


def test_a_worse_morning_after_a_run_alone_reaches_the_physio(ruth, ruths):
    log = run(ruth, 5000, 1)

    assert "Yesterday you did Run." in ruths.get("/").content.decode()
    ruths.post(reverse("programs:morning", args=[log.pk]), {"worse": "yes"})

    assert Alert.objects.get().kind == "morning"


@pytest.mark.parametrize("typed", ["5,25", "5.25", " 5.25 km"])
def test_ruth_logs_a_run_with_a_comma_or_a_point(ruths, typed):
    form = filled(ruths, RUN, distance=typed, minutes="31", pain_during="2", effort="4")
    answer = ruths.post(RUN, form, follow=True)

    log = SessionLog.objects.get()
    assert (log.kind, log.distance_m, log.minutes) == ("run", 5250, 31)
    assert (log.program, log.session, log.program_version) == (None, None, None)
    html = answer.content.decode()
    assert "5.25 km" in html
    assert "No run with a distance is known" in html
    assert "5.25 km · 31 minutes" in ruths.get("/").content.decode()
    assert ruths.post(RUN, form).status_code == 302
    assert SessionLog.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "Enter the kilometres, or the minutes below."),
        ({"distance": "far"}, "Enter the kilometres as a number"),
        ({"distance": "0"}, "Enter 100 metres or more."),
        ({"distance": "501"}, "Enter 500 km or less."),
    ],
)
def test_a_run_that_cannot_be_is_refused_in_words(ruths, fields, words):
    answer = ruths.post(RUN, filled(ruths, RUN, **fields))

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not SessionLog.objects.exists()


def test_the_words_say_the_numbers_and_the_source_and_never_injury(ruth, ruths):
    run(ruth, 5000, 3)

    answer = ruths.post(RUN, filled(ruths, RUN, distance="8"), follow=True)

    html = answer.content.decode()
    assert (
        "8 km is a bigger step than usual: 60% more than 5 km on 21 November, the longest run of "
        "the 30 days before."
    ) in html
    assert "Frandsen" in html
    assert "injur" not in html


def test_a_planned_run_is_on_today_and_says_before_that_it_is_a_bigger_step(
    ruth, ruths, planned_run
):
    run(ruth, 4000, 2)
    today = ruths.get("/").content.decode()
    page = reverse("programs:log", args=[planned_run.pk])

    assert "Run 5 km" in today
    assert "drills" not in today.split("Easy run")[1].split("</section>")[0]
    assert "5 km is a bigger step than usual" in ruths.get(page).content.decode()

    ruths.post(page, filled(ruths, page, distance="5,1", pain_during="1"))
    log = SessionLog.objects.get(session=planned_run)
    assert (log.kind, log.distance_m, log.program_version) == ("run", 5100, 1)
    assert Alert.objects.get().key == f"run:{log.pk}"


def test_a_planned_run_that_was_skipped_has_no_distance(ruths, planned_run):
    page = reverse("programs:log", args=[planned_run.pk])

    ruths.post(page, filled(ruths, page, state="skipped", skip_reason="pain", distance="5"))

    log = SessionLog.objects.get()
    assert (log.state, log.distance_m) == ("skipped", None)


def test_a_phone_puts_a_run_as_often_as_it_likes(phone):
    url = f"/api/v1/session-logs/{uuid4()}/"
    body = {
        "kind": "run",
        "distance_m": 5200,
        "occurred_at": "2026-11-24T07:00:00+11:00",
        "state": "done",
    }

    first, again = phone.put(url, body), phone.put(url, body)

    assert (first.status_code, again.status_code) == (201, 200)
    assert (first.json()["distance_m"], first.json()["session"]) == (5200, None)
    assert phone.get(url).json()["digest"] == first.json()["digest"]
    assert phone.put(url, body | {"distance_m": 5300}).status_code == 409


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "session"},
        {"kind": None},
        {"distance_m": 0},
        {"state": "skipped", "skip_reason": "pain"},
    ],
)
def test_a_run_alone_that_cannot_be_is_refused(phone, change):
    body = {
        "kind": "run",
        "distance_m": 5200,
        "occurred_at": "2026-11-24T07:00:00+11:00",
        "state": "done",
    }

    answer = phone.put(f"/api/v1/session-logs/{uuid4()}/", body | change)

    assert answer.status_code == 400
    assert not SessionLog.objects.exists()


def test_a_session_of_drills_is_no_run(phone, planned):
    session = PlannedSession.objects.get()
    body = {
        "program": str(planned.pk),
        "session": str(session.pk),
        "occurred_at": "2026-11-24T07:00:00+11:00",
        "state": "done",
    }
    url = f"/api/v1/session-logs/{uuid4()}/"

    assert phone.put(url, body | {"distance_m": 5000}).status_code == 400
    assert phone.put(url, body | {"kind": "run"}).status_code == 400
    kept = phone.put(url, body)
    assert kept.status_code == 201
    assert "kind" not in kept.json()
    assert "distance_m" not in kept.json()


def test_the_database_keeps_a_session_with_its_plan(ruth):
    log = run(ruth, 5000)

    with pytest.raises(IntegrityError, match="session_log_"):
        SessionLog.objects.filter(pk=log.pk).update(kind="session", distance_m=None)


def test_pia_reads_the_run_among_the_logs(ruth, pia, signed_in):
    run(ruth, 5200, pain_during=1)

    page = signed_in(pia).get(reverse("programs:runner", args=[ruth.pk]))

    assert "Run, 5.2 km" in page.content.decode()


def test_who_chose_miles_types_and_reads_miles(ruths, ruth):
    ruth.user.unit = "mi"
    ruth.user.save()

    assert "Miles" in ruths.get(RUN).content.decode()
    html = ruths.post(RUN, filled(ruths, RUN, distance="3.1"), follow=True).content.decode()

    assert SessionLog.objects.get().distance_m == 4989
    assert "3.1 miles" in html
    assert "3.1 miles" in ruths.get("/").content.decode()


@pytest.mark.parametrize(
    ("typed", "metres"), [("5 km", 5000), ("1 mile", 1609), ("2 mi", 3219), ("2,5 miles", 4023)]
)
def test_a_unit_that_is_typed_counts(ruths, typed, metres):
    ruths.post(RUN, filled(ruths, RUN, distance=typed))

    assert SessionLog.objects.get().distance_m == metres


def test_a_distance_that_is_left_alone_stays_to_the_metre(ruths, ruth):
    ruths.post(RUN, filled(ruths, RUN, distance="5"))
    ruth.user.unit = "mi"
    ruth.user.save()
    change = reverse("programs:log_change", args=[SessionLog.objects.get().pk])

    ruths.post(change, filled(ruths, change, note="hot"))

    log = SessionLog.objects.get()
    assert (log.note, log.distance_m) == ("hot", 5000)
