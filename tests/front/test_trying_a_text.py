"""The manager tries a text on a phone: it leaves as it would to a runner, and to nobody unasked."""

import pytest
import time_machine
from django.urls import reverse

from clinic.outbox.models import Message, StoppedNumber
from clinic.samples import TESTS_AN_HOUR, TEXTS, TRIED_FOR, slug_of
from tests.factories import NOON

pytestmark = pytest.mark.django_db
SLUG = "programs-text-changed"
PAGE = f"/ops/messages/samples/{SLUG}/text/"


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


@pytest.mark.parametrize("template", TEXTS.values())
def test_it_leaves_as_it_would_to_a_runner_and_not_late(maxs, template):
    page = reverse("message_sample_text", args=[slug_of(template)])
    shown = maxs.get(page).content.decode()

    assert maxs.post(page, {"number": "0491 570 156"}).status_code == 302

    message = Message.objects.get()
    assert (message.channel, message.to, message.kind) == ("sms", "+61491570156", "sample")
    assert (message.state, message.send_after) == ("planned", NOON)
    assert message.not_after == NOON + TRIED_FOR
    assert message.body.strip() in shown
    assert page in maxs.get("/ops/messages/samples/").content.decode()


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("", "Enter a mobile number like 0400 000 000"),
        ("hello", "Enter a mobile number like 0400 000 000"),
        ("02 9726 4491", "Enter a mobile number like 0400 000 000"),
        ("0491 570 157", "That number replied STOP."),
    ],
)
def test_a_number_that_gets_no_text_is_refused_and_stays(maxs, number, words):
    StoppedNumber.objects.create(number="+61491570157", since=NOON)

    answer = maxs.post(PAGE, {"number": number})

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert f'value="{number}"' in answer.content.decode() or not number
    assert not Message.objects.exists()


def test_there_is_an_end_to_trying(maxs):
    for _ in range(TESTS_AN_HOUR):
        maxs.post(PAGE, {"number": "0491 570 156"})

    answer = maxs.post(PAGE, {"number": "0491 570 156"})

    assert (answer.status_code, Message.objects.count()) == (429, TESTS_AN_HOUR)
    assert "Wait for an hour." in answer.content.decode()


def test_only_texts_and_only_where_the_clinic_sends_some(maxs, settings):
    for other in ("programs-email-changed", "nothing"):
        assert maxs.get(f"/ops/messages/samples/{other}/text/").status_code == 404

    settings.SMS_URLS = []

    assert maxs.get(PAGE).status_code == 404
    assert "Text it" not in maxs.get("/ops/messages/samples/").content.decode()
