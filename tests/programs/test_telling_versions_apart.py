"""What differs between two versions: nothing is left out, and nothing is said twice."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from programs.actions.versions import open_version, send_program
from programs.models import Phase, Plan, PlannedSession, Prescription
from programs.progress.diffs import Cell, Kind, diff_plans
from programs.wording.cells import CELLS
from tests.factories import NOON, make_drill, make_program
from tests.programs.plans import as_copied, held, parts, plans, prescriptions

SETTINGS = settings(max_examples=150, deadline=None, derandomize=True)
CHANGES = {
    Phase: {"name": "Another", "goal": "Sleep", "exit_weeks": 9, "exit_test": "Ten hops"},
    PlannedSession: {"name": "Another", "moment": "evening", "times_per_day": 3},
    Prescription: {
        "sets": 9, "tempo": "5-5-5-5", "note": "Quickly", "pain_limit": 1, "rest_seconds": 45,
        "switch_rest_seconds": 33, "rest_after_seconds": 20, "block": 2, "effort_value": 9,
        "progression": "One more set", "load_unit": "band_blue", "override_reason": "Painless",
    },
}  # fmt: skip


@SETTINGS
@given(plans())
def test_a_copy_is_no_different(plan):
    found = diff_plans(plan, as_copied(plan))

    assert not found
    assert (found.cells, found.changes, found.marks) == ((), (), {})


@SETTINGS
@given(plans(), st.data())
def test_every_changed_cell_is_named_once_and_no_other(plan, data):
    new = as_copied(plan)
    rows = [row for row, _ in parts(new)]
    wanted = {}
    for row in data.draw(st.lists(st.sampled_from(rows), max_size=4, unique_by=id)):
        field, value = data.draw(st.sampled_from(sorted(CHANGES[type(row)].items())))
        before = {label: words(row) for label, (_, words) in CELLS[type(row)].items()}
        setattr(row, field, value)
        label = next(label for label, (names, _) in CELLS[type(row)].items() if field in names)
        wanted[row.pk] = (Cell(label, before[label], CELLS[type(row)][label][1](row)),)
        assert wanted[row.pk][0].before != wanted[row.pk][0].after
    new.title = title = data.draw(st.sampled_from([plan.title, "Backs"]))

    found = diff_plans(plan, new)

    assert {one.row_id: one.cells for one in found.changes} == wanted
    assert {one.kind for one in found.changes} <= {Kind.CHANGED}
    assert len(found.changes) == len(wanted)
    assert found.cells == ((Cell("Title", plan.title, title),) if title != plan.title else ())


@SETTINGS
@given(plans(), st.data())
def test_what_goes_is_told_once_with_all_that_stands_in_it(plan, data):
    new = as_copied(plan)
    row, above = data.draw(st.sampled_from(list(parts(plan))))
    parent = next((one for one, _ in parts(new) if above and one.line == above[-1].line), new)
    name = {Phase: "phases", PlannedSession: "sessions", Prescription: "prescriptions"}[type(row)]
    held(parent, name, [one for one in getattr(parent, name).all() if one.line != row.line])

    there_and_back = [diff_plans(plan, new).changes, diff_plans(new, plan).changes]

    for kind, changes in zip([Kind.REMOVED, Kind.ADDED], there_and_back, strict=True):
        (one,) = changes
        assert (one.kind, one.row_id) == (kind, row.pk)
        inner = [other for other, rows in parts(plan) if row in rows]
        said = [other for other in [row, *inner] if not isinstance(other, Phase)]
        assert len(one.words) == len(said)


@SETTINGS
@given(plans(), st.data())
def test_one_that_steps_aside_moves_alone(plan, data):
    new = as_copied(plan)
    families = [new.phases.all(), *(phase.sessions.all() for phase in new.phases.all())]
    family = data.draw(st.sampled_from(families))
    at = data.draw(st.integers(0, 2))
    if len(family) > 1:
        moved = family.pop(at % len(family))
        family.insert(data.draw(st.integers(0, len(family))), moved)
    for order, one in enumerate(family, start=1):
        one.order = order
    before = {row.line: row.order for row, _ in parts(plan)}
    is_moved = any(one.order != before[one.line] for one in family)

    changes = diff_plans(plan, new).changes

    assert [one.kind for one in changes] == [Kind.MOVED] * is_moved
    assert [[cell.label for cell in one.cells] for one in changes] == [["Place"]] * is_moved


@SETTINGS
@given(plans(), prescriptions())
def test_a_session_that_goes_to_another_phase_takes_its_drills_along(plan, item):
    first = plan.phases.all()[0]
    session = PlannedSession(line=first.line, name="Moves", moment="pre_run", weekdays=[1])
    held(first, "sessions", [held(session, "prescriptions", [item]), *first.sessions.all()])
    new = as_copied(plan)
    moved, *others = new.phases.all()[0].sessions.all()
    held(new.phases.all()[0], "sessions", others)
    phase = held(Phase(name="Later"), "sessions", [moved])
    held(new, "phases", [*new.phases.all(), phase])

    changes = diff_plans(plan, new).changes

    assert [(one.kind, one.name) for one in changes] == [
        (Kind.ADDED, "Later"), (Kind.MOVED, "Moves")
    ]  # fmt: skip
    assert changes[1].cells == (Cell("Stands in", first.name, "Later"),)


@pytest.mark.parametrize("count", [1, 3])
def test_pia_reads_a_swap_and_a_dose_with_two_trees_of_queries(
    pia, ruth, count, django_assert_num_queries
):
    drills = [make_drill(f"d{number}") for number in range(count + 1)]
    program = make_program(ruth, drills)
    plan = open_version(program=program, by=pia, now=NOON)
    items = Prescription.objects.filter(session__phase__plan=plan)
    items.filter(drill=drills[0]).update(sets=3)
    swapped = items.get(drill=drills[1])
    order, session = swapped.order, swapped.session
    swapped.delete()
    Prescription.objects.create(
        session=session, drill=make_drill("plank"), order=order, hold_seconds=30
    )
    send_program(program=program, by=pia, now=NOON)

    with django_assert_num_queries(6):
        old, new = Plan.objects.filter(program=program).with_tree()
        found = diff_plans(old, new)

    assert [(one.kind, one.name, one.where) for one in found.changes] == [
        ("changed", "D0", "Start, Before your run"),
        ("swapped", "Plank", "Start, Before your run"),
    ]
    assert found.changes[0].cells == (Cell("Dose", "10 to 15 reps", "3 sets of 10 to 15 reps"),)
    assert found.changes[1].cells[0] == Cell("Drill", "D1", "Plank")
