"""Ruth chooses what she is sent, and how; nobody is texted who has not agreed to it."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client

from clinic.outbox.actions import Owed, queue_messages
from clinic.outbox.models import Message
from clinic.outbox.replies import take_reply
from clinic.people.access import choices_link
from clinic.people.actions.ways import Ways, choose_ways
from clinic.people.models import Runner, TextConsent
from tests.factories import NOON

pytestmark = pytest.mark.django_db
PAGE = "/settings/messages/"
WORDS = (
    "Activ Therapy may text me on 0491 570 156, about what I choose on this page. I can stop it"
    " here, or by replying STOP to a text."
)


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture(autouse=True)
def texts(settings):
    """The clinic has somebody who carries texts."""
    settings.SMS_URLS = ["sms+https://texts.example/"]


@pytest.fixture
def ruths(ruth, signed_in) -> Client:
    return signed_in(ruth)


@pytest.fixture
def link(ruth, settings):
    return choices_link(ruth).removeprefix(settings.BASE_URL)


def chosen(**other):
    return {"visits": ["email"], "sessions": "email", "news": ["email"]} | other


def owe(runner, kind, channel="email", **other):
    to = runner.email if channel == "email" else "+61491570156"
    template = "programs/email/changed" if channel == "email" else "programs/text/changed"
    owed = Owed(
        key=f"{kind}:{channel}", kind=kind, to=to, channel=channel, person=runner.pk,
        template=template, context={"physio": "Pia", "runner": "Ruth", "choices_link": "-"},
        **other,
    )  # fmt: skip
    queue_messages([owed], now=NOON)
    return Message.objects.get(key=owed.key)


def said(runner):
    return list(runner.reminder_choices.values_list("purpose", "channel", "wants", "how"))


def test_texts_are_sent_to_those_who_agree_and_the_words_are_kept(ruths, ruth):
    assert WORDS in ruths.get(PAGE).content.decode()

    answer = ruths.post(PAGE, chosen(visits=["email", "sms"], sessions="sms", agrees="on"))

    assert (answer.status_code, answer.url) == (302, PAGE)
    ruth.refresh_from_db()
    assert (ruth.visits_by, ruth.sessions_by, ruth.news_by) == (["email", "sms"], "sms", ["email"])
    assert ruth.text_number == "+61491570156"
    consent = TextConsent.objects.get()
    assert (consent.runner, consent.words, consent.by, consent.at) == (ruth, WORDS, ruth.user, NOON)
    assert str(consent.phone) == "+61491570156"
    assert said(ruth) == [
        ("sessions", "email", False, "settings"),
        ("sessions", "sms", True, "settings"),
        ("visits", "sms", True, "settings"),
    ]
    page = ruths.get(PAGE).content.decode()
    assert "You agreed on 24 November 2026" in page
    assert 'name="agrees"' not in page


def test_without_agreeing_nothing_is_kept_and_what_was_chosen_stays(ruths, ruth):
    answer = ruths.post(PAGE, chosen(visits=["sms"]))

    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Agree to get texts first, or choose e-mail." in page
    assert page.count("checked") == 3
    ruth.refresh_from_db()
    assert (ruth.visits_by, said(ruth), TextConsent.objects.count()) == (["email"], [], 0)


def test_the_database_lets_nobody_be_texted_who_did_not_agree(ruth):
    for change in ({"visits_by": ["sms"]}, {"news_by": ["email", "sms"]}, {"sessions_by": "sms"}):
        with pytest.raises(IntegrityError, match="only_who_agreed"), transaction.atomic():
            Runner.objects.filter(pk=ruth.pk).update(**change)
    with pytest.raises(IntegrityError, match="known_ways"), transaction.atomic():
        Runner.objects.filter(pk=ruth.pk).update(visits_by=["pigeon"], texts_to="+61491570156")


@pytest.mark.parametrize("change", [{"words": "Other"}, {"phone": "+61491570157"}])
def test_what_somebody_agreed_to_cannot_be_rewritten(ruths, ruth, change):
    ruths.post(PAGE, chosen(visits=["sms"], agrees="on"))

    with pytest.raises(DatabaseError, match="only ever added"), transaction.atomic():
        TextConsent.objects.update(**change)
    with pytest.raises(DatabaseError, match="only ever added"), transaction.atomic():
        TextConsent.objects.all().delete()


def test_another_number_needs_another_yes(ruths, ruth):
    ruths.post(PAGE, chosen(visits=["sms"], agrees="on"))
    Runner.objects.update(phone="+61491570157")

    ruth.refresh_from_db()
    assert ruth.text_number == ""
    assert "0491 570 157" in ruths.get(PAGE).content.decode()
    assert ruths.post(PAGE, chosen(visits=["sms"])).status_code == 422
    assert ruths.post(PAGE, chosen(visits=["sms"], agrees="on")).status_code == 302
    assert TextConsent.objects.count() == 2


@pytest.mark.parametrize(
    ("phone", "why"),
    [("", "We have no mobile number"), ("+61297264491", "We have no mobile number")],
)
def test_a_text_needs_a_mobile_number(ruths, phone, why):
    Runner.objects.update(phone=phone)

    page = ruths.get(PAGE).content.decode()

    assert why in page
    assert 'value="sms"' not in page
    assert ruths.post(PAGE, chosen(visits=["sms"], agrees="on")).status_code == 422


def test_without_a_service_there_are_no_texts_to_choose(ruths, settings):
    settings.SMS_URLS = []

    page = ruths.get(PAGE).content.decode()

    assert "Activ Therapy sends no texts at the moment." in page
    assert 'value="sms"' not in page


def test_what_cannot_be_switched_off_says_why(ruths):
    page = ruths.get(PAGE).content.decode()

    assert "so that nobody stands before a closed door" in page
    assert "there is no other way in" in page


def test_the_link_in_a_message_leads_to_the_same_choice_without_signing_in(ruth, link):
    visitor = Client()
    page = visitor.get(link)
    assert page.status_code == 200
    assert "noindex" in page.content.decode()
    assert said(ruth) == []

    assert visitor.post(link, chosen(visits=[], sessions="", news=[])).status_code == 302

    ruth.refresh_from_db()
    assert (ruth.visits_by, ruth.wants_session_reminders, ruth.news_by) == ([], False, [])
    assert said(ruth) == [
        ("news", "email", False, "link"),
        ("sessions", "email", False, "link"),
        ("visits", "email", False, "link"),
    ]


def test_whoever_has_the_link_agrees_to_nothing_for_somebody(ruth, link):
    page = Client().get(link).content.decode()
    assert "Sign in to get texts" in page
    assert 'value="sms"' not in page

    assert Client().post(link, chosen(visits=["sms"], agrees="on")).status_code == 422
    assert TextConsent.objects.count() == 0


def test_but_may_switch_off_texts_that_were_agreed_to(ruths, ruth, link):
    ruths.post(PAGE, chosen(visits=["sms"], agrees="on"))
    assert 'value="sms"' in Client().get(link).content.decode()

    assert Client().post(link, chosen()).status_code == 302

    ruth.refresh_from_db()
    assert ruth.visits_by == ["email"]


def test_a_forged_link_is_missing(ruth):
    assert Client().get("/reminders/forged/ways/").status_code == 404
    assert Client().post("/reminders/forged/ways/", chosen(news=[])).status_code == 404


def test_switching_off_takes_back_what_has_not_left_in_that_way_and_nothing_else(ruths, ruth, otto):
    ruths.post(PAGE, chosen(news=["email", "sms"], agrees="on"))
    text, mail = owe(ruth, "program-changed", "sms"), owe(ruth, "program-changed")
    visit, his = owe(ruth, "appointment-booked"), owe(otto, "question-answered", "sms")

    ruths.post(PAGE, chosen(news=["email"]))

    states = {one.pk: one.state for one in Message.objects.all()}
    assert states == {
        text.pk: "cancelled", mail.pk: "planned", visit.pk: "planned", his.pk: "planned",
    }  # fmt: skip
    assert Message.objects.get(pk=text.pk).reason == Message.NOT_WANTED


def test_what_a_provider_has_is_not_called_taken_back(ruths, ruth):
    gone = owe(ruth, "program-changed")
    Message.objects.update(
        state="sending", lease_until=NOON + timedelta(minutes=2), handed_over_at=NOON
    )

    ruths.post(PAGE, chosen(news=[]))

    gone.refresh_from_db()
    assert gone.state == "sending"


def test_saving_the_same_again_says_nothing_new(ruths, ruth):
    for _ in range(2):
        ruths.post(PAGE, chosen(news=[]))

    assert len(said(ruth)) == 1


def test_the_page_asks_the_database_little(ruths, ruth, django_assert_max_num_queries):
    ruths.post(PAGE, chosen(visits=["sms"], agrees="on"))

    with django_assert_max_num_queries(5):
        ruths.get(PAGE)


def test_who_replied_stop_reads_it_here(ruths, ruth):
    ruths.post(PAGE, chosen(visits=["sms"], agrees="on"))
    assert "You replied STOP" not in ruths.get(PAGE).content.decode()

    take_reply(event_id="1", number="+61491570156", text="STOP", now=NOON)

    assert "You replied STOP to a text on 24 November 2026" in ruths.get(PAGE).content.decode()


def test_nobody_agrees_for_somebody_else(ruth):
    ways = Ways(frozenset(["sms"]), "email", frozenset())

    with pytest.raises(ValidationError) as refusal:
        choose_ways(runner=ruth, ways=ways, how="link", by=None, agrees=True, now=NOON)

    assert refusal.value.code == "consent"
