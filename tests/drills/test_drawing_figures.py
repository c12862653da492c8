"""Poses become pictures once, and again only when something has changed."""

import copy
import gzip
import shutil
from datetime import timedelta
from hashlib import sha256

import pytest
from django.core.exceptions import ValidationError

from clinic.db import save_checked
from drills.actions import figures as drawing
from drills.actions import load_figures, load_library, render_figure
from drills.figures.pictures import digest, pictures
from drills.figures.read import FOLDER, figure_of, read_toml
from drills.figures.table import FigureError
from drills.models import Drill, Figure, FigureFile, FigurePicture, Origin, State
from tests.factories import NOON, TODAY

LATER = NOON + timedelta(days=1)
SLUG = "glute-bridge"
TABLE = read_toml((FOLDER / f"{SLUG}.toml").read_text(encoding="utf-8"), SLUG)


@pytest.fixture
def folder(tmp_path):
    """Two of the shipped figures."""
    target = tmp_path / "poses"
    target.mkdir()
    for slug in (SLUG, "clamshell"):
        shutil.copy(FOLDER / f"{slug}.toml", target)
    return target


@pytest.fixture
def bridge(library, folder):
    """The drill, with its shipped figure."""
    load_figures(now=NOON, folder=folder)
    return Drill.objects.get(slug=SLUG)


def clinics_figure(drill, user, **fields):
    """Pia's own figure of a drill, reviewed by her."""
    known = {
        "poses": copy.deepcopy(TABLE),
        "drawn_by": user,
        "state": State.PUBLISHED,
        "reviewed_by": user,
        "reviewed_at": NOON,
        "review_due_on": TODAY + timedelta(days=365),
        "created_at": NOON,
        "updated_at": NOON,
    }
    return Figure(drill=drill, **(known | fields))


@pytest.mark.django_db
def test_every_shipped_figure_is_drawn_and_shown(library):
    report = load_figures(now=NOON)

    assert (report.drawn, report.unchanged, report.problems) == (40, 0, ())
    assert Figure.objects.published().count() == 40
    assert set(FigurePicture.objects.values_list("kind", "theme", "side")) == {
        (kind, theme, side)
        for kind in ("still", "loop", "thumb")
        for theme in ("light", "dark", "mono")
        for side in ("right", "left")
        if (kind, theme) != ("loop", "mono")
    }


def test_a_second_load_draws_nothing(bridge, folder, monkeypatch):
    names = set(FigureFile.objects.values_list("name", flat=True))
    monkeypatch.setattr(drawing, "pictures", lambda figure: pytest.fail("It was drawn again."))

    report = load_figures(now=LATER, folder=folder)

    assert (report.drawn, report.unchanged) == (0, 2)
    assert set(FigureFile.objects.values_list("name", flat=True)) == names
    assert not Figure.objects.filter(updated_at=LATER).exists()


def test_only_changed_poses_are_drawn_again_and_their_old_files_go(bridge, folder):
    before = set(FigureFile.objects.values_list("name", flat=True))
    file = folder / f"{SLUG}.toml"
    file.write_text(file.read_text(encoding="utf-8").replace("cam = [-78, 12]", "cam = [-60, 12]"))

    report = load_figures(now=LATER, folder=folder)

    after = set(FigureFile.objects.values_list("name", flat=True))
    assert (report.drawn, report.unchanged) == (1, 1)
    assert (len(before & after), len(after - before)) == (16, 16)
    assert bridge.figures.get().updated_at == LATER


def test_another_engine_draws_everything_again(bridge, folder, monkeypatch):
    monkeypatch.setattr(drawing, "digest", lambda table: digest(table)[::-1])

    assert load_figures(now=LATER, folder=folder).drawn == 2


def test_a_file_is_named_by_its_own_bytes(bridge):
    files = FigureFile.objects.all()

    assert len(files) == 32
    for file in files:
        assert file.name == sha256(file.content.encode()).hexdigest()
        assert gzip.decompress(file.gzipped) == file.content.encode()


def test_the_clinics_own_figure_is_never_overwritten(bridge, folder, pia):
    bridge.figures.update(state=State.WITHDRAWN)
    own = clinics_figure(bridge, pia, poses=TABLE | {"title": "Our bridge"})
    render_figure(figure=own, now=NOON)
    file = folder / f"{SLUG}.toml"
    file.write_text(file.read_text(encoding="utf-8").replace("cam = [-78, 12]", "cam = [-60, 12]"))

    report = load_figures(now=LATER, folder=folder)

    assert (report.drawn, report.unchanged) == (1, 2)
    shown = bridge.figures.published().get()
    assert (shown, shown.updated_at) == (own, NOON)
    assert shown.poses["title"] == "Our bridge"


def test_what_a_physio_saves_while_others_are_drawn_is_kept(bridge, folder, pia, monkeypatch):
    clamshell = Drill.objects.get(slug="clamshell")
    drafts = [clinics_figure(drill, pia, state=State.DRAFT) for drill in (bridge, clamshell)]
    for draft in drafts:
        save_checked(draft)
    waiting = Figure.objects.filter(pk__in=[draft.pk for draft in drafts], drawn_from="")

    def drawn_meanwhile(figure):
        waiting.update(poses=TABLE | {"title": "Drawn meanwhile"})
        return pictures(figure)

    monkeypatch.setattr(drawing, "pictures", drawn_meanwhile)
    load_figures(now=LATER, folder=folder)

    assert Figure.objects.filter(poses__title="Drawn meanwhile").count() == 1


def test_a_shipped_figure_that_comes_later_stays_behind_the_clinics_own(library, folder, pia):
    bridge = Drill.objects.get(slug=SLUG)
    own = clinics_figure(bridge, pia)
    render_figure(figure=own, now=NOON)

    load_figures(now=LATER, folder=folder)

    assert bridge.figures.published().get() == own
    assert bridge.figures.get(origin=Origin.SHIPPED).state == State.WITHDRAWN


def test_a_wrong_file_is_named_and_the_others_are_drawn(library, folder):
    (folder / f"{SLUG}.toml").write_text('title = "x"\ncam = [1]\n[[pose]]\nlabel = "y"\n')
    (folder / "no-such-drill.toml").write_text('title = "x"')
    (folder / "torn.toml").write_text("title = ")

    report = load_figures(now=NOON, folder=folder)

    assert report.drawn == 1
    torn, bridge, stranger = report.problems
    assert torn.startswith("torn.toml: this is not TOML")
    assert bridge.startswith(f"{SLUG}.toml, pose 1, root: missing")
    assert stranger == "no-such-drill.toml: the library has no such drill"


def test_wrong_poses_leave_a_figure_as_it_was(bridge, pia):
    bridge.figures.update(state=State.WITHDRAWN)
    own = render_figure(figure=clinics_figure(bridge, pia), now=NOON)
    own.poses = TABLE | {"cam": ["left"]}

    with pytest.raises(FigureError, match=r"^Glute bridge, cam: expected a list of 2 numbers"):
        render_figure(figure=own, now=LATER)

    own.refresh_from_db()
    assert (own.poses, own.updated_at, own.pictures.count()) == (TABLE, NOON, 16)


@pytest.mark.django_db
def test_the_database_keeps_every_figure_as_its_file_has_it(library):
    load_figures(now=NOON)

    for figure in Figure.objects.select_related("drill"):
        file = FOLDER / f"{figure.drill.slug}.toml"
        table = read_toml(file.read_text(encoding="utf-8"), file.name)
        assert figure_of(figure.poses, file.name) == figure_of(table, file.name)
        assert digest(figure.poses) == digest(table) == figure.drawn_from


def test_numbers_that_a_database_writes_otherwise_are_the_same_poses():
    assert digest({"a": [1, 2.5], "b": -0.0}) == digest({"b": 0, "a": [1.0, 2.5]})
    assert digest({"a": True}) != digest({"a": 1})


@pytest.mark.parametrize("number", ["nan", "inf", "-inf"])
def test_a_number_that_is_none_is_refused(number):
    table = read_toml(f"title = 'x'\ncam = [{number}, 1]\n[[pose]]\nlabel = 'y'\nroot = {{}}", "x")

    with pytest.raises(FigureError):
        figure_of(table, "x")


@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        ({"reviewed_by": None, "reviewed_at": None}, "figure_is_reviewed_by_somebody"),
        ({"review_due_on": None}, "figure_is_reviewed_by_somebody"),
        ({"state": State.REVIEWED, "review_due_on": None}, "figure_is_reviewed_by_somebody"),
        ({"state": State.DRAFT, "reviewed_at": None}, "figure_review_has_a_name_and_a_date"),
        ({"drawn_by": None}, "figure_is_drawn_by_somebody"),
        ({}, "figure_is_the_only_one_shown"),
    ],
)
def test_what_is_shown_has_its_people(bridge, pia, fields, rule):
    with pytest.raises(ValidationError) as refusal:
        save_checked(clinics_figure(bridge, pia, **fields))

    assert refusal.value.code == rule


@pytest.mark.parametrize("second", [State.DRAFT, State.REVIEWED])
def test_a_drill_has_one_draft(bridge, pia, second):
    save_checked(clinics_figure(bridge, pia, state=State.DRAFT))

    with pytest.raises(ValidationError) as refusal:
        save_checked(clinics_figure(bridge, pia, state=second))

    assert refusal.value.code == "figure_is_the_only_draft"
    assert "not published yet" in refusal.value.messages[0]


def test_who_draws_sees_drafts_and_nobody_else(bridge, pia, ruth, dee, max_):
    draft = save_checked(clinics_figure(bridge, pia, state=State.DRAFT))

    for drawer in (pia, max_):
        assert draft in Figure.objects.visible_to(drawer)
        assert list(Figure.objects.editable_by(drawer)) == [draft]
    for other in (ruth.user, dee):
        assert draft not in Figure.objects.visible_to(other)
        assert draft not in Figure.objects.editable_by(other)


def test_a_library_without_its_drills_has_no_figures(db, folder):
    report = load_figures(now=NOON, folder=folder)

    assert (report.drawn, len(report.problems)) == (0, 2)
    assert load_library(now=NOON).created > 0
