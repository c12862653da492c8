"""Photos and videos of a drill, made by the clinic."""

from datetime import datetime, timedelta
from typing import Self
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from clinic.people.models import Principal, User
from drills.models.drills import Drill
from drills.models.review import Reviewed, State

# How long somebody who works on a file may be silent before another one takes it over. Longer
# than the child process may last, so that nobody works on it twice.
LEASE = timedelta(minutes=20)
# How many times a file may end whoever works on it.
MOST_ATTEMPTS = 3
# How long what was taken away can be put back.
KEPT = timedelta(days=7)


class MediaQuerySet(models.QuerySet["Media"]):
    """Named reads of photos and videos."""

    def shown(self) -> Self:
        """What visitors see: ready, published, not taken away, and of a drill that is no draft."""
        ready = self.filter(state=State.PUBLISHED, work=Media.Work.READY, removed_at=None)
        return ready.exclude(drill__state=State.DRAFT)

    def visible_to(self, user: Principal) -> Self:
        """Everybody sees what is shown; physios everything, also what was just taken away."""
        return self if getattr(user, "role", None) == User.Role.PHYSIO else self.shown()

    def editable_by(self, user: Principal) -> Self:
        """Physios look after all of them."""
        return self if getattr(user, "role", None) == User.Role.PHYSIO else self.none()

    def waiting(self, now: datetime) -> Self:
        """Files to be made anew: new ones, and those whose worker has been silent too long."""
        silent = Q(work=Media.Work.PREPARING, claimed_at__lt=now - LEASE)
        return self.filter(Q(work=Media.Work.WAITING) | silent)

    def in_hand(self, now: datetime) -> Self:
        """Files that somebody works on at this moment."""
        return self.filter(work=Media.Work.PREPARING, claimed_at__gte=now - LEASE)

    def kept(self) -> Self:
        """What nobody has taken away."""
        return self.filter(removed_at=None)

    def over(self, now: datetime) -> Self:
        """Taken away so long ago that nobody will put them back."""
        return self.filter(removed_at__lt=now - KEPT)


class Media(Reviewed):
    """A photo or a short video. People get the file that we made of it, never what came in."""

    class Kind(models.TextChoices):
        """What it is."""

        PHOTO = "photo", "Photo"
        VIDEO = "video", "Video"

    class Work(models.TextChoices):
        """How far making it anew has come."""

        WAITING = "waiting", "Waiting to be prepared"
        PREPARING = "preparing", "Being prepared"
        READY = "ready", "Ready"
        REFUSED = "refused", "Could not be used"

    class Person(models.TextChoices):
        """Whether somebody could be recognised, and has agreed."""

        NOBODY = "nobody", "Nobody can be recognised"
        AGREED = "agreed", "Somebody can be recognised, and has agreed to it being shown"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    drill = models.ForeignKey(Drill, models.PROTECT, related_name="media")
    kind = models.CharField(max_length=5, choices=Kind)
    order = models.PositiveSmallIntegerField()
    alt = models.CharField(max_length=200, help_text="What it shows, for who cannot see it.")
    person = models.CharField(max_length=6, choices=Person)
    consent = models.CharField(
        max_length=200, blank=True, help_text="How and when the person agreed."
    )
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    work = models.CharField(max_length=9, choices=Work, default=Work.WAITING)
    refusal = models.CharField(max_length=300, blank=True, help_text="What to do instead.")
    form = models.CharField(max_length=10, help_text="The one reader that may open what came in.")
    incoming = models.CharField(max_length=32, blank=True, help_text="The file as it came in.")
    claimed_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    file = models.CharField(max_length=80, blank=True, help_text="Named by its SHA-256.")
    poster = models.CharField(max_length=80, blank=True, help_text="One picture of a video.")
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    seconds = models.PositiveSmallIntegerField(null=True, blank=True)

    objects = MediaQuerySet.as_manager()

    class Meta(Reviewed.Meta):
        abstract = False
        verbose_name_plural = "media"
        ordering = ["order", "created_at", "id"]
        constraints = [
            *Reviewed.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(alt=""),
                name="media_says_what_it_shows",
                violation_error_message="Say what it shows, for people who cannot see it.",
            ),
            models.CheckConstraint(
                condition=Q(person="nobody") | (Q(person="agreed") & ~Q(consent="")),
                name="media_shows_nobody_who_has_not_agreed",
                violation_error_message="Say how and when the person agreed.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "withdrawn"]) | Q(work="ready"),
                name="media_is_ready_before_it_is_reviewed",
                violation_error_message="Wait until it is prepared, and look at it.",
            ),
            models.CheckConstraint(
                condition=~Q(work="ready")
                | (
                    ~Q(file="")
                    & Q(width__isnull=False, height__isnull=False)
                    & (Q(kind="photo") | (~Q(poster="") & Q(seconds__isnull=False)))
                ),
                name="media_is_whole_when_it_is_ready",
                violation_error_message="A file that is ready has a size, and a video a poster.",
            ),
            models.CheckConstraint(
                condition=~Q(work="refused") | ~Q(refusal=""),
                name="media_says_why_it_was_refused",
                violation_error_message="Say what is wrong with the file.",
            ),
        ]
        indexes = [
            models.Index(
                F("created_at"),
                condition=Q(work__in=["waiting", "preparing"]),
                name="media_waiting",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def is_video(self) -> bool:
        """Whether it moves."""
        return self.kind == Media.Kind.VIDEO

    @property
    def is_ready(self) -> bool:
        """Whether there is something to look at."""
        return self.work == Media.Work.READY
