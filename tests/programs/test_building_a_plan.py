"""What the buttons of the builder do to rows, sessions, phases and blocks."""

import pytest
import time_machine

from programs.models import Phase, PlannedSession, Prescription, Program
from tests.factories import NOON, TODAY, make_drill, make_program, make_routine
from tests.programs.pressing import presser


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOON, tick=True):
        yield


@pytest.fixture
def draft(ruth):
    drills = [make_drill(slug) for slug in ("bridge", "clam", "plank")]
    return make_program(ruth, drills, status=Program.Status.DRAFT, starts_on=TODAY)


@pytest.fixture
def page(signed_in, pia, draft):
    return presser(signed_in(pia), f"/programs/{draft.pk}/edit/")


def rows(session=None):
    found = Prescription.objects.filter(session=session or PlannedSession.objects.first())
    return [row.drill.slug for row in found]


def row(slug):
    return Prescription.objects.filter(drill__slug=slug).first()


def test_rows_move_up_and_down_and_stay_at_the_ends(page):
    page(do=f"row-up:{row('plank').pk}")
    assert rows() == ["bridge", "plank", "clam"]

    page(do=f"row-down:{row('clam').pk}")
    page(do=f"row-up:{row('bridge').pk}")
    page(do=f"row-down:{row('bridge').pk}")

    assert rows() == ["plank", "bridge", "clam"]
    assert list(Prescription.objects.values_list("order", flat=True)) == [1, 2, 3]


def test_what_was_typed_is_saved_before_the_step(page):
    clam = row("clam")

    page(do=f"row-up:{row('plank').pk}", **{f"p-{clam.pk}-sets": "4"})

    clam.refresh_from_db()
    assert (clam.sets, rows()) == (4, ["bridge", "plank", "clam"])


def test_a_copy_stands_below_with_its_own_line(page):
    answer = page(do=f"row-copy:{row('bridge').pk}", **{f"p-{row('bridge').pk}-note": "Slowly"})

    assert rows() == ["bridge", "bridge", "clam", "plank"]
    first, second = Prescription.objects.filter(drill__slug="bridge")
    assert first.line != second.line
    assert second.note == "Slowly"
    assert answer["Location"].endswith(f"#row-{second.pk}")


def test_easier_takes_the_easier_drill_with_its_own_dose(page):
    easier = make_drill("half-plank", sets=2, reps_min=None, reps_max=None, hold_seconds=15)
    plank = row("plank")
    plank.drill.easier = easier
    plank.drill.save()

    page(do=f"row-easier:{plank.pk}")

    swapped = Prescription.objects.get(pk=plank.pk)
    assert (swapped.drill, swapped.sets, swapped.hold_seconds) == (easier, 2, 15)
    assert swapped.line != plank.line


def test_another_name_in_the_drills_cell_is_another_drill(page):
    make_drill("side-lunge", sets=3, reps_min=6, reps_max=6)
    key = f"p-{row('clam').pk}"

    page(do="save", **{f"{key}-drill": "Side lunge"})
    assert (row("side-lunge").sets, rows()) == (3, ["bridge", "side-lunge", "plank"])

    answer = page(do="save", **{f"{key}-drill": "Sidelong"})
    assert "Choose a drill of the list: none is called “Sidelong”." in answer.content.decode()


def test_a_block_is_two_drills_beside_each_other(page):
    page(do=f"row-join:{row('bridge').pk}")
    page(do=f"row-join:{row('clam').pk}")
    assert [one.block for one in Prescription.objects.all()] == [1, 1, 1]

    page(do=f"row-leave:{row('clam').pk}")

    assert [one.block for one in Prescription.objects.all()] == [None, None, None]


def test_sessions_are_added_named_copied_moved_and_taken_out(page):
    phase, first = Phase.objects.get(), PlannedSession.objects.get()
    page(do=f"phase-put:{phase.pk}")
    second = PlannedSession.objects.get(order=2)
    page(do=f"session-put:{second.pk}", **{f"add-{second.pk}-drill": "CLAM"})
    page(
        do=f"session-up:{second.pk}",
        **{
            f"s-{second.pk}-name": "Strength",
            f"s-{second.pk}-cadence": "per_week",
            f"s-{second.pk}-per_week": "3",
            f"s-{second.pk}-times": "2",
        },
    )
    page(do=f"session-copy:{second.pk}")
    page(do=f"session-remove:{first.pk}")

    kept = PlannedSession.objects.values_list("name", "cadence", "per_week", "times_per_day")
    assert list(kept) == [("Strength", "per_week", 3, 2)] * 2
    assert len(set(PlannedSession.objects.values_list("line", flat=True))) == 2
    assert list(PlannedSession.objects.values_list("weekdays", flat=True)) == [[], []]


def test_phases_are_added_copied_and_moved_and_the_last_one_stays(page):
    first = Phase.objects.get()
    answer = page(do=f"phase-copy:{first.pk}", **{f"f-{first.pk}-goal": "Walk for an hour"})
    second = Phase.objects.get(order=2)
    assert answer["Location"].split("#")[0].endswith(f"?phase={second.pk}")
    assert second.goal == "Walk for an hour"
    assert second.sessions.get().line == first.sessions.get().line

    page(phase=second.pk, do=f"phase-up:{second.pk}")
    page(do=f"phase-remove:{first.pk}", phase=first.pk)
    answer = page(do=f"phase-remove:{second.pk}")

    assert "A programme has at least one phase." in answer.content.decode()
    assert [phase.pk for phase in Phase.objects.all()] == [second.pk]


def test_only_the_shown_phase_is_changed(page):
    first = Phase.objects.get()
    page(do="phase-add")
    second = Phase.objects.get(order=2)

    page(phase=second.pk, do="save", **{f"f-{second.pk}-name": "Get strong"})

    assert [phase.name for phase in Phase.objects.all()] == [first.name, "Get strong"]
    assert rows() == ["bridge", "clam", "plank"]


def test_what_is_found_goes_where_pia_says(page, signed_in, pia, draft):
    routine = make_routine("after-a-run", drills=[make_drill("calf-stretch")])
    text = signed_in(pia).get(f"/programs/{draft.pk}/edit/?q=calf").content.decode()
    assert 'value="found:drill:calf-stretch"' in text

    page(do="found:drill:calf-stretch", into=PlannedSession.objects.get().pk)
    page(do=f"found:routine:{routine.slug}")

    assert rows() == ["bridge", "clam", "plank", "calf-stretch"]
    assert rows(PlannedSession.objects.get(order=2)) == ["calf-stretch"]


def test_the_search_saves_what_was_typed_and_answers_with_an_address(page, draft):
    answer = page(do="search", q="calf", title="New title")

    assert answer["Location"] == f"/programs/{draft.pk}/edit/?q=calf#found"
    assert Program.objects.get().title == "New title"


def test_the_whole_dose_is_kept(page):
    key = f"p-{row('bridge').pk}"
    cells = {
        "load": "7.5", "load_unit": "kg", "tempo": "3-1-1-0", "effort_kind": "rpe", "effort": "6",
        "switch": "5", "rest_after": "30", "pain": "3", "progression": "Add 2 kg a week",
        "why": "It bears you up the hill", "note": "Slowly", "side": "affected",
    }  # fmt: skip

    page(do="save", **{f"{key}-{name}": value for name, value in cells.items()})

    stored = row("bridge")
    assert (float(stored.load_value), stored.load_unit, stored.tempo) == (7.5, "kg", "3-1-1-0")
    assert (stored.effort_kind, stored.effort_value, stored.pain_limit) == ("rpe", 6, 3)
    assert (stored.switch_rest_seconds, stored.rest_after_seconds) == (5, 30)
    assert (stored.progression, stored.why) == ("Add 2 kg a week", "It bears you up the hill")
    assert (stored.note, stored.side) == ("Slowly", "affected")


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ({"load": "5"}, "Bridge: Choose what the load is counted in, or empty Load."),
        ({"load_unit": "kg"}, "Bridge: Enter a number from 0.25 to 500 for “Load”."),
        ({"tempo": "slow"}, "Bridge: Write a tempo as four numbers, like 3-1-1-0."),
        ({"effort": "6"}, "Bridge: Choose what the number means, or empty Effort."),
        ({"effort_kind": "rir"}, "Bridge: Enter a whole number from 0 to 10 for “Effort”."),
        ({"pain": "11"}, "Bridge: Enter a whole number from 0 to 10 for “Pain limit”."),
    ],
)
def test_a_dose_that_cannot_be_says_so_in_words(page, cells, sentence):
    key = f"p-{row('bridge').pk}"

    answer = page(do="save", **{f"{key}-{name}": value for name, value in cells.items()})

    assert [words for _, words in answer.context["errors"]] == [sentence]


def test_cells_tell_what_they_were(page, signed_in, pia, draft):
    page(do="save", **{f"p-{row('bridge').pk}-sets": "5"})

    text = signed_in(pia).get(f"/programs/{draft.pk}/edit/").content.decode()

    assert '<span class="was" data-was="2">was 2</span>' in text


def test_four_drills_a_day_are_warned_of_with_the_source_and_never_refused(
    page, signed_in, pia, draft
):
    address = f"/programs/{draft.pk}/edit/"
    assert "Bachmann 2018" not in signed_in(pia).get(address).content.decode()

    page(do=f"row-copy:{row('bridge').pk}")

    text = signed_in(pia).get(address).content.decode()
    assert "4 drills or more: Every day." in text
    assert "Bachmann 2018" in text
    assert page(do="send").status_code == 302
