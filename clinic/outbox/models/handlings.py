"""What a person at the clinic did with a message."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from clinic.outbox.models.messages import Message


class Handling(models.Model):
    """What a person at the clinic did with a message, and when: the rows are only ever added."""

    class What(models.TextChoices):
        """The steps that the desk has."""

        AGAIN = "again", "Sent again"
        CANCELLED = "cancelled", "Taken back before it left"
        SETTLED = "settled", "Taken off the list"
        PUT_BACK = "put_back", "Put back on the list"

    message = models.ForeignKey(Message, models.CASCADE, related_name="handlings")
    what = models.CharField(max_length=12, choices=What)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(what__in=["again", "cancelled", "settled", "put_back"]),
                name="handling_is_a_known_step",
            )
        ]

    def __str__(self) -> str:
        return f"{self.what}: {self.message_id}"
