import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from clinic.db import save_checked
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("half", [{"reps_max": None}, {"reps_min": None}])
def test_half_a_range_of_reps_is_refused_by_the_database(half):
    with pytest.raises(IntegrityError):
        factories.make_drill(**half)


def test_half_a_range_reads_like_a_sentence():
    drill = factories.make_drill()
    drill.reps_max = None

    with pytest.raises(ValidationError, match="Reps must run from a lower to a higher number"):
        save_checked(drill)


def test_half_a_range_of_minutes_is_refused_too():
    routine = factories.make_routine()
    routine.minutes_min = 5

    with pytest.raises(ValidationError, match="Minutes must run"):
        save_checked(routine)
