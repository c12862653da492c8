"""Pia plans runs in the builder, and sees what stands beside each of them."""

import pytest
from django.urls import reverse

from programs.actions.periods import change_phase
from programs.actions.versions import send_program
from programs.models import PlannedSession, Program
from programs.progress.runs import has_rest_days
from tests.factories import NOON, TODAY, make_drill, make_program
from tests.programs.pressing import presser
from tests.programs.test_runs import run

pytestmark = pytest.mark.usefixtures("at_noon")


@pytest.fixture
def draft(ruth):
    return make_program(ruth, [make_drill()], status=Program.Status.DRAFT, starts_on=TODAY)


@pytest.fixture
def page(signed_in, pia, draft):
    return presser(signed_in(pia), f"/programs/{draft.pk}/edit/")


@pytest.fixture
def shown(signed_in, pia, draft):
    """shown() is the page as it stands, in one line."""
    client = signed_in(pia)
    address = f"/programs/{draft.pk}/edit/"
    return lambda: " ".join(client.get(address).content.decode().split())


@pytest.fixture
def planned(page, draft) -> PlannedSession:
    """A run, as its button adds it."""
    page(do=f"phase-run:{draft.plan.phases.get().pk}")
    return PlannedSession.objects.get(kind="run")


def write(page, session, **cells):
    typed = {f"s-{session.pk}-{name}": value for name, value in cells.items()}
    answer = page(do="save", **typed)
    session.refresh_from_db()
    return answer


def what(session):
    names = ("run_distance_m", "run_minutes", "run_repeats", "run_seconds", "walk_seconds")
    return tuple(getattr(session, name) for name in names)


def test_a_run_is_added_with_a_rest_day_between(planned):
    assert what(planned) == (None, 20, None, None, None)
    assert (planned.cadence, planned.every_days) == ("every_days", 2)
    assert has_rest_days(planned)


@pytest.mark.parametrize(
    ("cells", "stored"),
    [
        ({"counted": "distance", "km": "5,2"}, (5200, None, None, None, None)),
        ({"counted": "minutes", "minutes": "35", "km": "9"}, (None, 35, None, None, None)),
        (
            {"counted": "turns", "repeats": "8", "run": "60", "walk": "120", "minutes": "20"},
            (None, None, 8, 60, 120),
        ),
    ],
)
def test_a_run_counts_what_was_chosen_and_nothing_else(page, planned, cells, stored):
    assert write(page, planned, **cells).status_code == 302
    assert what(planned) == stored


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ({"counted": "distance", "km": ""}, "Enter the kilometres as a number from 0.1 to 100"),
        ({"counted": "distance", "km": "far"}, "Enter the kilometres as a number from 0.1 to 100"),
        ({"counted": "minutes", "minutes": ""}, "Enter a whole number from 1 to 600 for “Minutes”"),
        (
            {"counted": "turns", "repeats": "8", "run": "", "walk": "60"},
            "Enter a whole number from 10 to 3600 for “Run for so many seconds”",
        ),
        ({"counted": "hops"}, "Choose one of the list for “The run counts”"),
    ],
)
def test_what_is_no_run_is_refused_in_words_and_stays_typed(page, planned, cells, sentence):
    before = what(planned)

    answer = write(page, planned, **cells)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert what(planned) == before
    name, value = list(cells.items())[-1]
    assert answer.context["draft"].parts[-1].form[name].value() == value


def test_a_longer_run_than_the_longest_is_called_a_bigger_step_with_its_source(
    page, planned, ruth, shown
):
    run(ruth, 5000, 29)
    run(ruth, 4000, 2)

    write(page, planned, counted="distance", km="5.5")
    assert "bigger step" not in shown()

    write(page, planned, counted="distance", km="6")
    html = shown()
    assert "6 km is a bigger step than usual: 20% more than 5 km on 26 October" in html
    assert "Frandsen and others 2025" in html
    assert "acute" not in html.lower()


def test_without_a_run_before_nobody_can_say(page, planned, shown):
    write(page, planned, counted="distance", km="6")

    assert "we cannot say whether this is a bigger step" in shown()


def test_running_and_walking_in_turns_shows_what_comes_before_it(page, planned, shown):
    assert "brisk walking" not in shown()

    write(page, planned, counted="turns", repeats="8", run="60", walk="120")
    html = shown()
    assert "30 to 45 minutes of brisk walking" in html
    assert "mammothphysio.com" in html
    assert "days in a row" not in html

    write(page, planned, every_days="1")
    assert "Two of these runs fall on days in a row." in shown()


def test_no_drill_goes_into_a_run(page, planned, shown):
    assert f'name="into" value="{planned.pk}"' not in shown()

    drill = make_drill("bridge")
    page(do="found:drill:bridge", into=str(planned.pk))
    page(**{"do": f"session-put:{planned.pk}", f"add-{planned.pk}-drill": drill.name})
    assert not planned.prescriptions.exists()

    other = PlannedSession.objects.get(kind="drills")
    page(do="found:drill:bridge", into=str(other.pk))
    assert other.prescriptions.filter(drill=drill).exists()


def test_the_page_of_a_programme_says_it_before_the_phase_that_begins_to_run(
    page, draft, pia, signed_in
):
    page(do="phase-add")
    following = draft.plan.phases.get(order=2)
    page(phase=following.pk, do=f"phase-run:{following.pk}")
    turns = {"run_minutes": None, "run_repeats": 8, "run_seconds": 60, "walk_seconds": 120}
    PlannedSession.objects.filter(phase=following).update(**turns)
    program = send_program(program=draft, by=pia, now=NOON)
    client, address = signed_in(pia), reverse("programs:detail", args=[program.pk])

    assert "brisk walking" in client.get(address).content.decode()

    change_phase(program=program, phase=following, by=pia, now=NOON)
    assert "brisk walking" not in client.get(address).content.decode()


@pytest.mark.parametrize(
    ("days", "rests"),
    [
        ({"cadence": "weekdays", "weekdays": [1, 3, 5]}, True),
        ({"cadence": "weekdays", "weekdays": [1, 7]}, False),
        ({"cadence": "weekdays", "weekdays": [2, 3]}, False),
        ({"cadence": "every_days", "every_days": 2}, True),
        ({"cadence": "every_days", "every_days": 1}, False),
        ({"cadence": "per_week", "per_week": 3}, True),
        ({"cadence": "per_week", "per_week": 4}, False),
    ],
)
def test_days_in_a_row_have_no_rest_day(days, rests):
    assert has_rest_days(PlannedSession(**days)) is rests


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_one_run_and_for_three(
    page, planned, ruth, draft, signed_in, pia, count, django_assert_max_num_queries
):
    run(ruth, 5000, 3)
    write(page, planned, counted="distance", km="6")
    for _ in range(count - 1):
        page(do=f"session-copy:{planned.pk}")
    client = signed_in(pia)

    with django_assert_max_num_queries(18):
        client.get(f"/programs/{draft.pk}/edit/")
