"""Ruth logs a session in the browser: two taps and Save, corrected later, never twice."""

import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse

from programs.models import DrillLog, Plan, PlannedSession, Prescription, Program, SessionLog
from tests.factories import NOON, SYDNEY, TODAY, make_drill, make_program, reopened
from tests.pictures import make_figure

pytestmark = pytest.mark.usefixtures("at_noon")


@pytest.fixture
def url(planned) -> str:
    return reverse("programs:log", args=[PlannedSession.objects.get().pk])


def filled(client, url, **fields) -> dict:
    """The page's own form, as a browser would send it back, with some fields changed."""
    form = client.get(url).context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {name: "" if value is None else value for name, value in (values | fields).items()}


def logged_by_phone(phone, planned) -> SessionLog:
    """A log with what the page does not ask for: pain after, and sets."""
    first = Prescription.objects.earliest("order")
    log_id = uuid4()
    body = {
        "program": str(planned.pk),
        "session": str(first.session_id),
        "occurred_at": "2026-11-24T23:30:00+08:00",
        "state": "partial",
        "pain_after": 4,
        "drills": [{"prescription": str(first.pk), "state": "partial", "sets": [{"reps": 6}]}],
    }
    assert phone.put(f"/api/v1/session-logs/{log_id}/", body).status_code == 201
    return SessionLog.objects.get(pk=log_id)


def test_two_taps_and_save(ruths, url):
    answer = ruths.post(url, filled(ruths, url, pain_during="3", effort="5"), follow=True)

    log = SessionLog.objects.get()
    assert (log.state, log.pain_during, log.pain_after, log.effort) == ("done", 3, None, 5)
    assert (log.occurred_on, log.utc_offset_minutes, log.minutes) == (TODAY, 660, None)
    assert [one.state for one in log.drills.all()] == ["done", "done"]
    assert answer.redirect_chain == [(reverse("programs:logged", args=[log.pk]), 302)]
    html = answer.content.decode()
    assert "<h1>Saved.</h1>" in html
    assert "Next session Wednesday 25 November" in html
    assert "notice-stop" not in html


def test_nothing_is_answered_for_ruth(ruths, url):
    html = ruths.get(url).content.decode()

    for name in ("pain_during", "effort"):
        radios = re.findall(rf'<input type="radio" name="{name}"[^>]*>', html)
        assert len(radios) == 11
        assert not any("checked" in radio for radio in radios)
    ruths.post(url, filled(ruths, url))
    log = SessionLog.objects.get()
    assert (log.pain_during, log.effort) == (None, None)


def test_the_page_always_says_what_to_do_with_strong_pain(ruths, url):
    html = " ".join(ruths.get(url).content.decode().split())

    assert "Strong pain? Stop for today and ring us on" in html
    assert 'In an emergency call <a href="tel:000">000</a>.' in html
    assert html.count("data-primary") == html.count("<h1") == html.count("<main") == 1


def test_strong_pain_is_answered_with_what_to_do(ruths, url):
    answer = ruths.post(url, filled(ruths, url, pain_during="8"), follow=True)

    assert "You noted strong pain. Stop for today and ring us on" in answer.content.decode()


@pytest.mark.parametrize(("pain", "is_told"), [("5", False), ("6", True)])
def test_strong_is_what_the_physio_said(ruths, url, planned, pain, is_told):
    reopened(planned)
    Plan.objects.update(pain_severe_from=6, sealed_at=NOON)

    page = ruths.post(url, filled(ruths, url, pain_during=pain), follow=True).content.decode()

    assert ("You noted strong pain." in page) == is_told
    assert ("6 of 10 or more is strong pain." in page) == is_told


@pytest.mark.parametrize(("pain", "is_told"), [("4", False), ("5", True), ("8", False)])
def test_pain_above_the_limit_is_answered_with_the_limit(ruths, url, planned, pain, is_told):
    reopened(planned)
    Plan.objects.update(pain_during_limit=4, sealed_at=NOON)

    page = ruths.post(url, filled(ruths, url, pain_during=pain), follow=True).content.decode()

    assert ("You noted pain above your limit of 4 of 10." in page) == is_told


@pytest.mark.parametrize(("pain", "is_listed"), [("7", True), ("8", False)])
def test_nothing_more_is_listed_to_do_after_strong_pain(ruths, ruth, url, pain, is_listed):
    make_program(ruth, [make_drill("later")], title="Evening")

    page = ruths.post(url, filled(ruths, url, pain_during=pain), follow=True).content.decode()

    assert ("Still to do today" in page) == is_listed


def test_a_double_click_is_one_log(ruths, url):
    form = filled(ruths, url, pain_during="3")

    with time_machine.travel(NOON + timedelta(seconds=2)):
        first, second = ruths.post(url, form), ruths.post(url, form)

    assert first["Location"] == second["Location"]
    assert SessionLog.objects.get().revision == 1


def test_going_back_and_saving_something_else_shows_both(ruths, url):
    form = filled(ruths, url, pain_during="3", note="first")
    ruths.post(url, form)

    both = ruths.post(url, form | {"pain_during": "6", "note": "second"})

    html = both.content.decode()
    log = SessionLog.objects.get()
    assert both.status_code == 409
    assert "This session was saved before" in html
    assert "first" in html
    assert "second" in html
    assert (log.pain_during, log.revision) == (3, 1)

    change = reverse("programs:log_change", args=[log.pk])
    typed = both.context["form"].data.dict()
    assert f'action="{change}"' in html
    assert ruths.post(change, typed).status_code == 302
    log.refresh_from_db()
    assert (log.pain_during, log.note, log.revision) == (6, "second", 2)


def test_the_day_can_be_one_before(ruths, url):
    asked = f"{url}?on=2026-11-22"
    ruths.post(asked, filled(ruths, asked))

    log = SessionLog.objects.get()
    assert log.occurred_at == datetime(2026, 11, 22, 12, 0, tzinfo=SYDNEY)
    assert str(log.occurred_on) == "2026-11-22"


@pytest.mark.parametrize("on", ["2026-11-25", "2026-13-45", "soon", "0001-01-01", "", "9999-12-31"])
def test_a_day_that_cannot_be_logged_is_today(ruths, url, on):
    assert ruths.get(f"{url}?on={on}").context["on"] == TODAY


def test_a_page_opened_before_midnight_keeps_its_day(ruths, url):
    with time_machine.travel(datetime(2026, 11, 24, 23, 58, tzinfo=SYDNEY)):
        form = filled(ruths, url)
    with time_machine.travel(datetime(2026, 11, 25, 0, 4, tzinfo=SYDNEY)):
        ruths.post(url, form)

    assert SessionLog.objects.get().occurred_on == TODAY


def test_a_runner_in_perth_logs_her_own_day(ruths, ruth, url):
    ruth.time_zone = "Australia/Perth"
    ruth.save()
    with time_machine.travel(datetime(2026, 11, 24, 15, 30, tzinfo=UTC)):
        ruths.post(url, filled(ruths, url))

    log = SessionLog.objects.get()
    assert (log.occurred_on, log.utc_offset_minutes) == (TODAY, 480)


def test_a_drill_can_have_been_different(ruths, url):
    first, second = Prescription.objects.order_by("order")
    fields = {f"drill_{first.pk.hex}": "skipped"}

    ruths.post(url, filled(ruths, url, state="partial", skip_reason="no_kit", **fields))

    states = dict(DrillLog.objects.values_list("prescription", "state"))
    assert states == {first.pk: "skipped", second.pk: "done"}


def test_a_skipped_session_has_a_reason_and_no_drills(ruths, url):
    ruths.post(url, filled(ruths, url, state="skipped", skip_reason="no_time"))

    log = SessionLog.objects.get()
    assert (log.state, log.skip_reason, log.drills.count()) == ("skipped", "no_time", 0)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"state": "skipped"}, "Choose why you skipped the session."),
        ({"skip_reason": "pain"}, "Choose Partly done or Skipped above, or take the reason out."),
        ({"state": "partial"}, "Choose why you did not do all of it."),
        ({"state": ""}, "Choose done, partly done or skipped."),
        ({"minutes": "ten"}, "Enter the minutes as a number, such as 15."),
        ({"minutes": "1441"}, "Enter 1440 minutes, a whole day, or less."),
        ({"note": "x" * 2001}, "Keep your note to 2000 characters or fewer."),
        ({"occurred_at": "then"}, "Open the session again from Today"),
        ({"occurred_at": "0001-01-01T00:00:00+14:00"}, "Open the session again from Today"),
        ({"occurred_at": "2026-11-24T12:00:00"}, "Open the session again from Today"),
        ({"pain_during": "11"}, "less than or equal to 10"),
    ],
)
def test_a_mistake_is_named_and_what_was_typed_stays(ruths, url, fields, sentence):
    answer = ruths.post(url, filled(ruths, url, **({"effort": "4", "note": "Ouch"} | fields)))

    html = answer.content.decode()
    assert answer.status_code == 422
    assert "<title>Error: " in html
    assert "There is a problem" in html
    assert sentence in html
    assert answer.context["form"]["effort"].value() == "4"
    assert not SessionLog.objects.exists()


def test_a_session_that_is_logged_opens_its_log(ruths, url):
    ruths.post(url, filled(ruths, url))

    again = ruths.get(url)

    assert again["Location"] == reverse("programs:log_change", args=[SessionLog.objects.get().pk])


# --- Who ------------------------------------------------------------------------------------------


def test_a_foreign_session_or_log_is_as_missing_as_none(
    ruths, phone, planned, otto, signed_in, url
):
    log = logged_by_phone(phone, planned)
    make_program(otto, [make_drill("three")])
    ottos = signed_in(otto)
    pages = [url, reverse("programs:logged", args=[log.pk])]
    pages.append(reverse("programs:log_change", args=[log.pk]))
    missing = [
        reverse(f"programs:{name}", args=[uuid4()]) for name in ("log", "logged", "log_change")
    ]

    for page, nothing in zip(pages, missing, strict=True):
        assert ruths.get(page).status_code in {200, 302}
        assert ottos.get(page).status_code == ottos.get(nothing).status_code == 404
        assert ottos.post(page, {}).status_code in {404, 405}


def test_an_id_that_somebody_else_has_taken_is_missing(ruths, phone, planned, otto, signed_in):
    log = logged_by_phone(phone, planned)
    theirs = make_program(otto, [make_drill("three")])
    session = PlannedSession.objects.get(phase__plan__program=theirs)
    page = reverse("programs:log", args=[session.pk])
    ottos = signed_in(otto)

    answer = ottos.post(page, filled(ottos, page, log_id=str(log.pk)))

    assert answer.status_code == 404
    assert SessionLog.objects.get().runner != otto


def test_only_runners_log(url, pia, dee, max_, signed_in, client):
    for person in (pia, dee, max_):
        assert signed_in(person).get(url).status_code == 403
    assert client.get(url).status_code == 302


def test_a_draft_cannot_be_logged(ruths, url):
    Program.objects.update(status="draft")

    assert ruths.get(url).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_one_drill_or_three(
    ruth, pia, ruths, count, django_assert_num_queries
):
    drills = [make_drill(f"number-{n}") for n in range(count)]
    for n, drill in enumerate(drills):
        make_figure(drill, pia, name=f"{n}" * 64)
    program = make_program(ruth, drills)
    page = reverse(
        "programs:log", args=[PlannedSession.objects.get(phase__plan__program=program).pk]
    )

    # The session, its person, the drills, their drawings (two), an earlier log.
    with django_assert_num_queries(7):
        ruths.get(page)
