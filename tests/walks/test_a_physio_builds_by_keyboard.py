"""The builder in a real browser: keys, autosave, what cells were, the phone beside it, and Undo."""

import re

import pytest
from django.utils import timezone

from clinic.outbox.models import Message
from programs.models import Prescription, Program
from tests.factories import make_drill, make_program

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def draft(ruth):
    drills = [make_drill(slug) for slug in ("bridge", "clam", "plank")]
    make_drill("calf-stretch")
    return make_program(ruth, drills, status=Program.Status.DRAFT, starts_on=timezone.localdate())


def focused(page):
    return page.evaluate("document.activeElement.getAttribute('aria-label')")


def drills():
    return [row.drill.slug for row in Prescription.objects.all()]


@pytest.mark.parametrize("size", ["1440"], indirect=True)
def test_a_plan_is_built_without_the_mouse(pia, draft, browse):
    at_work = browse(pia)
    at_work.open(f"/programs/{draft.pk}/edit/", "b1-builder")
    page, keys = at_work.page, at_work.page.keyboard

    page.get_by_label("Sets, Bridge").focus()
    keys.type("4")
    page.locator("tr.row").first.get_by_text("was 2").wait_for()
    keys.press("Enter")
    assert focused(page) == "Sets, Clam"
    keys.press("Enter")
    keys.press("Alt+ArrowUp")
    page.locator("tr.row >> nth=1").get_by_label("Sets, Plank").wait_for()
    assert drills() == ["bridge", "plank", "clam"]
    assert focused(page) == "Sets, Plank"
    keys.press("Control+d")
    page.locator("tr.row >> nth=3").wait_for()
    assert drills() == ["bridge", "plank", "plank", "clam"]
    assert Prescription.objects.first().sets == 4

    page.locator("body").click(position={"x": 2, "y": 2})
    keys.press("/")
    assert focused(page) is None
    keys.type("calf")
    page.get_by_role("button", name="Add Calf stretch").wait_for()
    page.get_by_role("button", name="Add Calf stretch").press("Enter")
    page.get_by_label("Sets, Calf stretch").wait_for()
    assert drills()[-1] == "calf-stretch"

    at_work.look("b2-built")
    phone = page.frame_locator("#preview")
    phone.get_by_role("heading", name="Calf stretch").wait_for()

    page.get_by_label("Sets, Bridge").focus()
    keys.press("Control+Enter")
    page.get_by_role("button", name="Undo").wait_for()
    at_work.look("b3-sent")
    assert Message.objects.get().state == "planned"
    page.get_by_role("button", name="Undo").click()
    page.get_by_role("heading", name="Draft for Ruth").wait_for()
    assert Message.objects.get().state == "cancelled"


@pytest.mark.parametrize("size", ["1440"], indirect=True)
def test_what_is_typed_saves_itself_and_two_people_see_both(pia, draft, browse):
    first, second = browse(pia), browse(pia)
    for window in (first, second):
        window.open(f"/programs/{draft.pk}/edit/", "b4-two")
    first.page.get_by_label("Sets, Bridge").fill("5")
    first.page.locator("#saved", has_text=re.compile(r"^Saved \d")).wait_for(timeout=20_000)
    assert Prescription.objects.first().sets == 5
    assert first.page.locator("#seen, #id_seen").count() == 1

    second.page.get_by_label("Sets, Bridge").fill("6")
    with second.page.expect_navigation():
        second.page.get_by_role("button", name="Save draft").click()
    assert second.says("Bridge: somebody else saved Sets 5")
    assert second.page.get_by_label("Sets, Bridge").input_value() == "6"
    with second.page.expect_navigation():
        second.page.get_by_role("button", name="Save draft").click()
    assert Prescription.objects.first().sets == 6


def test_the_next_version_of_a_running_programme(pia, ruth, browse):
    program = make_program(ruth, [make_drill("bridge")])
    at_work = browse(pia)
    at_work.open(f"/programs/{program.pk}/", "b5-running")
    at_work.page.get_by_role("button", name="Change this programme").click()
    at_work.look("b6-version")
    assert at_work.says("Version 2, not sent. Ruth still does version 1.")
    at_work.page.get_by_label("Why this change?").fill("Ready for more")
    at_work.page.get_by_role("button", name="Throw away this version").click()
    at_work.look("b7-thrown-away")
    assert program.plans.count() == 1
