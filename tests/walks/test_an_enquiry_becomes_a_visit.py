"""Walk (c): a visitor asks, a mistake costs nothing, and the desk books."""

from datetime import timedelta

import pytest
from django.utils import timezone

from bookings.models import Appointment, Enquiry
from bookings.progress.clock import from_local
from clinic.people.models import Runner
from tests.factories import make_appointment

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# Milliseconds. A form that comes back sooner is taken for a robot's.
UNHURRIED = 3200


def test_vera_asks_and_dee_books(ruth, pia, dee, site, room, first_visit, browse):
    day = timezone.localdate() + timedelta(days=7)
    ten = from_local(day, timezone.datetime(2026, 1, 1, 10).time(), site.zone)
    make_appointment(ruth, pia.practitioner, room, first_visit, ten)

    visitor = browse()
    visitor.open("/bookings/enquire/", "c1-enquire")
    page = visitor.page
    page.get_by_label("What happened?").fill("Outside of the hip, since I started hill repeats.")
    visitor.press("Send enquiry", "c2-enquire-refused")
    assert visitor.says("Enter your name")
    assert visitor.says("Give an e-mail address or a phone number.")
    assert "hill repeats" in page.get_by_label("What happened?").input_value()

    page.get_by_label("Your name").fill("Vera Lind")
    page.get_by_label("E-mail address").fill("vera@mail.example")
    page.get_by_label("Where does it hurt?").select_option(label="Hip or groin")
    page.get_by_label("You may keep these details").check()
    page.wait_for_timeout(UNHURRIED)
    visitor.press("Send enquiry", "c3-enquired")
    assert visitor.says(Enquiry.objects.get().reference)

    desk = browse(dee)
    desk.open("/", "c4-inbox")
    desk.follow("Vera Lind", "c5-enquiry")
    desk.follow("Book a visit", "c6-convert")
    page = desk.page
    page.get_by_label("Visit type").select_option(label="First visit, 45 minutes")
    page.get_by_label("Practitioner").select_option(label="Pia")
    page.get_by_label("Room").select_option(label="Room 1, Winston Hills")
    page.get_by_label("Day").fill(f"{day}")
    page.get_by_label("Start time").fill("10:00")
    desk.press("Book the visit", "c7-slot-taken")
    assert desk.says("That time is taken. These are free")
    assert not Runner.objects.filter(name="Vera Lind").exists()
    assert Enquiry.objects.get().state != Enquiry.State.BOOKED

    with page.expect_navigation():
        page.get_by_role("button", name="10:45 am").press("Enter")
    desk.look("c8-booked")
    visit = Appointment.objects.get(runner__name="Vera Lind")
    assert visit.starts_at == ten + timedelta(minutes=45)
    assert Enquiry.objects.get().state == Enquiry.State.BOOKED

    desk.open(f"/bookings/diary/?day={day}", "c9-diary")
    assert desk.says("10:45 am Vera Lind")


def test_dee_logs_a_call(dee, browse):
    desk = browse(dee)
    desk.open("/", "c10-inbox-empty")
    desk.open("/bookings/calls/new/", "c11-log-call")  # what the dialog is without a script
    desk.press("Save", "c12-log-call-refused")
    page = desk.page
    page.get_by_label("Name").fill("Cal Whitlam")
    page.get_by_label("Phone number").fill("0491 570 158")
    page.get_by_label("Where does it hurt?").select_option(label="Knee")
    page.get_by_label("Note").fill("Wants mornings.")
    desk.press("Save", "c13-call")

    assert desk.says("Wants mornings.")
    assert Enquiry.objects.get().source == Enquiry.Source.PHONE
