"""A draft that was thrown away, while that can still be taken back."""

from typing import Self
from uuid import uuid4

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from clinic.people.models import Principal, Runner, User
from programs.models.templates import ProgramTemplate


class ThrownDraftQuerySet(models.QuerySet["ThrownDraft"]):
    """Named reads of what was thrown away."""

    def visible_to(self, user: Principal) -> Self:
        """The caseload's, for its physio; those of the clinic's templates, for every physio."""
        if getattr(user, "role", None) != User.Role.PHYSIO:
            return self.none()
        return self.filter(Q(runner__physio__user=user) | Q(template__isnull=False))


class ThrownDraft(models.Model):
    """All rows of a draft programme, or of a version not sent or in force, as they were."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    runner = models.ForeignKey(Runner, models.CASCADE, null=True, blank=True, related_name="+")
    program_id = models.UUIDField(
        null=True, blank=True, help_text="No foreign key: a draft programme is gone itself."
    )
    template = models.ForeignKey(
        ProgramTemplate, models.CASCADE, null=True, blank=True, related_name="+"
    )
    rows = models.JSONField(encoder=DjangoJSONEncoder)
    thrown_at = models.DateTimeField(db_index=True)

    objects = ThrownDraftQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(runner__isnull=False, program_id__isnull=False, template=None)
                | Q(runner=None, program_id=None, template__isnull=False),
                name="thrown_draft_is_of_a_program_or_a_template",
            )
        ]

    def __str__(self) -> str:
        return str(self.program_id or self.template_id)
