"""Ruth's phone scans what stands on Pia's screen: once, within ten minutes, and only as Ruth."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client

from clinic.people.actions import digest, make_phone_code, use_phone_code
from clinic.people.models import PhoneCode
from tests.factories import NOON, make_drill, make_program

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


def made(client, runner) -> str:
    """The code as it stands under the picture."""
    return shown(client.post(f"/sign-in/phone/{runner.pk}/"))


def shown(answer) -> str:
    """The code of the page, by its place: the pages' addresses hold ids that can look like one."""
    return re.search(r">([A-Z0-9]{4}(?:-[A-Z0-9]{4}){2})</strong>", answer.content.decode())[1]


def who(phone: Client):
    return phone.get("/start/").wsgi_request.user


def start(phone: Client, code: str):
    return phone.post("/start/", {"code": code})


def test_the_code_signs_ruth_in_and_leads_to_her_first_set(pia, ruth, signed_in):
    make_program(ruth, [make_drill()])
    code = made(signed_in(pia), ruth)
    phone = Client()

    answer = start(phone, code.lower().replace("-", " "))

    assert (answer.status_code, answer["Location"]) == (302, "/begin/")
    assert who(phone) == ruth.user
    html = phone.get("/begin/").content.decode()
    assert "Do your first set now" in html
    assert "1 drill, about" in html


def test_it_works_once(pia, ruth, signed_in):
    code = made(signed_in(pia), ruth)
    start(Client(), code)
    second = Client()

    assert start(second, code).status_code == 422
    assert not who(second).is_authenticated


def test_it_works_for_ten_minutes(pia, ruth, signed_in, at_noon):
    code = made(signed_in(pia), ruth)
    at_noon.shift(timedelta(minutes=10))
    late = Client()

    assert start(late, code).status_code == 422
    assert not who(late).is_authenticated


def test_it_can_be_taken_back_and_a_new_one_ends_the_one_before(pia, ruth, signed_in):
    at_work = signed_in(pia)
    first, second = made(at_work, ruth), made(at_work, ruth)
    assert start(Client(), first).status_code == 422

    at_work.post(f"/sign-in/phone/{ruth.pk}/", {"do": "revoke"})

    assert start(Client(), second).status_code == 422


def test_only_the_hash_is_kept_and_no_address_holds_the_code(pia, ruth, signed_in):
    at_work = signed_in(pia)
    answer = at_work.post(f"/sign-in/phone/{ruth.pk}/")
    plain = shown(answer).replace("-", "")

    stored = PhoneCode.objects.get()
    assert stored.digest == digest(plain)
    assert plain not in repr(stored.__dict__)
    assert plain not in answer.wsgi_request.get_full_path()
    assert plain not in at_work.get(f"/sign-in/phone/{ruth.pk}/").content.decode().replace("-", "")
    assert "no-store" in answer["Cache-Control"]


def test_a_runner_without_an_address_cannot_be_signed_in(pia, ruth, signed_in):
    ruth.user = None
    ruth.save()

    answer = signed_in(pia).post(f"/sign-in/phone/{ruth.pk}/")

    assert answer.status_code == 422
    assert "no e-mail address on file" in answer.content.decode()


def test_a_closed_account_stays_closed(pia, ruth, signed_in):
    code = made(signed_in(pia), ruth)
    ruth.user.is_active = False
    ruth.user.save()

    assert start(Client(), code).status_code == 422


def test_whoever_was_signed_in_before_is_not_any_more(pia, ruth, otto, signed_in):
    phone = signed_in(otto)
    start(phone, made(signed_in(pia), ruth))

    assert who(phone) == ruth.user


def test_guessing_is_stopped(pia, ruth, signed_in):
    code = made(signed_in(pia), ruth)
    guesser = Client()
    for _ in range(10):
        assert start(guesser, "AAAA-BBBB-CCCC").status_code == 422

    assert start(guesser, code).status_code == 429
    assert not who(guesser).is_authenticated


def test_making_codes_is_limited(pia, ruth, signed_in):
    at_work = signed_in(pia)
    answers = [at_work.post(f"/sign-in/phone/{ruth.pk}/").status_code for _ in range(21)]

    assert answers == [200] * 20 + [429]


def test_the_database_keeps_one_open_code_and_ten_minutes(pia, ruth):
    code, _ = make_phone_code(runner=ruth, by=pia, now=NOON)
    again = {"runner": ruth, "made_by": pia, "created_at": NOON}

    with pytest.raises(IntegrityError, match="open_once"), transaction.atomic():
        PhoneCode.objects.create(digest="x", expires_at=code.expires_at, **again)
    late = NOON + timedelta(minutes=11)
    with pytest.raises(IntegrityError, match="ten_minutes"), transaction.atomic():
        PhoneCode.objects.create(digest="y", expires_at=late, used_at=NOON, **again)


@pytest.mark.django_db(transaction=True)
def test_two_phones_at_once_are_one_sign_in(pia, ruth):
    _, secret = make_phone_code(runner=ruth, by=pia, now=NOON)

    def use(_: int):
        try:
            return use_phone_code(secret=secret, now=NOON)
        except ValidationError:
            return None
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sorted(user is not None for user in pool.map(use, range(4))) == [
            False, False, False, True,
        ]  # fmt: skip
