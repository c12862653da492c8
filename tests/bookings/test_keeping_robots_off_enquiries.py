import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections
from django.test import Client
from django.utils import timezone
from rest_framework.test import APIClient

from bookings.access import PER_CONTACT, PER_NETWORK
from bookings.models import Enquiry
from clinic.outbox.models import Message
from clinic.people.models import RateWindow
from tests.bookings.enquiry_forms import NINA, typed

PAGE = "/bookings/enquire/"
API = "/api/v1/enquiries/"
SECONDS = timedelta(seconds=1)
db = pytest.mark.django_db


@db
@pytest.mark.parametrize(
    "robot",
    [
        {"homepage": "https://spam.example"},
        {"started": ""},
        {"started": "forged:token"},
    ],
)
def test_a_robot_gets_the_same_page_but_waits_in_the_tray_without_mail(client, robot):
    answer = client.post(PAGE, typed(**robot), follow=True)

    assert "We have your enquiry" in answer.content.decode()
    assert Enquiry.objects.get().is_doubtful
    assert not Message.objects.exists()


@db
@pytest.mark.parametrize(("seconds", "is_doubtful"), [(1, True), (2, True), (4, False)])
def test_faster_than_anybody_types_is_doubtful(client, seconds, is_doubtful):
    client.post(PAGE, typed(opened_at=timezone.now() - seconds * SECONDS))

    assert Enquiry.objects.get().is_doubtful is is_doubtful


@db
@pytest.mark.parametrize(
    ("words", "is_doubtful"),
    [
        ({"message": "Rank higher: https://a.example and https://b.example"}, True),
        ({"message": "Best rates <a href='//a.example'>here</a>"}, True),
        ({"message": "[url=a.example]here[/url]"}, True),
        ({"name": "www.a.example"}, True),
        ({"message": "I ran https://race.example on Sunday, and 3.5 km. www hurts"}, False),
        ({"message": "<b>Ow</b> [left] knee a > b, nina@demo.example"}, False),
        ({"message": ""}, False),
    ],
)
def test_what_reads_like_an_advert_waits_and_one_link_does_not(client, words, is_doubtful):
    answer = client.post(PAGE, typed(**words), follow=True)

    assert "We have your enquiry" in answer.content.decode()
    assert Enquiry.objects.get().is_doubtful is is_doubtful
    assert Message.objects.exists() is not is_doubtful
    # A person is never lost: one press sends it on.
    assert ("I am a person, send it on" in answer.content.decode()) is is_doubtful


@db
def test_a_used_note_with_other_words_is_doubtful(client):
    sent = typed()
    client.post(PAGE, sent)
    other = {"message": "Buy this.", "email": "other@demo.example", "phone": "0491 570 158"}
    client.post(PAGE, sent | other)

    first, second = Enquiry.objects.order_by("created_at")
    assert (first.is_doubtful, second.is_doubtful) == (False, True)
    assert Message.objects.count() == 1


@db
def test_a_page_from_yesterday_keeps_every_word_and_is_sent_again_at_once(client):
    old = typed(opened_at=timezone.now() - timedelta(hours=25))

    asked_again = client.post(PAGE, old)
    form = asked_again.context["form"]
    sent = client.post(PAGE, old | {"started": form["started"].value()})

    page = asked_again.content.decode()
    assert asked_again.status_code == 422
    assert "open for more than a day" in page
    assert NINA["message"] in page
    assert f'value="{NINA["phone"]}"' in page
    assert old["started"] not in page
    assert sent.status_code == 302
    assert Enquiry.objects.get().is_doubtful is False


@db
def test_the_page_of_23_hours_ago_is_fine(client):
    client.post(PAGE, typed(opened_at=timezone.now() - timedelta(hours=23)))

    assert Enquiry.objects.get().is_doubtful is False


@db
def test_the_trap_is_out_of_sight_and_out_of_the_way_of_the_keyboard(client):
    page = client.get(PAGE).content.decode()

    hidden = r'<div\s+class="vh"\s+aria-hidden="true"\s*>(?:(?!</div>\s*</div>).)*'
    trap = re.search(hidden + r'(<input[^>]*name="homepage"[^>]*>)', page, re.DOTALL)[1]
    assert 'tabindex="-1"' in trap
    assert 'autocomplete="off"' in trap


@db
def test_one_address_may_write_only_so_often_and_loses_no_word(client):
    answers = [client.post(PAGE, typed()) for _ in range(PER_CONTACT + 1)]

    page = answers[-1].content.decode()
    assert [answer.status_code for answer in answers] == [302] * PER_CONTACT + [429]
    assert 1 <= int(answers[-1]["Retry-After"]) <= 3600
    assert "ring us on 02 9726 4491" in page
    assert NINA["message"] in page
    assert Enquiry.objects.count() == PER_CONTACT


@db
def test_the_limit_is_shared_by_web_and_api_and_by_either_contact(client):
    for _ in range(PER_CONTACT):
        client.post(PAGE, typed(email=""))

    answer = APIClient().post(API, NINA | {"consent": True, "email": "fresh@demo.example"})

    assert answer.status_code == 429
    assert answer["Content-Type"] == "application/problem+json"
    assert 1 <= int(answer["Retry-After"]) <= 3601
    assert "9726 4491" in answer.json()["detail"]


@db
def test_neighbours_in_one_network_share_a_limit_and_others_do_not():
    def send(address: str, number: int) -> int:
        person = typed(email=f"n{number}@demo.example", phone="")
        return Client(REMOTE_ADDR=address).post(PAGE, person).status_code

    answers = [send(f"198.51.100.{n}", n) for n in range(PER_NETWORK + 1)]
    elsewhere = [send("198.51.101.1", 50), send("2001:db8:0:100::1", 51)]

    assert answers == [302] * PER_NETWORK + [429]
    assert elsewhere == [302, 302]


@db
def test_the_counters_keep_neither_address_nor_number(client):
    client.post(PAGE, typed())

    keys = " ".join(RateWindow.objects.values_list("key", flat=True))
    assert RateWindow.objects.count() == 3
    for detail in ("nina", "491570156", "127.0.0"):
        assert detail not in keys


@pytest.mark.django_db(transaction=True)
def test_the_limit_holds_exactly_under_twenty_posts_at_once(time_machine):
    # A fixed moment in the middle of a window, so that the hour cannot turn under the test.
    moment = timezone.now().replace(minute=30)
    time_machine.move_to(moment, tick=False)

    def send(number: int) -> int:
        try:
            person = typed(email=f"n{number}@demo.example", phone="")
            return Client().post(PAGE, person).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(20) as pool:
        answers = sorted(pool.map(send, range(20)))

    assert answers == [302] * PER_NETWORK + [429] * (20 - PER_NETWORK)
    assert Enquiry.objects.count() == Message.objects.count() == PER_NETWORK


@pytest.mark.django_db(transaction=True)
def test_eight_clicks_at_once_are_one_enquiry():
    sent = typed(phone="", email="nina@demo.example")

    def send(_: int) -> int:
        try:
            return Client().post(PAGE, sent).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(send, range(8)))

    assert answers.count(302) == PER_CONTACT
    assert Enquiry.objects.count() == Message.objects.count() == 1
