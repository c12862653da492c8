"""Ruth, with a programme of one session and two drills, and her phone."""

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from rest_framework.test import APIClient

from programs.models import Program
from tests.factories import NOON, make_drill, make_program


@pytest.fixture
def at_noon() -> Iterator[time_machine.Traveller]:
    """The clock stands at NOON, until it is shifted."""
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def planned(ruth) -> Program:
    """Every day, for a week already."""
    return make_program(ruth, [make_drill("one"), make_drill("two")])


@pytest.fixture
def phone(ruth, planned, bearer) -> APIClient:
    """Ruth's own client, allowed everything that she may do."""
    return bearer(ruth)


@pytest.fixture
def ruths(ruth, signed_in) -> Client:
    """Ruth's browser."""
    return signed_in(ruth)
