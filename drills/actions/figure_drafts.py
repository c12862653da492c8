"""A figure on its way: draft → reviewed → published → withdrawn. A published one never changes."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localdate

from clinic.db import save_checked
from clinic.people.models import Principal, User
from drills.actions.figures import render_figure
from drills.figures.authoring.words import sentence
from drills.figures.lint import lint
from drills.figures.read import figure_of
from drills.figures.table import FigureError
from drills.models import DRAWS, UNPUBLISHED, Drill, Figure, Origin, State

CHANGED = (
    "Somebody saved this figure after you opened it. What you drew is still here, and is not saved "
    "yet. Save again to put it in place of the other version."
)
MOVED_ON = "Somebody changed this figure after you opened it. Look at it again."
PHYSIOS_ONLY = "A physiotherapist reviews and publishes figures."


@transaction.atomic
def save_figure_draft(
    *, drill: Drill, table: dict[str, Any], seen: datetime | None, by: Principal, now: datetime
) -> Figure:
    """Keep what somebody drew as the drill's one draft; what is published stays as it is.

    `seen` is the `updated_at` of the unpublished figure that the page was opened with, None if
    there was none. A figure that was reviewed is a draft again. Raises ValidationError with the
    code `changed`, and nothing saved, when somebody saved in between; `wrong` for poses that
    cannot be drawn.
    """
    artist = _drawing(by)
    _check_drawable(table)
    draft = Figure.objects.filter(drill=drill, state__in=UNPUBLISHED).first()
    if draft is None:
        if seen is not None:
            raise ValidationError(CHANGED, code="changed")
        fresh = Figure(
            drill=drill,
            poses=table,
            drawn_by=artist,
            created_at=now,
            updated_at=now,
            state=State.DRAFT,
        )
        try:
            return save_checked(fresh)
        except ValidationError as refusal:
            raise ValidationError(CHANGED, code="changed") from refusal
    saved = Figure.objects.filter(
        pk=draft.pk, state__in=UNPUBLISHED, updated_at=seen or now
    ).update(
        poses=table,
        drawn_by=artist,
        drawn_from="",
        state=State.DRAFT,
        reviewed_by=None,
        reviewed_at=None,
        review_due_on=None,
        updated_at=now,
    )
    if not saved:
        raise ValidationError(CHANGED, code="changed")
    draft.refresh_from_db()
    return draft


@transaction.atomic
def review_figure(
    *, figure: Figure, by: Principal, due_on: date, seen: datetime, now: datetime
) -> Figure:
    """Put a physio's name under a figure, and the day when it is to be looked at again.

    A draft is reviewed by it; what is published stays so. Reviewing one's own drawing is allowed.
    Raises ValidationError: `changed` when it was saved after `seen`, `warnings` while the figure
    has some that nobody gave a reason for.
    """
    physio = _physio(by)
    _check_due(due_on, now)
    held = _held(figure, seen)
    if held.state == State.WITHDRAWN:
        raise _not_now(held, "reviewed")
    _check_clean(held)
    if held.state == State.DRAFT:
        held.state = State.REVIEWED
    held.updated_at = now
    held.reviewed_by, held.reviewed_at, held.review_due_on = physio, now, due_on
    return save_checked(
        held,
        update_fields=["state", "updated_at", "reviewed_by", "reviewed_at", "review_due_on"],
    )


@transaction.atomic
def publish_figure(*, figure: Figure, by: Principal, seen: datetime, now: datetime) -> Figure:
    """Show a reviewed figure to everybody in place of the one that was shown, at one moment.

    The old one stays, withdrawn. A withdrawn figure that was reviewed, or that came with the
    library, can be shown again. Raises ValidationError as `review_figure` does.
    """
    _physio(by)
    held = _held(figure, seen)
    was_shown = held.state == State.WITHDRAWN and (
        held.reviewed_at is not None or held.origin == Origin.SHIPPED
    )
    if held.state != State.REVIEWED and not was_shown:
        raise _not_now(held, "published")
    _check_clean(held)
    shown = Figure.objects.published().filter(drill=held.drill_id)
    shown.update(state=State.WITHDRAWN, updated_at=now)
    held.state, held.updated_at = State.PUBLISHED, now
    save_checked(held, update_fields=["state", "updated_at"])
    try:
        return render_figure(figure=held, now=now)
    except FigureError as problem:
        raise ValidationError(str(problem), code="wrong") from problem


@transaction.atomic
def withdraw_figure(*, figure: Figure, by: Principal, seen: datetime, now: datetime) -> Figure:
    """Take a figure away from everybody, or give up a draft. It stays on file.

    Raises ValidationError with the code `changed` when it moved on after `seen`.
    """
    _physio(by)
    held = _held(figure, seen)
    if held.state == State.WITHDRAWN:
        raise _not_now(held, "withdrawn")
    held.state, held.updated_at = State.WITHDRAWN, now
    return save_checked(held, update_fields=["state", "updated_at"])


def _held(figure: Figure, seen: datetime) -> Figure:
    """The figure as stored, with all of its drill's, held until the transaction ends."""
    rows = Figure.objects.filter(drill=figure.drill_id).select_for_update(of=("self",))
    held = {row.pk: row for row in rows.select_related("drill").order_by("pk")}[figure.pk]
    if held.updated_at != seen:
        raise ValidationError(MOVED_ON, code="changed")
    return held


def _physio(by: Principal) -> User:
    if not (isinstance(by, User) and by.role == User.Role.PHYSIO):
        raise ValidationError(PHYSIOS_ONLY, code="not_a_physio")
    return by


def _drawing(by: Principal) -> User:
    if not (isinstance(by, User) and by.role in DRAWS):
        raise ValidationError("Physios and managers draw figures.", code="not_drawing")
    return by


def _check_due(due_on: date, now: datetime) -> None:
    if due_on <= localdate(now):
        raise ValidationError(
            {"due_on": "Enter a day after today for the next review."}, code="due_too_early"
        )


def _check_drawable(table: dict[str, Any]) -> None:
    try:
        figure_of(table, "figure")
    except FigureError as problem:
        raise ValidationError(str(problem), code="wrong") from problem


def _check_clean(figure: Figure) -> None:
    """A figure with warnings needs a reason for each: the software flags, the physio decides."""
    try:
        found = lint(figure_of(figure.poses, "figure"))
    except FigureError as problem:
        raise ValidationError(str(problem), code="wrong") from problem
    if found:
        raise ValidationError(
            [
                ValidationError(f"Mend this or say why it is right: {sentence(one)}", "warnings")
                for one in found
            ]
        )


def _not_now(figure: Figure, wanted: str) -> ValidationError:
    state = State(figure.state).label.lower()
    return ValidationError(f"This figure is {state} and cannot be {wanted} now.", code="state")
