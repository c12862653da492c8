"""A moved session as the API takes and gives it."""

from rest_framework import serializers

from clinic.rest import StrictFields
from programs.models import Move


class MoveSerializer(StrictFields, serializers.ModelSerializer[Move]):
    """A session of one day, put on another day of its week.

    `session` is an id as `sessions/` gives it; `from_on` the day on which it stands there now. In
    the answer `from_on` is the day that the plan says.
    """

    session = serializers.UUIDField(write_only=True)

    class Meta:
        model = Move
        fields = ["id", "session", "from_on", "to_on", "moved_at", "taken_back_at"]
        read_only_fields = ["id", "moved_at", "taken_back_at"]
