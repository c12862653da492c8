"""What texts come from: each choice of the manager is a row that stays."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

LONGEST_NAME = 11
"""Signs of a name in the place of a number (3GPP TS 23.040, 9.1.2.5)."""


class TextSenderQuerySet(models.QuerySet["TextSender"]):
    """Named reads of senders."""

    def newest_first(self) -> Self:
        """Every choice, the one that counts first."""
        return self.select_related("by").order_by("-at", "-pk")


class TextSender(models.Model):
    """One choice of what texts come from; the latest counts.

    A number takes replies. A name takes none and, in Australia, shows as "Unverified" since 1 July
    2026 unless it is on the SMS Sender ID Register of the ACMA (docs/operations.md has the
    sources): so until it is there texts come from the number, which is always known.
    """

    class Register(models.TextChoices):
        """How a name stands with the register."""

        APPLIED = "applied", "We asked for it and have no answer yet"
        REGISTERED = "registered", "It is on the register"
        REFUSED = "refused", "It was refused, or has been taken off"

    number = models.CharField(max_length=20, help_text="As +61…: takes STOP.")
    name = models.CharField(max_length=LONGEST_NAME, blank=True)
    register = models.CharField(max_length=10, choices=Register, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = TextSenderQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(number__startswith="+"), name="text_sender_has_a_number"
            ),
            models.CheckConstraint(
                condition=Q(name="", register="")
                | ~Q(name="") & Q(register__in=["applied", "registered", "refused"]),
                name="text_sender_says_how_its_name_stands",
                violation_error_message="Say how the name stands with the register.",
            ),
        ]

    def __str__(self) -> str:
        return self.name if self.is_name_used else self.number

    @property
    def is_name_used(self) -> bool:
        """Whether texts come from the name: only once it is on the register."""
        return bool(self.name) and self.register == self.Register.REGISTERED
