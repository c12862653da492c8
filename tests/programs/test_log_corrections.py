"""Ruth puts a log right in the browser; what she does not see stays, and nothing is lost."""

import pytest
from django.urls import reverse

from programs.models import SessionLog
from tests.factories import TODAY
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
