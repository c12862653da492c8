"""What changes reaches whoever may know of it: signed, in order, until it is taken."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from standardwebhooks import Webhook, WebhookVerificationError

from bookings.actions.appointments import book, cancel_appointment, move_appointment
from bookings.models import Appointment
from clinic.webhooks.actions import change_secret, hand_on, send_again, switch_off
from clinic.webhooks.delivery import claim, deliver_due, prune
from clinic.webhooks.models import Change, Delivery
from clinic.webhooks.signing import secret_of
from programs.models import Program
from tests.factories import NOON, make_appointment, make_drill, make_program

TOMORROW = NOON + timedelta(days=1)
VISITS = ("appointment.booked", "appointment.changed", "appointment.cancelled")
pytestmark = pytest.mark.django_db


def tell(now=NOON) -> int:
    """A tick of the worker."""
    hand_on(now=now)
    return deliver_due(now=now)


def bodies(system) -> list[dict]:
    return [json.loads(post.body) for post in system.posts]


def kinds(system) -> list[str]:
    return [body["type"] for body in bodies(system)]


@pytest.mark.django_db(transaction=True)
def test_a_visit_is_told_of_from_booking_to_cancelling(told, system, ruth, dee, room, first_visit):
    told(ruth, *VISITS)
    wish = {"practitioner": ruth.physio, "room": room, "by": dee, "now": NOON}
    visit = book(runner=ruth, kind=first_visit, starts_at=TOMORROW, **wish)
    later = TOMORROW + timedelta(hours=1)
    move_appointment(appointment=visit, starts_at=later, version=1, **wish)
    cancel_appointment(appointment=visit, reason="sick", version=2, by=dee, now=NOON)

    for _ in range(3):
        tell()

    assert kinds(system) == list(VISITS)
    assert bodies(system)[0] == {
        "type": "appointment.booked",
        "timestamp": "2026-11-24T01:00:00+00:00",
        "data": {
            "object": "appointment",
            "id": str(visit.pk),
            "version": 1,
            "url": f"http://127.0.0.1:8000/api/v1/appointments/{visit.pk}/",
        },
    }
    assert Change.objects.count() == 0
    assert "sick" not in str(system.posts)


def test_a_programme_and_its_log_are_told_to_runner_and_physio_alone(
    told, system, ruth, otto, pia, paul
):
    events = ("program.activated", "program.changed", "session_log.saved")
    for person in (ruth, otto, pia, paul):
        told(person, *events)
    program = make_program(ruth, [make_drill()])
    Program.objects.filter(pk=program.pk).update(status="on_hold")

    tell()
    tell()

    whom = list(Delivery.objects.order_by("number").values_list("endpoint__user__name", "event"))
    assert sorted(whom) == [
        ("Pia", "program.activated"),
        ("Pia", "program.changed"),
        ("Ruth", "program.activated"),
        ("Ruth", "program.changed"),
    ]
    assert len(system.posts) == 4


def test_a_draft_and_a_held_time_are_nobodys_business(told, system, ruth, pia, room, first_visit):
    told(pia, "program.activated", *VISITS)
    make_program(ruth, [make_drill()], status="draft")
    visit = make_appointment(
        ruth, ruth.physio, room, first_visit,
        status=Appointment.Status.HELD, held_until=NOON + timedelta(minutes=9),
    )  # fmt: skip
    assert tell() == 0
    Appointment.objects.filter(pk=visit.pk).update(status="booked", held_until=None, version=2)
    tell()
    assert kinds(system) == ["appointment.booked"]


def test_what_is_rolled_back_is_not_told(told, system, ruth):
    told(ruth, "program.activated")
    with transaction.atomic():
        make_program(ruth, [make_drill()])
        transaction.set_rollback(True)
    assert tell() == 0


def test_nothing_is_noted_while_nobody_wants_to_know(ruth):
    make_program(ruth, [make_drill()])
    assert not Change.objects.exists()


def test_a_library_of_others_accepts_the_signature_and_nothing_forged(told, system, ruth):
    endpoint = told(ruth, "program.activated")
    make_program(ruth, [make_drill()])
    tell()
    (post,) = system.posts
    secret = secret_of(endpoint)

    with time_machine.travel(NOON):
        known = Webhook(secret)
        assert known.verify(post.body, lowered(post)) == json.loads(post.body)
        forged = post.body.replace(b"activated", b"changed")
        for key, body in ((secret, forged), (secret_of(endpoint, before=-1), post.body)):
            with pytest.raises(WebhookVerificationError):
                Webhook(key).verify(body, lowered(post))


def lowered(post) -> dict[str, str]:
    return {name.lower(): value for name, value in post.headers.items()}


def signatures(post) -> list[str]:
    return lowered(post)["webhook-signature"].split()


def test_for_a_day_after_a_new_secret_the_old_one_signs_too(told, system, ruth):
    endpoint = told(ruth, "program.activated")
    old = secret_of(endpoint)
    change_secret(endpoint=endpoint, now=NOON)
    assert secret_of(endpoint) != old
    assert secret_of(endpoint, before=1) == old
    make_program(ruth, [make_drill("one")])
    tell()
    make_program(ruth, [make_drill("two")])
    tell(NOON + timedelta(hours=25))
    assert [len(signatures(post)) for post in system.posts] == [2, 1]


def test_what_fails_is_tried_again_with_the_same_id_and_holds_up_only_its_own(
    told, system, ruth, pia
):
    told(ruth, "program.activated", "program.changed")
    first, second = (make_program(ruth, [make_drill(slug)]) for slug in ("one", "two"))
    Program.objects.filter(pk=first.pk).update(status="on_hold")
    system.answers = [500]

    assert tell() == 2  # the first fails, the second programme's is taken
    assert tell(NOON + timedelta(seconds=9)) == 0  # neither the repeat nor what comes behind it
    assert tell(NOON + timedelta(seconds=11)) == 1
    assert tell(NOON + timedelta(seconds=12)) == 1

    subjects = [(body["type"], body["data"]["id"]) for body in bodies(system)]
    assert subjects == [
        ("program.activated", str(first.pk)),
        ("program.activated", str(second.pk)),
        ("program.activated", str(first.pk)),
        ("program.changed", str(first.pk)),
    ]
    ids = [lowered(post)["webhook-id"] for post in system.posts]
    assert ids[0] == ids[2]
    assert len(set(ids)) == 3


def test_after_a_day_it_is_given_up_and_can_be_sent_again(told, system, ruth):
    told(ruth, "program.activated")
    make_program(ruth, [make_drill()])
    system.answers = [500] * 100
    hand_on(now=NOON)
    now = NOON
    while Delivery.objects.open().exists():
        deliver_due(now=now)
        now += timedelta(minutes=30)
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.said) == ("given_up", "Answered 500")
    assert timedelta(hours=20) < now - NOON <= timedelta(hours=25)
    assert 10 < delivery.attempts < 40

    system.answers = []
    assert send_again(delivery=delivery, now=now) is True
    assert send_again(delivery=delivery, now=now) is False
    deliver_due(now=now)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.delivered_at) == ("delivered", now)


def test_a_dead_workers_claim_comes_round_again(told, system, ruth):
    told(ruth, "program.activated")
    make_program(ruth, [make_drill()])
    hand_on(now=NOON)
    assert len(claim(now=NOON)) == 1
    assert deliver_due(now=NOON + timedelta(minutes=4)) == 0
    assert deliver_due(now=NOON + timedelta(minutes=6)) == 1


def test_an_address_that_is_gone_is_switched_off(told, system, ruth):
    endpoint = told(ruth, "program.activated")
    make_program(ruth, [make_drill()])
    system.answers = [410]
    tell()
    endpoint.refresh_from_db()
    assert endpoint.ended_at == NOON
    assert Delivery.objects.get().state == "given_up"


def test_what_is_switched_off_is_told_nothing_more(told, system, ruth):
    endpoint = told(ruth, "program.activated")
    make_program(ruth, [make_drill()])
    hand_on(now=NOON)
    assert switch_off(endpoint=endpoint, now=NOON) is True
    assert switch_off(endpoint=endpoint, now=NOON) is False
    assert deliver_due(now=NOON) == 0
    assert not system.posts


def test_who_may_not_sign_in_is_told_nothing(told, system, ruth):
    told(ruth, "program.activated")
    ruth.user.is_active = False
    ruth.user.save()
    make_program(ruth, [make_drill()])
    assert tell() == 0


def test_what_was_told_goes_after_a_month_and_what_waits_stays(told, system, ruth):
    told(ruth, "program.activated")
    make_program(ruth, [make_drill("one")])
    tell()
    make_program(ruth, [make_drill("two")])
    hand_on(now=NOON)
    assert prune(now=NOON + timedelta(days=31)) == 1
    assert Delivery.objects.get().state == "waiting"


def test_the_database_tells_a_change_once(told, ruth):
    told(ruth, "program.activated")
    make_program(ruth, [make_drill()])
    hand_on(now=NOON)
    one = Delivery.objects.get()
    one.pk = None
    with pytest.raises(IntegrityError, match="webhook_change_is_told_once"), transaction.atomic():
        one.save(force_insert=True)
