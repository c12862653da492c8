"""The page of a draft plan: what its buttons do, and that nothing typed is lost."""

from uuid import UUID

import pytest
import time_machine

from clinic.outbox.models import Message
from programs.models import PlannedSession, Prescription, Program
from tests.factories import NOON, TODAY, make_drill, make_program

DAY = {"starts_on_0": "24", "starts_on_1": "11", "starts_on_2": "2026"}


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def draft(ruth):
    drills = [make_drill("glute-bridge"), make_drill("clamshell")]
    return make_program(ruth, drills, status=Program.Status.DRAFT, starts_on=TODAY)


def typed(program: Program, **changes: str) -> dict:
    """The form of the draft's page as a browser sends it back untouched, and the changes."""
    session = PlannedSession.objects.get(phase__plan__program=program)
    form = {
        "do": "save",
        "seen": program.plan.updated_at.strftime("%Y-%m-%dT%H:%M:%S.%f%z"),
        "title": program.title,
        "note": program.note,
        "weeks": "",
        f"s-{session.pk}-weekdays": ["1", "3"],
        **DAY,
    }
    for row in session.prescriptions.all():
        cells = {"sets": 1, "amount": 10, "to": 15, "unit": "reps", "side": "none", "rest": 0}
        cells["drill"] = row.drill.name
        form |= {f"p-{row.pk}-{name}": value for name, value in cells.items()}
        form[f"p-{row.pk}-note"] = ""
    return form | changes


def row(slug: str) -> UUID:
    return Prescription.objects.get(drill__slug=slug).pk


def test_saving_the_table_changes_days_and_doses(signed_in, pia, draft):
    bridge = row("glute-bridge")
    cells = {"sets": "3", "amount": "30", "to": "", "unit": "hold", "side": "each", "rest": "15"}
    changes = {f"p-{bridge}-{name}": value for name, value in cells.items()}

    answer = signed_in(pia).post(
        f"/programs/{draft.pk}/edit/", typed(draft, weeks="2", note="Go gently", **changes)
    )

    assert answer["Location"] == f"/programs/{draft.pk}/edit/"
    stored = Prescription.objects.get(pk=bridge)
    assert (stored.sets, stored.hold_seconds, stored.reps_min, stored.reps_max) == (
        3,
        30,
        None,
        None,
    )
    assert (stored.side, stored.rest_seconds) == ("each", 15)
    draft.refresh_from_db()
    assert (draft.note, draft.ends_on.isoformat()) == ("Go gently", "2026-12-07")
    assert PlannedSession.objects.get().weekdays == [1, 3]


def test_an_untouched_table_saves_as_it_was(signed_in, pia, draft):
    before = list(Prescription.objects.values())

    signed_in(pia).post(f"/programs/{draft.pk}/edit/", typed(draft))

    assert list(Prescription.objects.values()) == before


@pytest.mark.parametrize(
    ("cell", "value", "sentence"),
    [
        ("sets", "lots", "Enter a whole number from 1 to 20 for “Sets”."),
        ("amount", "0", "Enter a whole number from 1 to 10000 for “Amount”."),
        ("amount", "201", "Enter at most 200 reps for “Amount”."),
        ("to", "5", "Enter 10 or more for “To”, or leave it empty."),
        ("rest", "-1", "Enter a whole number from 0 to 3600 for “Rest”."),
    ],
)
def test_a_wrong_cell_is_named_linked_and_kept(signed_in, pia, draft, cell, value, sentence):
    bridge, clamshell = row("glute-bridge"), row("clamshell")
    wrong = {f"p-{bridge}-{cell}": value, f"p-{clamshell}-note": "Kept too", "title": "Also kept"}

    text = (
        signed_in(pia)
        .post(f"/programs/{draft.pk}/edit/", typed(draft, do="send", **wrong))
        .content.decode()
    )

    target = f"id_p-{bridge}-{cell}"
    assert f'<a href="#{target}">Glute bridge: {sentence}</a>' in text
    assert f'id="{target}"' in text
    assert f'aria-describedby="{target}_error"' in text
    assert f'id="{target}_error"' in text
    for kept in [value, "Kept too", "Also kept"]:
        assert f'value="{kept}"' in text
    assert "<title>Error: " in text
    draft.refresh_from_db()
    assert (draft.status, draft.title) == ("draft", "Pre-run hip mobility")


def test_only_reps_are_a_range(signed_in, pia, draft):
    changes = {f"p-{row('clamshell')}-unit": "hold"}

    answer = signed_in(pia).post(f"/programs/{draft.pk}/edit/", typed(draft, **changes))

    assert "Clamshell: Leave “To” empty: only reps can be a range." in answer.content.decode()


def test_taking_a_drill_out_saves_the_rest_even_when_that_row_is_wrong(signed_in, pia, draft):
    bridge, clamshell = row("glute-bridge"), row("clamshell")
    changes = {f"p-{bridge}-sets": "x", f"p-{clamshell}-sets": "4", "do": f"row-remove:{bridge}"}

    signed_in(pia).post(f"/programs/{draft.pk}/edit/", typed(draft, **changes))

    assert list(Prescription.objects.values_list("pk", "sets")) == [(clamshell, 4)]


def test_a_drill_joins_with_its_own_dose_and_the_rest_is_saved(signed_in, pia, draft):
    plank = make_drill("plank", sets=3)
    session = PlannedSession.objects.get()
    picked = {
        f"add-{session.pk}-drill": "plank",
        "do": f"session-put:{session.pk}",
        "title": "New title",
    }

    signed_in(pia).post(f"/programs/{draft.pk}/edit/", typed(draft, **picked))

    added = Prescription.objects.get(drill=plank)
    assert (added.order, added.sets) == (3, 3)
    assert Program.objects.get().title == "New title"


def test_adding_without_choosing_asks_for_a_drill(signed_in, pia, draft):
    session = PlannedSession.objects.get()

    answer = signed_in(pia).post(
        f"/programs/{draft.pk}/edit/", typed(draft, do=f"session-put:{session.pk}", title="Kept")
    )

    text = answer.content.decode()
    assert f'<a href="#id_add-{session.pk}-drill">Choose a drill to add.</a>' in text
    assert 'value="Kept"' in text


@pytest.mark.parametrize(
    "button", ["row-remove:nonsense", "session-put:nonsense", "dance", "row-dance:x"]
)
def test_a_made_up_button_only_saves(signed_in, pia, draft, button):
    answer = signed_in(pia).post(f"/programs/{draft.pk}/edit/", typed(draft, do=button))

    assert answer.status_code == 302
    assert (Prescription.objects.count(), Program.objects.get().status) == (2, "draft")


def test_pia_sends_the_draft_once_however_often_she_clicks(signed_in, pia, draft):
    client = signed_in(pia)
    form = typed(draft, do="send", title="Sent title")

    answers = [client.post(f"/programs/{draft.pk}/edit/", form) for _ in range(2)]

    assert {answer["Location"] for answer in answers} == {f"/programs/{draft.pk}/"}
    program = Program.objects.get()
    assert (program.status, program.title) == ("active", "Sent title")
    assert Message.objects.filter(kind="program-assigned").count() == 1


def test_a_draft_whose_first_day_is_over_is_saved_but_not_sent(signed_in, pia, draft):
    client = signed_in(pia)

    for button, status in [("send", 422), ("save", 302)]:
        form = typed(draft, do=button, starts_on_0="23")
        assert client.post(f"/programs/{draft.pk}/edit/", form).status_code == status
    draft.refresh_from_db()
    assert (draft.status, draft.starts_on.day) == ("draft", 23)


def test_a_draft_saved_in_another_tab_keeps_both_until_pia_decides(signed_in, pia, draft):
    client, address = signed_in(pia), f"/programs/{draft.pk}/edit/"
    mine = typed(draft, title="Mine")
    with time_machine.travel(NOON.replace(minute=1), tick=False):
        client.post(address, typed(draft, title="Theirs"))

    answer = client.post(address, mine)

    text = answer.content.decode()
    assert "Somebody saved this draft after you opened it." in text
    assert 'value="Mine"' in text
    assert Program.objects.get().title == "Theirs"
    again = answer.context["draft"].seen["seen"].value()
    client.post(address, mine | {"seen": again})
    assert Program.objects.get().title == "Mine"


def test_rows_that_another_tab_added_or_took_out_are_told_apart_from_mistakes(
    signed_in, pia, draft
):
    client, address = signed_in(pia), f"/programs/{draft.pk}/edit/"
    bridge, clamshell = row("glute-bridge"), row("clamshell")
    notes = {f"p-{clamshell}-note": "Slowly <b>", f"p-{bridge}-note": "Heels down"}
    mine = typed(draft, do="send", **notes)
    session, plank = PlannedSession.objects.get(), make_drill("plank", sets=3)
    with time_machine.travel(NOON.replace(minute=1), tick=False):
        client.post(address, typed(draft, do=f"row-remove:{clamshell}"))
    draft.refresh_from_db()
    with time_machine.travel(NOON.replace(minute=2), tick=False):
        added = {"do": f"session-put:{session.pk}", f"add-{session.pk}-drill": plank.name}
        client.post(address, typed(draft, **added))

    answer = client.post(address, mine)

    changed, gone = (sentence for _, sentence in answer.context["errors"])
    assert changed.startswith("Somebody saved this draft after you opened it.")
    assert gone == (
        "You had typed for Clamshell, which was taken out: Sets 1, Amount 10, To 15, "
        "Counted in reps, Side No sides, Note Slowly <b>."
    )
    first, second = answer.context["draft"].parts[0].rows
    assert first.form["note"].value() == "Heels down"
    assert (second.form["drill"].value(), second.form["sets"].value()) == ("Plank", "3")
    assert not second.form.errors
    assert Program.objects.get().status == "draft"


def test_a_row_without_its_choices_asks_for_them_in_plain_words(signed_in, pia, draft):
    changes = {f"p-{row('clamshell')}-{name}": "" for name in ["unit", "side"]}

    answer = signed_in(pia).post(f"/programs/{draft.pk}/edit/", typed(draft, **changes))

    assert [sentence for _, sentence in answer.context["errors"]] == [
        "Clamshell: Choose one of the list for “Counted in”.",
        "Clamshell: Choose one of the list for “Side”.",
    ]
