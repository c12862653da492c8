"""Pia writes a drill of the clinic's own, and changes it."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import get_resolver

from drills.actions.editing import create_drill, free_slug, save_drill
from drills.actions.revisions import words_of
from drills.models import RESERVED, Drill
from tests.factories import NOON, make_drill, make_own_drill

NEW = "/drills/new/"
LATER = NOON + timedelta(hours=1)


@pytest.fixture
def typed():
    """A drill as somebody types it."""
    return {
        "name": "Wall press",
        "summary": "Wakes the side of your hip.",
        "kind": "activation",
        "position": "standing",
        "moments": ["pre_run"],
        "muscles": ["gluteus_medius"],
        "steps": "Stand by a wall.\r\n\r\nLift the near knee. \r\nPress it into the wall.",
        "cues": "Stand tall\r\nPress",
        "feel": "the side of your standing hip work",
        "stop_if": "it pinches.",
        "source": "What we see in the clinic",
        "sets": "2",
        "amount": "20",
        "unit": "hold",
        "side": "each",
        "rest": "30",
    }


def test_a_new_drill_is_a_draft_that_only_physios_see(signed_in, client, typed, pia, paul, ruth):
    answer = signed_in(pia).post(NEW, typed)

    drill = Drill.objects.get(slug="wall-press")
    assert answer.headers["Location"] == "/drills/wall-press/"
    assert (drill.state, drill.origin, drill.written_by) == ("draft", "clinic", pia)
    assert drill.steps == ["Stand by a wall.", "Lift the near knee.", "Press it into the wall."]
    assert drill.feel == "You should feel the side of your standing hip work."
    assert drill.stop_if == "Stop if it pinches."
    assert (drill.hold_seconds, drill.reps_min, drill.sets, drill.side) == (20, None, 2, "each")
    seen = [c.get("/drills/wall-press/").status_code for c in (client, signed_in(ruth))]
    assert seen == [404, 404]
    assert signed_in(paul).get("/drills/wall-press/").status_code == 200
    assert b"Wall press" not in client.get("/drills/").content


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        ({"source": ""}, "source", "A claim without a source is not printed."),
        ({"steps": "One.\nTwo."}, "steps", "Write 3 to 5 steps, one a line. There are 2 now."),
        ({"steps": "A.\nB.\nC.\nD.\nE.\nF."}, "steps", "There are 6 now."),
        (
            {"steps": f"A.\nB.\n{'c' * 201}"},
            "steps",
            "Keep line 3 to 200 characters. It has 201 now.",
        ),
        ({"cues": "One"}, "cues", "Write 2 to 4 cues, one a line. There is 1 now."),
        ({"summary": "The best cure."}, "summary", "Say “cure” in another way: it is a promise"),
        ({"steps": "A.\nB.\nNo pain no gain."}, "steps", "Mend line 3: Say “No pain no gain”"),
        ({"feel": "it work!"}, "feel", "Write it without an exclamation mark."),
        (
            {"unit": "reps", "amount": "10", "to": "8"},
            "to",
            "Enter 10 or more for “To”, or leave it empty.",
        ),
        ({"unit": "hold", "to": "30"}, "to", "only reps can be a range."),
        ({"amount": ""}, "amount", "Enter a whole number from 1"),
        ({"muscles": []}, "muscles", "Tick at least one muscle."),
        ({"kind": ""}, "kind", "Choose a kind."),
    ],
)
def test_a_mistake_is_told_and_everything_typed_is_kept(
    signed_in, typed, pia, changed, field, sentence
):
    answer = signed_in(pia).post(NEW, typed | changed)

    assert answer.status_code == 422
    assert any(sentence in error for error in answer.context["form"].errors[field])
    page = answer.content.decode()
    assert "There is a problem" in page
    assert "Press it into the wall." in page or field == "steps"
    assert 'value="it pinches."' in page
    assert not Drill.objects.exists()


@pytest.mark.parametrize("name", RESERVED)
def test_a_drill_never_takes_an_address_of_the_site(db, name):
    assert free_slug(name) == f"{name}-2"


def test_every_fixed_word_below_drills_is_reserved():
    ours = get_resolver("drills.urls").url_patterns
    firsts = {str(pattern.pattern).removeprefix("^").split("/")[0] for pattern in ours}
    assert {first for first in firsts if first and "<" not in first} <= set(RESERVED)


def test_a_reserved_address_is_refused_by_the_database(db, pia):
    with pytest.raises(Exception, match="drill_has_an_address_of_its_own"):
        make_own_drill(pia, "new")


def test_two_drills_of_one_name_have_two_addresses(signed_in, typed, pia):
    for _ in range(2):
        signed_in(pia).post(NEW, typed)
    assert set(Drill.objects.values_list("slug", "number")) == {
        ("wall-press", 1001),
        ("wall-press-2", 1002),
    }


def test_a_shipped_drill_is_copied_and_never_edited(signed_in, pia):
    make_drill("clamshell", name="Clamshell")
    pias = signed_in(pia)
    assert pias.get("/drills/clamshell/edit/").status_code == 404

    page = pias.get(f"{NEW}?from=clamshell")

    assert page.context["form"]["name"].value() == "Clamshell, our way"
    assert page.context["form"]["feel"].value() == "your glutes work."
    assert page.context["form"]["steps"].value().splitlines()[0] == "Lie on your back."
    assert b"/drills/new/?from=clamshell" in pias.get("/drills/clamshell/").content


def test_a_draft_is_changed_and_its_old_words_are_kept(signed_in, typed, pia, paul):
    signed_in(pia).post(NEW, typed)
    pauls = signed_in(paul)
    seen = pauls.get("/drills/wall-press/edit/").context["form"]["seen"].value()

    pauls.post("/drills/wall-press/edit/", typed | {"name": "Wall push", "seen": seen})

    drill = Drill.objects.get(slug="wall-press")
    assert (drill.name, drill.state, drill.reviewed_by) == ("Wall push", "draft", None)
    (revision,) = drill.revisions.all()
    assert (revision.words["name"], revision.replaced_by) == ("Wall press", paul)
    page = pauls.get("/drills/wall-press/history/").content.decode()
    assert "<td>Wall press</td><td>Wall push</td>" in page


def test_who_was_slower_is_told_and_saves_over_it_the_second_time(signed_in, typed, pia, paul):
    signed_in(pia).post(NEW, typed)
    edit = "/drills/wall-press/edit/"
    pias, pauls = signed_in(pia), signed_in(paul)
    seen = pias.get(edit).context["form"]["seen"].value()
    pauls.post(edit, typed | {"name": "Paul's press", "seen": seen})

    refused = pias.post(edit, typed | {"name": "Pia's press", "seen": seen})

    assert refused.status_code == 409
    assert b"Somebody else has changed this drill" in refused.content
    assert refused.context["form"]["name"].value() == "Pia's press"
    fresh = refused.context["form"]["seen"].value()
    assert pias.post(edit, typed | {"name": "Pia's press", "seen": fresh}).status_code == 302
    assert Drill.objects.get().name == "Pia's press"


def test_who_changes_what_runners_rely_on_signs_for_it(signed_in, typed, pia, paul):
    signed_in(pia).post(NEW, typed)
    Drill.objects.update(
        state="published", reviewed_by=pia, reviewed_at=NOON, review_due_on=NOON.date()
    )
    edit, pauls = "/drills/wall-press/edit/", signed_in(paul)
    seen = pauls.get(edit).context["form"]["seen"].value()
    changed = typed | {"name": "Wall push", "seen": seen}

    refused = pauls.post(edit, changed)
    assert refused.status_code == 422
    assert "Read the whole drill, and tick that you stand for it." in str(
        refused.context["form"].errors
    )
    pauls.post(edit, changed | {"stands": "on"})

    drill = Drill.objects.get()
    assert (drill.name, drill.state, drill.reviewed_by) == ("Wall push", "published", paul)
    assert drill.review_due_on > NOON.date()


def test_saving_what_is_already_there_changes_nothing(pia):
    drill = make_own_drill(pia)
    save_drill(drill=drill, words=words_of(drill), seen=NOON, by=pia, now=LATER)
    drill.refresh_from_db()
    assert (drill.updated_at, drill.revisions.count()) == (NOON, 0)


def test_a_ladder_does_not_lead_back(pia):
    low, high = make_own_drill(pia, "low"), make_own_drill(pia, "high")
    save_drill(drill=high, words={"easier_id": low.pk}, seen=NOON, by=pia, now=LATER)
    for words in ({"easier_id": high.pk}, {"easier_id": low.pk}):
        with pytest.raises(ValidationError) as refusal:
            save_drill(drill=low, words=words, seen=NOON, by=pia, now=LATER)
        assert refusal.value.message_dict.keys() == {"easier"}


def test_a_hard_text_is_pointed_out_and_not_refused(signed_in, typed, pia):
    hard = "Facilitate multiplanar neuromuscular stabilisation of the lumbopelvic region. " * 2
    typed |= {"summary": hard.strip()[:190], "steps": "\n".join([hard.strip()[:190]] * 3)}
    assert signed_in(pia).post(NEW, typed).status_code == 302
    page = signed_in(pia).get("/drills/wall-press/").content.decode()
    assert "These words read at school year" in page


def test_the_clinics_numbers_follow_the_shipped_ones(pia):
    make_drill(number=7)
    words = {**words_of(make_own_drill(pia, "other")), "name": "Third"}
    words.pop("dose_basis")
    assert create_drill(words=words, by=pia, now=NOON).number == 1001
