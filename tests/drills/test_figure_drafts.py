"""A figure on its way: who may do what, and what the database holds to."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from drills.actions.figure_drafts import (
    publish_figure,
    review_figure,
    save_figure_draft,
    withdraw_figure,
)
from drills.figures.authoring.starts import start
from drills.models import Figure, State
from tests.factories import NOON, make_drill

pytestmark = pytest.mark.django_db
LATER, LATER_STILL = NOON + timedelta(hours=1), NOON + timedelta(hours=2)
DUE = date(2027, 7, 1)


@pytest.fixture
def drill():
    return make_drill()


@pytest.fixture
def table():
    return start("standing", "Glute bridge")


@pytest.fixture
def draft(drill, table, pia):
    return save_figure_draft(drill=drill, table=table, seen=None, by=pia, now=NOON)


def shown(drill, by, table=None, now=NOON):
    """A figure of the clinic that everybody sees."""
    table = table or start("standing", "First")
    made = save_figure_draft(drill=drill, table=table, seen=None, by=by, now=now)
    looked = review_figure(figure=made, by=by, due_on=DUE, seen=made.updated_at, now=now)
    return publish_figure(figure=looked, by=by, seen=looked.updated_at, now=now)


def test_a_drawing_is_a_draft_of_whoever_drew_it(draft, table, pia):
    assert (draft.state, draft.drawn_by, draft.poses) == (State.DRAFT, pia, table)
    assert draft.pictures.count() == 0


def test_a_figure_goes_from_draft_to_published_with_name_and_day(drill, draft, pia, paul):
    looked = review_figure(figure=draft, by=paul, due_on=DUE, seen=NOON, now=LATER)
    assert (looked.state, looked.reviewed_by, looked.review_due_on) == ("reviewed", paul, DUE)

    out = publish_figure(figure=looked, by=pia, seen=LATER, now=LATER_STILL)

    assert (out.state, out.reviewed_by, out.reviewed_at) == ("published", paul, LATER)
    assert out.pictures.filter(kind="still", theme="light", side="right").exists()


def test_a_draft_cannot_be_published_before_somebody_reviewed_it(draft, pia):
    with pytest.raises(ValidationError, match="This figure is draft and cannot be published now"):
        publish_figure(figure=draft, by=pia, seen=NOON, now=LATER)


def test_drawing_on_takes_the_review_away(drill, draft, table, pia, paul):
    review_figure(figure=draft, by=paul, due_on=DUE, seen=NOON, now=LATER)

    again = save_figure_draft(drill=drill, table=table, seen=LATER, by=pia, now=LATER_STILL)

    assert (again.pk, again.state, again.reviewed_by) == (draft.pk, State.DRAFT, None)


def test_a_published_figure_is_never_changed_and_gives_way_at_one_moment(drill, pia, paul):
    first = shown(drill, pia)
    poses = first.poses

    second = shown(drill, paul, start("supine", "Second"), now=LATER)

    first.refresh_from_db()
    assert (first.state, first.poses) == (State.WITHDRAWN, poses)
    assert list(Figure.objects.published()) == [second]


def test_the_database_shows_no_two_figures_of_one_drill(drill, draft, pia):
    shown_one = Figure.objects.get(pk=draft.pk)
    fields = {
        "drill": drill, "poses": {}, "drawn_by": pia, "reviewed_by": pia, "reviewed_at": NOON,
        "review_due_on": DUE, "created_at": NOON, "updated_at": NOON,
    }  # fmt: skip
    Figure.objects.create(state="published", **fields)
    for state in ("published", shown_one.state):
        with pytest.raises(IntegrityError), transaction.atomic():
            Figure.objects.create(state=state, **fields)


def test_nothing_is_shown_without_a_reviewer(drill, pia):
    with pytest.raises(IntegrityError), transaction.atomic():
        Figure.objects.create(
            drill=drill, poses={}, drawn_by=pia, state="published", created_at=NOON, updated_at=NOON
        )


@pytest.mark.parametrize("seen", [None, NOON - timedelta(seconds=1)])
def test_the_second_of_two_who_draw_is_refused_and_the_first_is_kept(
    drill, draft, table, paul, seen
):
    other = start("kneeling", "Mine")

    with pytest.raises(ValidationError, match="Somebody saved this figure") as refusal:
        save_figure_draft(drill=drill, table=other, seen=seen, by=paul, now=LATER)

    assert refusal.value.code == "changed"
    draft.refresh_from_db()
    assert draft.poses == table


@pytest.mark.parametrize("act", [publish_figure, withdraw_figure])
def test_what_moved_on_is_not_stepped_on(drill, draft, table, pia, act):
    save_figure_draft(drill=drill, table=table, seen=NOON, by=pia, now=LATER)

    with pytest.raises(ValidationError, match="Look at it again"):
        act(figure=draft, by=pia, seen=NOON, now=LATER_STILL)


def test_a_warning_keeps_a_figure_from_review_until_it_has_a_reason(drill, table, pia):
    table["pose"][0]["leg_r"] = {"plant": [70, -9, 0]}
    made = save_figure_draft(drill=drill, table=table, seen=None, by=pia, now=NOON)

    with pytest.raises(ValidationError) as refusal:
        review_figure(figure=made, by=pia, due_on=DUE, seen=NOON, now=LATER)
    assert refusal.value.messages[0].startswith("Mend this or say why it is right: The right")

    names = ["REACH leg_r", "ANKLE r"]
    table["allow"] = [{"finding": n, "up_to": 150, "because": "A test."} for n in names]
    again = save_figure_draft(drill=drill, table=table, seen=NOON, by=pia, now=LATER)
    looked = review_figure(figure=again, by=pia, due_on=DUE, seen=LATER, now=LATER_STILL)
    assert looked.state == State.REVIEWED


def test_only_a_physio_reviews_publishes_and_withdraws(draft, max_, dee):
    for person in (max_, dee):
        for act, more in (
            (review_figure, {"due_on": DUE}),
            (publish_figure, {}),
            (withdraw_figure, {}),
        ):
            with pytest.raises(ValidationError, match="A physiotherapist reviews"):
                act(figure=draft, by=person, seen=NOON, now=LATER, **more)


def test_the_desk_does_not_draw(drill, table, dee):
    with pytest.raises(ValidationError, match="Physios and managers draw"):
        save_figure_draft(drill=drill, table=table, seen=None, by=dee, now=NOON)


@pytest.mark.parametrize("days", [0, -1])
def test_the_next_review_lies_ahead(draft, pia, days):
    with pytest.raises(ValidationError, match="after today"):
        review_figure(
            figure=draft, by=pia, due_on=NOON.date() + timedelta(days=days), seen=NOON, now=NOON
        )


def test_looking_again_at_what_is_shown_keeps_it_shown(drill, pia, paul):
    out = shown(drill, pia)

    again = review_figure(figure=out, by=paul, due_on=DUE, seen=out.updated_at, now=LATER)

    assert (again.state, again.reviewed_by, again.reviewed_at) == ("published", paul, LATER)


def test_a_withdrawn_figure_can_be_shown_again(drill, pia):
    first = shown(drill, pia)
    shown(drill, pia, start("supine", "Second"), now=LATER)
    first.refresh_from_db()

    publish_figure(figure=first, by=pia, seen=first.updated_at, now=LATER_STILL)

    assert Figure.objects.published().get().pk == first.pk


def test_a_draft_that_was_given_up_is_not_shown_again(draft, pia):
    gone = withdraw_figure(figure=draft, by=pia, seen=NOON, now=LATER)

    with pytest.raises(ValidationError, match="cannot be published"):
        publish_figure(figure=gone, by=pia, seen=LATER, now=LATER_STILL)


def test_poses_that_cannot_be_drawn_are_not_kept(drill, table, pia):
    table["pose"][0]["leg_r"] = {"plant": [1, 2]}

    with pytest.raises(ValidationError, match="leg_r, plant"):
        save_figure_draft(drill=drill, table=table, seen=None, by=pia, now=NOON)
    assert not Figure.objects.exists()
