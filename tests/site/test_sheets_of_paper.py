"""What is printed fits the sheets that it is meant for, and loses nothing on the way to paper."""

import re

import pytest

from drills.actions import load_figures, load_library
from drills.models import Drill
from tests import factories
from tests.factories import NOON

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SHEET = re.compile(rb"/Type\s*/Page\b(?!s)")
DESK = {"viewport": {"width": 1440, "height": 900}}
# A drawing that is lazy comes only when somebody prints, which a page that is looked at is not.
COME = "Promise.all([...document.images].map(i => { i.loading = 'eager'; return i.decode(); }))"
A4 = {"format": "A4", "prefer_css_page_size": True}


def sheets(page) -> int:
    """How many sheets of A4 the page takes."""
    page.emulate_media(media="print")
    page.evaluate(f"{COME}.catch(() => 0)")
    return len(SHEET.findall(page.pdf(**A4)))


def longest() -> list[str]:
    """The shipped drills with most to read."""

    def length(drill: Drill) -> int:
        return sum(map(len, (*drill.steps, drill.summary, drill.feel, drill.stop_if)))

    return [drill.slug for drill in sorted(Drill.objects.all(), key=length)[-3:]]


def test_a_drill_is_printed_on_one_sheet_with_its_drawing(open_page):
    load_library(now=NOON)
    load_figures(now=NOON)
    for slug in [*longest(), "clamshell"]:
        page = open_page(f"/drills/{slug}/", **DESK)

        assert (slug, sheets(page)) == (slug, 1)
        assert page.locator(".on-paper").is_visible()
        assert page.get_by_role("heading", name="How to do it").is_visible()


def test_the_fees_are_printed_on_one_sheet(open_page):
    factories.make_type()
    for name in ("Follow-up visit", "Massage", "Exercise session"):
        factories.make_type(name, minutes=30)

    assert sheets(open_page("/services/", **DESK)) == 1


def test_a_long_page_is_seen_to_take_more_sheets(open_page):
    assert sheets(open_page("/styleguide/", **DESK)) > 3


def test_what_is_ticked_shows_on_paper(open_page):
    page = open_page("/bookings/enquire/", **DESK)
    page.emulate_media(media="print")

    kept = "input => getComputedStyle(input).getPropertyValue('print-color-adjust')"
    assert page.locator("[type=radio]:checked").first.evaluate(kept) == "exact"
