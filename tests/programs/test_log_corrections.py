"""Ruth puts a log right in the browser; what she does not see stays, and nothing is lost."""

import pytest
from django.urls import reverse

from programs.models import Alert, Plan, SessionLog
from tests.factories import NOON, TODAY, reopened
from tests.programs.test_log_pages import filled, logged_by_phone

pytestmark = pytest.mark.usefixtures("at_noon")


def test_a_correction_keeps_what_the_page_does_not_ask_for(ruths, phone, planned):
    log = logged_by_phone(phone, planned)
    change = reverse("programs:log_change", args=[log.pk])

    ruths.post(change, filled(ruths, change, pain_during="2", note="a\r\nb"))

    after = SessionLog.objects.get()
    assert (after.revision, after.pain_during, after.pain_after) == (2, 2, 4)
    assert (after.occurred_at, after.utc_offset_minutes) == (log.occurred_at, 480)
    assert (after.occurred_on, after.note) == (TODAY, "a\nb")
    (drill,) = after.drills.all()
    assert (drill.state, drill.sets[0]["reps"]) == ("partial", 6)


def test_saving_without_a_change_is_no_revision(ruths, phone, planned):
    log = logged_by_phone(phone, planned)
    change = reverse("programs:log_change", args=[log.pk])

    ruths.post(change, filled(ruths, change))

    assert SessionLog.objects.get().revision == 1


def test_a_correction_over_a_newer_one_shows_both(ruths, phone, planned):
    log = logged_by_phone(phone, planned)
    change = reverse("programs:log_change", args=[log.pk])
    first = filled(ruths, change, note="from the laptop")
    second = filled(ruths, change, note="from the phone")
    ruths.post(change, first)

    refused = ruths.post(change, second)

    html = refused.content.decode()
    assert refused.status_code == 409
    assert "from the laptop" in html
    assert "from the phone" in html
    assert SessionLog.objects.get().note == "from the laptop"


@pytest.mark.parametrize(
    ("first", "second", "strong", "told"),
    [
        ("3", "4", 8, None),
        ("3", "5", 8, 5),
        ("5", "3", 8, 5),
        ("7", "8", 8, 8),
        ("3", "", 8, None),
        ("", "6", 8, None),
    ],
)
def test_a_rating_that_moves_far_or_over_very_strong_is_put_before_the_physio(
    ruths, phone, planned, first, second, strong, told
):
    reopened(planned)
    Plan.objects.update(pain_severe_from=strong, sealed_at=NOON)
    log = logged_by_phone(phone, planned)
    change = reverse("programs:log_change", args=[log.pk])
    ruths.post(change, filled(ruths, change, pain_during=first))
    Alert.objects.all().delete()

    ruths.post(change, filled(ruths, change, pain_during=second))

    raised = Alert.objects.filter(kind=Alert.Kind.RERATED)
    assert [one.value for one in raised] == ([] if told is None else [told])


def test_an_alert_tells_of_its_own_log_and_how_its_rating_went(
    ruths, phone, planned, pia, signed_in
):
    log = logged_by_phone(phone, planned)
    change = reverse("programs:log_change", args=[log.pk])
    ruths.post(change, filled(ruths, change, pain_during="9", note="the knee"))
    ruths.post(change, filled(ruths, change, pain_during="2", note="the knee"))
    run = reverse("programs:log_run")
    ruths.post(run, filled(ruths, run, distance="5", pain_during="8", note="the run"))

    rows = signed_in(pia).get("/programs/alerts/").context["rows"]
    told = {(row.alert.kind, row.alert.value): (row.comment, row.words) for row in rows}

    assert told["severe_pain", 9][0] == "the knee"
    assert told["severe_pain", 8][0] == "the run"
    comment, words = told["rerated", 9]
    assert (comment, words) == ("the knee", "4, then 9, then 4 of 10, Tuesday 24 November")
