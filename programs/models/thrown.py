"""A draft that was thrown away, while that can still be taken back."""

from uuid import uuid4

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from clinic.people.models import Runner
from programs.models.alerts import OfRunnerQuerySet


class ThrownDraft(models.Model):
    """All rows of a draft programme, or of a version not sent, as they were when it went."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    runner = models.ForeignKey(Runner, models.CASCADE, related_name="+")
    program_id = models.UUIDField(help_text="No foreign key: a draft programme is gone itself.")
    rows = models.JSONField(encoder=DjangoJSONEncoder)
    thrown_at = models.DateTimeField(db_index=True)

    objects = OfRunnerQuerySet["ThrownDraft"].as_manager()

    def __str__(self) -> str:
        return str(self.program_id)
