"""Ready-made replies: written, put right and taken away by the desk."""

from django.core.exceptions import ValidationError

from bookings.models import CannedReply
from clinic.db import save_checked


def change_reply(*, reply: CannedReply, name: str, text: str) -> CannedReply:
    """Save a ready-made reply. Raises ValidationError for a name that another one has."""
    reply.name, reply.text = name.strip(), text
    try:
        return save_checked(reply)
    except ValidationError as refusal:
        if getattr(refusal, "code", None) != "unique":
            raise
        raise ValidationError("Another reply has this name. Choose another one.") from refusal


def remove_reply(*, reply: CannedReply) -> None:
    """Take a ready-made reply away; what was written with it stays."""
    CannedReply.objects.filter(pk=reply.pk).delete()
