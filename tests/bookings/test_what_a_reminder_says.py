"""What a runner reads in a reminder of a visit, and where its link leads."""

from datetime import datetime, timedelta

import pytest

from bookings.actions.appointments import book
from bookings.models import AppointmentType
from bookings.progress.links import link_of
from bookings.reminders import queue_appointment_reminders
from clinic.outbox.models import Message
from clinic.places.models import Site
from tests.factories import SYDNEY

pytestmark = pytest.mark.django_db


def at(day, hour, minute=0):
    return datetime(2026, 11, day, hour, minute, tzinfo=SYDNEY)


def test_a_reminder_says_where_to_go_and_leads_to_the_visit(
    pia, dee, room, first_visit, ruth, client, settings, time_machine
):
    visit = book(
        runner=ruth, practitioner=pia.practitioner, room=room, kind=first_visit, by=dee,
        starts_at=at(25, 9, 30), now=at(20, 12),
    )  # fmt: skip
    AppointmentType.objects.update(is_online=True, change_hours=4)
    Site.objects.update(street="12 Example Street")

    queue_appointment_reminders(now=at(24, 0))

    reminder = Message.objects.get(key__endswith=":day")
    assert "\nWhere: 12 Example Street, Winston Hills\n" in reminder.body
    link = next(line for line in reminder.body.splitlines() if "/bookings/mine/" in line)
    assert link == link_of(visit)
    time_machine.move_to(at(24, 10), tick=False)
    page = client.get(link.removeprefix(settings.BASE_URL)).content.decode()
    assert "Wednesday 25 November, 9:30 am" in page
    assert "Move it" in page
    assert "Cancel it" in page


def test_after_the_visit_the_link_calls_it_booked_no_more(
    pia, dee, room, first_visit, ruth, client, settings, time_machine
):
    visit = book(
        runner=ruth, practitioner=pia.practitioner, room=room, kind=first_visit, by=dee,
        starts_at=at(25, 9, 30), now=at(20, 12),
    )  # fmt: skip
    link = link_of(visit).removeprefix(settings.BASE_URL)

    time_machine.move_to(visit.ends_at - timedelta(seconds=1), tick=False)
    assert "Your visit is booked" in client.get(link).content.decode()
    time_machine.move_to(visit.ends_at, tick=False)
    page = client.get(link).content.decode()

    assert "Wednesday 25 November, 9:30 am" in page
    for said in ("is booked", "Put it in my calendar", "To change this visit"):
        assert said not in page
    assert "Book a visit" in page


@pytest.mark.parametrize(
    ("is_online", "reason"), [(True, "It is less than 24 hours until your visit. "), (False, "")]
)
def test_too_late_or_by_phone_alone_the_page_says_so_and_a_button_pressed_changes_nothing(
    pia, dee, room, first_visit, ruth, client, settings, time_machine, is_online, reason
):
    visit = book(
        runner=ruth, practitioner=pia.practitioner, room=room, kind=first_visit, by=dee,
        starts_at=at(25, 9, 30), now=at(20, 12),
    )  # fmt: skip
    AppointmentType.objects.update(is_online=is_online, change_hours=24)
    link = link_of(visit).removeprefix(settings.BASE_URL)
    time_machine.move_to(at(24, 10), tick=False)

    page = client.get(link).content.decode()
    assert f"<p>{reason}To change this visit, ring <a" in page
    assert "Move it" not in page

    for step in ("move/", "cancel/"):
        pressed = {"version": "1", "reason": "sick", "starts_at": at(26, 9).isoformat()}
        told = client.post(f"{link}{step}", pressed, follow=True).content.decode()
        assert "Nothing was changed. This visit can no longer be changed here." in told
    visit.refresh_from_db()
    assert (visit.status, visit.version) == ("booked", 1)
