"""Dates as people say them, icons that stay silent, frames that fit their reader."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.template import Context, Template
from django.test import Client, RequestFactory

from clinic.look.templatetags import steady

NOON = datetime(2026, 7, 14, 2, 0, tzinfo=UTC)


def test_dates_and_times_read_as_people_say_them():
    assert steady.day(date(2026, 7, 14)) == "Tuesday 14 July"
    assert steady.day_year(date(2026, 7, 4)) == "4 July 2026"
    assert steady.day_clock(NOON) == "Tuesday 14 July, 12:00 pm"
    assert [steady.clock(time(hour, 5)) for hour in (0, 9, 12, 23)] == [
        "12:05 am",
        "9:05 am",
        "12:05 pm",
        "11:05 pm",
    ]


def test_a_moment_that_has_not_come_is_written_as_nothing():
    assert [
        write(None) for write in (steady.day, steady.day_year, steady.clock, steady.day_clock)
    ] == [""] * 4


def test_templates_and_filters_agree_on_the_day_in_sydney():
    late = datetime(2026, 7, 13, 23, 30, tzinfo=UTC)
    page = Template("{% load steady %}{{ late|day }} {{ late|clock }}")

    assert page.render(Context({"late": late})) == "Tuesday 14 July 9:30 am"


def test_an_icon_is_silent_and_carries_no_inline_style():
    drawn = Template('{% load steady %}{% icon "calendar" %}').render(Context())

    assert drawn.startswith("<svg")
    assert 'aria-hidden="true"' in drawn
    assert "style=" not in drawn


def test_a_tag_escapes_what_it_is_given():
    assert steady.tag("due", "<b>") == '<span class="tag tag-due">&lt;b&gt;</span>'


def test_only_a_message_that_says_so_can_be_undone():
    undoable = Message(constants.SUCCESS, "Moved.", extra_tags="undo:/diary/3/undo/")

    assert steady.undo_url(undoable) == "/diary/3/undo/"
    assert steady.undo_url(Message(constants.SUCCESS, "Saved.", extra_tags="quiet")) == ""
    assert steady.undo_url(Message(constants.SUCCESS, "Saved.")) == ""


class Person:
    is_authenticated = True

    def __init__(self, role):
        self.role = role


@pytest.mark.parametrize(
    ("user", "frame"),
    [
        (AnonymousUser(), "public"),
        (Person("runner"), "runner"),
        (Person("physio"), "staff"),
        (Person("front_desk"), "staff"),
        (Person("manager"), "staff"),
    ],
)
def test_pages_wear_the_frame_of_their_reader(user, frame):
    request = RequestFactory().get("/")
    request.user = user

    assert steady.shell(Context({"request": request})) == frame


def test_a_link_to_a_page_that_does_not_exist_is_left_out():
    page = Template('{% load steady %}{% nav_item "nowhere:at_all" "Nowhere" %}')

    assert page.render(Context()).strip() == ""


def test_the_link_to_where_the_reader_is_says_so():
    page = Template('{% load steady %}{% nav_item "styleguide" "Guide" %}')
    here = page.render(Context({"request": RequestFactory().get("/styleguide/")}))
    elsewhere = page.render(Context({"request": RequestFactory().get("/")}))

    assert 'aria-current="page"' in here
    assert "aria-current" not in elsewhere


def test_an_unknown_address_answers_with_a_page_of_ours():
    answer = Client(raise_request_exception=False).get("/styleguide/nowhere/")

    assert answer.status_code == 404
    assert "find that page</h1>" in answer.text


def test_the_page_for_our_own_faults_needs_nothing():
    page = Template("{% include '500.html' %}").render(Context())

    assert page.count("<h1>") == 1
    assert "Call" not in page or "000" in page
    assert "{{" not in page


@pytest.mark.parametrize(
    ("seconds", "words"), [(30, "just now"), (90, "1\xa0minute ago"), (7200, "2\xa0hours ago")]
)
def test_what_has_just_happened_was_just_now(seconds, words):
    assert steady.ago(NOON - timedelta(seconds=seconds), NOON) == words


def test_a_visit_keeps_the_time_of_its_place_and_the_database_s_is_shown_in_ours():
    perth = datetime(2026, 11, 24, 9, 30, tzinfo=ZoneInfo("Australia/Perth"))

    assert steady.day_clock(perth) == "Tuesday 24 November, 9:30 am"
    assert steady.day_clock(perth.astimezone(UTC)) == "Tuesday 24 November, 12:30 pm"
