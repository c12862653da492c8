"""One world for all tests of a file: each undoes what it did to it."""

import pytest
import time_machine
from django.db import transaction

from tests.authorisation.world import build
from tests.factories import NOON


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        with time_machine.travel(NOON):
            world = build()
        yield world
        transaction.set_rollback(True)


@pytest.fixture
def world(built, db):
    """Asked at NOON: a table that held on some days of the week only would prove nothing."""
    with time_machine.travel(NOON):
        yield built
