"""The morning after, as the API takes and gives it."""

from rest_framework import serializers

from clinic.rest import StrictFields
from programs.models import MorningCheck


class MorningCheckSerializer(StrictFields, serializers.Serializer[MorningCheck]):
    """Worse or not; the rating and the place may be missing, which is not zero."""

    id = serializers.UUIDField(source="log_id", read_only=True, help_text="Of the session's log.")
    is_worse = serializers.BooleanField()
    pain = serializers.IntegerField(
        min_value=0, max_value=10, allow_null=True, default=None, help_text="0 to 10."
    )
    where = serializers.CharField(max_length=80, allow_blank=True, default="")
    answered_at = serializers.DateTimeField(read_only=True)
