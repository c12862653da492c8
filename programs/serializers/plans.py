"""The shape of programmes in the API. They describe what programs.progress.plans builds."""

from rest_framework import serializers

from drills.models import Moment
from drills.serializers import BriefFigureSerializer
from programs.models import Phase, PlannedSession, Prescription, Program, ProgramTemplate
from programs.progress.plans import DOSE_FIELDS, EXIT, RUN


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


class PrescribedDoseSerializer(serializers.ModelSerializer):
    """How much: exactly one of reps, hold, duration and distance. What is empty is left out."""

    class Meta:
        model = Prescription
        fields = DOSE_FIELDS
        extra_kwargs = {
            name: {"required": name == "sets", "read_only": False} for name in DOSE_FIELDS
        }


class PrescriptionSerializer(serializers.Serializer):
    """A drill with its dose; `drill` is a slug and a key of `drills`. Empty fields are left out."""

    id = serializers.UUIDField()
    drill = serializers.SlugField()
    dose = PrescribedDoseSerializer()
    note = serializers.CharField(required=False, help_text="From the physio, for this drill.")
    why = serializers.CharField(required=False, help_text="Why this drill, to the runner.")
    progression = serializers.CharField(required=False, help_text="How to go on, in words.")
    block = serializers.IntegerField(
        required=False, help_text="Drills of a session with one number take turns, set by set."
    )
    pain_limit = serializers.IntegerField(required=False, help_text="0 to 10, for this drill.")


class RunSerializer(serializers.ModelSerializer):
    """A run: a distance in metres, or minutes, or so many turns of running and walking."""

    class Meta:
        model = PlannedSession
        fields = RUN
        extra_kwargs = {name: {"required": False} for name in RUN}


class PlannedSessionSerializer(serializers.Serializer):
    """A named set of prescriptions, or a run, with its days."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(
        choices=PlannedSession.Kind.choices, default=PlannedSession.Kind.DRILLS
    )
    cadence = serializers.ChoiceField(
        choices=PlannedSession.Cadence.choices, default=PlannedSession.Cadence.WEEKDAYS
    )
    every_days = serializers.IntegerField(
        required=False, help_text="2: every other day, counted from the phase's first."
    )
    per_week = serializers.IntegerField(
        required=False, help_text="On so many days of a week, whichever suit."
    )
    times_per_day = serializers.IntegerField(default=1)
    run = RunSerializer(required=False)
    name = serializers.CharField()
    moment = serializers.ChoiceField(choices=Moment.choices)
    weekdays = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=7),
        required=False,
        help_text="ISO weekdays, 1 = Monday; only where the cadence is weekdays.",
    )
    prescriptions = PrescriptionSerializer(many=True)


class PhaseSerializer(serializers.ModelSerializer):
    """A stretch of a programme, and what a physio looks at before the next one."""

    sessions = PlannedSessionSerializer(many=True)

    class Meta:
        model = Phase
        fields = ["id", "name", *EXIT, "sessions"]
        extra_kwargs = {name: {"required": False} for name in EXIT}


class NamedDrillSerializer(serializers.Serializer):
    """What a player needs of a drill; the rest is at drills/{slug}/, the other pictures too."""

    name = serializers.CharField()
    figure = BriefFigureSerializer()


class ProgramTreeSerializer(ProgramSummarySerializer):
    """A whole programme in one answer."""

    phases = PhaseSerializer(many=True)
    drills = serializers.DictField(
        child=NamedDrillSerializer(), help_text="By slug, each drill once."
    )


class TemplateSummarySerializer(serializers.Serializer):
    """A template without its tree."""

    id = serializers.UUIDField()
    slug = serializers.SlugField()
    name = serializers.CharField()
    summary = serializers.CharField()
    source = serializers.CharField(  # type: ignore[assignment]  # a field of that name, no default
        help_text="Where its content comes from."
    )
    origin = serializers.ChoiceField(choices=ProgramTemplate.Origin.choices)
    weeks = serializers.IntegerField(allow_null=True, help_text="null: until further notice.")
    version = serializers.IntegerField()
    is_offered = serializers.BooleanField(help_text="false: withdrawn, not for new programmes.")
    updated_at = serializers.DateTimeField()


class TemplateTreeSerializer(TemplateSummarySerializer):
    """A whole template in one answer."""

    phases = PhaseSerializer(many=True)
    drills = serializers.DictField(
        child=NamedDrillSerializer(), help_text="By slug, each drill once."
    )
