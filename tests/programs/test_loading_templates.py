"""The shipped templates: made from routines and files, loaded as often as you like."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from clinic.words import HARDEST, banned_in, grade, sentences_of
from drills.actions import load_library
from drills.library import LibraryError
from drills.models import Routine
from programs.actions.templates import load_cautions, load_templates
from programs.library import CAUTIONS, TEMPLATES, read_cautions, read_templates
from programs.models import DrillCaution, Plan, PlannedSession, Prescription, ProgramTemplate
from tests.factories import NOON, make_own_drill

LATER = NOON + timedelta(days=1)


@pytest.fixture
def library(db):
    load_library(now=NOON)


@pytest.fixture
def loaded(library):
    return load_templates(now=NOON)


@pytest.fixture
def folder(tmp_path) -> Path:
    """A copy of the shipped templates, to be spoiled."""
    return Path(shutil.copytree(TEMPLATES, tmp_path / "templates"))


@pytest.fixture
def spoil(folder):
    """spoil(slug, old, new) changes one file."""

    def change(slug: str, old: str, new: str) -> None:
        path = folder / f"{slug}.toml"
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new, 1))

    return change


def problems_of(read, *arguments, **keywords) -> list[str]:
    with pytest.raises(LibraryError) as refusal:
        read(*arguments, **keywords)
    return refusal.value.problems


def test_every_routine_with_drills_and_every_file_is_a_sealed_template(loaded):
    routines = Routine.objects.exclude(items=None)
    files = read_templates()

    assert (loaded.created, loaded.updated, loaded.unchanged) == (len(routines) + len(files), 0, 0)
    assert (len(routines), len(files)) == (7, 4)
    assert ProgramTemplate.objects.filter(origin="shipped", version=1).count() == 11
    assert Plan.objects.exclude(sealed_at=None).filter(template__isnull=False).count() == 11


def test_a_routine_gives_its_drills_doses_days_and_source(loaded):
    routine = Routine.objects.get(slug="pre-run-hip-mobility")
    template = ProgramTemplate.objects.get(slug="pre-run-hip-mobility")
    session = PlannedSession.objects.get(phase__plan__template=template)

    assert (template.name, template.source) == (routine.name, routine.source)
    assert (session.name, session.weekdays) == (routine.name, routine.weekdays)
    cells = ("drill_id", "order", "sets", "reps_min", "hold_seconds", "duration_seconds", "side")
    assert list(session.prescriptions.values_list(*cells)) == list(
        routine.items.values_list(*cells)
    )


def test_phases_runs_and_exits_come_from_the_file(loaded):
    template = ProgramTemplate.objects.get(slug="easy-return-to-running")
    plan = template.plans.get()
    walk, first, _second, run = plan.phases.all()

    assert (walk.exit_pain_max, walk.exit_mornings_settled) == (0, True)
    assert "30 to 45 minutes" in walk.exit_test
    turns = first.sessions.get(kind="run")
    assert (turns.every_days, turns.run_repeats, turns.run_seconds, turns.walk_seconds) == (
        2,
        8,
        60,
        120,
    )
    assert run.sessions.get(kind="run").run_minutes == 20
    assert (plan.pain_during_limit, plan.title) == (5, template.name)


def test_every_template_names_its_source_and_its_exits(loaded):
    for file in read_templates():
        said = file.fields["source"]
        assert "clinic's hip mobility facts" in said or "protocol" in said
        assert "checked by a physiotherapist" in said
        if len(file.phases) > 1:
            assert all(phase.fields["exit_test"] for phase in file.phases)


def test_the_second_load_changes_nothing(loaded):
    before = [list(model.objects.values()) for model in (ProgramTemplate, Plan, Prescription)]

    again = load_templates(now=LATER)

    assert (again.created, again.updated, again.unchanged) == (0, 0, 11)
    assert [list(m.objects.values()) for m in (ProgramTemplate, Plan, Prescription)] == before


def test_a_changed_file_is_the_next_version_on_the_same_lines(loaded, folder, spoil):
    spoil("glute-strength", "sets = 3", "sets = 4")

    report = load_templates(folder=folder, now=LATER)

    template = ProgramTemplate.objects.get(slug="glute-strength")
    old, new = template.plans.all()
    assert (report.updated, report.unchanged, template.version) == (1, 10, 2)
    assert new.sealed_at == LATER
    assert old.sealed_at == NOON
    bridges = Prescription.objects.filter(session__phase__plan__in=[old, new])
    dose = bridges.filter(drill__slug="glute-bridge", session__phase__order=2)
    assert list(dose.order_by("sets").values_list("session__phase__plan", "sets")) == [
        (old.pk, 3),
        (new.pk, 4),
    ]
    old_lines = Prescription.objects.filter(session__phase__plan=old).values_list("line", flat=True)
    new_lines = Prescription.objects.filter(session__phase__plan=new).values_list("line", flat=True)
    assert set(old_lines) == set(new_lines)


def test_a_changed_routine_is_the_next_version_of_its_template(loaded):
    Routine.objects.get(slug="deep-hip-rotators").items.update(sets=5)

    report = load_templates(now=LATER)

    template = ProgramTemplate.objects.get(slug="deep-hip-rotators")
    assert (report.updated, template.version) == (1, 2)
    plan = template.plans.get(number=2)
    assert set(plan.phases.get().sessions.get().prescriptions.values_list("sets")) == {(5,)}


def test_new_words_about_a_template_need_no_version(loaded, folder, spoil):
    spoil("glute-strength", "Three phases for the glutes", "Three steps for the glutes")

    load_templates(folder=folder, now=LATER)

    template = ProgramTemplate.objects.get(slug="glute-strength")
    assert (template.version, template.updated_at) == (1, LATER)
    assert template.summary.startswith("Three steps")


def test_the_clinics_own_are_left_alone_and_so_is_what_is_withdrawn(loaded, pia):
    mine = ProgramTemplate.objects.create(
        slug="ours", name="Ours", number=1, created_at=NOON, updated_at=NOON, made_by=pia
    )
    ProgramTemplate.objects.filter(slug="glute-strength").update(is_published=False)

    load_templates(now=LATER)

    mine.refresh_from_db()
    assert mine.updated_at == NOON
    assert not ProgramTemplate.objects.get(slug="glute-strength").is_published


def test_one_that_left_the_files_stays_and_is_named(loaded, folder):
    (folder / "glute-strength.toml").unlink()

    assert load_templates(folder=folder, now=LATER).missing == ("glute-strength",)
    assert ProgramTemplate.objects.filter(slug="glute-strength").exists()


def test_a_slug_of_the_clinics_own_is_refused(library):
    ProgramTemplate.objects.create(
        slug="glute-strength", name="Ours", number=1, created_at=NOON, updated_at=NOON
    )

    assert problems_of(load_templates, now=NOON) == [
        "glute-strength: the clinic has its own template with this slug"
    ]
    assert ProgramTemplate.objects.count() == 1


def test_an_unknown_drill_is_refused_with_file_place_and_nothing_is_loaded(library, folder, spoil):
    spoil("glute-strength", 'drill = "step-down"', 'drill = "leg-press"')

    (problem,) = problems_of(load_templates, folder=folder, now=NOON)

    assert problem.endswith(
        "glute-strength.toml: phases 3: sessions 1: drills 3: drill: "
        "expected a drill of the library, got 'leg-press'"
    )
    assert not ProgramTemplate.objects.exists()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('name = "Glute strength"\n', "", "name: expected one line of 1 to 80 characters, got no"),
        ("weeks = 12", "weeks = 53", "weeks: expected a whole number from 1 to 52, got 53"),
        ('"general"', '"gentle"', "pain_preset: expected one of general, tendon, patellofemoral"),
        ('key = "build"', 'key = "wake"', "phases: expected a key of its own for each, got 'wake'"),
        ('key = "build"', 'key = "Bu ild"', "phases 2: key: expected a name of small letters"),
        ("exit_weeks = 2", "exit_weks = 2", "phases 1: exit_weks: there is no such key"),
        ("per_week = 3", "", "phases 1: sessions 1: session: expected exactly one of every_days"),
        ("per_week = 3", "per_week = 8", "per_week: expected a whole number from 1 to 7, got 8"),
        ("effort = 6", "effort = 11", "drills 1: effort: expected a whole number from 0 to 10"),
        ("number = 21", "number = 20", "number: expected one of its own, got that of"),
        ("weeks = 12", "weeks = ", "expected TOML, got a fault"),
        ("sets = 3", "", "drills 1: dose: sets: expected a whole number from 1 to 20, got nothing"),
    ],
)
def test_a_wrong_file_is_refused_with_its_name_its_key_and_what_was_expected(
    folder, spoil, old, new, said
):
    spoil("glute-strength", old, new)

    problems = problems_of(read_templates, folder)

    assert any(said in problem for problem in problems), problems
    assert all(".toml: " in problem for problem in problems)


def test_an_empty_folder_is_refused(tmp_path):
    assert problems_of(read_templates, tmp_path) == [f"{tmp_path}: expected TOML files, got none"]


def test_cautions_are_loaded_once_and_changed_where_the_file_changed(library, tmp_path):
    total = len(read_cautions())
    changed = tmp_path / "cautions.toml"
    changed.write_text(CAUTIONS.read_text().replace('  "crab-hip-rotation",\n', ""))

    assert load_cautions() == total
    assert load_cautions() == 0
    assert load_cautions(path=changed) == 1
    assert DrillCaution.objects.count() == total - 1


def test_the_clinics_own_drill_keeps_its_caution(library, pia):
    ours = make_own_drill(pia)
    caution = DrillCaution.objects.create(drill=ours, caution="impact", source="Pia says so")

    load_cautions()

    assert DrillCaution.objects.filter(pk=caution.pk).exists()


def test_calf_raises_on_the_floor_carry_no_caution_and_ankle_rocks_do(library):
    load_cautions()

    found = DrillCaution.objects.values_list("drill__slug", "caution")
    assert ("ankle-rocks", "dorsiflexion_below_neutral") in found
    assert ("knee-to-chest", "deep_hip_flexion") in found
    assert ("figure-four-stretch", "hip_adduction") in found
    assert not [slug for slug, _ in found if "calf-raise" in slug]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"ankle-rocks"', '"ankle-rolls"', "expected a drill of the library, got 'ankle-rolls'"),
        ('"hip_adduction"', '"hip_twist"', "cautions 1: caution: expected one of hip_adduction"),
        ('"ankle-rocks"', '"step-down"', "expected each drill once a caution, got 'step-down'"),
    ],
)
def test_a_wrong_caution_is_refused(library, tmp_path, old, new, said):
    path = tmp_path / "cautions.toml"
    path.write_text(CAUTIONS.read_text().replace(old, new, 1))

    problems = problems_of(load_cautions, path=path)

    assert any(said in problem for problem in problems), problems
    assert not DrillCaution.objects.exists()


def test_the_command_says_what_it_did_and_refuses_in_words(library, folder, spoil, capsys):
    call_command("load_templates")
    assert "Templates: 11 created, 0 updated, 0 unchanged." in capsys.readouterr().out

    spoil("glute-strength", "weeks = 12", "weeks = 0")
    with pytest.raises(CommandError, match="Nothing was loaded"):
        call_command("load_templates", folder=folder)


def test_templates_read_at_year_8_or_below_and_boast_of_nothing():
    for file in read_templates():
        rows = [file.fields, file.plan]
        for phase in file.phases:
            rows.append(phase.fields)
            for session in phase.sessions:
                rows += [session.fields, *(row.fields for row in session.drills)]
        lines = [text for row in rows for text in row.values() if isinstance(text, str)]
        assert banned_in(" ".join(lines)) == []
        assert grade(sentences_of(lines)) <= HARDEST, file.slug
