"""Sessions on the calendar, load by week and scores: numbers, marks and words agree."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programs.charts import (
    HeatDay,
    LoadRow,
    LoadWeek,
    Mark,
    MinimalChange,
    Score,
    heat_map,
    heat_strip,
    load_bars,
    outcome_line,
)
from programs.charts.heat import level
from programs.progress.sessions import State
from tests.programs.test_pictures_of_pain import UNHURRIED, html, outside, pictures

TODAY = date(2026, 7, 14)
MONDAY = date(2026, 7, 13)
AMOUNT = st.none() | st.integers(0, 5000)
SCORES = st.lists(
    st.builds(
        Score,
        st.dates(TODAY, TODAY + timedelta(days=900)),
        st.none() | st.floats(0, 10, allow_nan=False),
    ),
    max_size=12,
)


def test_every_mark_of_a_day_can_be_drawn():
    for mark in [*State, "rest", "on_hold"]:
        shown = heat_map([HeatDay(TODAY, mark)], month=TODAY)
        assert shown.key


@UNHURRIED
@given(st.dates(date(2020, 1, 1), date(2040, 12, 31)))
def test_a_month_has_each_of_its_days_once_under_its_weekday(day):
    shown = heat_map([], month=day)
    cells = [(place, cell) for week in shown.weeks for place, cell in enumerate(week) if cell]

    assert all(len(week) == 7 for week in shown.weeks)
    assert all(any(week) for week in shown.weeks)
    first = day.replace(day=1)
    assert [int(cell.figure) for _, cell in cells] == list(range(1, len(cells) + 1))
    assert [place for place, _ in cells] == [
        (first + timedelta(days=n)).weekday() for n in range(len(cells))
    ]
    assert (first + timedelta(days=len(cells))).day == 1


def test_a_day_shows_its_number_a_mark_and_words():
    days = [HeatDay(TODAY, Mark.PARTIAL, 0, 1), HeatDay(MONDAY, Mark.MISSED, 0, 1)]
    page = html("heat_map chart", chart=heat_map(days, month=TODAY, today=TODAY))

    assert '<td class="heat-2 is-today">14<span class="vh"> partly done, today</span></td>' in page
    assert '<td class="heat-0">13<span class="vh"> missed</span></td>' in page
    assert "July 2026: 0 of 2 sessions reported done" in page


def test_a_day_on_hold_is_neither_missed_nor_counted():
    shown = heat_map([HeatDay(TODAY, Mark.ON_HOLD)], month=TODAY)

    assert ("heat-hold", "on hold") in shown.key
    assert shown.heading == "nothing was due"


def test_days_of_other_months_are_left_out():
    shown = heat_map([HeatDay(date(2026, 6, 30), Mark.DONE, 1, 1)], month=TODAY)

    assert shown.heading == "nothing was due"


def test_twelve_weeks_end_with_this_one_and_count_only_what_was_due():
    days = [
        HeatDay(MONDAY - timedelta(weeks=12), Mark.DONE, 1, 1),
        HeatDay(MONDAY - timedelta(weeks=11), Mark.DONE, 2, 3),
        HeatDay(MONDAY - timedelta(weeks=1), Mark.ON_HOLD),
        HeatDay(TODAY, Mark.DUE),
    ]
    strip = heat_strip(days, today=TODAY)

    assert len(strip.weeks) == 12
    assert strip.heading == "2 of 3 sessions reported done"
    assert strip.weeks[0].words == "week of 27 April: 2 of 3 sessions reported done"
    assert strip.weeks[-2].words == "week of 6 July: on hold"
    assert strip.weeks[-1].words == "week of 13 July: nothing due"


@pytest.mark.parametrize(
    ("done", "due", "shade"), [(0, 3, 0), (1, 3, 1), (2, 3, 2), (3, 4, 3), (4, 4, 4), (1, 99, 1)]
)
def test_a_shade_is_full_only_when_all_was_done_and_empty_only_when_nothing_was(done, due, shade):
    assert level(done, due) == shade


@UNHURRIED
@given(st.lists(st.tuples(AMOUNT, AMOUNT), min_size=1, max_size=16))
def test_bars_and_ticks_lie_inside_their_row(amounts):
    weeks = [LoadWeek(MONDAY + timedelta(weeks=n), *pair) for n, pair in enumerate(amounts)]
    chart = load_bars([LoadRow("Split squat", "reps", tuple(weeks))])
    (svg,) = pictures(html("load_bars chart", chart=chart))

    assert outside(svg) == []
    assert len(svg.findall("rect")) == sum(done is not None for _, done in amounts)
    assert len(svg.findall("circle")) == sum(done is None for _, done in amounts)
    ticks = [one for one in svg.findall("polyline") if one.get("class") == "target"]
    assert len(ticks) == sum(planned is not None for planned, _ in amounts)


def test_a_bar_reaches_its_tick_exactly_when_the_plan_was_met():
    weeks = (LoadWeek(MONDAY, 30, 30), LoadWeek(MONDAY + timedelta(weeks=1), 30, 29))
    (row,) = load_bars([LoadRow("Split squat", "reps", weeks)]).rows
    met, short = row.picture.rects
    ticks = [s.points.split(",")[1].split()[0] for s in row.picture.strokes if s.kind == "target"]

    assert met.y == ticks[0]
    assert float(short.y) > float(ticks[1])


def test_a_week_stands_at_the_same_place_in_every_row():
    later = MONDAY + timedelta(weeks=2)
    weeks = tuple(LoadWeek(MONDAY + timedelta(weeks=n), 5, 5) for n in range(3))
    chart = load_bars([LoadRow("One", "kg", weeks), LoadRow("Two", "kg", (LoadWeek(later, 9, 9),))])

    assert chart.rows[0].picture.rects[2].x == chart.rows[1].picture.rects[0].x


def test_the_heading_counts_the_drills_that_reached_the_plan():
    rows = [
        LoadRow("One", "kg", (LoadWeek(MONDAY, 5, 6),)),
        LoadRow("Two", "kg", (LoadWeek(MONDAY, 5, None),)),
        LoadRow("Three", "kg", (LoadWeek(MONDAY, None, 4),)),
    ]

    assert load_bars(rows).heading == "1 of 2 drills reached the plan in the week of 13 July"
    assert load_bars([]).heading == "No drills to compare yet"
    assert load_bars([LoadRow("None", "kg", ())]).rows == ()


@UNHURRIED
@given(SCORES, st.booleans(), st.floats(0.1, 12))
def test_scores_lie_inside_their_picture(scores, higher, points):
    matters = MinimalChange(points, "Somebody 2020")
    chart = outcome_line(scores, matters, name="PSFS", higher_is_better=higher)
    drawn = pictures(html("outcome_line chart", chart=chart))

    assert [outside(svg) for svg in drawn] == [[] for _ in drawn]
    assert len(drawn) == (2 if any(score.value is not None for score in scores) else 0)


def test_a_score_that_was_not_filled_in_breaks_the_line():
    filled = [3, 4, None, 5, 6]
    scores = [Score(TODAY + timedelta(weeks=n), value) for n, value in enumerate(filled)]
    picture = outcome_line(scores, name="PSFS").wide

    assert [s.kind for s in picture.strokes].count("line") == 2
    assert len(picture.dots) == 4
