"""Nobody who writes to us is lost, and who is held back reads so."""

import pytest
from django.utils import timezone

from bookings.actions.enquiries import close_enquiry
from bookings.models import Enquiry
from clinic.outbox.models import Message
from tests.bookings.enquiry_forms import NINA, typed

pytestmark = pytest.mark.django_db
PAGE = "/bookings/enquire/"


@pytest.fixture
def receipt(client):
    """Where somebody lands whose browser filled in the form within a second."""
    return client.post(PAGE, typed(opened_at=timezone.now()))["Location"]


@pytest.mark.parametrize(
    "correction",
    [{"message": "It is the left knee."}, {"phone": ""}, {"email": "", "name": "Nina N"}],
)
def test_going_back_to_put_a_word_right_is_no_robot(client, correction):
    sent = typed()
    client.post(PAGE, sent)
    client.post(PAGE, sent | correction)

    assert list(Enquiry.objects.values_list("is_doubtful", flat=True)) == [False, False]


def test_nina_is_told_that_she_is_held_back_and_lets_herself_in(client, receipt):
    held = client.get(receipt).content.decode()
    assert "Are you a person?" in held
    assert not Message.objects.exists()

    page = client.post(receipt, follow=True).content.decode()

    assert "Are you a person?" not in page
    assert Enquiry.objects.get().is_doubtful is False
    assert Message.objects.get().to == NINA["email"]


def test_pressing_twice_sends_one_receipt(client, receipt):
    answers = [client.post(receipt).status_code for _ in range(2)]

    assert answers == [302, 302]
    assert Message.objects.count() == 1


def test_what_the_desk_has_closed_stays_closed(client, receipt, dee):
    close_enquiry(enquiry=Enquiry.objects.get(), reason="spam", by=dee, now=timezone.now())
    client.post(receipt)

    assert Enquiry.objects.get().state == "closed"
    assert not Message.objects.exists()
    assert "Are you a person?" not in client.get(receipt).content.decode()


def test_whoever_was_not_held_back_is_asked_nothing(client):
    receipt = client.post(PAGE, typed())["Location"]

    assert "Are you a person?" not in client.get(receipt).content.decode()


def test_a_forged_receipt_lets_nobody_in(client, receipt):
    assert client.post(receipt[:-3] + "xx/").status_code == 404
    assert Enquiry.objects.get().is_doubtful
