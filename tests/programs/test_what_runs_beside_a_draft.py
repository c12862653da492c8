"""The builder's minutes and drills count what the runner does already."""

from datetime import timedelta

import pytest

from programs.actions.periods import hold_program
from programs.models import Program
from tests.factories import NOON, TODAY, make_drill, make_program

pytestmark = pytest.mark.usefixtures("at_noon")
DAY = timedelta(days=1)


@pytest.fixture
def draft(ruth):
    drills = [make_drill(slug) for slug in ("bridge", "clam")]
    return make_program(ruth, drills, status=Program.Status.DRAFT, starts_on=TODAY)


@pytest.fixture
def drills(signed_in, pia, draft):
    """How many drills the builder counts on each day, and its page."""

    def ask():
        page = signed_in(pia).get(f"/programs/{draft.pk}/edit/")
        return [day.drills for day in page.context["load"]], page.content.decode()

    return ask


def test_nothing_else_runs(drills):
    counted, page = drills()

    assert counted == [2] * 7
    assert "Counted with what" not in page


def test_another_programme_counts_and_is_named(drills, ruth):
    more = [make_drill(slug) for slug in ("plank", "squat")]
    make_program(ruth, more, title="Morning hips", weekdays=[1, 3])

    counted, page = drills()
    assert counted == [4, 2, 4, 2, 2, 2, 2]
    assert "Counted with what Ruth does already: Morning hips." in page
    assert "4 drills or more, counted with what runs already: Monday and Wednesday." in page
    assert "a day in all" in page


def test_the_programme_itself_is_counted_once(signed_in, pia, ruth, draft):
    running = make_program(ruth, [make_drill("plank")])
    pias = signed_in(pia)
    pias.post(f"/programs/{running.pk}/edit/", {"do": "open"})

    load = pias.get(f"/programs/{running.pk}/edit/").context["load"]
    assert [day.drills for day in load] == [1] * 7


@pytest.mark.parametrize("why", ["held", "over", "foreign"])
def test_what_does_not_run_does_not_count(drills, pia, ruth, otto, why):
    other = make_program(otto if why == "foreign" else ruth, [make_drill("plank")])
    if why == "held":
        hold_program(program=other, by=pia, now=NOON, why="")
    if why == "over":
        Program.objects.filter(pk=other.pk).update(ends_on=TODAY - DAY)

    assert drills()[0] == [2] * 7
