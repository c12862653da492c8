"""What text services tell us: replies and receipts; and the numbers that want no texts."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q


class StoppedNumber(models.Model):
    """Somebody replied STOP from this number: nothing is texted to it before they reply START."""

    number = models.CharField(max_length=20, primary_key=True)
    since = models.DateTimeField()

    def __str__(self) -> str:
        return self.number


class ToldQuerySet(models.QuerySet["Told"]):
    """Named reads of what we were told."""

    def words_since(self, moment: datetime) -> Self:
        """Replies that somebody should read, the newest first."""
        return self.filter(what=Told.What.WORDS, at__gte=moment).order_by("-at", "pk")

    def open(self) -> Self:
        """Those that nobody at the clinic has looked after."""
        return self.filter(done=None)

    def looked_after(self) -> Self:
        """Those that somebody has, with who it was, the last one first."""
        done = self.filter(done__isnull=False).select_related("done__by")
        return done.order_by("-done__at", "pk")

    def over(self, moment: datetime) -> Self:
        """What nobody needs any more: told before that moment, and no STOP or START."""
        wishes = [Told.What.STOP, Told.What.START]
        return self.filter(at__lt=moment).exclude(what__in=wishes)


class Told(models.Model):
    """One thing that a text service told us; the id is the service's, so a repeat is none.

    A trigger keeps the rows as they are: who said STOP and when for good, the rest for 29 days at
    the least (migrations 0009 and 0012).
    """

    class What(models.TextChoices):
        """What it was."""

        STOP = "stop", "They want no texts"
        START = "start", "They want texts again"
        WORDS = "words", "They wrote something else"
        DELIVERED = "delivered", "The text reached the phone"
        FAILED = "failed", "The text did not reach the phone"

    id = models.CharField(max_length=100, primary_key=True)
    what = models.CharField(max_length=9, choices=What)
    number = models.CharField(max_length=20, blank=True)
    words = models.TextField(blank=True, help_text="Of a reply that is neither STOP nor START.")
    message = models.UUIDField(null=True, blank=True, help_text="The text that a receipt is of.")
    at = models.DateTimeField(help_text="When we were told.")

    objects = ToldQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(what__in=["stop", "start", "words"], message=None) & ~Q(number="")
                | Q(what__in=["delivered", "failed"], message__isnull=False),
                name="told_of_a_number_or_of_a_message",
            )
        ]
        indexes = [models.Index(fields=["-at"], name="told_newest")]

    def __str__(self) -> str:
        return f"{self.what} {self.at:%d %b %Y}"


class ReplyDone(models.Model):
    """Somebody at the clinic has looked after a reply: it leaves the list of those that wrote."""

    told = models.OneToOneField(Told, models.CASCADE, primary_key=True, related_name="done")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.told_id} {self.at:%d %b %Y}"
