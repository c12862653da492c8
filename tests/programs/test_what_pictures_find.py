"""Headings are findings: a plain rule each, bad news first, and too little said as such."""

from datetime import date, timedelta

import pytest

from programs.charts import DayPain, MinimalChange, Score, outcome_line, pain_chart
from programs.charts.trends import pain_finding, score_finding
from programs.wording import findings
from programs.wording.findings import Change, Pain

START = date(2026, 3, 2)
MATTERS = MinimalChange(2, "Somebody 2020")


def days(*pains, mornings=()):
    return [
        DayPain(
            START + timedelta(days=2 * number),
            pain,
            mornings[number] if number < len(mornings) else None,
        )
        for number, pain in enumerate(pains)
    ]


def scores(*values):
    return [Score(START + timedelta(weeks=4 * n), value) for n, value in enumerate(values)]


@pytest.mark.parametrize(
    ("pains", "found", "more"),
    [
        ((), Pain.NONE, 6),
        ((None, None), Pain.NONE, 6),
        ((3,), Pain.TOO_FEW, 5),
        ((5, 4, 3, 2, 1), Pain.TOO_FEW, 1),
        ((5, 4, None, 3, 2, 1), Pain.TOO_FEW, 1),
        ((5, 5, 5, 4, 4, 4), Pain.DOWN, 0),
        ((5, 5, 5, 5, 4, 4), Pain.STEADY, 0),
        ((4, 4, 4, 5, 5, 5), Pain.UP, 0),
        ((4, 4, 4, 4, 5, 5), Pain.STEADY, 0),
        ((0, 0, 0, 0, 0, 0), Pain.STEADY, 0),
        ((5, 5, 5, 0, 0, 0, 4, 4, 4), Pain.DOWN, 0),
    ],
)
def test_pain_is_found_by_the_last_three_and_the_first_three(pains, found, more):
    assert pain_finding(days(*pains), limit=5) == (found, more)


def test_a_breach_comes_before_a_falling_line():
    falling = days(9, 9, 9, 4, 4, 6)

    assert pain_finding(falling, limit=5)[0] == Pain.OVER
    assert pain_finding(falling, limit=6)[0] == Pain.DOWN
    assert pain_finding(falling, limit=None)[0] == Pain.DOWN


def test_a_breach_is_said_before_there_are_enough_sessions():
    assert pain_finding(days(1), limit=0)[0] == Pain.OVER


def test_the_latest_morning_counts_as_a_breach_too():
    assert pain_finding(days(3, 3, mornings=(2, 6)), limit=5)[0] == Pain.OVER


def test_an_older_breach_does_not_stay_in_the_heading():
    assert pain_finding(days(7, 3), limit=5)[0] == Pain.TOO_FEW


def test_rising_mornings_come_before_falling_sessions():
    mornings = (1, 1, 1, 3, 3, 3)

    assert pain_finding(days(5, 5, 5, 4, 4, 4, mornings=mornings), 5)[0] == Pain.MORNINGS_UP


def test_five_mornings_are_too_few_to_tell():
    found, _ = pain_finding(days(5, 5, 5, 4, 4, 4, mornings=(None, 1, 1, 3, 3, 3)), 5)

    assert found == Pain.DOWN


@pytest.mark.parametrize("found", Pain)
@pytest.mark.parametrize("mine", [True, False])
def test_every_finding_has_a_heading_for_the_runner_and_for_the_physio(found, mine):
    heading = findings.pain_heading(found, mine=mine, limit=5, more=3)

    assert heading
    assert ("your" in heading.lower()) == (mine and True)


def test_a_heading_counts_the_sessions_that_are_missing():
    assert pain_chart(days(3, 3, 3, 3)).heading == (
        "Two more sessions and we can say where your pain is heading"
    )
    assert pain_chart(days(3, 3, 3, 3, 3)).heading.startswith("One more session and")


def test_the_whole_picture_in_words():
    told = days(5, 6, None, 1, mornings=(4, None, None, 0))

    assert pain_chart(told, limit=5).summary == (
        "Pain on 3 days: from 5 to 1, highest 6. Next morning: from 4 to 0. "
        "No score on 1 day with a session. The limit is 5."
    )


def test_two_sessions_of_one_day_are_counted_as_one_day_with_a_score():
    twice = [DayPain(day.on, 2) for day in days(3, 4)]

    assert pain_chart([*days(3, 4), *twice], limit=5).summary.startswith("Pain on 2 days: ")
    assert "No score" not in pain_chart([*days(3, 4), *twice], limit=5).summary


def test_a_report_of_nought_is_told_as_nought():
    assert pain_chart(days(0), limit=5).summary == "Pain on 1 day: 0. The limit is 5."
    assert findings.told(0) == "0"
    assert findings.told(None) == "not reported"


@pytest.mark.parametrize(
    ("values", "better_is_higher", "found"),
    [
        ((), True, (Change.NONE, 0)),
        ((None,), True, (Change.NONE, 0)),
        ((3, None), True, (Change.ONE, 0)),
        ((3, 4.9), True, (Change.UNCLEAR, 1.9)),
        ((3.3, 5.3), True, (Change.BETTER, 2)),
        ((3, 9, 1), True, (Change.WORSE, 2)),
        ((6, 2), False, (Change.BETTER, 4)),
    ],
)
def test_a_score_is_compared_with_the_first_by_what_matters(values, better_is_higher, found):
    kind, points = score_finding(scores(*values), MATTERS, higher_is_better=better_is_higher)

    assert (kind, round(points, 3)) == found


def test_without_a_source_no_change_is_called_better():
    assert score_finding(scores(1, 9), None, higher_is_better=True)[0] == Change.UNCLEAR


def test_the_source_of_what_matters_is_named():
    assert "Somebody 2020" in outcome_line(scores(3, 6), MATTERS, name="PSFS").source
    assert outcome_line(scores(3, 6), name="PSFS").source == ""
    assert "Salaffi 2004" in pain_chart(days(3)).rule


@pytest.mark.parametrize(
    ("done", "planned", "words"),
    [
        (24, 30, "24 of 30 reps"),
        (0, 30, "0 of 30 reps"),
        (None, 30, "not reported, 30 reps planned"),
        (12, None, "12 reps, not planned"),
        (None, None, "not planned"),
    ],
)
def test_a_load_in_words(done, planned, words):
    assert findings.load_in_words(done, planned, "reps") == words


@pytest.mark.parametrize(
    ("last", "words"),
    [
        (date(2026, 3, 2), "2 March 2026"),
        (date(2026, 3, 9), "2 to 9 March 2026"),
        (date(2026, 4, 9), "2 March to 9 April 2026"),
        (date(2027, 3, 9), "2 March 2026 to 9 March 2027"),
    ],
)
def test_a_period_in_words(last, words):
    assert findings.period(START, last) == words
