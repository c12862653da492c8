"""Phone calls of an enquiry's thread."""

from uuid import uuid4

from django.conf import settings
from django.db import models

from bookings.models.enquiries import Enquiry


class Call(models.Model):
    """One phone call. It needs no person on file: a number and a reason are enough."""

    class Direction(models.TextChoices):
        """Who rang whom."""

        IN = "in", "They rang us"
        OUT = "out", "We rang them"

    class Outcome(models.TextChoices):
        """How the call went."""

        ANSWERED = "answered", "Spoke"
        VOICEMAIL = "voicemail", "Left a voicemail"
        MISSED = "missed", "Missed"
        WRONG_NUMBER = "wrong_number", "Wrong number"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    enquiry = models.ForeignKey(Enquiry, models.CASCADE, related_name="calls")
    direction = models.CharField(max_length=3, choices=Direction, default=Direction.IN)
    outcome = models.CharField(max_length=12, choices=Outcome, default=Outcome.ANSWERED)
    note = models.TextField(max_length=2000, blank=True)
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    call_back_at = models.DateTimeField(null=True, blank=True)
    happened_at = models.DateTimeField()

    class Meta:
        ordering = ["-happened_at"]

    def __str__(self) -> str:
        return f"{self.get_direction_display()}: {self.get_outcome_display()}"
