from datetime import timedelta

import pytest

from bookings.models import Appointment, AppointmentType, Enquiry, WorkingHours
from bookings.progress.firsts import first_times
from tests.bookings.visits import text
from tests.factories import NOON, make_appointment, make_enquiry, make_type

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("at_noon", "first_visit", "room"),
]


@pytest.fixture
def nina(pia):
    return make_enquiry(due_at=NOON + timedelta(days=1))


def pressed(page):
    return page.content.decode().split('name="first" value="')[1].split('"')[0]


def test_one_press_books_the_first_free_time_for_a_new_person(signed_in, dee, nina, pia):
    client = signed_in(dee)
    page = client.get(f"/bookings/inbox/{nina.pk}/book/")

    booked = client.post(f"/bookings/inbox/{nina.pk}/first/", {"first": pressed(page)})

    visit = Appointment.objects.get()
    assert booked["Location"] == f"/bookings/{visit.pk}/"
    assert (visit.runner.name, visit.practitioner) == ("Nina", pia.practitioner)
    assert visit.starts_at == NOON + timedelta(minutes=15)
    assert Enquiry.objects.get().state == "booked"


def test_a_time_that_is_gone_is_told_and_nothing_is_booked(signed_in, dee, nina, ruth, room):
    client = signed_in(dee)
    first = pressed(client.get(f"/bookings/inbox/{nina.pk}/book/"))
    kind = first_times(enquiry=nina, now=NOON).kind
    make_appointment(ruth, ruth.physio, room, kind, NOON + timedelta(minutes=15))

    for sent in (first, "", "x.y.z"):
        page = client.post(f"/bookings/inbox/{nina.pk}/first/", {"first": sent}, follow=True)
        assert "That time is not free any more." in text(page)
    assert Appointment.objects.count() == 1


def test_times_that_suit_come_first_and_else_it_is_said(signed_in, dee, nina, pia, site):
    nina.when_suits = "after_work"
    free = first_times(enquiry=nina, now=NOON)
    assert [one.starts_at.hour for one in free.times] == [17, 17, 17]

    WorkingHours.objects.create(
        practitioner=pia.practitioner, site=site, weekday=4, opens="09:00", closes="12:00"
    )
    Enquiry.objects.update(when_suits="after_work")
    page = text(signed_in(dee).get(f"/bookings/inbox/{nina.pk}/book/"))
    assert "Thursday 26 November, 9:00 am with Pia" in page
    assert "None of the next two weeks suits" in page


def test_somebody_new_is_offered_what_is_meant_for_them_and_never_a_massage_by_chance(nina):
    AppointmentType.objects.update(for_whom="returning")
    for name in ("A massage", "B massage", "C massage"):
        make_type(name, 30)
    online = make_type("Visit", 45)
    AppointmentType.objects.filter(pk=online.pk).update(is_online=True)
    assert first_times(enquiry=nina, now=NOON).kind == online

    own = make_type("Your first visit", 60)
    AppointmentType.objects.filter(pk=own.pk).update(for_whom="new")
    assert first_times(enquiry=nina, now=NOON).kind == own

    AppointmentType.objects.update(for_whom="returning")
    assert first_times(enquiry=nina, now=NOON).kind is None


def test_without_a_rule_kinds_are_taken_by_name(nina):
    AppointmentType.objects.all().delete()
    for name in "EDCBA":
        make_type(name, 30)

    assert first_times(enquiry=nina, now=NOON).kind.name == "A"


def test_whom_they_asked_for_is_kept(nina, pia, paul):
    nina.asked_for = paul.practitioner

    free = first_times(enquiry=nina, now=NOON)

    assert {one.practitioner for one in free.times} == {paul.practitioner}


def test_nobody_is_booked_with_one_press_who_may_be_somebody_else(signed_in, dee, ruth):
    nina = make_enquiry(email=ruth.email)
    client = signed_in(dee)
    assert "First free times" not in text(client.get(f"/bookings/inbox/{nina.pk}/book/"))

    Enquiry.objects.update(runner=ruth)
    assert "for Ruth on file" in text(client.get(f"/bookings/inbox/{nina.pk}/book/"))


def test_warning_signs_stand_above_the_booking(signed_in, dee, nina):
    Enquiry.objects.update(red_flags=["chest"], is_urgent=True)

    assert "Tell them to call 000 now" in text(
        signed_in(dee).get(f"/bookings/inbox/{nina.pk}/book/")
    )
