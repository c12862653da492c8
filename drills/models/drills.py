"""One exercise, as everybody reads it."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Self
from uuid import uuid4

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Count, F, Max, Q

from clinic.people.models import Principal, User
from drills.models.doses import Dose
from drills.models.review import Origin, Reviewed, State
from drills.models.vocabulary import (
    FACETS,
    Condition,
    Equipment,
    Kind,
    Moment,
    Muscle,
    Position,
    Restriction,
)

if TYPE_CHECKING:  # figures stand on drills
    from drills.models.figures import Figure

# The site's own addresses below /drills/: a drill of that name could never be opened.
RESERVED = ("figures", "media", "new", "review", "routines")
# What a physio may give to a runner.
PRESCRIBABLE = (State.REVIEWED, State.PUBLISHED)


class DrillQuerySet(models.QuerySet["Drill"]):
    """Named reads of the library."""

    def published(self) -> Self:
        """What visitors and runners see."""
        return self.filter(state=State.PUBLISHED)

    def prescribable(self) -> Self:
        """What a physio may put into a programme: drafts and withdrawn drills are not offered."""
        return self.filter(state__in=PRESCRIBABLE)

    def visible_to(self, user: Principal) -> Self:
        """Everybody sees the published ones, physios all of them.

        Who is signed in also sees what is reviewed or withdrawn: a programme may hold it.
        """
        if getattr(user, "role", None) == User.Role.PHYSIO:
            return self
        if user.is_authenticated:
            return self.exclude(state=State.DRAFT)
        return self.published()

    def reviewable_by(self, user: Principal) -> Self:
        """Physios look after every drill: they review, publish and withdraw."""
        return self if getattr(user, "role", None) == User.Role.PHYSIO else self.none()

    def editable_by(self, user: Principal) -> Self:
        """Physios write the clinic's own drills; the words of a shipped one come from its file."""
        return self.reviewable_by(user).filter(origin=Origin.CLINIC)

    def overdue(self, today: date) -> Self:
        """In use, and to be looked at again by now."""
        return self.filter(state__in=PRESCRIBABLE, review_due_on__lte=today)

    def with_people(self) -> Self:
        """Each with who wrote and who reviewed it at hand."""
        return self.select_related("written_by__practitioner", "reviewed_by__practitioner")

    def version(self) -> tuple[int, datetime | None]:
        """How many there are and when one last changed: equal while nothing has changed."""
        found = self.aggregate(rows=Count("pk"), last=Max("updated_at"))
        return found["rows"], found["last"]

    def matching(self, text: str) -> Self:
        """Every word of `text` occurs in the name or the summary, in any order."""
        found = self
        for word in text.split():
            found = found.filter(Q(name__icontains=word) | Q(summary__icontains=word))
        return found

    def narrowed(self, **chosen: str) -> Self:
        """Those with all chosen values, by the names of FACETS: `narrowed(kind="release")`."""
        return self.filter(**{FACETS[name].lookup: [value] for name, value in chosen.items()})

    def with_ladder(self) -> Self:
        """Each with its easier and its harder drill at hand."""
        return self.select_related("easier", "harder")


class Drill(Dose, Reviewed):
    """One exercise. The dose on it is the default that a prescription starts from."""

    class DoseBasis(models.TextChoices):
        """Where the default dose comes from."""

        SOURCE = "source", "From the source"
        CLINIC = "clinic", "The clinic's default"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=80)
    number = models.PositiveSmallIntegerField(help_text="Its place in the library.")
    kind = models.CharField(max_length=20, choices=Kind)
    position = models.CharField(max_length=20, choices=Position)
    moments = ArrayField(models.CharField(max_length=12, choices=Moment))
    muscles = ArrayField(models.CharField(max_length=20, choices=Muscle))
    equipment = ArrayField(
        models.CharField(max_length=16, choices=Equipment), default=list, blank=True
    )
    restrictions = ArrayField(
        models.CharField(max_length=24, choices=Restriction), default=list, blank=True
    )
    conditions = ArrayField(
        models.CharField(max_length=32, choices=Condition), default=list, blank=True
    )
    is_advanced = models.BooleanField(default=False)
    summary = models.CharField(max_length=200, help_text="One plain sentence.")
    steps = ArrayField(models.CharField(max_length=200), help_text="Three to five, one line each.")
    cues = ArrayField(
        models.CharField(max_length=60), help_text="Short, to be spoken in a session."
    )
    feel = models.CharField(max_length=200, help_text="You should feel …")
    stop_if = models.CharField(max_length=200, help_text="Stop if …")
    dose_basis = models.CharField(max_length=8, choices=DoseBasis)
    source = models.CharField(max_length=200, help_text="Where the facts come from.")
    easier = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="easier_than"
    )
    harder = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="harder_than"
    )
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    updated_at = models.DateTimeField()

    objects = DrillQuerySet.as_manager()

    class Meta(Dose.Meta):
        abstract = False
        ordering = ["number", "slug"]
        constraints = [
            *Dose.Meta.constraints,
            *Reviewed.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(slug__in=RESERVED),
                name="drill_has_an_address_of_its_own",
                violation_error_message="The site uses this name itself. Choose another one.",
            ),
            models.CheckConstraint(
                condition=Q(steps__len__gte=3, steps__len__lte=5),
                name="drill_has_3_to_5_steps",
                violation_error_message="Give three to five steps.",
            ),
            models.CheckConstraint(
                condition=~Q(source=""),
                name="drill_names_its_source",
                violation_error_message="Say where the facts come from.",
            ),
            models.CheckConstraint(
                # Withdrawn: put in by hand, before there was a page that asked who writes.
                condition=Q(origin="shipped") | Q(state="withdrawn") | Q(written_by__isnull=False),
                name="drill_is_written_by_somebody",
                violation_error_message="A drill of the clinic needs the name of its writer.",
            ),
            models.CheckConstraint(
                condition=~Q(easier=F("id")) & ~Q(harder=F("id")),
                name="drill_is_not_a_step_of_its_own_ladder",
                violation_error_message="A drill is neither easier nor harder than itself.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_published(self) -> bool:
        """Whether visitors see it."""
        return self.state == State.PUBLISHED

    @property
    def is_draft(self) -> bool:
        """Whether nobody has reviewed it, so that no programme can hold it."""
        return self.state == State.DRAFT

    @property
    def is_shipped(self) -> bool:
        """Whether its words come from a file of the library."""
        return self.origin == Origin.SHIPPED

    @property
    def figure(self) -> "Figure | None":
        """Its published figure, or None. Read many drills with `with_figures`."""
        return next((one for one in self.figures.all() if one.state == State.PUBLISHED), None)


class DrillRevision(models.Model):
    """The words of a drill as they stood until somebody changed them. Nothing here is changed."""

    drill = models.ForeignKey(Drill, models.CASCADE, related_name="revisions")
    words = models.JSONField(help_text="Field by field, as they stood.")
    replaced_at = models.DateTimeField()
    replaced_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="None: a new version of the library.",
    )

    class Meta:
        ordering = ["-replaced_at", "-id"]

    def __str__(self) -> str:
        return f"{self.drill_id} until {self.replaced_at}"
