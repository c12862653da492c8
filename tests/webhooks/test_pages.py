"""Everybody keeps their own addresses, and sees what became of each event."""

import re
from html import unescape

import pytest
import time_machine

from clinic.webhooks.actions import hand_on
from clinic.webhooks.delivery import deliver_due
from clinic.webhooks.models import Delivery, Endpoint
from clinic.webhooks.signing import secret_of
from tests.factories import NOON, make_drill, make_program

PAGE = "/settings/webhooks/"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOON, tick=False):
        yield


def text(answer) -> str:
    return unescape(re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_an_address_is_added_and_its_secret_is_shown_once(signed_in, pia, system):
    pias = signed_in(pia)
    made = pias.post(PAGE, {"url": system.url, "events": ["program.changed"]})

    endpoint = Endpoint.objects.get()
    assert f'value="{secret_of(endpoint)}"' in made.content.decode()
    page = pias.get(f"{PAGE}{endpoint.pk}/")
    assert "whsec_" not in page.content.decode()
    assert system.url in text(pias.get(PAGE))
    assert secret_of(endpoint) not in str(list(Endpoint.objects.values()))


def test_a_refused_form_keeps_what_was_typed_and_says_what_to_do(signed_in, pia):
    wrong = {"url": "http://example.com/hook", "events": ["program.changed"]}
    answer = signed_in(pia).post(PAGE, wrong)
    assert answer.status_code == 422
    assert "Enter an address that begins with https://." in text(answer)
    assert 'value="http://example.com/hook"' in answer.content.decode()
    assert not Endpoint.objects.exists()
    none = signed_in(pia).post(PAGE, {"url": "https://example.com/hook"})
    assert "Choose at least one event" in text(none)


def test_the_same_address_twice_and_an_eleventh_are_refused(signed_in, pia):
    pias = signed_in(pia)
    for number in range(10):
        pias.post(PAGE, {"url": f"https://e.example/{number}", "events": ["program.changed"]})
    twice = pias.post(PAGE, {"url": "https://e.example/1", "events": ["program.changed"]})
    assert "10 addresses" in text(twice)
    Endpoint.objects.filter(url="https://e.example/9").delete()
    twice = pias.post(PAGE, {"url": "https://e.example/1", "events": ["program.changed"]})
    assert "You have this address already." in text(twice)


def test_the_desk_is_offered_visits_only(signed_in, dee):
    page = signed_in(dee).get(PAGE).content.decode()
    assert "appointment.booked" in page
    assert "program.changed" not in page
    forced = signed_in(dee).post(
        PAGE, {"url": "https://e.example/", "events": ["session_log.saved"]}
    )
    assert forced.status_code == 422


def test_a_trial_is_posted_and_listed(signed_in, told, system, ruth):
    endpoint = told(ruth, "program.changed")
    ruths = signed_in(ruth)
    ruths.post(f"{PAGE}{endpoint.pk}/step/", {"do": "trial"})
    assert "Waiting" in text(ruths.get(f"{PAGE}{endpoint.pk}/"))
    deliver_due(now=NOON)
    page = text(ruths.get(f"{PAGE}{endpoint.pk}/"))
    assert "Delivered" in page
    assert "Tried once. Answered 204." in page


def test_a_new_secret_comes_once_a_day(signed_in, told, ruth):
    endpoint = told(ruth, "program.changed")
    ruths = signed_in(ruth)
    first = ruths.post(f"{PAGE}{endpoint.pk}/step/", {"do": "secret"})
    endpoint.refresh_from_db()
    assert secret_of(endpoint) in first.content.decode()
    again = ruths.post(f"{PAGE}{endpoint.pk}/step/", {"do": "secret"}, follow=True)
    assert "within the last day" in text(again)


def test_an_event_is_sent_again_and_an_address_switched_off(signed_in, told, system, ruth):
    endpoint = told(ruth, "program.activated")
    make_program(ruth, [make_drill()])
    hand_on(now=NOON)
    deliver_due(now=NOON)
    ruths, step = signed_in(ruth), f"{PAGE}{endpoint.pk}/step/"
    answer = ruths.post(step, {"do": "again", "delivery": Delivery.objects.get().pk}, follow=True)
    assert "with the same id" in text(answer)
    deliver_due(now=NOON)
    assert len(system.posts) == 2
    for nonsense in ("nonsense", endpoint.pk, ""):
        assert ruths.post(step, {"do": "again", "delivery": nonsense}).status_code == 404
    off = ruths.post(step, {"do": "off"}, follow=True)
    assert "is told nothing more" in text(off)
    assert ruths.post(step, {"do": "trial"}).status_code == 404
    assert "It is off since" in text(ruths.get(f"{PAGE}{endpoint.pk}/"))


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_more(signed_in, told, ruth, count, django_assert_num_queries):
    endpoint = told(ruth, "program.activated")
    for number in range(count):
        make_program(ruth, [make_drill(f"d{number}")])
    hand_on(now=NOON)
    ruths = signed_in(ruth)
    with django_assert_num_queries(4):
        ruths.get(f"{PAGE}{endpoint.pk}/")
