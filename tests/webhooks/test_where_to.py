"""An address that somebody typed in is no door to our own network."""

import socket
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from clinic import posting
from clinic.webhooks.actions import hand_on, register, send_trial
from clinic.webhooks.delivery import deliver_due
from clinic.webhooks.models import Delivery, Endpoint
from tests.factories import NOON, make_drill, make_program

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://example.com/hook", "begins with https://"),
        ("ftp://example.com/", "begins with https://"),
        ("https:///hook", "begins with https://"),
        ("https://ruth:secret@example.com/", "Leave the name and the password out"),
        ("https://example.com:99999/", "like https://example.com/hook"),
        ("https://example.com:0/", "port from 1"),
        ("https://пример.example/", "in the form that begins with xn--"),
    ],
)
def test_an_address_that_cannot_be_is_refused_at_once(ruth, url, words):
    with pytest.raises(ValidationError, match=words):
        register(user=ruth.user, url=url, events=["program.changed"], now=NOON)


@pytest.mark.parametrize(
    "address",
    ["10.0.0.8", "127.0.0.1", "169.254.169.254", "192.168.1.1", "172.16.0.1", "100.64.0.1",
     "0.0.0.0", "224.0.0.1", "::1", "fe80::1%eth0", "fc00::1", "::ffff:10.0.0.8",
     "2002:0a00:0008::", "ff02::1"],
)  # fmt: skip
def test_no_address_of_ours_is_public(address):
    assert posting.is_public(address) is False


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"])
def test_addresses_out_there_are(address):
    assert posting.is_public(address) is True


def looks_up(monkeypatch, *addresses):
    """Every name means these addresses; what was asked for is kept."""
    asked = []

    def look_up(host, port, **options):
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in addresses]

    monkeypatch.setattr(posting.socket, "getaddrinfo", look_up)
    return asked


@pytest.mark.parametrize("addresses", [["10.0.0.8"], ["93.184.215.14", "10.0.0.8"]])
def test_a_name_that_means_one_of_ours_is_not_posted_to(ruth, monkeypatch, addresses):
    endpoint = register(
        user=ruth.user, url="https://inside.example/", events=["program.changed"], now=NOON
    )
    looks_up(monkeypatch, *addresses)
    send_trial(endpoint=endpoint, now=NOON)
    assert deliver_due(now=NOON) == 1
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.said) == ("waiting", "The address is not a public one")


def test_the_connection_goes_to_the_address_that_was_looked_at(monkeypatch):
    asked = looks_up(monkeypatch, "93.184.215.14")
    opened = []

    class Pool:
        """Stands for the network."""

        def __init__(self, host, port, **options):
            opened.append((host, port, options["server_hostname"], options["assert_hostname"]))

        def __enter__(self):
            return self

        def __exit__(self, *_):
            return None

        def urlopen(self, method, path, **options):
            assert options["redirect"] is False
            assert options["headers"]["Host"] == "hook.example"
            return type("Answer", (), {"status": 204, "headers": {}, "close": lambda self: None})()

    monkeypatch.setattr(posting, "HTTPSConnectionPool", Pool)
    assert posting.post("https://hook.example/a?b=c", b"{}", {}).status == 204
    assert asked == ["hook.example"]
    assert opened == [("93.184.215.14", 443, "hook.example", "hook.example")]


def test_a_redirect_is_not_followed(told, system, ruth):
    told(ruth, "program.activated")
    system.answers, system.location = [302], system.url + "/elsewhere"
    make_program(ruth, [make_drill()])
    hand_on(now=NOON)
    deliver_due(now=NOON)
    assert len(system.posts) == 1
    assert Delivery.objects.get().said == "Answered 302"


def test_nobody_there_is_said_and_tried_again(told, system, ruth):
    told(ruth, "program.activated")
    Endpoint.objects.update(url="http://127.0.0.1:9/")
    make_program(ruth, [make_drill()])
    hand_on(now=NOON)
    deliver_due(now=NOON)
    delivery = Delivery.objects.get()
    assert delivery.said == "No answer (NewConnectionError)"
    assert delivery.next_at == NOON + timedelta(seconds=10)


def test_loopback_is_for_the_demo_and_the_tests_alone(ruth, settings):
    settings.WEBHOOKS_TO_LOOPBACK = False
    with pytest.raises(ValidationError, match="begins with https://"):
        register(user=ruth.user, url="http://127.0.0.1:8000/", events=["program.changed"], now=NOON)
