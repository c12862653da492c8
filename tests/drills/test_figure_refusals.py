"""What the page of a figure refuses: too much drawing, and words that nobody prints."""

import json
from datetime import timedelta

import pytest

from drills.figures.authoring.starts import start
from drills.models import Figure
from drills.views import figure_drawing
from tests.drills.test_figure_pages import PAGE, filled
from tests.drills.test_the_figure_form import table
from tests.factories import make_drill

pytestmark = pytest.mark.django_db


@pytest.fixture
def at_work(pia, signed_in):
    make_drill(name="Glute bridge")
    return signed_in(pia)


def test_a_flood_of_previews_is_slowed(at_work, monkeypatch):
    """A figure with more pictures uses the minute up sooner; a save is never refused for it."""
    monkeypatch.setattr(figure_drawing, "UNITS", 6)
    monkeypatch.setattr(figure_drawing, "MINUTE", timedelta(days=1))
    short, long = filled(start("standing", "x")), filled(table("clamshell"))

    codes = [at_work.post(f"{PAGE}preview/", short).status_code for _ in range(2)]
    codes += [at_work.post(f"{PAGE}preview/", long).status_code for _ in range(2)]

    assert codes == [200, 200, 200, 429]
    data = filled(start("standing", "x"), label="Stand well.") | {"do": "redraw"}
    answer = at_work.post(PAGE, data)
    assert answer.status_code == 429
    text = answer.content.decode()
    assert "That was a lot of drawing." in text
    assert "Stand well." in text
    assert "<svg" not in text.partition('id="preview"')[2].partition("</section>")[0]
    assert at_work.post(PAGE, data | {"do": "save"}).status_code == 302


@pytest.mark.parametrize("address", [PAGE, f"{PAGE}preview/"])
def test_a_figure_that_asks_for_too_much_drawing_is_refused(at_work, address):
    body = start("standing", "x")
    many = {
        "poses": {**body, "pose": body["pose"] * 13},
        "loop": {**body, "pose": body["pose"] * 2, "cycle": [0, 1] * 13 + [0]},
        "marks": {**body, "muscle": ["quad_r"] * 500},
        "arrows": {**body, "arrow": [{"joint": "knee_r"}] * 9},
        "length": {**body, "title": "x" * 60_000},
    }
    for what, wrong in many.items():
        data = filled(body) | {"table": json.dumps(wrong), "do": "redraw"}
        assert at_work.post(address, data).status_code == 422, what


def test_a_mark_that_no_picture_shows_is_said(at_work):
    body = start("standing", "x")
    body |= {"cam": [-90, 8], "muscle": ["glutemed_l"], "arrow": [{"joint": "knee_r"}]}

    text = at_work.post(f"{PAGE}preview/", filled(body)).content.decode()

    assert "No picture shows the muscle “left side of the hip”: it looks" in text
    assert "No picture shows the arrow that follows the right knee: it is 6 cm too short." in text


@pytest.mark.parametrize(
    ("title", "words"),
    [("Best glute bridge", "it is a boast"), ("", "Write the name of the drill in the picture.")],
)
def test_the_name_in_the_picture_is_read_for_words_too(at_work, title, words):
    data = filled(start("standing", "x"), title=title) | {"do": "save"}

    answer = at_work.post(PAGE, data)

    assert answer.status_code == 422
    text = answer.content.decode()
    assert words in text
    assert '<a href="#id_title">' in text
    assert 'id="part-view" open' in text
    assert not Figure.objects.exists()
