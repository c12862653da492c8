"""Visits and free times as the API takes and gives them."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request

from bookings.actions.appointments import book, cancel_appointment, move_appointment
from bookings.actions.asking import refuse_unless_meant_for
from bookings.models import Appointment, AppointmentType
from bookings.progress.wishes import find_named
from clinic.db import read_rows
from clinic.people.models import Practitioner, User
from clinic.rest import StrictFields

MOMENT = serializers.DateTimeField()
WORKS_HERE = "SELECT {p} FROM people_practitioner p WHERE p.id = %s AND p.is_active"
NO_KIND, NOT_HERE = "There is no such visit type.", "Nobody who works here has this id."


def is_runner(request: Request) -> bool:
    """Whether the rules of self-booking hold for whoever asks."""
    return getattr(request.user, "role", None) == User.Role.RUNNER


class AppointmentSerializer(serializers.ModelSerializer[Appointment]):
    """A visit. Times carry the offset of its site's clocks."""

    appointment_type = serializers.UUIDField(source="type_id")
    site = serializers.UUIDField(source="room.site_id")
    time_zone = serializers.CharField(source="room.site.time_zone", help_text="Of the site.")
    starts_at = serializers.DateTimeField(
        source="local_start", read_only=True, help_text="By the site's clock."
    )
    ends_at = serializers.DateTimeField(
        source="local_end", read_only=True, help_text="By the site's clock."
    )

    cancel_reason = serializers.ChoiceField(
        choices=Appointment.CancelReason.choices, allow_blank=True, read_only=True
    )

    class Meta:
        model = Appointment
        fields = [
            "id", "appointment_type", "practitioner", "runner", "site", "room", "starts_at",
            "ends_at", "time_zone", "status", "version", "cancel_reason", "is_late_cancel",
            "held_until", "series", "created_at", "updated_at",
        ]  # fmt: skip
        read_only_fields = fields

    def to_representation(self, visit: Appointment) -> dict[str, Any]:
        """Straight from the row: making seventeen fields anew costs as much as two queries."""
        return {
            "id": visit.pk,
            "appointment_type": visit.type_id,
            "practitioner": visit.practitioner_id,
            "runner": visit.runner_id,
            "site": visit.room.site_id,
            "room": visit.room_id,
            "starts_at": visit.local_start.isoformat(),
            "ends_at": visit.local_end.isoformat(),
            "time_zone": visit.room.site.time_zone,
            "status": visit.status,
            "version": visit.version,
            "cancel_reason": visit.cancel_reason,
            "is_late_cancel": visit.is_late_cancel,
            "held_until": visit.held_until and MOMENT.to_representation(visit.held_until),
            "series": visit.series_id,
            "created_at": MOMENT.to_representation(visit.created_at),
            "updated_at": MOMENT.to_representation(visit.updated_at),
        }


class KindField(serializers.UUIDField):
    """The id of a kind of visit; it is read with its skills."""

    default_error_messages = {"does_not_exist": NO_KIND}

    def to_internal_value(self, data: Any) -> AppointmentType:  # type: ignore[override]
        """The kind. Raises ValidationError for nonsense and for an id that none has."""
        pk = super().to_internal_value(data)
        kind = AppointmentType.objects.one_with_skills(pk)
        if kind is None:
            self.fail("does_not_exist")
        return kind


class PractitionerField(serializers.UUIDField):
    """The id of somebody who works here."""

    default_error_messages = {"does_not_exist": NOT_HERE}

    def to_internal_value(self, data: Any) -> Practitioner:  # type: ignore[override]
        """Who it is. Raises ValidationError for nonsense and for an id that nobody has."""
        pk = super().to_internal_value(data)
        found = read_rows(WORKS_HERE, [pk], p=Practitioner)
        if not found:
            self.fail("does_not_exist")
        ((person,),) = found
        return person


class Scoped(StrictFields, serializers.Serializer[Appointment]):
    """Input about a visit: whom it may name depends on who asks."""

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

    appointment_type = serializers.UUIDField()
    practitioner = serializers.UUIDField(
        required=False,
        allow_null=True,
        default=None,
        help_text="Left out: anybody who offers the visit.",
    )
    runner = serializers.UUIDField(required=False, help_text="Needed from the desk only.")

    def validate(self, sent: dict[str, Any]) -> dict[str, Any]:
        """Whose visit it is, and what else it names. Raises by field for what there is not."""
        request, runner = self.context["request"], sent.get("runner")
        online = is_runner(request)
        named = find_named(
            kind=sent["appointment_type"],
            practitioner=sent["practitioner"],
            site=sent["site"],
            runner=runner,
            user=request.user.pk if online and not runner else None,
        )
        is_own = named.runner is not None and named.runner.user_id == request.user.pk
        nobody = "There is nobody with this id." if runner else "Say whom the visit is for."
        missing = {
            "appointment_type": named.kind is None and NO_KIND,
            "practitioner": sent["practitioner"] and named.practitioner is None and NOT_HERE,
            "runner": (named.runner is None or (online and not is_own)) and nobody,
        }
        if errors := {name: words for name, words in missing.items() if words}:
            raise serializers.ValidationError(errors)
        return sent | {
            "appointment_type": named.kind,
            "practitioner": named.practitioner,
            "runner": named.runner,
            "rooms": named.rooms,
        }

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

    practitioner = PractitionerField(
        required=False,
        allow_null=True,
        default=None,
        help_text="Left out: anybody who offers the visit.",
    )
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


@extend_schema_serializer(many=False)
class AvailabilitySerializer(serializers.Serializer[dict[str, Any]]):
    """What is free."""

    minutes = serializers.IntegerField(help_text="How long the visit lasts.")
    results = OpeningSerializer(many=True)


class AvailabilityQuery(serializers.Serializer[dict[str, Any]]):
    """What is asked for."""

    appointment_type = KindField()
    site = serializers.UUIDField(required=False)
    practitioner = serializers.UUIDField(required=False)
    to = serializers.DateField(help_text="The last day, by the calendar of the site.")

    def get_fields(self) -> Any:
        """With `from`, which is no name in Python."""
        fields: dict[str, Any] = super().get_fields()
        fields["from"] = serializers.DateField(help_text="The first day; at most 31 days a call.")
        return fields
