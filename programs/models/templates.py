"""Templates: plans that belong to no runner yet."""

from typing import Self
from uuid import uuid4

from django.db import models

from clinic.people.models import Principal, User


class ProgramTemplateQuerySet(models.QuerySet["ProgramTemplate"]):
    """Named reads of templates."""

    def visible_to(self, user: Principal) -> Self:
        """The clinic's templates, for every physio."""
        return self if getattr(user, "role", None) == User.Role.PHYSIO else self.none()

    def editable_by(self, user: Principal) -> Self:
        """A physio changes the clinic's own; shipped ones are copied first."""
        return self.visible_to(user).filter(origin=ProgramTemplate.Origin.CLINIC)

    def usable(self) -> Self:
        """Those that are offered for a new programme."""
        return self.filter(is_published=True)


class ProgramTemplate(models.Model):
    """A reusable programme. What it consists of are its plans; `version` says which counts."""

    class Origin(models.TextChoices):
        """Who looks after it: the shipped files, or the clinic."""

        SHIPPED = "shipped", "Shipped"
        CLINIC = "clinic", "The clinic's own"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=80)
    number = models.PositiveSmallIntegerField(help_text="Its place in the list.")
    summary = models.CharField(max_length=240)
    source = models.CharField(max_length=200)
    origin = models.CharField(max_length=8, choices=Origin, default=Origin.CLINIC)
    weeks = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Usual length; empty: until further notice."
    )
    version = models.PositiveIntegerField(default=1, help_text="The number of the plan in force.")
    is_published = models.BooleanField(default=True)
    made_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    objects = ProgramTemplateQuerySet.as_manager()

    class Meta:
        ordering = ["number", "slug"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_own(self) -> bool:
        """Whether the clinic looks after it."""
        return self.origin == self.Origin.CLINIC
