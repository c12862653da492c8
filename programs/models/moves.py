"""Sessions that their runner put on another day of the same week."""

from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import F, Func, Q
from django.db.models.expressions import Combinable
from django.db.models.lookups import Exact

from clinic.people.models import Principal, User
from programs.models.programs import Program


class WeekOf(Func):
    """The number of a day's week, from Monday; 5 January 1970 was one."""

    template = "((%(expressions)s - DATE '1970-01-05') / 7)"
    output_field = models.IntegerField()

    def __init__(self, day: str | Combinable) -> None:
        super().__init__(day)


class MoveQuerySet(models.QuerySet["Move"]):
    """Named reads of moves."""

    def standing(self) -> Self:
        """Those that count: nobody has taken them back."""
        return self.filter(taken_back_at=None)

    def visible_to(self, user: Principal) -> Self:
        """A runner sees the own ones; nobody else moves a session."""
        if getattr(user, "role", None) != User.Role.RUNNER:
            return self.none()
        return self.filter(program__runner__user=user).exclude(program__status="draft")


class Move(models.Model):
    """One session of one day, put on another day of its week. Rows stay, so that it can be undone.

    It counts while the plan that it was made under is in force on both days, the session falls on
    the first of them, and nothing is logged there: `programs.progress.moves` reads it so.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    program = models.ForeignKey(Program, models.CASCADE, related_name="moves")
    line = models.UUIDField(help_text="The session's, which stays the same from plan to plan.")
    from_on = models.DateField(help_text="The day that the plan says.")
    to_on = models.DateField()
    instead_of = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="+",
        help_text="The move that this one took the place of.",
    )  # fmt: skip
    moved_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    moved_at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True, blank=True)

    objects = MoveQuerySet.as_manager()

    class Meta:
        ordering = ["moved_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(from_on=F("to_on")) & Q(Exact(WeekOf("from_on"), WeekOf("to_on"))),
                name="move_stays_in_its_week",
                violation_error_message="A session moves to another day of its own week.",
            ),
            models.UniqueConstraint(
                fields=["program", "line", "from_on"],
                condition=Q(taken_back_at=None),
                name="move_takes_a_session_once",
                violation_error_message="This session was moved just now. Open the calendar again.",
            ),
            models.UniqueConstraint(
                fields=["program", "line", "to_on"],
                condition=Q(taken_back_at=None),
                name="move_fills_a_day_once",
                violation_error_message="This session is on that day already.",
            ),
        ]

    def __str__(self) -> str:
        return f"From {self.from_on} to {self.to_on}"
