"""The shape of programmes in the API. They describe what programs.progress.plans builds."""

from rest_framework import serializers

from drills.models import Moment
from drills.serializers import DoseSerializer, FigureSerializer
from programs.models import Program


class NamedSerializer(serializers.Serializer):
    """Somebody by id and name."""

    id = serializers.UUIDField()
    name = serializers.CharField()


class ProgramSummarySerializer(serializers.Serializer):
    """A programme without its tree."""

    id = serializers.UUIDField()
    title = serializers.CharField()
    note = serializers.CharField(help_text="From the physio to the runner; may be empty.")
    status = serializers.ChoiceField(choices=Program.Status.choices)
    version = serializers.IntegerField()
    starts_on = serializers.DateField()
    ends_on = serializers.DateField(allow_null=True, help_text="null: until further notice.")
    updated_at = serializers.DateTimeField()
    runner = NamedSerializer()
    physio = NamedSerializer()


class PrescriptionSerializer(serializers.Serializer):
    """A drill with its dose; `drill` is a slug and a key of `drills`."""

    id = serializers.UUIDField()
    order = serializers.IntegerField()
    drill = serializers.SlugField()
    dose = DoseSerializer()
    note = serializers.CharField(help_text="From the physio, for this drill; may be empty.")


class PlannedSessionSerializer(serializers.Serializer):
    """A named set of prescriptions with its weekdays."""

    id = serializers.UUIDField()
    order = serializers.IntegerField()
    name = serializers.CharField()
    moment = serializers.ChoiceField(choices=Moment.choices)
    weekdays = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=7),
        help_text="ISO weekdays, 1 = Monday.",
    )
    prescriptions = PrescriptionSerializer(many=True)


class PhaseSerializer(serializers.Serializer):
    """A stretch of a programme."""

    id = serializers.UUIDField()
    order = serializers.IntegerField()
    name = serializers.CharField()
    sessions = PlannedSessionSerializer(many=True)


class NamedDrillSerializer(serializers.Serializer):
    """What a player needs of a drill; the rest is at drills/{slug}/."""

    name = serializers.CharField()
    figure = FigureSerializer()


class ProgramTreeSerializer(ProgramSummarySerializer):
    """A whole programme in one answer."""

    phases = PhaseSerializer(many=True)
    drills = serializers.DictField(
        child=NamedDrillSerializer(), help_text="By slug, each drill once."
    )
