"""Walk (b): on the web and from a phone, through one action."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from programs.models import SessionLog
from tests.factories import make_drill, make_program, new_id

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def two_due(ruth):
    """Two programmes with a session each, due today."""
    drills = [make_drill("glute-bridge"), make_drill("clamshell")]
    today = timezone.localdate()
    return [
        make_program(ruth, drills, title=title, starts_on=today)
        for title in ("Before you run", "In the evening")
    ]


def test_ruth_logs_on_the_web_and_from_her_phone(two_due, ruth, browse, bearer):
    at_home = browse(ruth)
    at_home.open("/", "b1-today")
    at_home.follow("Log this session", "b2-log")

    page = at_home.page
    page.get_by_label("Minutes it took").fill("a few")
    at_home.press("Save", "b3-log-refused")
    assert at_home.says("Enter the minutes as a number, such as 15.")

    page.get_by_role("group", name="Worst pain").get_by_label("3", exact=True).check()
    page.get_by_role("group", name="How hard").get_by_label("5", exact=True).check()
    page.get_by_label("Minutes it took").fill("12")
    page.get_by_label("Anything your physio").fill("Looser after the second round.")
    page.get_by_role("button", name="Save").dblclick()
    expect(page).to_have_url(re.compile("/logs/"))  # the second click cuts off the first answer
    at_home.look("b4-logged")
    assert at_home.says("Looser after the second round.")

    stored = SessionLog.objects.get()
    assert (stored.pain_during, stored.effort, stored.minutes) == (3, 5, 12)

    phone = bearer(ruth)
    path = f"/api/v1/session-logs/{stored.pk}/"
    known = phone.get(path).json()
    told = {"id", "revision", "digest", "program_version", "occurred_on"}
    told |= {"received_at", "updated_at"}
    content = {name: value for name, value in known.items() if name not in told}
    again = phone.put(path, content)
    assert (again.status_code, again.json()["digest"]) == (200, stored.digest)

    (other,) = [
        one for one in phone.get("/api/v1/sessions/").json()["results"] if one["state"] == "due"
    ][:1]
    second = {"program": other["program"], "session": other["session"], "drills": []}
    assert phone.put(f"/api/v1/session-logs/{new_id()}/", content | second).status_code == 201
    assert SessionLog.objects.count() == 2

    at_home.press("Back to Today", "b5-today-done")
    assert page.get_by_text("Log this session").count() == 0


def test_ruth_puts_a_log_right(two_due, ruth, browse):
    at_home = browse(ruth)
    at_home.open("/", "b6-today")
    at_home.follow("Log this session", "b7-log")
    at_home.press("Save", "b8-logged")
    at_home.follow("Change", "b9-change")
    at_home.page.get_by_role("group", name="Worst pain").get_by_label("8", exact=True).check()
    at_home.press("Save changes", "b10-strong-pain")

    assert at_home.says("You noted strong pain.")
    log = SessionLog.objects.get()
    assert (log.pain_during, log.revision) == (8, 2)
