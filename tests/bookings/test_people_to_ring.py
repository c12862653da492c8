"""Pia asks the desk to ring Ruth; Dee rings, says so, and takes that back."""

import re
from datetime import timedelta
from html import unescape

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from bookings.actions import ringing
from bookings.actions.appointments import book, cancel_appointment
from bookings.actions.marks import undo_cancel
from bookings.actions.supply import add_block
from bookings.models import CallTask
from programs.models import Alert
from tests import factories
from tests.factories import NOON, TODAY, make_program, make_runner

BUTTON = 'data-key="3">Ask the desk to ring<'
LIST, ALERTS = "/bookings/calls/", "/programs/alerts/"


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOON, tick=False):
        yield


def raised(runner, kind="pain", **fields) -> Alert:
    ago = NOON - timedelta(hours=2)
    known = {"occurred_on": TODAY, "raised_at": ago, "key": factories.new_id()}
    return Alert.objects.create(runner=runner, kind=kind, value=6, **(known | fields))


def asking(runner) -> str:
    return f"/bookings/calls/for/{runner.pk}/"


def undo_of(answer) -> str:
    (undo,) = re.findall(r'action="([^"]+\?do=[^"]+)"', answer.content.decode())
    return unescape(undo)


def test_a_call_is_asked_for_from_the_alert_and_taken_back(signed_in, pia, ruth):
    raised(ruth)
    pias = signed_in(pia)
    assert BUTTON in pias.get(ALERTS).content.decode()

    answer = pias.post(asking(ruth), {"next": ALERTS}, follow=True)
    text = answer.content.decode()
    assert answer.redirect_chain == [(ALERTS, 302)]
    assert "The desk is asked to ring (since Tuesday 24 November, 12:00 pm)" in text
    assert BUTTON not in text
    assert 'href="tel:+61-491-570-156"' in text

    pias.post(undo_of(answer))
    assert not CallTask.objects.exists()
    assert BUTTON in pias.get(ALERTS).content.decode()


def test_asking_twice_is_one_call(signed_in, pia, ruth):
    pias = signed_in(pia)
    pias.post(asking(ruth))
    again = pias.post(asking(ruth), follow=True)

    assert CallTask.objects.count() == 1
    assert "was asked to ring Ruth already" in again.content.decode()


def test_the_desk_reads_whom_and_where_and_nothing_of_what_for(signed_in, pia, dee, ruth):
    program = make_program(ruth, [], title="Gluteal tendon")
    raised(ruth, program=program)
    ringing.ask_to_ring(runner=ruth, by=pia, now=NOON - timedelta(hours=3))

    page = signed_in(dee).get(LIST).content.decode()
    assert "Ruth" in page
    assert "0491 570 156" in page
    assert "Call from the physio’s list. Pia asked 3\xa0hours ago." in page
    assert not re.search(r"pain|tendon|alert|limit", page, re.IGNORECASE)
    assert "People to ring (1)" in signed_in(dee).get("/bookings/inbox/").content.decode()


def test_a_call_that_was_made_leaves_the_list_shows_on_the_alert_and_comes_back(
    signed_in, pia, dee, ruth
):
    raised(ruth)
    task, _ = ringing.ask_to_ring(runner=ruth, by=pia, now=NOON)
    dees = signed_in(dee)

    answer = dees.post(f"/bookings/calls/{task.pk}/", follow=True)
    assert "Nobody to ring" in answer.content.decode()
    task.refresh_from_db()
    assert (task.done_at, task.done_by) == (NOON, dee)
    alerts = signed_in(pia).get(ALERTS).content.decode()
    assert "The desk rang (Tuesday 24 November, 12:00 pm)" in alerts
    assert BUTTON in alerts
    again = dees.post(f"/bookings/calls/{task.pk}/", follow=True)
    assert "done that already" in again.content.decode()

    dees.post(undo_of(answer))
    task.refresh_from_db()
    assert (task.done_at, task.done_by) == (None, None)


def test_a_call_of_before_the_alert_is_not_told_of_there(signed_in, pia, dee, ruth):
    before = NOON - timedelta(days=3)
    task, _ = ringing.ask_to_ring(runner=ruth, by=pia, now=before)
    ringing.settle_call(task=task, by=dee, now=before)
    raised(ruth)

    assert "The desk rang" not in signed_in(pia).get(ALERTS).content.decode()
    page = signed_in(pia).get(f"/programs/runners/{ruth.pk}/").content.decode()
    assert "The desk rang (Saturday 21 November, 12:00 pm)" in page


def test_a_done_call_does_not_come_back_beside_a_new_one(signed_in, pia, dee, ruth):
    task, _ = ringing.ask_to_ring(runner=ruth, by=pia, now=NOON)
    ringing.settle_call(task=task, by=dee, now=NOON)
    ringing.ask_to_ring(runner=ruth, by=pia, now=NOON)

    answer = signed_in(dee).post(f"/bookings/calls/{task.pk}/?do=reopen", follow=True)
    assert "is asked to ring this runner already" in answer.content.decode()
    assert CallTask.objects.open().count() == 1


def test_taking_back_a_call_that_was_made_says_so(signed_in, pia, dee, ruth):
    task, _ = ringing.ask_to_ring(runner=ruth, by=pia, now=NOON)
    ringing.settle_call(task=task, by=dee, now=NOON)

    answer = signed_in(pia).post(asking(ruth), {"do": "take_back"}, follow=True)
    assert "not asked to ring Ruth any more" in answer.content.decode()
    assert CallTask.objects.count() == 1


def test_without_a_number_nobody_is_asked(signed_in, pia, ruth):
    ruth.phone = ""
    ruth.save(update_fields=["phone"])
    raised(ruth)
    pias = signed_in(pia)

    page = pias.get(ALERTS).content.decode()
    assert "No phone number on file" in page
    assert BUTTON not in page
    answer = pias.post(asking(ruth), follow=True)
    assert "Ask Ruth for a phone number first" in answer.content.decode()
    assert not CallTask.objects.exists()


@pytest.mark.parametrize("wrong", ["both", "neither", "no reason", "nobody asks"])
def test_the_database_keeps_a_call_about_one_thing(pia, ruth, visit, wrong):
    fields = {
        "both": {"appointment": visit, "runner": ruth, "asked_by": pia, "reason": "physio"},
        "neither": {"reason": "leave"},
        "no reason": {"runner": ruth, "asked_by": pia, "reason": "leave"},
        "nobody asks": {"runner": ruth, "reason": "physio"},
    }[wrong]
    with pytest.raises(IntegrityError, match="about_a_visit_or_a_runner"), transaction.atomic():
        CallTask.objects.create(created_at=NOON, **fields)


def test_the_database_keeps_one_open_call_a_runner(pia, ruth):
    ringing.ask_to_ring(runner=ruth, by=pia, now=NOON)
    with pytest.raises(IntegrityError, match="open_once_for_a_runner"), transaction.atomic():
        CallTask.objects.create(created_at=NOON, runner=ruth, asked_by=pia, reason="physio")


def test_an_unknown_number_is_refused_by_the_action_too(pia, ruth):
    ruth.phone = ""
    with pytest.raises(ValidationError, match="none is on file"):
        ringing.ask_to_ring(runner=ruth, by=pia, now=NOON)


def test_a_visit_that_comes_back_into_a_leave_says_that_it_is_outside_the_hours(pia, dee, wish):
    visit = book(**wish)
    off = cancel_appointment(
        appointment=visit, version=visit.version, reason="sick", by=dee, now=NOON
    )
    leave = {"kind": "leave", "practitioner": pia.practitioner, "starts_on": TODAY,
             "ends_on": TODAY + timedelta(days=9)}  # fmt: skip
    add_block(facts=leave, now=NOON)

    back = undo_cancel(appointment=off, version=off.version, by=dee, now=NOON)

    assert (back.status, back.is_outside_hours) == ("booked", True)


def test_what_physios_ask_for_stands_before_visits_of_the_roster(signed_in, pia, dee, ruth, wish):
    book(**wish)
    leave = {"kind": "leave", "practitioner": pia.practitioner, "starts_on": TODAY,
             "ends_on": TODAY + timedelta(days=9)}  # fmt: skip
    add_block(facts=leave, now=NOON)
    ringing.ask_to_ring(runner=ruth, by=pia, now=NOON)

    page = signed_in(dee).get(LIST)
    assert [task.reason for task in page.context["tasks"]] == ["physio", "leave"]
    assert "The practitioner is on leave: Pia. The visit stands" in page.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_or_many(
    signed_in, pia, dee, count, django_assert_num_queries
):
    for number in range(count):
        runner = make_runner(f"Runner{number}", pia.practitioner)
        ringing.ask_to_ring(runner=runner, by=pia, now=NOON)
    dees = signed_in(dee)

    with django_assert_num_queries(3):
        dees.get(LIST)


def test_who_does_not_answer_stays_on_the_list_after_those_not_rung_yet(signed_in, pia, dee, ruth):
    vain, _ = ringing.ask_to_ring(runner=ruth, by=pia, now=NOON - timedelta(hours=3))
    other = make_runner("Otto", physio=ruth.physio)
    ringing.ask_to_ring(runner=other, by=pia, now=NOON - timedelta(hours=1))
    dees = signed_in(dee)

    for _ in range(2):
        answer = dees.post(f"/bookings/calls/{vain.pk}/", {"do": "no_answer"}, follow=True)
    page = answer.content.decode()
    assert "Ruth did not answer. They stay on the list." in page
    assert "No answer 2 times, last just now." in page
    assert page.index(f"runner={other.pk}") < page.index(f"runner={ruth.pk}")
    vain.refresh_from_db()
    assert (vain.tries, vain.tried_at, vain.done_at) == (2, NOON, None)


def test_no_answer_of_a_call_that_was_made_meanwhile_changes_nothing(signed_in, pia, dee, ruth):
    task, _ = ringing.ask_to_ring(runner=ruth, by=pia, now=NOON)
    ringing.settle_call(task=task, by=dee, now=NOON)

    page = signed_in(dee).post(f"/bookings/calls/{task.pk}/", {"do": "no_answer"}, follow=True)
    assert "done that already" in page.content.decode()
    task.refresh_from_db()
    assert task.tries == 0


def test_the_database_keeps_count_and_time_of_calls_in_vain_together(pia, ruth):
    task, _ = ringing.ask_to_ring(runner=ruth, by=pia, now=NOON)
    with pytest.raises(IntegrityError, match="call_task_tried_has_its_time"), transaction.atomic():
        CallTask.objects.filter(pk=task.pk).update(tries=1)
