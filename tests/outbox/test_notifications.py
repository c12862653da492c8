"""A notification reaches the phones of its person once, sealed and signed, or becomes a mail."""

import json
from base64 import urlsafe_b64decode
from datetime import timedelta
from uuid import UUID

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from launch.fake.push import opened

from clinic import posting
from clinic.outbox.actions import Owed, cancel_messages, queue_messages
from clinic.outbox.delivery import deliver_due
from clinic.outbox.devices import MOST, switch_off, switch_on
from clinic.outbox.fallback import fall_back
from clinic.outbox.models import Device, Message, ProviderRest
from clinic.outbox.providers.push import public_key, vapid
from clinic.outbox.wording import outcome
from tests.factories import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.services]
RUTH, OTTO = UUID(int=7), UUID(int=8)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
SEALED = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYW"
    "AmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgS"
    "xsj_Qulcy4a-fN"
)
MAIL = Owed(
    key="news:1",
    kind="program-changed",
    about="program:1",
    to="ruth@demo.example",
    person=RUTH,
    template="programs/email/changed",
    context={"physio": "Pia", "runner": "Ruth", "choices_link": "http://x/"},
)


@pytest.fixture
def on(fake):
    """on("one") switches notifications on for that phone of Ruth."""

    def switch(name, person=RUTH, now=NOON):
        return switch_on(person=person, label="Android phone", now=now, **fake.phone(name))

    return switch


def owe(**other):
    known = {
        "key": "news:1:push", "kind": MAIL.kind, "to": "ruth@demo.example", "channel": "push",
        "about": MAIL.about, "person": RUTH, "template": "programs/push/changed",
        "context": MAIL.context, "opens": "/ask/", "instead": MAIL,
    }  # fmt: skip
    queue_messages([Owed(**(known | other))], now=NOON)
    return Message.objects.get(channel="push")


def shown(fake, message):
    """What the phones show of it: (address, words)."""
    lines = [line for line in fake.ledger() if line["reference"] == str(message.pk)]
    return [(line["to"], json.loads(line["text"])) for line in lines]


def state(message):
    message.refresh_from_db()
    return message.state


def test_it_says_little_and_opens_its_page(fake, on):
    on("one")
    message = owe(not_after=NOON + HOUR)

    assert deliver_due(now=NOON) == 1
    assert deliver_due(now=NOON) == 0

    assert state(message) == "sent"
    assert shown(fake, message) == [
        (
            "/push/one",
            {
                "title": "Activ Therapy", "body": "Pia changed your programme.", "url": "/ask/",
                "tag": str(message.pk), "ttl": 3600,
            },
        )
    ]  # fmt: skip


def test_every_phone_is_told_and_nobody_elses(fake, on):
    on("one"), on("two"), on("ottos", OTTO)
    message = owe()

    deliver_due(now=NOON)

    assert sorted(to for to, _ in shown(fake, message)) == ["/push/one", "/push/two"]


@pytest.mark.parametrize("fault", ["drop", "slow", "refuse"])
def test_a_lost_answer_shows_it_once(fake, on, fault):
    on("one")
    message = owe()
    fake.will(fault)
    deliver_due(now=NOON)
    assert state(message) == "planned"

    deliver_due(now=NOON + MINUTE)

    assert state(message) == "sent"
    assert len(shown(fake, message)) == 1


def test_a_pause_is_kept_for_this_message_alone(fake, on):
    on("one")
    message = owe()
    fake.will("busy")

    deliver_due(now=NOON)

    assert state(message) == "planned"
    assert message.send_after >= NOON + timedelta(seconds=1)
    assert not ProviderRest.objects.filter(failures__gt=0).exists()


def test_a_phone_that_wants_no_more_is_forgotten_and_an_email_leaves(fake, on):
    on("one")
    message = owe()
    fake.will("gone")
    deliver_due(now=NOON)
    assert (state(message), Device.objects.count()) == ("failed", 0)

    assert fall_back(now=NOON + MINUTE) == 1
    assert fall_back(now=NOON + MINUTE) == 0

    mail = Message.objects.get(channel="email")
    assert (mail.key, mail.person) == ("news:1", RUTH)
    assert mail.body.startswith("We could not send you this as a notification, so here it is by")
    message.refresh_from_db()
    assert message.settled_at
    assert outcome(message, now=NOON) == "Did not get through. Sent as an e-mail instead"


def test_one_phone_that_takes_it_is_enough(fake, on):
    on("one"), on("two")
    message = owe()
    fake.will("gone")

    deliver_due(now=NOON)

    assert (state(message), Device.objects.count()) == ("sent", 1)
    assert len(shown(fake, message)) == 1


def test_without_a_phone_the_email_leaves_at_once(fake):
    message = owe()

    deliver_due(now=NOON)
    fall_back(now=NOON)

    assert state(message) == "failed"
    assert Message.objects.get(channel="email").send_after == NOON


def test_where_there_is_no_email_address_a_text_leaves_in_its_own_hours(fake):
    text = Owed(
        key="news:1:sms", kind=MAIL.kind, to="+61491570156", channel="sms", person=RUTH,
        template="programs/text/changed", context=MAIL.context, send_after=NOON + HOUR,
    )  # fmt: skip
    message = owe(instead=text)
    deliver_due(now=NOON)

    fall_back(now=NOON)

    found = Message.objects.get(channel="sms")
    assert (found.key, found.send_after) == ("news:1:sms", NOON + HOUR)
    assert found.body.startswith("Activ Therapy: Pia changed your programme.")
    message.refresh_from_db()
    assert outcome(message, now=NOON) == "Did not get through. Sent as a text instead"


def test_what_no_longer_holds_is_neither_shown_nor_passed_on(fake, on):
    on("one")
    message = owe()
    cancel_messages(about=MAIL.about)

    deliver_due(now=NOON)
    fall_back(now=NOON)

    assert (state(message), shown(fake, message)) == ("cancelled", [])
    assert not Message.objects.filter(channel="email").exists()


def test_one_whose_service_is_never_there_becomes_an_email_before_it_is_too_late(fake, on):
    on("one")
    Device.objects.update(endpoint="http://127.0.0.1:9/push/one")
    message = owe(not_after=NOON + HOUR)
    deliver_due(now=NOON)
    assert state(message) == "planned"

    fall_back(now=NOON + timedelta(minutes=50))

    assert state(message) == "expired"
    assert Message.objects.get(channel="email").not_after is None


def test_only_public_addresses_are_asked(fake, on, settings, monkeypatch):
    keys = fake.phone()
    for address in ("ftp://push.example/x", "https://a:b@push.example/", "https://", "push"):
        with pytest.raises(ValidationError, match="Switch them on again"):
            switch_on(person=RUTH, label="x", now=NOON, **(keys | {"endpoint": address}))
    settings.WEBHOOKS_TO_LOOPBACK = False
    with pytest.raises(ValidationError):
        on("one")
    monkeypatch.setattr(
        posting.socket, "getaddrinfo", lambda *_, **__: [(2, 1, 6, "", ("10.0.0.8", 443))]
    )
    inside = keys | {"endpoint": "https://inside.example/x"}
    switch_on(person=RUTH, label="x", now=NOON, **inside)
    message = owe()

    deliver_due(now=NOON)

    assert (state(message), message.reason) == ("failed", "The address is not a public one")


@pytest.mark.parametrize("wrong", [{"auth": "c2hvcnQ"}, {"p256dh": "AAAA"}, {"auth": "ü"}])
def test_keys_that_are_none_are_refused(fake, wrong):
    with pytest.raises(ValidationError, match="Switch them on again"):
        switch_on(person=RUTH, label="x", now=NOON, **(fake.phone() | wrong))


def test_a_phone_is_one_persons_and_the_oldest_of_many_goes(fake, on):
    on("one")
    on("one", OTTO)
    assert list(Device.objects.values_list("person", flat=True)) == [OTTO]
    assert not switch_off(person=RUTH, device=Device.objects.get().pk)

    for number in range(MOST + 1):
        on(f"ruths-{number}", now=NOON + number * MINUTE)

    kept = {one.endpoint[-1] for one in Device.objects.of(RUTH)}
    assert kept == {"1", "2", "3", "4", "5"}
    with pytest.raises(IntegrityError), transaction.atomic():
        Device.objects.create(
            person=RUTH, label="x", created_at=NOON, **(fake.phone("ruths-1") | {"auth": "y"})
        )


def bytes_of(text):
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def test_the_signature_is_good_for_other_eyes_as_well(fake, settings):
    signed = vapid(settings.PUSH["private_key"]).sign(
        {"sub": "mailto:a@b.example", "aud": "https://push.example"}
    )["Authorization"]

    token, _, key = signed.removeprefix("vapid t=").partition(",k=")
    assert key == public_key()
    known = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), bytes_of(key))
    head, body, proof = token.split(".")
    both = bytes_of(proof)
    in_two = encode_dss_signature(int.from_bytes(both[:32]), int.from_bytes(both[32:]))
    known.verify(in_two, f"{head}.{body}".encode(), ec.ECDSA(hashes.SHA256()))
    assert json.loads(bytes_of(head))["alg"] == "ES256"
    assert json.loads(bytes_of(body))["aud"] == "https://push.example"


def test_the_phone_of_these_tests_opens_what_the_standard_seals():
    """RFC 8291, section 5: so that what it opens of ours is sealed as the standard asks."""
    key, secret, sealed = (
        bytes_of(part)
        for part in (
            "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94",
            "BTBZMqHH6r4Tts7J_aSIgg",
            SEALED,
        )
    )
    phone = ec.derive_private_key(int.from_bytes(key), ec.SECP256R1())

    assert opened(sealed, phone, secret) == b"When I grow up, I want to be a watermelon"
