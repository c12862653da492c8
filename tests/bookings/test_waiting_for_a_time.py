"""The wait list: who fits, one offer a gap, and one person who gets it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, time, timedelta
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connections, transaction

from bookings.actions.appointments import book, cancel_appointment
from bookings.actions.refusals import SlotTaken
from bookings.actions.waitlist import (
    accept_offer,
    decline_offer,
    expire_offers,
    join_waitlist,
    offer_time,
    withdraw,
)
from bookings.models import Appointment, WaitlistEntry, WaitlistOffer
from bookings.progress.waitlist import Gap, ranked
from clinic.outbox.models import Message
from tests import factories
from tests.factories import NOON, SYDNEY

pytestmark = pytest.mark.django_db

NINE = datetime(2026, 11, 25, 9, tzinfo=SYDNEY)


@pytest.fixture
def waits(first_visit):
    """waits(name, …) puts somebody new on the list."""

    def join(name, *, days=1, **facts):
        runner = factories.make_runner(name)
        return join_waitlist(
            runner=runner, facts={"type": first_visit} | facts, now=NOON - timedelta(days=days)
        )

    return join


@pytest.fixture
def gap(pia, site, room):
    return Gap(pia.practitioner, site, NINE, NINE + timedelta(minutes=45))


def offer(entry, gap, dee, now=NOON):
    return offer_time(
        entry=entry, practitioner=gap.practitioner, site=gap.site, starts_at=gap.starts_at,
        by=dee, now=now,
    )  # fmt: skip


def test_the_best_fit_is_first_and_says_why(waits, gap, pia, paul, site):
    waits("Long", days=30)
    waits("Picky", days=2, practitioner=pia.practitioner, site=site)
    waits("Pauls", days=60, practitioner=paul.practitioner)
    waits("Late", days=60, opens=time(16))
    waits("Friday", days=60, weekdays=[5])
    waits("Gone", days=60, ends_on=date(2026, 11, 24))

    fits = ranked(gap, now=NOON)

    assert [fit.entry.runner.name for fit in fits] == ["Picky", "Long"]
    assert fits[0].why == ["asked for Pia", "wants Winston Hills", "waits 2 days"]


def test_a_longer_visit_does_not_fit_into_a_short_gap(waits, gap):
    waits("Long", type=factories.make_type("Long visit", 60))

    assert ranked(gap, now=NOON) == []


@pytest.mark.parametrize("count", [1, 3])
def test_ranking_costs_the_same_for_one_or_many(waits, gap, count, django_assert_num_queries):
    for number in range(count):
        waits(f"W{number}")

    with django_assert_num_queries(2):
        ranked(gap, now=NOON)


def test_an_offer_holds_the_time_and_is_told(waits, gap, dee, wish, ruth):
    made = offer(waits("Nina"), gap, dee)

    assert made.appointment.status == "held"
    told = Message.objects.get(kind="waitlist-offer")
    assert "9:00 am" in told.body
    assert "12:30 pm" in told.body
    with pytest.raises(SlotTaken):
        book(**wish | {"starts_at": NINE})


def test_accepting_books_and_again_is_the_same_visit(waits, gap, dee):
    made = offer(waits("Nina"), gap, dee)

    visit = accept_offer(offer=made, now=NOON + timedelta(minutes=29))
    again = accept_offer(offer=made, now=NOON + timedelta(hours=2))

    assert visit.pk == again.pk
    entry = WaitlistEntry.objects.get()
    assert (entry.state, entry.appointment_id) == ("booked", visit.pk)
    assert Appointment.objects.get().status == "booked"


def test_an_offer_that_ran_out_is_refused_and_the_time_is_free(waits, gap, dee, wish):
    made = offer(waits("Nina"), gap, dee)
    late = NOON + timedelta(minutes=30)

    with pytest.raises(ValidationError, match="run out"):
        accept_offer(offer=made, now=late)
    assert book(**wish | {"starts_at": NINE, "now": late})
    assert expire_offers(now=late) == 1
    assert WaitlistEntry.objects.get().state == "waiting"


def test_letting_it_go_keeps_the_place_on_the_list(waits, gap, dee, wish):
    made = offer(waits("Nina"), gap, dee)

    assert decline_offer(offer=made, now=NOON) is True
    assert decline_offer(offer=made, now=NOON) is False
    assert WaitlistEntry.objects.get().state == "waiting"
    assert book(**wish | {"starts_at": NINE})


def test_a_gap_is_offered_to_one_person_at_a_time(waits, gap, dee, site):
    factories.make_room(site, "Room 2")
    offer(waits("Nina"), gap, dee)
    other = waits("Nora")

    with pytest.raises(SlotTaken):
        offer(other, gap, dee)
    other.refresh_from_db()
    assert other.state == "waiting"


def test_the_database_keeps_one_open_offer_a_gap(waits, gap, dee, otto, room, first_visit):
    made = offer(waits("Nina"), gap, dee)
    elsewhere = factories.make_appointment(otto, gap.practitioner, room, first_visit,
                                           NINE + timedelta(days=1))  # fmt: skip

    with pytest.raises(IntegrityError, match="waitlist_gap_is_offered_once"), transaction.atomic():
        WaitlistOffer.objects.create(
            entry=waits("Nora"), appointment=elsewhere, practitioner=made.practitioner,
            starts_at=made.starts_at, offered_at=NOON, expires_at=NOON + timedelta(hours=1),
        )  # fmt: skip


def test_somebody_with_an_offer_is_not_taken_off_the_list(waits, gap, dee):
    entry = waits("Nina")
    offer(entry, gap, dee)

    assert withdraw(entry=entry, now=NOON) is False


def test_dee_offers_a_cancelled_time_and_nina_takes_it_from_the_mail(
    waits, wish, dee, signed_in, client, monkeypatch
):
    monkeypatch.setattr("bookings.views.waitlist.timezone.now", lambda: NOON)
    entry = waits("Nina")
    visit = book(**wish)
    cancel_appointment(appointment=visit, reason="sick", version=1, by=dee, now=NOON)
    desk = signed_in(dee)
    page = desk.get(f"/bookings/{visit.pk}/gap/")
    assert "waits 1 day" in page.content.decode()

    desk.post(f"/bookings/{visit.pk}/gap/", {"entry": entry.pk})

    link = Message.objects.get(kind="waitlist-offer").body.split("http")[1].split()[0]
    path = "/" + link.split("/", 3)[3]
    assert "Take this time" in client.get(path).content.decode()
    done = client.post(path)
    assert "Your visit is booked" in client.get(done.url).content.decode()
    assert "This offer is over" in client.get(path).content.decode()


@pytest.mark.django_db(transaction=True)
def test_ten_answers_at_once_book_one_visit(waits, gap, dee):
    made = offer(waits("Nina"), gap, dee)
    start = Barrier(4)

    def answer(_):
        try:
            start.wait(timeout=10)
            return accept_offer(offer=made, now=NOON).pk
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as threads:
        answers = set(threads.map(answer, range(4)))

    assert answers == {made.appointment_id}
    assert Message.objects.filter(kind="appointment-booked").count() == 1
