"""How a runner stands on a caseload, counted ahead, so that a caseload need not count everybody."""

from django.db import models
from django.db.models import F, Q

from clinic.people.models import Runner


class Standing(models.Model):
    """What a caseload says of one runner on one day.

    The database raises `edition` with every change of what a standing is made of (logs, alerts,
    programmes, periods, ratings), in the transaction of that change. A standing counts only for its
    own day and while it was counted from this edition; otherwise the caseload counts afresh.
    """

    runner = models.OneToOneField(Runner, models.CASCADE, primary_key=True, related_name="standing")
    edition = models.BigIntegerField(default=0, db_default=0)
    counted_edition = models.BigIntegerField(null=True, blank=True)
    counted_on = models.DateField(null=True, blank=True, help_text="The clinic's day.")
    shape = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Of `told`; a new version of the code reads no old one."
    )
    place = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Of the most urgent reason; smaller comes first."
    )
    weight = models.IntegerField(
        null=True, blank=True, help_text="Among those at one place; larger comes first."
    )
    needs_you = models.BooleanField(null=True, blank=True)
    has_program = models.BooleanField(null=True, blank=True)
    # Text, not a document: nobody asks into it, and it is read five hundred at a time.
    told = models.TextField(default="", db_default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    counted_edition=None,
                    counted_on=None,
                    shape=None,
                    place=None,
                    weight=None,
                    needs_you=None,
                    has_program=None,
                    told="",
                )
                | Q(
                    counted_edition__isnull=False,
                    counted_edition__lte=F("edition"),
                    counted_on__isnull=False,
                    shape__isnull=False,
                    place__isnull=False,
                    weight__isnull=False,
                    needs_you__isnull=False,
                    has_program__isnull=False,
                )
                & ~Q(told=""),
                name="standing_is_counted_whole",
            )
        ]

    def __str__(self) -> str:
        return f"Standing on {self.counted_on}"
