"""What the API says of drills and routines."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from drills.models import (
    Dose,
    Drill,
    Routine,
    RoutineDrill,
    addresses_by_drill,
    figure_addresses,
)
from drills.wording import dose_in_words, minutes

# What stands in a list as it stands in the row.
PLAIN = (
    "id", "slug", "number", "name", "summary", "kind", "position", "moments", "muscles",
    "equipment", "restrictions", "conditions", "is_advanced",
)  # fmt: skip


class DoseSerializer(serializers.ModelSerializer):
    """How much: exactly one of reps, hold, duration and distance is not null."""

    class Meta:
        model = RoutineDrill
        fields = [
            "sets",
            "reps_min",
            "reps_max",
            "hold_seconds",
            "duration_seconds",
            "distance_m",
            "side",
            "rest_seconds",
        ]
        read_only_fields = fields


class BriefFigureSerializer(serializers.Serializer):
    """Addresses of SVG files, which never change; null where there is no drawing yet."""

    static = serializers.URLField(allow_null=True, read_only=True, help_text="Numbered steps.")
    animated = serializers.URLField(allow_null=True, read_only=True, help_text="A loop.")


class PicturesSerializer(BriefFigureSerializer):
    """The same with a small one."""

    thumbnail = serializers.URLField(allow_null=True, read_only=True, help_text="One pose.")


class SideSerializer(PicturesSerializer):
    """The pictures of one side, for a light page and for a dark one."""

    dark = PicturesSerializer(read_only=True)


class FigureSerializer(SideSerializer):
    """The pictures of the right side; `left` has them mirrored. `description` tells the steps."""

    left = SideSerializer(read_only=True)
    description = serializers.CharField(read_only=True)


class DosedSerializer(serializers.ModelSerializer):
    """What has a dose of its own: as figures, in words, and in minutes."""

    dose = DoseSerializer(source="*", read_only=True)
    dose_in_words = serializers.SerializerMethodField()
    minutes = serializers.SerializerMethodField(help_text="Estimated, rounded up.")

    def get_dose_in_words(self, dosed: Dose) -> str:
        """As a physio says it."""
        return dose_in_words(dosed)

    def get_minutes(self, dosed: Dose) -> int:
        """Whole minutes."""
        return minutes([dosed])


class DrillSerializer(DosedSerializer):
    """A drill as the list tells it."""

    figure = serializers.SerializerMethodField()

    class Meta:
        model = Drill
        fields = [
            "id",
            "slug",
            "number",
            "name",
            "summary",
            "kind",
            "position",
            "moments",
            "muscles",
            "equipment",
            "restrictions",
            "conditions",
            "is_advanced",
            "dose",
            "dose_in_words",
            "minutes",
            "figure",
            "updated_at",
        ]
        read_only_fields = fields

    @extend_schema_field(FigureSerializer)
    def get_figure(self, drill: Drill) -> dict[str, Any]:
        """Its pictures; every address is null where nothing is drawn yet."""
        return figure_addresses(drill.figure)


class DrillDetailSerializer(DrillSerializer):
    """A drill with everything a person needs to do it."""

    easier = serializers.SerializerMethodField(help_text="Slug of an easier drill.")
    harder = serializers.SerializerMethodField(help_text="Slug of a harder drill.")

    class Meta(DrillSerializer.Meta):
        fields = [
            *DrillSerializer.Meta.fields,
            "steps",
            "cues",
            "feel",
            "stop_if",
            "dose_basis",
            "easier",
            "harder",
            "source",
        ]
        read_only_fields = fields

    def get_easier(self, drill: Drill) -> str | None:
        """Its slug, unless it is hidden."""
        return _shown_slug(drill.easier)

    def get_harder(self, drill: Drill) -> str | None:
        """Its slug, unless it is hidden."""
        return _shown_slug(drill.harder)


def listed(drills: Sequence[Drill]) -> list[dict[str, Any]]:
    """The drills as DrillSerializer gives them, with one query for all pictures.

    A list of 100 is asked for often: a serializer for each row cost five times the rest.
    """
    drawn = addresses_by_drill([drill.pk for drill in drills])
    nothing, zone = figure_addresses(None), timezone.get_current_timezone()
    return [
        {
            **{name: getattr(drill, name) for name in PLAIN},
            "dose": {name: getattr(drill, name) for name in DoseSerializer.Meta.fields},
            "dose_in_words": dose_in_words(drill),
            "minutes": minutes([drill]),
            "figure": drawn.get(drill.pk, nothing),
            "updated_at": drill.updated_at.astimezone(zone),
        }
        for drill in drills
    ]


class RoutineItemSerializer(DosedSerializer):
    """A drill's place in a routine, with the dose it has there."""

    drill: serializers.SlugRelatedField[Drill] = serializers.SlugRelatedField(
        slug_field="slug", read_only=True
    )
    name = serializers.CharField(source="drill.name", read_only=True)

    class Meta:
        model = RoutineDrill
        fields = ["order", "drill", "name", "dose", "dose_in_words", "minutes"]
        read_only_fields = fields


class RoutineSerializer(serializers.ModelSerializer):
    """A routine; `minutes_min` and `minutes_max` are null where its source gives none."""

    drills = serializers.SerializerMethodField(help_text="Slugs, in order.")

    class Meta:
        model = Routine
        fields = [
            "id",
            "slug",
            "number",
            "name",
            "summary",
            "moment",
            "when",
            "weekdays",
            "minutes_min",
            "minutes_max",
            "cues",
            "drills",
            "source",
            "updated_at",
        ]
        read_only_fields = fields

    def get_drills(self, routine: Routine) -> list[str]:
        """Slugs of the published ones."""
        return [item.drill.slug for item in routine.items.all()]


class RoutineDetailSerializer(RoutineSerializer):
    """A routine with its drills in order."""

    items = RoutineItemSerializer(many=True, read_only=True)

    class Meta(RoutineSerializer.Meta):
        fields = [*RoutineSerializer.Meta.fields, "items"]
        read_only_fields = fields


def _shown_slug(drill: Drill | None) -> str | None:
    return drill.slug if drill and drill.is_published else None
