"""What the clinic says in its messages instead of our words: each change is a row that stays."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q


class WordingQuerySet(models.QuerySet["Wording"]):
    """Named reads of wordings."""

    def of(self, template: str) -> Self:
        """Every change of one message, the latest first."""
        return self.filter(template=template).order_by("-at", "-pk")

    def current(self) -> Self:
        """The latest of each message that is not in its original words."""
        latest = self.order_by("template", "-at", "-pk").distinct("template")
        return self.filter(pk__in=latest.values("pk"), is_original=False)


class Wording(models.Model):
    """One change of the words of one message on one channel; the latest counts.

    A trigger keeps the rows as they are: who changed what, and when.
    """

    template = models.CharField(max_length=80, help_text="programs/email/changed …")
    subject = models.CharField(max_length=200, blank=True, help_text="Of an e-mail.")
    body = models.TextField(blank=True, help_text="With {names} for what differs.")
    is_original = models.BooleanField(default=False, help_text="Back to our own words.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = WordingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(is_original=True, subject="", body="")
                | Q(is_original=False) & ~Q(body=""),
                name="wording_has_words_unless_it_is_the_original",
            )
        ]
        indexes = [models.Index(fields=["template", "-at"], name="wording_latest")]

    def __str__(self) -> str:
        return f"{self.template}, {self.at:%d %b %Y}"
