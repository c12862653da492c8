"""The manager reads every message that the software writes, and sends one to themself alone."""

from pathlib import Path

import pytest
import time_machine

from clinic.outbox.models import Message
from clinic.samples import ALL, MAILS, NOTICES, TEXTS, samples, slug_of
from clinic.words import banned_in, clinical_in
from tests.factories import NOON

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
PAGE = "/ops/messages/samples/"
SLUGS = [*map(slug_of, ALL), "instead-of-a-text"]


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


def test_no_template_is_left_out():
    mails = {str(one.relative_to(TEMPLATES)) for one in TEMPLATES.glob("*/email/*_body.txt")}
    texts = {str(one.relative_to(TEMPLATES)) for one in TEMPLATES.glob("*/text/*.txt")}

    assert mails - {f"{one}_body.txt" for one in MAILS.values()} == {"health/email/sample_body.txt"}
    assert texts == {f"{one}.txt" for one in TEXTS.values()}
    notices = {str(one.relative_to(TEMPLATES)) for one in TEMPLATES.glob("*/push/*.txt")}
    assert notices == {f"{one}.txt" for one in NOTICES.values()}


@pytest.mark.parametrize("slug", SLUGS)
def test_each_has_all_its_words(slug):
    sample = next(one for one in samples(NOON) if one.slug == slug)
    message = sample.message

    assert "Activ Therapy" in message.body + message.subject * (message.channel == "push")
    assert bool(message.subject) == (sample.length is None)
    for words in (message.subject, message.body):
        assert banned_in(words) == []
        assert "None" not in words
        assert ", ," not in words
        assert "  " not in words
    seen_by_others = message.subject + message.body * (message.channel != "email")
    assert clinical_in(seen_by_others) == ""


def test_the_page_shows_them_without_asking_who_is_on_file(
    max_, signed_in, django_assert_num_queries
):
    client = signed_in(max_)
    text = next(one for one in samples(NOON) if one.length)

    # Who asks, the session, and what texts come from.
    with django_assert_num_queries(3):
        page = client.get(PAGE).content.decode()

    assert page.count("Send it to me") == len(MAILS) + len(TEXTS) + len(NOTICES) + 1 == 31
    assert f"Text message, {text.length.signs} signs, 1 part" in page
    assert "We could not send you this as a text, so here it is by e-mail." in page


@pytest.mark.django_db
@pytest.mark.parametrize("slug", SLUGS)
def test_a_test_goes_to_whoever_asks_for_it_and_to_nobody_else(max_, signed_in, slug):
    answer = signed_in(max_).post(f"{PAGE}{slug}/", {"to": "ruth@demo.example"})

    assert (answer.status_code, answer.url) == (302, PAGE)
    message = Message.objects.get()
    assert (message.to, message.channel, message.kind) == (max_.email, "email", "sample")
    assert message.subject.startswith("A test, with made-up people: ")
    sample = next(one for one in samples(NOON) if one.slug == slug)
    assert sample.message.body.strip() in message.body


@pytest.mark.django_db
def test_there_is_an_end_to_tests(max_, signed_in):
    client = signed_in(max_)

    for _ in range(31):
        client.post(f"{PAGE}bookings-email-booked/")

    assert Message.objects.count() == 30
    assert "Wait for an hour" in client.get(PAGE).content.decode()


@pytest.mark.django_db
def test_what_is_no_sample_is_missing(max_, signed_in):
    assert signed_in(max_).post(f"{PAGE}nothing/").status_code == 404
    assert Message.objects.count() == 0
