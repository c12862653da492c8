"""The manager keeps what texts come from, and how a name stands with the register."""

import pytest
import time_machine

from clinic.outbox.models import TextSender
from tests.factories import NOON

pytestmark = pytest.mark.django_db
PAGE = "/ops/messages/sender/"
NUMBER = {"number": "0491 570 110", "name": "", "register": ""}
NAME = {"name": "ActivPhysio", "register": "applied"}


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture(autouse=True)
def texts(settings):
    settings.SMS_URLS = ["sms+https://texts.example/"]


@pytest.fixture
def maxs(max_, signed_in):
    return signed_in(max_)


@pytest.mark.parametrize(
    ("chosen", "words"),
    [
        ({}, "0491 570 110"),
        (NAME, "0491 570 110, until ActivPhysio is on the register"),
        (NAME | {"register": "registered"}, "ActivPhysio, which is on the register"),
        (NAME | {"register": "refused"}, "0491 570 110: ActivPhysio is not on the register"),
    ],
)
def test_it_is_said_wherever_texts_are_looked_after(maxs, dee, signed_in, max_, chosen, words):
    for page in (PAGE, "/ops/messages/samples/", "/ops/"):
        assert "Nobody has said. The text service decides" in maxs.get(page).content.decode()

    assert maxs.post(PAGE, NUMBER | chosen).status_code == 302

    row = TextSender.objects.get()
    assert (row.number, row.by, row.at) == ("+61491570110", max_, NOON)
    for page in (PAGE, "/ops/messages/samples/"):
        assert words in maxs.get(page).content.decode()
    assert words in signed_in(dee).get("/ops/").content.decode()
    assert "Max, Tuesday 24 November, 12:00 pm" in maxs.get(PAGE).content.decode()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"number": ""}, "Enter the number that texts come from"),
        ({"number": "12"}, "Enter a number like 0400 000 000"),
        ({"number": "ActivPhysio"}, "Enter a number like 0400 000 000"),
        ({"name": "Activ"}, "Say how the name stands with the register"),
        ({"register": "applied"}, "Enter the name, or choose “No name” below"),
        (NAME | {"name": "Activ Therapy"}, "to 11 characters or fewer"),
        (NAME | {"name": "Café"}, "Use letters and digits"),
        (NAME | {"name": "12345"}, "Use letters and digits"),
        (NAME | {"register": "perhaps"}, "Select a valid choice"),
    ],
)
def test_what_makes_no_sense_is_refused_and_stays_in_the_form(maxs, wrong, words):
    answer = maxs.post(PAGE, NUMBER | wrong)

    assert answer.status_code == 422
    page = answer.content.decode()
    assert words in page
    for typed in (NUMBER | wrong)["number"], (NUMBER | wrong)["name"]:
        assert f'value="{typed}"' in page or not typed
    assert not TextSender.objects.exists()


def test_a_clinic_without_texts_is_told_so(maxs, settings):
    settings.SMS_URLS = []

    assert "The clinic sends no texts at the moment." in maxs.get(PAGE).content.decode()
    assert "Texts come from" not in maxs.get("/ops/").content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_however_often_one_chose(maxs, count, django_assert_num_queries):
    for _ in range(count):
        maxs.post(PAGE, NUMBER)

    with django_assert_num_queries(3):
        maxs.get(PAGE)
