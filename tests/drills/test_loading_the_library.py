"""Loading: everything or nothing, as often as you like, and never the clinic's own drills."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from drills.actions import load_library, shipped_id
from drills.library import LibraryError, read_library
from drills.models import Drill, Routine
from tests.factories import NOON, make_drill, make_routine

LATER = NOON + timedelta(days=1)


def problems_of(folder) -> list[str]:
    with pytest.raises(LibraryError) as refusal:
        read_library(folder)
    return [line.removeprefix(f"{folder}/") for line in refusal.value.problems]


def test_the_second_load_changes_nothing(library):
    before = list(Drill.objects.values()), list(Routine.objects.values())

    again = load_library(now=LATER)

    assert (library.created, library.updated, library.unchanged) == (48, 0, 0)
    assert (again.created, again.updated, again.unchanged) == (0, 0, 48)
    assert (list(Drill.objects.values()), list(Routine.objects.values())) == before


def test_only_what_changed_is_updated_and_stamped(library, folder, spoil):
    spoil("drills/pigeon-pose", 'name = "Pigeon pose"', 'name = "Pigeon"')

    report = load_library(folder=folder, now=LATER)

    assert (report.created, report.updated, report.unchanged) == (0, 1, 47)
    assert list(Drill.objects.filter(updated_at=LATER).values_list("name", flat=True)) == ["Pigeon"]


def test_a_changed_dose_reaches_the_routines_that_use_the_default(library, folder, spoil):
    spoil("drills/hip-circle", "reps_max = 8", "reps_max = 9")

    report = load_library(folder=folder, now=LATER)

    standing = Routine.objects.get(slug="standing-hip-mobility")
    assert report.updated == 2
    assert [item.reps_max for item in standing.items.all()] == [15, 15, 12, 9]
    assert standing.updated_at == LATER


def test_a_drill_put_elsewhere_in_a_routine_moves_there(library, folder, spoil):
    spoil("routines/deep-hip-rotators", "quadruped-hip-external-rotation", "banded")
    spoil("routines/deep-hip-rotators", "banded-hip-rotation", "quadruped-hip-external-rotation")
    spoil("routines/deep-hip-rotators", '"banded"', '"banded-hip-rotation"')

    report = load_library(folder=folder, now=LATER)

    rotators = Routine.objects.get(slug="deep-hip-rotators")
    assert report.updated == 1
    assert [item.drill.slug for item in rotators.items.all()] == [
        "banded-hip-rotation",
        "seated-hip-rotation",
        "quadruped-hip-external-rotation",
    ]


def test_the_clinics_own_drills_and_choices_are_left_alone(library):
    own = make_drill("wall-press", number=3, name="Wall press")
    Drill.objects.filter(slug="clamshell").update(state="withdrawn")

    report = load_library(now=LATER)

    own.refresh_from_db()
    assert report.unchanged == 48
    assert report.missing == ()
    assert (own.name, own.updated_at) == ("Wall press", NOON)
    assert not Drill.objects.get(slug="clamshell").is_published


def test_new_words_of_a_drill_take_its_review_away_and_the_old_ones_are_kept(
    library, folder, spoil, pia
):
    review = {"reviewed_by": pia, "reviewed_at": NOON, "review_due_on": NOON.date()}
    Drill.objects.filter(slug__in=["clamshell", "hip-thrust"]).update(**review)
    spoil("drills/clamshell", 'summary = "', 'summary = "New: ')

    load_library(folder=folder, now=LATER)

    changed, alike = Drill.objects.get(slug="clamshell"), Drill.objects.get(slug="hip-thrust")
    assert (changed.reviewed_by, changed.state) == (None, "published")
    assert alike.reviewed_by == pia
    (kept,) = changed.revisions.all()
    assert f"New: {kept.words['summary']}" == changed.summary
    assert (kept.replaced_by, kept.replaced_at) == (None, LATER)


def test_a_drill_that_left_the_files_is_kept_and_named(library, folder):
    (folder / "routines" / "standing-hip-mobility.toml").unlink()
    (folder / "drills" / "hip-circle.toml").unlink()

    report = load_library(folder=folder, now=LATER)

    assert report.missing == ("hip-circle", "standing-hip-mobility")
    assert Drill.objects.filter(slug="hip-circle").exists()


def test_a_slug_that_the_clinic_took_first_stops_the_load(db):
    make_drill("clamshell", name="Our clamshell")
    make_routine("post-run-recovery")

    with pytest.raises(LibraryError) as refusal:
        load_library(now=NOON)

    assert refusal.value.problems == [
        "clamshell: the clinic has its own drill with this slug; rename one",
        "post-run-recovery: the clinic has its own routine with this slug; rename one",
    ]
    assert Drill.objects.get().name == "Our clamshell"


def test_shipped_rows_have_the_same_id_in_every_installation(library):
    clamshell = Drill.objects.get(slug="clamshell")

    assert clamshell.pk == shipped_id(Drill, "clamshell")
    assert str(clamshell.pk) == "e8779da5-b409-5b80-aeaf-af76d99fbff0"


def test_a_renamed_shipped_drill_gets_its_name_in_addresses_back(library):
    Drill.objects.filter(slug="clamshell").update(slug="clam")

    report = load_library(now=LATER)

    assert (report.created, report.updated) == (0, 1)
    assert Drill.objects.get(pk=shipped_id(Drill, "clamshell")).slug == "clamshell"


def test_nothing_is_half_loaded(db, folder, spoil):
    spoil("routines/post-run-recovery", 'name = "Post-run recovery"', 'name = ""')

    with pytest.raises(LibraryError):
        load_library(folder=folder, now=NOON)

    assert not Drill.objects.exists()
    assert not Routine.objects.exists()


def test_every_problem_of_every_file_is_named_at_once(folder, spoil):
    spoil("drills/clamshell", "number = 7", 'number = "seven"')
    spoil("drills/clamshell", 'kind = "activation"', 'kind = "magic"')
    spoil("drills/glute-bridge", "sets = 2", "sets = 0\nset = 2")
    spoil("routines/glute-activation", 'drill = "monster-walk"', 'drill = "monster"')

    kinds = "dynamic_mobility, static_stretch, release, activation, strength, rotator_control"
    assert problems_of(folder) == [
        "drills/clamshell.toml: number: expected a whole number from 1 to 9999, got 'seven'",
        f"drills/clamshell.toml: kind: expected one of {kinds}, got 'magic'",
        "drills/glute-bridge.toml: dose: sets: expected a whole number from 1 to 20, got 0",
        "drills/glute-bridge.toml: dose: set: there is no such key; take it out",
        "routines/glute-activation.toml: drills 3: there is no drill 'monster' in the folder",
    ]


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (
            '"Stack your hips, one above the other."',
            '3, "Do all your reps."',
            "steps 2: expected one line of 1 to 200 characters, got 3",
        ),
        ('name = "Clamshell"\n', "", "name: expected one line of 1 to 80 characters, got nothing"),
        ('name = "Clamshell"', "name = 7", "name: expected one line of 1 to 80 characters, got 7"),
        ("conditions = []", "conditoins = []", None),
        ('"Feet together", ', "'''a\nb''', ", "cues 1: expected one line of 1 to 60 characters"),
        ('feel = "You should feel', 'feel = "Feel', "feel: expected one line of 1 to 200"),
        ('["mat", "band"]', '["mat", "mat"]', "equipment: expected a list of 0 or more, each once"),
        ("reps_max = 12", "reps_max = 9", "dose: reps_max: expected at least 10, got 9"),
        ("reps_max = 12", "hold_seconds = 9", "dose: expected exactly one of reps_min, hold_secon"),
        (
            "reps_min = 10\nreps_max = 12\n",
            "",
            "dose: expected exactly one of reps_min, hold_secon",
        ),
        (
            'harder = "monster-walk"',
            'harder = "walk"',
            "harder: there is no drill 'walk' in the fo",
        ),
        (
            "steps = [",
            "steps = ['One.', 'Two.', 'x',",
            "steps: expected 3 to 5 lines of text, got 8",
        ),
        ("number = 7", "number = 8", "number: 8 is taken by"),
        ("number = 7", "number = true", "number: expected a whole number from 1 to 9999, got True"),
        ("[dose]", "[dosis]", "dose: expected a table, got nothing"),
        ("number = 7", "number 7", "expected TOML, got a fault:"),
    ],
)
def test_a_problem_says_which_file_which_key_and_what_was_expected(
    folder, spoil, old, new, problem
):
    spoil("drills/clamshell", old, new)

    found = problems_of(folder)

    wanted = problem or "conditoins: there is no such key; take it out"
    assert any(
        line.startswith(("drills/clamshell.toml: ", "drills/monster-walk.toml: "))
        and wanted in line
        for line in found
    )


def test_a_file_that_cannot_be_read_is_one_problem_not_many(folder, spoil):
    spoil("drills/clamshell", "number = 7", "number 7")

    assert len(problems_of(folder)) == 1


def test_a_ladder_that_runs_in_a_circle_is_refused(folder, spoil):
    spoil("drills/glute-bridge", 'harder = "hip-thrust"', 'easier = "hip-thrust"')

    (problem,) = problems_of(folder)

    assert problem.startswith("drills: easier and harder run in a circle: ")


def test_an_empty_folder_is_refused(tmp_path):
    assert problems_of(tmp_path) == [
        "drills: expected TOML files, got none",
        "routines: expected TOML files, got none",
    ]


def test_a_drill_cannot_take_an_address_of_the_site(folder):
    (folder / "drills" / "clamshell.toml").rename(folder / "drills" / "routines.toml")

    assert (
        "drills/routines.toml: expected a file name of small letters, digits and hyphens, "
        "not one of: figures, media, new, review, routines"
    ) in problems_of(folder)


def test_the_command_says_what_it_did(db, capsys):
    call_command("load_library")
    call_command("load_library")

    assert capsys.readouterr().out.splitlines() == [
        "Library: 48 created, 0 updated, 0 unchanged.",
        "Figures: 40 drawn, 0 unchanged.",
        "Library: 0 created, 0 updated, 48 unchanged.",
        "Figures: 0 drawn, 40 unchanged.",
    ]


def test_the_command_names_what_left_the_files(library, folder, capsys):
    (folder / "routines" / "mid-run-form-check.toml").unlink()

    call_command("load_library", folder=folder)

    assert capsys.readouterr().out.splitlines()[1].endswith(": mid-run-form-check")


def test_the_command_names_a_figure_that_cannot_be_drawn(library, folder, spoil):
    for file in (folder / "poses").glob("*.toml"):
        if file.stem != "clamshell":
            file.unlink()
    spoil("poses/clamshell", "cam =", "camera =")

    with pytest.raises(CommandError, match=r"not drawn.*\nclamshell\.toml, cam: missing"):
        call_command("load_library", folder=folder)


def test_the_command_fails_loudly_and_loads_nothing(db, folder, spoil):
    spoil("drills/clamshell", "number = 7", "number = 0")

    with pytest.raises(CommandError, match=r"Nothing was loaded.*\n.*clamshell\.toml: number"):
        call_command("load_library", folder=folder)

    assert not Drill.objects.exists()
