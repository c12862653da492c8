"""Pain as a picture: missing stays missing, everything is inside, and words say the same."""

import re
from datetime import date, timedelta
from xml.etree import ElementTree

import pytest
from django.template import Context, Template
from hypothesis import given, settings
from hypothesis import strategies as st

from clinic.look.widgets import Zone
from programs.charts import DayPain, PlanChange, pain_chart, sparkline

START = date(2026, 3, 2)
ZONES = (
    Zone(0, 2, "fine to carry on", "ok"),
    Zone(3, 5, "okay if it settles by morning", "watch"),
    Zone(6, 10, "too much, ease off", "stop"),
)
# A shared machine has slow moments; that is no fault of a picture.
UNHURRIED = settings(deadline=None, max_examples=60)
RATING = st.none() | st.integers(0, 10)
DAYS = st.lists(
    st.builds(DayPain, st.dates(START, START + timedelta(days=400)), RATING, RATING, RATING),
    max_size=40,
)
CHANGES = st.lists(
    st.builds(PlanChange, st.dates(START, START + timedelta(days=400)), st.just("v12")), max_size=9
)


def told(*pains, every=2, **more):
    """Sessions every other day from START; None was not told."""
    return [
        DayPain(START + timedelta(days=number * every), pain, **more)
        for number, pain in enumerate(pains)
    ]


def html(tag, **context):
    return Template("{% load charts %}{% " + tag + " %}").render(Context(context))


def pictures(page):
    """The SVGs of a page."""
    return [ElementTree.fromstring(svg) for svg in re.findall(r"<svg.*?</svg>", page, re.DOTALL)]


def places(shape):
    """The corners of a shape, whichever it is."""
    got = shape.get
    if points := got("points"):
        return [tuple(map(float, point.split(","))) for point in points.split()]
    if shape.tag == "circle":
        x, y, r = (float(got(name)) for name in ("cx", "cy", "r"))
        return [(x - r, y - r), (x + r, y + r)]
    x, y = float(got("x") or 0), float(got("y") or 0)
    return [(x, y), (x + float(got("width") or 0), y + float(got("height") or 0))]


def outside(svg):
    """What does not lie inside the picture; words need room above their foot."""
    _, _, width, height = map(float, svg.get("viewBox").split())
    return [
        (shape.tag, place)
        for shape in svg
        for place in places(shape)
        if not (0 <= place[0] <= width and (9 if shape.tag == "text" else 0) <= place[1] <= height)
    ]


def marks(svg, kind, alone):
    """How many numbers a series shows: the corners of its lines, and the dots without a line."""
    corners = [p for one in svg.iter("polyline") if one.get("class") == kind for p in places(one)]
    dots = [one for one in svg.iter("circle") if one.get("class") == alone]
    centres = {(one.get("cx"), one.get("cy")) for one in dots}
    joined = {(f"{x:g}", f"{y:g}") for x, y in corners}
    return len(corners) + len(centres - joined)


@UNHURRIED
@given(DAYS, CHANGES, st.integers(0, 10))
def test_everything_lies_inside_the_picture(days, changes, limit):
    chart = pain_chart(days, zones=ZONES, limit=limit, changes=changes)
    drawn = pictures(html("pain_chart chart", chart=chart))

    assert [outside(svg) for svg in drawn] == [[] for _ in drawn]
    assert len(drawn) == (
        2 if any((d.pain, d.morning, d.effort) != (None,) * 3 for d in days) else 0
    )


@UNHURRIED
@given(DAYS, st.integers(0, 10))
def test_a_small_line_lies_inside_its_cell(days, limit):
    drawn = pictures(html("pain_sparkline points limit", points=days, limit=limit))

    assert [outside(svg) for svg in drawn] == [[] for _ in drawn]
    assert len(drawn) == int(any(day.pain is not None for day in days))


@UNHURRIED
@given(DAYS, CHANGES, st.randoms())
def test_the_order_of_the_days_changes_nothing(days, changes, random):
    shuffled, mixed = list(days), list(changes)
    random.shuffle(shuffled)
    random.shuffle(mixed)

    one = pain_chart(days, zones=ZONES, limit=5, changes=changes)
    other = pain_chart(shuffled, zones=ZONES, limit=5, changes=mixed)

    assert html("pain_chart chart", chart=one) == html("pain_chart chart", chart=other)


@UNHURRIED
@given(st.lists(RATING, min_size=1, max_size=20))
def test_each_number_told_is_drawn_once_and_no_other(pains):
    (svg, *_) = pictures(html("pain_sparkline points 10", points=told(*pains))) or [None]

    shown = 0 if svg is None else marks(svg, "line-pain", "dot-pain")
    assert shown == sum(pain is not None for pain in pains)


@UNHURRIED
@given(st.lists(st.tuples(RATING, RATING), min_size=1, max_size=20))
def test_a_chart_draws_each_number_told_once_and_no_other(pairs):
    days = [
        DayPain(START + timedelta(days=2 * n), pain, morning)
        for n, (pain, morning) in enumerate(pairs)
    ]
    (_, svg) = pictures(html("pain_chart chart", chart=pain_chart(days))) or (None, None)

    shown = (0, 0) if svg is None else (marks(svg, "line", "dot"), marks(svg, "line-2", "dot-2"))
    assert shown == tuple(sum(one[part] is not None for one in pairs) for part in (0, 1))


@UNHURRIED
@given(DAYS, st.integers(0, 9))
def test_each_number_above_the_limit_is_a_triangle(days, limit):
    kept = {}
    for day in days:
        for part in ("pain", "morning"):
            value = getattr(day, part)
            if value is not None:
                kept[day.on, part] = max(value, kept.get((day.on, part), 0))
    drawn = pictures(html("pain_chart chart", chart=pain_chart(days, limit=limit)))

    for svg in drawn:
        assert len(list(svg.iter("polygon"))) == sum(value > limit for value in kept.values())


def test_a_line_stops_where_a_report_is_missing():
    assert len(sparkline(told(3, 3, None, 2, 2), limit=5).lines) == 2
    assert len(sparkline(told(3, 3, 0, 2, 2), limit=5).lines) == 1


def test_a_number_between_two_gaps_is_a_dot_of_its_own():
    spark = sparkline(told(3, None, 4, None, 2), limit=5)

    assert spark.lines == ()
    assert len(spark.alone) == 2


@pytest.mark.parametrize(("silence", "lines"), [(8, 1), (9, 2)])
def test_a_line_does_not_cross_more_than_eight_days_of_silence(silence, lines):
    days = [*told(3, 3, every=1)]
    later = [DayPain(days[-1].on + timedelta(days=silence + n), 2) for n in range(2)]

    assert len(sparkline([*days, *later], limit=5).lines) == lines


def test_of_several_reports_on_a_day_the_worst_stands():
    spark = sparkline([DayPain(START, 2), DayPain(START, 6), DayPain(START, None)], limit=5)

    assert (spark.latest, spark.over) == (6, True)


def test_pain_above_the_limit_is_a_triangle_and_not_only_a_colour():
    above = html("pain_sparkline points 5", points=told(3, 6))
    within = html("pain_sparkline points 5", points=told(3, 5))

    assert "<polygon" in above
    assert "now above it" in above
    assert "<polygon" not in within


def test_a_small_line_says_itself_and_its_number_stands_beside_it():
    page = html("pain_sparkline points 5", points=told(3, 4, 7, every=6))

    assert 'role="img"' in page
    assert 'aria-label="Pain from 3 to 7 over 13 days, limit 5, now above it"' in page
    assert ">7</b>" in page


def test_no_report_is_said_and_not_drawn():
    assert html("pain_sparkline points 5", points=told(None, None)) == (
        '<span class="meta">No pain reported yet</span>'
    )
    chart = pain_chart(told(None), zones=ZONES, limit=5)
    assert (chart.narrow, chart.wide) == (None, None)
    assert chart.rows[0].pain == "not reported"


def test_a_chart_names_its_lines_its_zones_and_the_versions():
    days = told(2, 3, 2, 1, morning=1, effort=4)
    chart = pain_chart(days, zones=ZONES, limit=5, changes=[PlanChange(days[2].on, "v3")])

    for picture in (chart.narrow, chart.wide):
        words = " ".join(label.text for label in picture.labels)
        for name in ("session 1", "morning 1", "effort 4", "too much", "fine", "settles", "v3"):
            assert name in words
    assert not chart.unnamed_narrow
    assert chart.period == "2 to 8 March 2026"
    assert chart.rows[2].change == "v3"


def test_names_of_versions_that_would_touch_become_one():
    days = told(*[2] * 40)
    changes = [PlanChange(days[5].on + timedelta(days=n), f"v{n + 2}") for n in range(3)]
    chart = pain_chart(days, changes=[*changes, PlanChange(days[30].on, "v5")])

    names = [label.text for label in chart.narrow.labels if label.kind == "change-name"]
    assert names == ["v2–v4", "v5"]
    assert [row.change for row in chart.rows if row.change] == ["v2", "v3", "v4", "v5"]


def test_a_change_outside_the_days_is_not_drawn():
    chart = pain_chart(told(2, 2), changes=[PlanChange(START - timedelta(days=1), "v2")])

    assert "v2" not in [label.text for label in chart.wide.labels]


def test_effort_stands_under_pain_on_the_same_days():
    days = told(2, 3, 4, effort=5)
    picture = pain_chart(days).wide
    pain, effort = ([p for s in picture.strokes if s.kind == kind for p in s.points.split()]
                    for kind in ("line", "line-3"))  # fmt: skip

    assert {p.split(",")[0] for p in effort} == {p.split(",")[0] for p in pain}
    assert min(float(p.split(",")[1]) for p in effort) > max(float(p.split(",")[1]) for p in pain)


def test_without_effort_there_is_no_room_for_it():
    assert pain_chart(told(2)).wide.height < pain_chart(told(2, effort=3)).wide.height


def test_zones_without_room_for_a_name_stand_as_a_list():
    bone = (Zone(0, 0, "no pain", "ok"), Zone(1, 10, "stop and ring us", "stop"))
    chart = pain_chart(told(0, 0), zones=bone, limit=0)

    assert chart.unnamed_narrow
    assert chart.unnamed_wide
    assert "0: no pain" in html("pain_chart chart", chart=chart)


def test_what_a_zone_or_a_version_is_called_cannot_become_markup():
    zones = (Zone(0, 10, "<b>fine</b>", "ok"),)
    chart = pain_chart(told(2), zones=zones, changes=[PlanChange(START, "<i>")])

    page = html("pain_chart chart", chart=chart)
    assert "<b>fine" not in page
    assert "<i>" not in page
