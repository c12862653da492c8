"""A series of visits as the API takes and gives it."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from rest_framework import serializers

from bookings.actions.series import Wish, book_series
from bookings.models import AppointmentType, Series
from bookings.serializers.appointments import AppointmentSerializer
from clinic.people.models import Practitioner, Runner
from clinic.places.models import Room
from clinic.rest import StrictFields


class SeriesSerializer(serializers.ModelSerializer[Series]):
    """A series and its visits; each of them moves and is cancelled by itself."""

    appointments = serializers.SerializerMethodField()

    class Meta:
        model = Series
        fields = ["id", "runner", "every_weeks", "count", "made_at", "appointments"]
        read_only_fields = fields

    def get_appointments(self, series: Series) -> list[dict[str, Any]]:
        """By their start."""
        visits = series.appointments.with_names().order_by("starts_at")
        return AppointmentSerializer(visits, many=True).data  # type: ignore[return-value]


class BookSeriesSerializer(StrictFields, serializers.Serializer[Series]):
    """Visits at the same time by the clock of the room's site, every so many weeks."""

    runner = serializers.PrimaryKeyRelatedField(queryset=Runner.objects.none())
    appointment_type = serializers.PrimaryKeyRelatedField(queryset=AppointmentType.objects.all())
    practitioner = serializers.PrimaryKeyRelatedField(
        queryset=Practitioner.objects.filter(is_active=True)
    )
    room = serializers.PrimaryKeyRelatedField(queryset=Room.objects.select_related("site"))
    first_on = serializers.DateField(help_text="The day of the first visit.")
    clock = serializers.TimeField(help_text="The start of each, as the clock of the site shows it.")
    every_weeks = serializers.IntegerField(min_value=1, max_value=8, default=1)
    count = serializers.IntegerField(min_value=2, max_value=26)
    leaving_out = serializers.ListField(
        child=serializers.DateTimeField(),
        required=False,
        default=list,
        max_length=26,
        help_text="Starts that a 409 named, and that are not wanted any more.",
    )

    def get_fields(self) -> Any:
        """The runner field reaches those whom the asker may see."""
        fields: dict[str, Any] = super().get_fields()
        if request := self.context.get("request"):
            fields["runner"].queryset = Runner.objects.visible_to(request.user)
        return fields

    def create(self, validated_data: dict[str, Any]) -> Series:
        """Hand over to the action that the pages use."""
        key: UUID = validated_data.pop("key")
        leaving_out = validated_data.pop("leaving_out")
        wish = Wish(kind=validated_data.pop("appointment_type"), **validated_data)
        visits = book_series(
            wish=wish,
            by=self.context["request"].user,
            now=timezone.now(),
            leaving_out=leaving_out,
            key=key,
        )
        return Series.objects.get(appointments=visits[0])
