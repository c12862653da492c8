"""A browser that goes Back or reloads after a refused form finds its page again."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.utils import timezone

from bookings.models import Enquiry
from clinic.people.actions import prune_tries
from clinic.refusals import LASTS
from tests.factories import make_appointment

pytestmark = pytest.mark.django_db

BROWSER = {"Sec-Fetch-Mode": "navigate"}
ENQUIRE = "/bookings/enquire/"
TYPED = {"name": "Nina Ng", "message": "My knee hurts on stairs."}


def refuse(client: Client, path: str = ENQUIRE, typed: dict | None = None) -> str:
    """Send a form that is refused; the address that the browser is led to."""
    led = client.post(path, TYPED if typed is None else typed, headers=BROWSER)
    assert led.status_code == 303
    return led["Location"]


def test_a_refused_form_leads_to_an_address_that_gives_it_again_and_again(client):
    there = refuse(client)
    pages = [client.get(there) for _ in range(2)]

    assert urlsplit(there).path == ENQUIRE
    for page in pages:
        assert page.status_code == 422
        assert "There is a problem" in page.content.decode()
        assert TYPED["message"] in page.content.decode()
        assert page["Cache-Control"] == "private, no-store"
    assert "knee" not in there


def test_the_page_can_be_mended_and_sent(client):
    there = refuse(client)
    form = client.get(there).content.decode()
    mended = TYPED | {"email": "nina@demo.example", "where_it_hurts": "knee", "consent": "on"}

    assert 'method="post"' in form
    sent = client.post(there, mended | {"when_suits": "any"}, headers=BROWSER)

    assert sent.status_code == 302
    assert Enquiry.objects.get().message == TYPED["message"]


def test_who_is_no_browser_gets_the_answer_itself(client):
    assert client.post(ENQUIRE, TYPED).status_code == 422
    swapped = client.post(ENQUIRE, TYPED, headers={"Sec-Fetch-Mode": "cors"})
    assert swapped.status_code == 422


def test_somebody_else_never_sees_it(client, dee, signed_in):
    there = refuse(client)

    for other in (Client(), signed_in(dee)):
        answer = other.get(there)
        assert answer.status_code == 302
        assert answer["Location"] == ENQUIRE


def test_after_signing_out_it_is_gone(dee, signed_in):
    client = signed_in(dee)
    there = refuse(client, "/bookings/calls/new/", {"note": "Rang about her knee."})
    assert "Rang about her knee." in client.get(there).content.decode()

    client.post("/sign-out/")

    assert client.get(there, follow=True).redirect_chain[-1][0].startswith("/sign-in/")


def test_a_page_of_another_address_is_not_given(client):
    key = urlsplit(refuse(client)).query

    assert client.get(f"/sign-in/?{key}").status_code == 302


def test_it_lasts_for_an_hour_and_then_the_empty_form_comes(client, time_machine):
    there = refuse(client)
    time_machine.move_to(timezone.now() + LASTS + timedelta(seconds=1))

    answer = client.get(there, follow=True)

    assert answer.status_code == 200
    assert TYPED["message"] not in answer.content.decode()


@pytest.mark.django_db(transaction=True)
def test_tabs_that_are_refused_at_the_same_moment_each_keep_their_words(dee, signed_in):
    session = signed_in(dee).cookies
    together = threading.Barrier(6)

    def one_tab(number: int) -> str:
        tab = Client()
        tab.cookies = session
        together.wait(timeout=30)
        try:
            return refuse(tab, "/bookings/calls/new/", {"note": f"Caller {number} rang."})
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as tabs:
        addresses = list(tabs.map(one_tab, range(6)))

    reader = Client()
    reader.cookies = session
    for number, there in enumerate(addresses):
        assert f"Caller {number} rang." in reader.get(there).content.decode()


@pytest.mark.parametrize("key", ["", "%00", "a%00b", "../x", "0" * 32, "é" * 8, "a" * 5000])
def test_a_made_up_key_gives_the_page_without_it(client, key):
    assert client.get(f"{ENQUIRE}?refused={key}", follow=True).status_code == 200


def test_what_stood_in_the_address_stays_there(dee, ruth, signed_in):
    client = signed_in(dee)
    there = refuse(client, f"/bookings/book/?runner={ruth.pk}&day=2026-11-25", {"time": "9"})

    assert f"runner={ruth.pk}&day=2026-11-25&refused=" in there
    assert client.get(there).status_code == 422


def test_a_taken_time_keeps_its_status_and_its_offers(
    dee, ruth, otto, pia, room, first_visit, signed_in
):
    client = signed_in(dee)
    noon = timezone.localtime().replace(hour=12, minute=0, second=0, microsecond=0)
    starts_at = noon + timedelta(days=7)
    make_appointment(otto, pia.practitioner, room, first_visit, starts_at)
    wish = {
        "kind": first_visit.pk,
        "practitioner": pia.practitioner.pk,
        "room": room.pk,
        "day": f"{starts_at:%Y-%m-%d}",
        "time": "12:00",
    }
    page = client.get(refuse(client, f"/bookings/book/?runner={ruth.pk}", wish))

    assert page.status_code == 409
    assert 'name="at"' in page.content.decode()


def test_a_refused_address_at_sign_in_is_kept_too(client):
    there = refuse(client, "/sign-in/", {"email": "ruth at home"})

    assert 'value="ruth at home"' in client.get(there).content.decode()


def test_a_stranger_leaves_no_session_behind_for_longer_than_the_page(client):
    refuse(client)
    ends = [session.expire_date for session in Session.objects.all()]

    assert len(ends) == 2, "one is the browser's, one holds the page"
    assert max(ends) <= timezone.now() + LASTS


def test_sessions_that_are_over_are_cleared_away(client):
    refuse(client)
    now = timezone.now()
    Session.objects.update(expire_date=now - timedelta(seconds=1))

    prune_tries(now=now)

    assert not Session.objects.exists()
