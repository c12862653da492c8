"""Whoever says yes before booking is put before the desk at once, with a name or without."""

from datetime import time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client

from bookings.actions import gate
from bookings.models import Appointment, Enquiry
from clinic.outbox.models import Message
from tests import factories
from tests.bookings.visits import text
from tests.factories import NOON

pytestmark = pytest.mark.django_db
START, HELP = "/bookings/visit/", "/bookings/visit/help/"
ME = {"name": "Nina", "phone": "0491 570 156", "email": "", "consent": "on"}
REASSURING = ("you are fine", "nothing serious", "all clear", "no need to worry", "don't worry")


@pytest.fixture
def online(first_visit, pia, room):
    first_visit.is_online = True
    first_visit.save()
    factories.make_hours(pia.practitioner, room.site, [1, 2, 3, 4, 5], time(9), time(12))
    return first_visit


def say_yes(client, online=None, **more):
    kind = {"kind": online.pk} if online else {}
    return client.post(START, {"flags": "yes"} | kind | more, follow=True)


def alerts():
    return Message.objects.filter(kind="enquiry-urgent").order_by("created_at", "to")


def test_a_yes_without_a_name_is_an_urgent_enquiry_and_the_desk_is_told(client, online, dee, max_):
    page = say_yes(client, online)

    enquiry = Enquiry.objects.get()
    assert (enquiry.is_urgent, enquiry.state, enquiry.sign_level) == (True, "new", "emergency")
    assert (enquiry.name, enquiry.email, str(enquiry.phone)) == ("Unknown visitor", "", "")
    assert {alert.to for alert in alerts()} == {dee.email, max_.email}
    assert "may ring you" in alerts()[0].body
    assert enquiry.reference in text(page)
    assert "Call 000" in text(page)
    assert not any(word in text(page).lower() for word in REASSURING)


def test_the_help_is_shown_whatever_else_is_missing_or_wrong(client, dee):
    for more in ({}, {"kind": "nonsense"}):
        assert "Get help first" in text(say_yes(Client(), **more))

    assert Enquiry.objects.filter(is_urgent=True).count() == 2


def test_whoever_is_signed_in_is_named_by_the_file(signed_in, ruth, online, dee):
    client = signed_in(ruth.user)

    page = say_yes(client, online)

    enquiry = Enquiry.objects.get()
    assert (enquiry.runner, enquiry.name, enquiry.email) == (ruth, ruth.name, ruth.email)
    assert "Ring them" in alerts()[0].body
    assert ruth.name in text(page)
    for said in alerts():
        assert ruth.name not in said.subject + said.body


def test_who_asks_to_be_rung_is_added_to_the_same_enquiry_and_told_again(client, online, dee):
    say_yes(client, online)

    page = client.post(HELP, ME | {"red_flags": ["calf"]}, follow=True)

    enquiry = Enquiry.objects.get()
    assert (enquiry.name, str(enquiry.phone)) == ("Nina", "+61491570156")
    assert (enquiry.red_flags, enquiry.is_urgent) == (["calf"], True)
    assert "See a doctor today" in text(page)
    assert enquiry.reference in text(page)
    assert enquiry.due_at == enquiry.created_at
    assert "We ring you as soon as we can; do not wait for us" in text(page)
    assert ["may ring you" in one.body for one in alerts()] == [True, False]


def test_a_call_back_without_a_sign_named_stays_an_emergency_and_a_name_is_not_needed(client, dee):
    say_yes(client)

    page = client.post(HELP, ME | {"name": ""}, follow=True)

    assert Enquiry.objects.get().name == "Unknown visitor"
    assert "Call 000 now" in text(page)


def test_no_way_to_answer_is_refused_and_what_was_typed_stays(client, dee):
    say_yes(client)

    page = client.post(HELP, ME | {"phone": ""})

    assert page.status_code == 422
    assert "Call 000" in text(page)
    assert 'value="Nina"' in page.content.decode()
    assert Enquiry.objects.get().consented_at is None


def test_two_yes_in_a_row_alert_once_and_another_day_alerts_again(client, dee, time_machine):
    time_machine.move_to(NOON, tick=False)
    say_yes(client)
    say_yes(client)
    assert (Enquiry.objects.count(), alerts().count()) == (1, 1)

    time_machine.move_to(NOON + timedelta(minutes=11), tick=False)
    say_yes(client)

    assert (Enquiry.objects.count(), alerts().count()) == (2, 2)


def test_somebody_else_on_the_same_device_is_told_of_too(client, dee):
    say_yes(client)
    client.post(HELP, ME)

    say_yes(client)

    assert Enquiry.objects.filter(is_urgent=True).count() == 2


def test_words_once_said_are_never_written_over(client, dee):
    say_yes(client)
    client.post(HELP, ME)
    client.post(HELP, ME)
    assert Enquiry.objects.count() == 1

    client.post(HELP, ME | {"phone": "0491 570 157"})

    assert {str(one.phone) for one in Enquiry.objects.all()} == {"+61491570156", "+61491570157"}
    assert all(Enquiry.objects.values_list("is_urgent", flat=True))


def test_whoever_asks_after_the_desk_closed_it_is_a_new_urgent_enquiry(client, dee):
    say_yes(client)
    Enquiry.objects.update(state="closed", close_reason="no_contact")

    client.post(HELP, ME)

    assert sorted(Enquiry.objects.values_list("state", "is_urgent")) == [
        ("closed", True),
        ("new", True),
    ]


def test_a_no_afterwards_and_a_booking_take_nothing_back(client, online, dee, time_machine):
    time_machine.move_to(NOON, tick=False)
    say_yes(client, online)

    who = client.post(START, {"flags": "no", "kind": online.pk})
    when = f"/bookings/visit/when/?kind={online.pk}"
    details = client.post(when, {"at": "2026-11-26T10:00:00+11:00"}).url
    check = client.post(details, ME | {"email": "nina@mail.example"}).url
    client.post(check)

    assert who.status_code == 302
    assert Appointment.objects.get().status == "booked"
    enquiry = Enquiry.objects.get()
    assert (enquiry.state, enquiry.is_urgent) == ("new", True)


def test_a_flood_of_yes_stops_filling_the_inbox_and_still_shows_help(dee):
    for _ in range(12):
        page = say_yes(Client())

    assert "Call 000" in text(page)
    assert "We have told" not in text(page)
    assert Enquiry.objects.count() == 10


def test_the_desk_reads_what_to_do_about_somebody_who_left_nothing(client, signed_in, dee):
    say_yes(client)
    enquiry = Enquiry.objects.get()

    page = text(signed_in(dee).get(f"/bookings/inbox/{enquiry.pk}/"))

    assert "Tell them to call 000 now" in page
    assert "They left no number and no address" in page
    assert "Left no way to reach them" in page


def test_the_database_takes_no_other_enquiry_without_a_way_to_answer():
    enquiry = gate.stop_at_gate(runner=None, now=NOON)
    for wrong in ({"red_flags": []}, {"red_flags": ["calf"]}, {"phone": "+61491570156"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Enquiry.objects.filter(pk=enquiry.pk).update(**wrong)

    with pytest.raises(ValidationError, match="Give an e-mail address"):
        gate.ask_to_be_rung(
            enquiry=enquiry, name="", phone="", email="", red_flags=["calf"], consent=True, now=NOON
        )


def test_a_sign_that_nobody_can_tick_is_refused(client, dee):
    page = client.post(HELP, ME | {"red_flags": ["unsaid"]})

    assert page.status_code == 422
    body = {"name": "Nina", "email": "n@demo.example", "where_it_hurts": "hip", "consent": True}
    answer = client.post(
        "/api/v1/enquiries/", body | {"red_flags": ["unsaid"]}, content_type="application/json"
    )
    assert answer.status_code == 400
