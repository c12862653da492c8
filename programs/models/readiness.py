"""What a runner could do when it was tried: the one exit criterion that only a person can judge."""

from typing import Self
from uuid import uuid4

from django.db import models

from clinic.people.models import Principal, User
from programs.models.programs import Program


class FunctionTestQuerySet(models.QuerySet["FunctionTest"]):
    """Named reads of function tests."""

    def visible_to(self, user: Principal) -> Self:
        """The caseload's, for its physio."""
        if getattr(user, "role", None) == User.Role.PHYSIO:
            return self.filter(program__runner__physio__user=user)
        return self.none()


class FunctionTest(models.Model):
    """The test of a phase, as it went. It is only ever added to; the latest counts."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    program = models.ForeignKey(Program, models.CASCADE, related_name="function_tests")
    line = models.UUIDField(help_text="Of the phase, in whichever version.")
    test = models.CharField(max_length=200, help_text="What was tried, in the words of that day.")
    is_passed = models.BooleanField()
    note = models.CharField(max_length=200, blank=True)
    on = models.DateField(help_text="The runner's own day.")
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    objects = FunctionTestQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "id"]
        indexes = [models.Index(fields=["program", "line", "-at"], name="function_test_of_phase")]

    def __str__(self) -> str:
        return f"{'Passed' if self.is_passed else 'Not passed'} on {self.on}"
