"""What has to be looked at by a professional before anybody relies on it."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class State(models.TextChoices):
    """draft → reviewed → published → withdrawn."""

    DRAFT = "draft", "Draft"
    REVIEWED = "reviewed", "Reviewed"
    PUBLISHED = "published", "Published"
    WITHDRAWN = "withdrawn", "Withdrawn"


class Origin(models.TextChoices):
    """Who looks after a row."""

    SHIPPED = "shipped", "Came with the library"
    CLINIC = "clinic", "Made by the clinic"


# Nobody sees these but the staff.
UNPUBLISHED = (State.DRAFT, State.REVIEWED)


class Reviewed(models.Model):
    """A row with a state, and the name of whoever reviewed it.

    What came with the library says in its file where it comes from; what the clinic makes needs
    a reviewer by name before it can be shown.
    """

    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    origin = models.CharField(max_length=8, choices=Origin, default=Origin.CLINIC)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    reviewed_at = models.DateTimeField(null=True, blank=True)
    review_due_on = models.DateField(
        null=True, blank=True, help_text="When somebody must look at it again."
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["draft", "withdrawn"])
                | Q(origin="shipped")
                | Q(
                    reviewed_by__isnull=False,
                    reviewed_at__isnull=False,
                    review_due_on__isnull=False,
                ),
                name="%(class)s_is_reviewed_by_somebody",
                violation_error_message=(
                    "Before it is shown, it needs a reviewer, the day of the review and the day "
                    "of the next one."
                ),
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by=None, reviewed_at=None)
                | Q(reviewed_by__isnull=False, reviewed_at__isnull=False),
                name="%(class)s_review_has_a_name_and_a_date",
                violation_error_message="A review has both a reviewer and a date.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=State.values) & Q(origin__in=Origin.values),
                name="%(class)s_state_is_one_of_ours",
                violation_error_message="Choose draft, reviewed, published or withdrawn.",
            ),
        ]
