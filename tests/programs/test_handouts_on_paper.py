"""A programme on paper: what stands on it, for eyes, screen readers and cameras."""

import re
import shutil
from io import BytesIO

import pytest
from pypdf import PdfReader

from drills.actions import load_figures, load_library
from drills.figures.read import FOLDER
from drills.figures.scene import stills
from drills.models import Dose, Drill
from drills.wording import dose_in_words
from programs.models import Period, Phase, Plan, PlannedSession, Prescription, Program
from tests.factories import NOON, make_drill, make_program
from tests.programs import paper
from tests.programs.printing import printed, started, told


@pytest.fixture(autouse=True)
def _stills_alone(monkeypatch):
    """Figures are drawn as they are printed and in no other way, which takes far longer."""
    monkeypatch.setattr("drills.figures.pictures.KINDS", {"still": (stills, ("mono",))})


@pytest.fixture
def drawn(db, tmp_path) -> list[Drill]:
    """Two drills of the library, with their figures."""
    load_library(now=NOON)
    slugs = ("clamshell", "glute-bridge")
    for slug in slugs:
        shutil.copy(FOLDER / f"{slug}.toml", tmp_path)
    load_figures(now=NOON, folder=tmp_path)
    return [Drill.objects.get(slug=slug) for slug in slugs]


@pytest.fixture
def drawn_plan(ruth, drawn) -> Program:
    """Ruth's, every day: a clamshell on the left side and a bridge."""
    program = make_program(ruth, drawn, status=Program.Status.DRAFT)
    clamshells = Prescription.objects.filter(drill=drawn[0])
    clamshells.update(side=Dose.Side.LEFT, note="Slowly, Ruth.")
    return started(program)


def test_the_paper_says_what_to_do_in_reading_order(drawn_plan):
    text = paper.words(printed(drawn_plan))

    expected = [
        "Activ Therapy 02 9726 4491",
        "Pre-run hip mobility For Ruth",
        "Written by Pia Version 1, 24 November 2026",
        "First day 17 November 2026 Last day Until further notice",
        "Strong pain? Stop for today and ring us on 02 9726 4491",
        "In an emergency call 000.",
        "Before your run Every day. Before a run, about 2 minutes.",
        "Scan the code to start it on your phone.",
        "1. Clamshell",
        "10 to 15 reps, left side Only your left side: do not change sides. Pia: Slowly, Ruth.",
        "1. Lie on your side with your knees bent and your feet together.",
        "Say to yourself: Feet together · Hips still · Lower slowly",
        "You should feel the side of your top hip do the work.",
        "Stop if you feel sharp pain, a pinch in your hip or numbness.",
        "2. Glute bridge",
        "10 to 15 reps 1. Lie",
        "Tick what you did Before your run",
        "Week 1 Week 2",
        "Mon Tue Wed Thu Fri Sat Sun Mon Tue",
        "Worst pain, 0 to 10",
    ]
    places = [text.find(words) for words in expected]
    assert -1 not in places, [words for words in expected if words not in text]
    assert places == sorted(places)
    assert "Version 1, page 1 of 1" in text


def test_a_screen_reader_finds_its_way(drawn_plan):
    pdf = printed(drawn_plan)

    reader = PdfReader(BytesIO(pdf))
    root = reader.trailer["/Root"]
    assert root["/Lang"] == "en-AU"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata.title == "Pre-run hip mobility, for Ruth"
    assert b"pdfuaid:part>1<" in root["/Metadata"].get_data()
    found = paper.tags(pdf)
    assert [(tag.role, tag.title) for tag in found if re.fullmatch(r"H\d", tag.role)] == [
        ("H1", "Pre-run hip mobility"),
        ("H2", "Before your run"),
        ("H3", "1. Clamshell"),
        ("H3", "2. Glute bridge"),
        ("H2", "Tick what you did"),
        ("H3", "Before your run"),
    ]
    roles = [tag.role for tag in found]
    assert (roles.count("Table"), roles.count("L")) == (1, 2)
    # Two weeks and their days, and the word over the drills.
    assert roles.count("TH") == 1 + 2 + 14
    assert [tag.alt.partition(" ")[0] for tag in found if tag.role == "Figure"] == [
        "QR",
        "1.",
        "1.",
    ]


def test_a_figure_says_what_it_shows_and_of_which_side(drawn_plan):
    alts = [tag.alt for tag in paper.tags(printed(drawn_plan)) if tag.role == "Figure"]

    assert alts[1].startswith("1. Lie on your side with your knees bent")
    assert alts[1].endswith(" Shown on the left side.")
    assert "side." not in alts[2].rpartition("2. ")[2]
    shown = told(drawn_plan).phases[0].sessions[0].items
    assert "scale(-1 1)" in shown[0].picture.svg
    assert "scale(-1 1)" not in shown[1].picture.svg


def test_a_camera_finds_each_session_and_nothing_about_ruth(drawn_plan, settings):
    settings.BASE_URL = "https://clinic.example"
    line = PlannedSession.objects.get().line

    assert paper.codes(printed(drawn_plan)) == [f"https://clinic.example/programs/scan/{line}/"]


def test_a_session_of_a_later_phase_has_no_code_yet(ruth):
    program = make_program(ruth, [make_drill("own-drill")], status=Program.Status.DRAFT)
    phase = Phase.objects.create(plan=program.plan, order=2, name="Stronger")
    for order, name in enumerate(["At home", "A run"], start=1):
        PlannedSession.objects.create(
            phase=phase, order=order, name=name, moment="any_day", weekdays=[2]
        )

    sessions = [one for phase in told(started(program)).phases for one in phase.sessions]

    assert [bool(one.address) for one in sessions] == [True, False, False]
    assert len(paper.codes(printed(program))) == 1


def test_every_font_is_inside(drawn_plan):
    fonts = paper.fonts(printed(drawn_plan))

    assert {name.partition("+")[2] for name in fonts} >= {
        "AtkinsonHyperlegible-Regular",
        "AtkinsonHyperlegible-Bold",
    }
    assert all(fonts.values())


def test_the_same_programme_is_the_same_file(drawn_plan):
    assert printed(drawn_plan) == printed(drawn_plan)


@pytest.mark.django_db
def test_every_drill_of_the_library_can_be_printed(ruth):
    load_library(now=NOON)
    load_figures(now=NOON)
    drills = list(Drill.objects.all())
    program = make_program(ruth, drills)

    pdf = printed(program)

    text = paper.words(pdf)
    dose = dose_in_words(Prescription(sets=1, reps_min=10, reps_max=15))
    assert len(drills) == 40
    for number, drill in enumerate(drills, start=1):
        assert f"{number}. {drill.name}" in text
    assert text.count(dose) == 40
    figures = [tag for tag in paper.tags(pdf) if tag.role == "Figure"]
    assert len(figures) == 1 + 40
    assert all(tag.alt for tag in figures)


def test_a_drill_without_a_figure_is_printed_all_the_same(ruth):
    pdf = printed(make_program(ruth, [make_drill("own-drill")]))

    assert "1. Own drill" in paper.words(pdf)
    assert [tag.alt[:2] for tag in paper.tags(pdf) if tag.role == "Figure"] == ["QR"]


def test_a_later_phase_waits_and_a_drill_is_told_once(ruth):
    drill = make_drill("own-drill")
    program = make_program(ruth, [drill], status=Program.Status.DRAFT)
    phase = Phase.objects.create(plan=program.plan, order=2, name="Stronger", goal="Stairs.")
    session = PlannedSession.objects.create(
        phase=phase, order=1, name="At home", moment="any_day", weekdays=[2, 4]
    )
    Prescription.objects.create(session=session, drill=drill, order=1, sets=3, hold_seconds=30)

    pdf = printed(started(program))

    text = paper.words(pdf)
    assert (
        "Stronger Start this when Pia tells you to. Goal: Stairs. At home Tuesday and Thursday."
        in text
    )
    assert text.count("Lie on your back.") == 1
    assert "3 holds of 30 seconds How to do it: see Before your run further up." in text
    assert text.count("Worst pain, 0 to 10") == 1
    assert [tag.title for tag in paper.tags(pdf) if re.fullmatch(r"H[2-4]", tag.role)] == [
        "Start",
        "Before your run",
        "1. Own drill",
        "Stronger",
        "At home",
        "1. Own drill",
        "Tick what you did",
        "Before your run",
    ]


def test_a_phase_that_is_over_is_left_out(ruth):
    drill = make_drill("own-drill")
    program = make_program(ruth, [drill], status=Program.Status.DRAFT)
    phase = Phase.objects.create(plan=program.plan, order=2, name="Stronger")
    session = PlannedSession.objects.create(
        phase=phase, order=1, name="At home", moment="any_day", weekdays=[2, 4]
    )
    Prescription.objects.create(session=session, drill=drill, order=1, sets=3, hold_seconds=30)
    Period.objects.filter(program=started(program)).update(phase=phase)

    text = paper.words(printed(program))

    assert "Stronger At home" in text
    assert "Before your run" not in text
    assert "Start this when" not in text
    assert "Tick what you did At home" in text


def noted(ruth, note: str, *, title: str, name: str) -> Program:
    """A programme of one drill with a note on it."""
    drills = [make_drill("one", name=name)]
    program = make_program(ruth, drills, status=Program.Status.DRAFT, title=title)
    Plan.objects.update(note=note)
    return started(program)


ODD = (
    '#image("/etc/hostname") #panic() $x^2$ *bold* _it_ `raw` \\ "quotes" <label> @ref // no'
    " /* no */ #sys.inputs [x] {y}"
)


def test_what_people_write_is_never_markup(ruth, pia):
    program = noted(ruth, ODD, title="#{ *t* $ ] = H", name="#drill *1* $")

    text = paper.words(printed(program))

    assert ODD in text
    assert "#{ *t* $ ] = H For Ruth" in text
    assert "1. #drill *1* $" in text


def test_any_language_and_endless_words_can_be_printed(ruth):
    ruth.name = "Nguyễn Thị Ánh"
    ruth.save(update_fields=["name"])
    note = "Not this ❌, but this 👍🏽. محمد דוד Иван Ελένη 李明 \u202eabc\x07"
    program = noted(ruth, note, title="W" * 120, name="One")

    pdf = printed(program)

    text = paper.words(pdf)
    assert "For Nguyễn Thị Ánh" in text
    assert "Not this (cross mark), but this (thumbs up sign)." in text
    assert all(word in text for word in ("محمد", "דוד", "Иван", "Ελένη", "□□"))
    assert text.replace(" ", "").count("W" * 120) >= 1
    page = PdfReader(BytesIO(pdf)).pages[0]
    ends = []
    page.extract_text(visitor_text=lambda text, cm, tm, font, size: ends.append(tm[4]))
    assert max(ends) < float(page.mediabox.width)


def test_a_programme_that_does_not_run_says_so(ruth):
    program = make_program(ruth, [make_drill("one")], status=Program.Status.ON_HOLD)

    assert "Now On hold" in paper.words(printed(program))
