import re

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from clinic.outbox.delivery import deliver_due
from clinic.outbox.models import Message

pytestmark = pytest.mark.django_db


def ask_for_code(client, email):
    return client.post("/sign-in/", {"email": email})


def test_ruth_signs_in_with_the_code_that_she_is_sent(client, ruth):
    asked = ask_for_code(client, "Ruth@demo.example")
    deliver_due(now=timezone.now())
    code = re.search(r"^([A-Z0-9-]{6,})$", mail.outbox[0].body, re.MULTILINE)[1]

    answer = client.post("/sign-in/code/", {"code": code})

    assert (asked.status_code, asked["Location"]) == (302, "/sign-in/code/")
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert client.get("/").wsgi_request.user == ruth.user


def test_a_wrong_code_does_not_sign_in_and_says_so(client, ruth):
    ask_for_code(client, "ruth@demo.example")

    answer = client.post("/sign-in/code/", {"code": "WRONG1"})

    assert answer.status_code == 422
    assert "That is not the code" in answer.content.decode()
    assert not client.get("/").wsgi_request.user.is_authenticated


def test_a_stranger_sees_exactly_what_ruth_sees_and_is_written_to_as_well(client, ruth):
    known = ask_for_code(client, "ruth@demo.example")
    unknown = ask_for_code(type(client)(), "nobody@demo.example")

    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    subjects = dict(Message.objects.values_list("to", "subject"))
    assert subjects == {
        "ruth@demo.example": "Your sign-in code for Activ Therapy",
        "nobody@demo.example": "Signing in to Activ Therapy",
    }


def test_nobody_signs_up_by_themself_and_there_is_no_password_page(client):
    for path in ["/signup/", "/accounts/signup/", "/password/reset/", "/accounts/password/reset/"]:
        assert client.get(path).status_code == 404


def test_codes_cannot_be_asked_for_without_end(client, ruth):
    for _ in range(8):
        ask_for_code(Client(), "ruth@demo.example")

    assert Message.objects.count() == 3


def test_another_code_or_another_address_can_be_asked_for(client, ruth):
    ask_for_code(client, "rut@demo.example")

    client.post("/sign-out/", {"next": "/sign-in/"})
    ask_for_code(client, "ruth@demo.example")
    client.post("/sign-in/code/", {"action": "resend"})

    assert list(Message.objects.order_by("created_at").values_list("to", flat=True)) == [
        "rut@demo.example",
        "ruth@demo.example",
        "ruth@demo.example",
    ]


def test_signing_out_takes_a_click(signed_in, ruth):
    client = signed_in(ruth)

    assert client.get("/sign-out/").status_code == 200
    client.post("/sign-out/")

    assert not client.get("/").wsgi_request.user.is_authenticated


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Enter your e-mail address"),
        ("ruth at home", "Enter an e-mail address like name@example.com"),
    ],
)
def test_an_address_that_is_none_is_told_what_to_do(client, typed, sentence):
    page = client.post("/sign-in/", {"email": typed})

    assert page.status_code == 422
    assert page.content.decode().count(sentence) == 2
