"""Pia asks Ruth for ratings again and again; both see how they go."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse

from clinic.people.models import Runner
from programs.actions.outcomes import answer_outcome, ask_for, stop_asking
from programs.models import OutcomeMeasure, OutcomeScore
from programs.progress.outcomes import outcomes_due
from tests.factories import NOON, TODAY

pytestmark = pytest.mark.usefixtures("at_noon")
WEEK = timedelta(weeks=1)


@pytest.fixture
def stairs(ruth, pia) -> OutcomeMeasure:
    """Two of Ruth's own activities, every four weeks from today on."""
    return asked(ruth, pia)


def asked(runner, by, kind="psfs", items=("Stairs", "Run for 20 minutes"), every_weeks=4):
    return ask_for(
        runner=runner,
        kind=kind,
        items=items,
        every_weeks=every_weeks,
        starts_on=TODAY,
        by=by,
        now=NOON,
    )


def due(runner, today=TODAY):
    return outcomes_due(runners=Runner.objects.filter(pk=runner.pk), today=today)


def test_an_answer_is_due_at_once_and_again_after_the_weeks(ruth, stairs):
    assert due(ruth, TODAY - timedelta(days=1)) == {}
    assert due(ruth) == {ruth.pk: TODAY}

    answer_outcome(measure=stairs, ratings=[3, 4], now=NOON)

    assert due(ruth) == due(ruth, TODAY + 4 * WEEK - timedelta(days=1)) == {}
    assert due(ruth, TODAY + 5 * WEEK) == {ruth.pk: TODAY + 4 * WEEK}


def test_asked_once_and_asked_no_more_are_never_due_again(ruth, pia, stairs):
    once = asked(ruth, pia, kind="rating", items=["Left heel"], every_weeks=None)
    answer_outcome(measure=once, ratings=[6], now=NOON)
    stop_asking(measure=stairs, now=NOON)

    assert due(ruth, TODAY + 52 * WEEK) == {}


@pytest.mark.parametrize("count", [1, 3])
def test_what_is_due_costs_one_query(ruth, otto, pia, count, django_assert_num_queries):
    for runner in (ruth, otto):
        for _ in range(count):
            answer_outcome(measure=asked(runner, pia), ratings=[1, 2], now=NOON)

    with django_assert_num_queries(1):
        found = outcomes_due(runners=Runner.objects.all(), today=TODAY + 4 * WEEK)
    assert found.keys() == {ruth.pk, otto.pk}


def test_ruth_is_asked_on_today_and_nothing_is_answered_for_her(ruths, stairs):
    page = reverse("programs:outcome", args=[stairs.pk])
    assert page in ruths.get("/").content.decode()

    html = ruths.get(page).content.decode()
    radios = re.findall(r'<input type="radio"[^>]*>', html)
    assert len(radios) == 22
    assert not any("checked" in radio for radio in radios)

    half = ruths.post(page, {"rating_0": "3"})
    assert half.status_code == 422
    assert "Choose a number for “Run for 20 minutes”." in half.content.decode()

    ruths.post(page, {"rating_0": "3", "rating_1": "6"})
    ruths.post(page, {"rating_0": "3", "rating_1": "5"})  # she puts it right on the same day
    score = OutcomeScore.objects.get()
    assert (score.ratings, score.value, score.on) == ([3, 5], 4.0, TODAY)
    assert page not in ruths.get("/").content.decode()


def test_pia_asks_reads_the_line_and_asks_no_more(ruth, pia, signed_in):
    pias = signed_in(pia)
    page = reverse("programs:outcomes", args=[ruth.pk])

    form = {"kind": "psfs", "item_1": "Stairs", "item_2": "Run", "every_weeks": "2"}
    assert pias.post(page, form).status_code == 302
    measure = OutcomeMeasure.objects.get()
    assert (measure.items, measure.every_weeks, measure.made_by) == (["Stairs", "Run"], 2, pia)

    for weeks, ratings in enumerate([[2, 4], [5, 7]]):
        with time_machine.travel(NOON + weeks * WEEK):
            answer_outcome(measure=measure, ratings=ratings, now=NOON + weeks * WEEK)
    html = pias.get(page).content.decode()
    assert "<svg" in html
    assert "Own activities 3 to 6" in " ".join(html.split()).replace("from ", "")
    assert "no source for the smallest change" in html

    pias.post(reverse("programs:stop_outcome", args=[measure.pk]))
    measure.refresh_from_db()
    assert measure.closed_on == TODAY
    assert "Not asked since" in pias.get(page).content.decode()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"kind": "psfs"}, "Name an activity, or where it hurts."),
        ({"item_1": "Stairs"}, "Choose what the runner shall rate."),
        ({"kind": "rating", "item_1": "Heel", "item_2": "Hip"}, "Rate one place of pain here"),
        ({"kind": "psfs", "item_1": "Run", "every_weeks": "53"}, "from 1 to 52"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_words(ruth, pia, signed_in, fields, words):
    answer = signed_in(pia).post(reverse("programs:outcomes", args=[ruth.pk]), fields)

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not OutcomeMeasure.objects.exists()


@pytest.mark.parametrize("ratings", [[3], [3, 11], [-1, 3], [1, 2, 3]])
def test_ratings_that_cannot_be_are_refused(stairs, ratings):
    with pytest.raises(ValidationError):
        answer_outcome(measure=stairs, ratings=ratings, now=NOON)


@pytest.mark.parametrize(("kind", "items"), [("psfs", []), ("psfs", "abcdef"), ("rating", "ab")])
def test_the_database_counts_what_is_asked(ruth, pia, kind, items):
    with pytest.raises(ValidationError):
        asked(ruth, pia, kind=kind, items=items)


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_a_short_and_a_long_history(
    ruth, pia, signed_in, count, django_assert_max_num_queries
):
    for _ in range(count):
        measure = asked(ruth, pia)
        for weeks in range(count):
            answer_outcome(measure=measure, ratings=[1, 2], now=NOON + weeks * WEEK)
    pias = signed_in(pia)

    with django_assert_max_num_queries(7):
        pias.get(reverse("programs:outcomes", args=[ruth.pk]))
