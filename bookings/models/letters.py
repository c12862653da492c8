"""What was written to us and by us because of an enquiry, and the clinic's ready-made replies."""

from typing import Self
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q

from bookings.models.enquiries import Enquiry
from clinic.people.models import Principal, User

REPLY_FIELDS = ("first_name", "reference", "clinic", "phone", "me")


class Letter(models.Model):
    """One e-mail in the thread of an enquiry: its words, never its attachments."""

    class Direction(models.TextChoices):
        """Who wrote to whom."""

        IN = "in", "They wrote"
        OUT = "out", "We wrote"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    enquiry = models.ForeignKey(Enquiry, models.CASCADE, related_name="letters")
    direction = models.CharField(max_length=3, choices=Direction)
    sender = models.EmailField(blank=True, help_text="Where it came from; empty for ours.")
    subject = models.CharField(max_length=200, blank=True)
    text = models.TextField(max_length=20_000)
    message_id = models.CharField(
        max_length=300, null=True, blank=True, unique=True, help_text="Theirs: it comes in once."
    )
    left_out = models.PositiveSmallIntegerField(default=0, help_text="Attachments not kept.")
    is_cut = models.BooleanField(default=False, help_text="Longer than we keep.")
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    taken_back_at = models.DateTimeField(null=True, blank=True, help_text="Before it left.")
    happened_at = models.DateTimeField()

    class Meta:
        ordering = ["happened_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(direction="in", written_by=None, taken_back_at=None)
                | Q(direction="out", written_by__isnull=False),
                name="letter_of_ours_has_a_writer",
            ),
        ]

    def __str__(self) -> str:
        return self.get_direction_display()

    @property
    def outbox_key(self) -> str:
        """The key of the message that carries it to them."""
        return f"enquiry-reply:{self.pk}"


class CannedReplyQuerySet(models.QuerySet["CannedReply"]):
    """Named reads of the ready-made replies."""

    def editable_by(self, user: Principal) -> Self:
        """The front desk and the manager write them."""
        desk = {User.Role.FRONT_DESK, User.Role.MANAGER}
        return self if getattr(user, "role", None) in desk else self.none()


class CannedReply(models.Model):
    """A reply to start from. `{first_name}` and the like are filled in; nothing else is."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    name = models.CharField(max_length=60, unique=True)
    text = models.TextField(max_length=2000)

    objects = CannedReplyQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "canned replies"

    def __str__(self) -> str:
        return self.name
