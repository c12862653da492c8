"""Visits and free times as the API takes and gives them."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request

from bookings.actions.appointments import book, cancel_appointment, move_appointment
from bookings.actions.asking import refuse_unless_meant_for
from bookings.models import Appointment, AppointmentType
from clinic.people.models import Practitioner, Runner, User
from clinic.rest import StrictFields


def is_runner(request: Request) -> bool:
    """Whether the rules of self-booking hold for whoever asks."""
    return getattr(request.user, "role", None) == User.Role.RUNNER


class AppointmentSerializer(serializers.ModelSerializer[Appointment]):
    """A visit. Times carry the offset of its site's clocks."""

    appointment_type = serializers.UUIDField(source="type_id")
    site = serializers.UUIDField(source="room.site_id")
    time_zone = serializers.CharField(source="room.site.time_zone", help_text="Of the site.")
    starts_at = serializers.SerializerMethodField()
    ends_at = serializers.SerializerMethodField()

    class Meta:
        model = Appointment
        fields = [
            "id", "appointment_type", "practitioner", "runner", "site", "room", "starts_at",
            "ends_at", "time_zone", "status", "version", "cancel_reason", "is_late_cancel",
            "held_until", "series", "created_at", "updated_at",
        ]  # fmt: skip
        read_only_fields = fields

    def get_starts_at(self, visit: Appointment) -> str:
        """The start, by the clock of the site."""
        return visit.local_start.isoformat()

    def get_ends_at(self, visit: Appointment) -> str:
        """The end, by the clock of the site."""
        return visit.local_end.isoformat()


class Scoped(StrictFields, serializers.Serializer[Appointment]):
    """Input about a visit: whom it may name depends on who asks."""

    practitioner = serializers.PrimaryKeyRelatedField(
        queryset=Practitioner.objects.filter(is_active=True),
        required=False,
        allow_null=True,
        default=None,
        help_text="Left out: anybody who offers the visit.",
    )
    site = serializers.UUIDField(required=False, allow_null=True, default=None)
    starts_at = serializers.DateTimeField(help_text="With the offset from UTC.")
    outside_hours = serializers.BooleanField(
        default=False, help_text="The desk only: book somebody who does not work then."
    )

    def validate_outside_hours(self, value: bool) -> bool:
        """Only the desk may decide this."""
        if value and is_runner(self.context["request"]):
            raise serializers.ValidationError("Only the front desk may do this.")
        return value

    def whoever(self) -> dict[str, Any]:
        """Who asks, when, and by which rules."""
        request = self.context["request"]
        return {"by": request.user, "now": timezone.now(), "is_online": is_runner(request)}


class BookSerializer(Scoped):
    """A visit that somebody wishes for. A runner books for themself, the desk for anybody."""

    appointment_type = serializers.PrimaryKeyRelatedField(queryset=AppointmentType.objects.none())
    runner = serializers.PrimaryKeyRelatedField(
        queryset=Runner.objects.none(), required=False, help_text="Needed from the desk only."
    )

    def get_fields(self) -> Any:
        """The runner field reaches those whom the asker may see; every kind brings its skills."""
        fields: dict[str, Any] = super().get_fields()
        if request := self.context.get("request"):
            fields["runner"].queryset = Runner.objects.visible_to(request.user)
            fields["appointment_type"].queryset = AppointmentType.objects.with_skills()
        return fields

    def validate(self, sent: dict[str, Any]) -> dict[str, Any]:
        """Whose visit it is."""
        request = self.context["request"]
        if "runner" not in sent:
            own = is_runner(request) and Runner.objects.visible_to(request.user).first()
            if not own:
                raise serializers.ValidationError({"runner": "Say whom the visit is for."})
            sent["runner"] = own
        return sent

    def create(self, validated_data: dict[str, Any]) -> Appointment:
        """Hand over to the action that the pages use."""
        kind, runner = validated_data.pop("appointment_type"), validated_data["runner"]
        key: UUID = validated_data.pop("key")
        asker = self.whoever()
        if asker["is_online"]:
            refuse_unless_meant_for(kind, runner)
        return book(**validated_data, **asker, kind=kind, room=None, idempotency_key=key)


class MoveSerializer(Scoped):
    """Another time for a visit, as it was seen; the practitioner stays unless another is named."""

    version = serializers.IntegerField(min_value=1, help_text="The version that was read.")

    def update(self, visit: Appointment, validated_data: dict[str, Any]) -> Appointment:
        """Hand over to the action that the pages use."""
        validated_data["practitioner"] = validated_data["practitioner"] or visit.practitioner
        return move_appointment(appointment=visit, room=None, **validated_data, **self.whoever())


class CancelSerializer(StrictFields, serializers.Serializer[Appointment]):
    """Why a visit is cancelled."""

    version = serializers.IntegerField(min_value=1, help_text="The version that was read.")
    cancel_reason = serializers.ChoiceField(choices=Appointment.CancelReason.choices)

    def update(self, visit: Appointment, validated_data: dict[str, Any]) -> Appointment:
        """Hand over to the action that the pages use."""
        request = self.context["request"]
        return cancel_appointment(
            appointment=visit,
            reason=validated_data["cancel_reason"],
            version=validated_data["version"],
            by=request.user,
            now=timezone.now(),
            is_online=is_runner(request),
        )


class OpeningSerializer(serializers.Serializer[dict[str, Any]]):
    """The free starts of one practitioner at one site."""

    practitioner = serializers.UUIDField()
    site = serializers.UUIDField()
    time_zone = serializers.CharField()
    starts = serializers.ListField(child=serializers.DateTimeField())


class AvailabilitySerializer(serializers.Serializer[dict[str, Any]]):
    """What is free."""

    minutes = serializers.IntegerField(help_text="How long the visit lasts.")
    results = OpeningSerializer(many=True)


class AvailabilityQuery(serializers.Serializer[dict[str, Any]]):
    """What is asked for."""

    appointment_type = serializers.PrimaryKeyRelatedField(queryset=AppointmentType.objects.none())
    site = serializers.UUIDField(required=False)
    practitioner = serializers.UUIDField(required=False)
    to = serializers.DateField(help_text="The last day, by the calendar of the site.")

    def get_fields(self) -> Any:
        """With `from`, which is no name in Python."""
        fields: dict[str, Any] = super().get_fields()
        fields["appointment_type"].queryset = AppointmentType.objects.with_skills()
        fields["from"] = serializers.DateField(help_text="The first day; at most 31 days a call.")
        return fields
