"""What people wrote back is kept as long as messages are; who said STOP stays for good."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from clinic.db import clock
from clinic.outbox.delivery import PRUNE_AFTER, prune
from clinic.outbox.models import Told

pytestmark = pytest.mark.django_db
A_DAY = timedelta(days=1)


@pytest.fixture
def told():
    """told("words", days) is one that came so long ago."""

    def make(what, days):
        receipt = {"message": "00000000-0000-0000-0000-000000000001"}
        of = receipt if what in {"delivered", "failed"} else {"number": "+61491570156"}
        at = clock() - days * A_DAY
        return Told.objects.create(
            pk=f"{what}-{days}", what=what, at=at, words="My knee hurts", **of
        )

    return make


def test_only_wishes_outlast_a_month(told):
    for what in Told.What.values:
        told(what, PRUNE_AFTER.days + 1)
        told(what, PRUNE_AFTER.days - 1)

    prune(now=clock())

    kept = set(Told.objects.values_list("pk", flat=True))
    assert kept == {f"{what}-29" for what in Told.What.values} | {"stop-31", "start-31"}


@pytest.mark.parametrize(("what", "days"), [("stop", 400), ("start", 400), ("words", 28)])
def test_the_database_keeps_what_must_stay(told, what, days):
    told(what, days)

    with pytest.raises(DatabaseError, match="stays as it came"), transaction.atomic():
        Told.objects.all().delete()
    with pytest.raises(DatabaseError, match="stays as it came"), transaction.atomic():
        Told.objects.update(words="Other")
