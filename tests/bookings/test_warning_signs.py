import re
from datetime import timedelta

import pytest

from bookings.actions.enquiries import let_in, mark_urgent, reopen_enquiry
from bookings.models import Enquiry
from bookings.models.signs import TO_TICK
from bookings.progress.promise import answer_due
from clinic.outbox.models import Message
from tests.bookings.enquiry_forms import typed
from tests.bookings.test_logging_calls import FOLDED, FOUR, PAGE
from tests.bookings.visits import text
from tests.factories import NOON, make_enquiry

pytestmark = pytest.mark.django_db
FORM = "/bookings/enquire/"
WORDS = {
    "chest": "Call 000 now",
    "saddle": "Call 000 now",
    "bladder": "Call 000 now",
    "legs": "Call 000 now",
    "calf": "See a doctor today",
    "bone": "Stop running, and see a doctor or physiotherapist soon",
}


@pytest.mark.parametrize("sign", [flag for flag, _ in TO_TICK])
def test_each_sign_is_answered_with_what_to_do_and_the_desk_is_told(client, dee, max_, sign):
    page = client.post(FORM, typed() | {"red_flags": [sign]}, follow=True)

    enquiry = Enquiry.objects.get()
    assert (enquiry.is_urgent, enquiry.red_flags, enquiry.state) == (True, [sign], "new")
    assert WORDS[sign] in text(page)
    alerts = Message.objects.filter(kind="enquiry-urgent")
    assert {alert.to for alert in alerts} == {dee.email, max_.email}
    for alert in alerts:
        said = alert.subject + alert.body
        assert enquiry.reference in said
        assert enquiry.name not in said
        assert "knee" not in said.lower()
        assert not any(str(label).lower() in said.lower() for label in Enquiry.RedFlag.labels)


@pytest.mark.parametrize("sign", [flag for flag, _ in TO_TICK])
def test_nobody_with_a_sign_is_promised_a_day_or_told_to_wait_until_it_gets_worse(
    client, signed_in, dee, sign
):
    page = text(client.post(FORM, typed() | {"red_flags": [sign]}, follow=True))

    enquiry = Enquiry.objects.get()
    assert enquiry.due_at == enquiry.created_at
    assert "We ring you as soon as we can; do not wait for us" in page
    assert not re.search(r"day, \d+:\d\d [ap]m", page)
    is_sent_elsewhere = sign != "bone"
    assert ("If it gets worse, do not wait" in page) != is_sent_elsewhere
    assert ("time for a first visit" in page) != is_sent_elsewhere
    mail = Message.objects.get(kind="enquiry-received").body
    assert "We answer as soon as we can; do not wait for us." in mail
    assert "We answer by" not in mail
    assert "If it becomes urgent" not in mail
    inbox = text(signed_in(dee).get("/bookings/inbox/"))
    assert "Urgent, ring now" in inbox
    assert "Answer by" not in inbox


def test_without_a_sign_the_day_is_promised_as_ever(client, signed_in, dee):
    page = text(client.post(FORM, typed(), follow=True))

    enquiry = Enquiry.objects.get()
    assert enquiry.due_at == answer_due(enquiry.created_at)
    assert re.search(r"We ring or write to you by \w+day", page)
    assert "If it gets worse, do not wait" in page
    assert "time for a first visit" in page
    assert "Answer by" in text(signed_in(dee).get("/bookings/inbox/"))


def test_the_desk_reads_how_an_urgent_one_can_be_reached(client, signed_in, dee):
    client.post(FORM, typed(phone="") | {"red_flags": ["calf"]})
    client.post("/bookings/visit/", {"flags": "yes"})

    inbox = text(signed_in(dee).get("/bookings/inbox/"))

    assert "Urgent, write now" in inbox
    assert "Urgent, left no number" in inbox


def test_urgent_and_back_is_due_at_once_and_back_but_an_agreed_time_stays():
    asked_at = NOON - timedelta(hours=1)
    nina = make_enquiry("Nina", created_at=asked_at, due_at=answer_due(asked_at))
    carl = make_enquiry("Carl", created_at=asked_at, due_at=NOON + timedelta(hours=2))

    mark_urgent(enquiry=nina, is_urgent=True, now=NOON)
    mark_urgent(enquiry=carl, is_urgent=True, now=NOON)
    assert (nina.due_at, carl.due_at) == (asked_at, NOON + timedelta(hours=2))

    mark_urgent(enquiry=nina, is_urgent=False, now=NOON)
    assert nina.due_at == answer_due(asked_at)


def test_an_urgent_one_that_is_taken_up_again_or_let_in_is_due_at_once(dee):
    asked_at, past = NOON - timedelta(days=2), NOON - timedelta(hours=1)
    urgent = {"is_urgent": True, "red_flags": ["calf"], "created_at": asked_at, "due_at": past}
    closed = make_enquiry("Nina", state="closed", close_reason="no_reply", **urgent)
    robot = make_enquiry("Carl", is_doubtful=True, **urgent)

    reopen_enquiry(enquiry=closed, by=dee, now=NOON)
    let_in(enquiry=robot, now=NOON)

    assert (closed.due_at, robot.due_at) == (NOON, NOON)


def test_the_worst_sign_decides(client, dee):
    page = client.post(FORM, typed() | {"red_flags": ["bone", "legs"]}, follow=True)

    assert "Call 000 now" in text(page)


def test_without_a_sign_nobody_is_called_well(client, dee):
    page = text(client.post(FORM, typed(), follow=True))

    assert not Enquiry.objects.get().is_urgent
    assert not Message.objects.filter(kind="enquiry-urgent").exists()
    for word in ("no warning signs", "you are fine", "nothing serious", "all clear"):
        assert word not in page.lower()


def test_a_sign_that_is_none_is_refused_and_what_was_ticked_stays(client, dee):
    page = client.post(FORM, typed() | {"red_flags": ["calf", "x"]})

    assert page.status_code == 422
    assert not Enquiry.objects.exists()
    boxes = [one.split(">")[0] for one in page.content.decode().split("<input")]
    (box,) = [one for one in boxes if 'name="red_flags"' in one and 'value="calf"' in one]
    assert "checked" in box


def test_a_call_with_a_sign_is_urgent_and_tells_the_desk_what_to_say(signed_in, dee):
    client = signed_in(dee)
    page = text(client.get(PAGE))
    assert "Tell them to call 000 now" in page

    thread = client.post(PAGE, FOUR | FOLDED | {"red_flags": ["chest"]}, follow=True)

    enquiry = Enquiry.objects.get()
    assert enquiry.is_urgent
    assert enquiry.due_at == enquiry.created_at
    assert "Urgent, ring now" in text(client.get("/bookings/inbox/"))
    assert "Urgent, ring now" in text(thread)
    assert "Tell them to call 000 now" in text(thread)
    assert Message.objects.filter(kind="enquiry-urgent").count() == 1


def test_the_same_enquiry_twice_alerts_once(client, dee):
    form = typed() | {"red_flags": ["chest"]}

    client.post(FORM, form)
    client.post(FORM, form)

    assert Message.objects.filter(kind="enquiry-urgent").count() == 1


def test_the_api_takes_signs_too(client, dee):
    body = {"name": "Nina", "email": "nina@demo.example", "where_it_hurts": "hip", "consent": True}

    client.post(
        "/api/v1/enquiries/", body | {"red_flags": ["calf"]}, content_type="application/json"
    )

    assert Enquiry.objects.get().is_urgent
    assert Message.objects.filter(kind="enquiry-urgent").count() == 1
