"""The wait list shows which times came free, and leads to whom they suit."""

from datetime import timedelta
from html import unescape
from urllib.parse import unquote

import pytest

from bookings.actions.appointments import book, cancel_appointment
from bookings.actions.waitlist import join_waitlist
from bookings.progress.waitlist import freed
from tests import factories
from tests.bookings.visits import HALF_PAST_NINE, text
from tests.factories import NOON

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def clock(time_machine):
    time_machine.move_to(NOON, tick=False)


def cancelled(wish, dee, **other):
    visit = book(**wish | other)
    return cancel_appointment(appointment=visit, reason="sick", version=1, by=dee, now=NOON)


def test_a_cancelled_visit_leads_to_whom_its_time_suits(signed_in, dee, wish, first_visit):
    gap = cancelled(wish, dee)
    runner = factories.make_runner("Wim")
    join_waitlist(runner=runner, facts={"type": first_visit}, now=NOON)
    client = signed_in(dee)

    page = client.get("/bookings/waitlist/")

    assert "Wednesday 25 November, 9:30 am" in text(page)
    assert f"/bookings/{gap.pk}/gap/" in page.content.decode()
    assert "Offer this time to Wim" in client.get(f"/bookings/{gap.pk}/gap/").content.decode()


def test_a_time_that_is_taken_again_or_over_is_not_free_and_one_is_named_once(dee, wish, otto):
    taken, twice = {"starts_at": HALF_PAST_NINE + DAY}, {"starts_at": HALF_PAST_NINE + 2 * DAY}
    cancelled(wish, dee, **taken)
    book(**wish | taken | {"runner": otto})
    cancelled(wish, dee, **twice)
    cancelled(wish, dee, **twice)

    found = freed(user=dee, now=NOON)

    assert [one.starts_at for one in found] == [twice["starts_at"]]
    assert freed(user=dee, now=HALF_PAST_NINE + 3 * DAY) == []
    assert freed(user=otto.user, now=NOON) == []


def test_a_free_time_of_the_diary_leads_to_whom_it_suits(signed_in, dee, wish, first_visit, pia):
    book(**wish | {"starts_at": HALF_PAST_NINE + timedelta(minutes=75)})
    runner = factories.make_runner("Wim")
    join_waitlist(runner=runner, facts={"type": first_visit}, now=NOON)
    client = signed_in(dee)
    free = f"/bookings/waitlist/gap/?practitioner={pia.practitioner.pk}&day=2026-11-25&time="

    page, shorter = client.get(f"{free}10:00"), client.get(f"{free}10:15")
    offered = client.post(f"{free}10:00", {"entry": runner.waitlist_entries.get().pk}, follow=True)

    assert "Offer Wednesday 25 November, 10:00 am" in text(page)
    beside = client.get(f"{free}10:00".replace("waitlist/gap", "book")).content.decode()
    assert f'href="{free}10:00">Offer this time' in unquote(unescape(beside))
    assert "45 minutes" in text(page)
    assert "Nobody on the wait list fits" in text(shorter)
    assert "Offered to Wim." in text(offered)
    assert "not free any more" in text(client.get(f"{free}10:00", follow=True))
    assert "not free any more" in text(client.get(f"{free}10:45", follow=True))
    for nonsense in ("", "25:00", "x"):
        assert client.get(f"{free}{nonsense}").status_code == 404


def test_the_page_asks_as_much_for_three_times_as_for_one(
    signed_in, dee, wish, django_assert_max_num_queries
):
    client = signed_in(dee)
    for number in range(3):
        cancelled(wish, dee, starts_at=HALF_PAST_NINE + number * DAY)

    with django_assert_max_num_queries(6):
        client.get("/bookings/waitlist/")
