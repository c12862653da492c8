"""Pia gives Ruth's programme to more of her runners."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.contrib.messages import get_messages

from clinic.outbox.models import Message
from programs.models import Prescription, Program
from tests.factories import NOON, TODAY, make_drill, make_program, make_runner

DAY = {"starts_on_0": "25", "starts_on_1": "11", "starts_on_2": "2026"}


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def program(ruth):
    program = make_program(ruth, [make_drill()])
    Prescription.objects.exclude(session__phase__plan__sealed_at__isnull=False).update(sets=3)
    return program


def test_each_gets_an_own_copy_that_is_sent(signed_in, pia, program):
    tom, ann = make_runner("Tom", pia.practitioner), make_runner("Ann", pia.practitioner)
    form = {"ref": uuid4(), "runners": [tom.pk, ann.pk], **DAY}

    # A double click gives nothing twice.
    given, again = (signed_in(pia).post(f"/programs/{program.pk}/give/", form) for _ in range(2))

    copies = Program.objects.exclude(pk=program.pk)
    (said,) = get_messages(given.wsgi_request)
    assert "For half a minute you can take each back on its own page." in str(said)
    assert again.status_code == 422
    assert {copy.runner for copy in copies} == {tom, ann}
    assert {(copy.status, copy.starts_on) for copy in copies} == {
        ("active", TODAY + timedelta(days=1))
    }
    lines = {str(row.line) for row in Prescription.objects.all()}
    assert len(lines) == 1
    assert Message.objects.filter(kind="program-assigned").count() == 2


def test_pauls_runner_is_not_among_them(signed_in, pia, otto, program):
    form = {"ref": uuid4(), "runners": [otto.pk], **DAY}

    answer = signed_in(pia).post(f"/programs/{program.pk}/give/", form)

    assert "Choose runners of your caseload." in answer.content.decode()
    assert Program.objects.count() == 1


def test_nobody_chosen_asks_for_somebody(signed_in, pia, program):
    answer = signed_in(pia).post(f"/programs/{program.pk}/give/", {"ref": uuid4(), **DAY})

    assert "Choose at least one runner." in answer.content.decode()
