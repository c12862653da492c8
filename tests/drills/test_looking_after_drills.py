"""Drills are reviewed, published and withdrawn, and everybody can read by whom."""

from datetime import timedelta

import pytest
from django.utils import timezone

from drills.actions.editing import save_drill
from drills.models import Drill
from tests.factories import NOON, TODAY, make_drill, make_own_drill, make_program

SIGNED = {"reviewed_at": NOON, "review_due_on": TODAY + timedelta(days=300)}


def do(client, what, slug="our-drill", seen=None):
    """Press a button of the page as it stands now, or as it stood at `seen`."""
    seen = seen or client.get(f"/drills/{slug}/").context["seen"]
    return client.post(f"/drills/{slug}/state/", {"do": what, "seen": seen}, follow=True)


def test_a_draft_is_reviewed_and_then_published(signed_in, client, pia, paul):
    make_own_drill(pia)

    early = do(signed_in(pia), "publish")
    assert b"It must be reviewed before it is published." in early.content
    do(signed_in(paul), "review")
    drill = Drill.objects.get()
    assert (drill.state, drill.reviewed_by) == ("reviewed", paul)
    assert client.get("/drills/our-drill/").status_code == 404
    do(signed_in(pia), "publish")

    page = client.get("/drills/our-drill/").content.decode()
    assert "Written by Pia, physiotherapist. Reviewed by Paul, physiotherapist on" in page
    assert "Next review:" in page
    assert "Look after this drill" not in page


def test_a_shipped_drill_says_that_nobody_here_has_reviewed_it_until_somebody_has(
    signed_in, client, pia
):
    make_drill("clamshell")
    assert (
        b"Not yet reviewed by a physiotherapist of this clinic."
        in client.get("/drills/clamshell/").content
    )

    do(signed_in(pia), "review", "clamshell")

    drill = Drill.objects.get()
    assert (drill.state, drill.reviewed_by) == ("published", pia)
    assert (drill.review_due_on - drill.reviewed_at.date()).days in {365, 366}
    assert b"Reviewed by Pia, physiotherapist" in client.get("/drills/clamshell/").content


def test_a_withdrawn_drill_stays_with_those_who_have_it(signed_in, client, pia, ruth):
    drill = make_drill("clamshell")
    program = make_program(ruth, [drill])

    do(signed_in(pia), "withdraw", "clamshell")

    assert client.get("/drills/clamshell/").status_code == 404
    assert drill.name not in client.get("/drills/").content.decode()
    page = signed_in(ruth).get("/drills/clamshell/")
    assert b"We have withdrawn this drill." in page.content
    assert drill.name in signed_in(ruth).get(f"/programs/{program.pk}/").content.decode()
    assert drill not in Drill.objects.prescribable()
    do(signed_in(pia), "review", "clamshell")
    do(signed_in(pia), "publish", "clamshell")
    assert client.get("/drills/clamshell/").status_code == 200


def test_a_draft_cannot_be_withdrawn(signed_in, pia):
    make_own_drill(pia)
    assert b"A draft was never shown." in do(signed_in(pia), "withdraw").content
    assert Drill.objects.get().state == "draft"


@pytest.mark.parametrize("what", ["review", "publish"])
def test_nobody_stands_for_words_that_they_have_not_seen(signed_in, pia, paul, what):
    drill = make_own_drill(pia)
    if what == "publish":
        do(signed_in(paul), "review")
    before = signed_in(paul).get("/drills/our-drill/").context["seen"]
    drill.refresh_from_db()
    words = {"summary": "Lift both knees."}
    save_drill(drill=drill, words=words, seen=drill.updated_at, by=pia, now=timezone.now())
    state = Drill.objects.get().state

    answer = do(signed_in(paul), what, seen=before)

    assert b"Somebody changed this after you opened it." in answer.content
    assert b"Lift both knees." in answer.content
    assert Drill.objects.get().state == state
    for strange in ("", "yesterday"):
        signed_in(paul).post("/drills/our-drill/state/", {"do": what, "seen": strange})
        assert Drill.objects.get().state == state
    do(signed_in(paul), what)
    assert Drill.objects.get().state != state


def test_a_drill_is_withdrawn_whatever_it_says_by_now(signed_in, pia):
    make_drill("clamshell")
    do(signed_in(pia), "withdraw", "clamshell", seen="yesterday")
    assert Drill.objects.get().state == "withdrawn"


@pytest.mark.parametrize(
    ("state", "can"), [("draft", 0), ("reviewed", 1), ("published", 1), ("withdrawn", 0)]
)
def test_what_a_physio_may_prescribe(pia, state, can):
    make_own_drill(pia, state=state, reviewed_by=pia, **SIGNED)
    assert Drill.objects.prescribable().count() == can


def test_the_database_refuses_to_show_what_nobody_has_reviewed(pia):
    with pytest.raises(Exception, match="drill_is_reviewed_by_somebody"):
        make_own_drill(pia, state="published")


def test_due_reviews_come_first(signed_in, pia):
    reviewed = {"state": "published", "reviewed_by": pia}
    long_ago = SIGNED | {"review_due_on": TODAY - timedelta(days=9000)}
    make_drill("shipped")
    make_own_drill(pia, "fine", **reviewed, **SIGNED | {"review_due_on": TODAY.replace(year=2090)})
    make_own_drill(pia, "draft")
    make_own_drill(pia, "overdue", **reviewed, **long_ago)

    groups = signed_in(pia).get("/drills/review/").context["groups"]

    assert [(heading, [drill.slug for drill in drills]) for heading, drills in groups] == [
        ("Due for review", ["overdue"]),
        ("Drafts", ["draft"]),
        ("Published, not yet reviewed by us", ["shipped"]),
        ("Published", ["fine"]),
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_or_many(signed_in, pia, count, django_assert_num_queries):
    for number in range(count):
        make_own_drill(pia, f"own-{number}", state="published", reviewed_by=pia, **SIGNED)
    client = signed_in(pia)
    with django_assert_num_queries(3):
        client.get("/drills/review/")
