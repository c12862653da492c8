"""Programmes as another client writes them: everything that is not known here is refused."""

from typing import Any

from rest_framework import serializers

from clinic.people.models import Runner
from clinic.rest import StrictFields
from programs.actions.trees import PhaseTree, ProgramChanges, RowTree, SessionTree
from programs.models import Phase, PlannedSession, Prescription, Program, ProgramTemplate
from programs.progress.plans import DAYS, DOSE_FIELDS, EXIT, RUN, SAID

# A list of serializers takes `max_length`, which the stubs do not know.
MOST_PHASES, MOST_SESSIONS, MOST_ROWS, MOST_WEEKS = 20, 40, 60, 52
TITLE = Program._meta.get_field("title").max_length
NOTE = Program._meta.get_field("note").max_length
SAME = "Of what you read that this is: it goes on. Without one it is another."
NO_TEMPLATE = "Choose one of the templates that are offered."
NO_RUNNER = "Choose a runner on your caseload."


class DoseSentSerializer(StrictFields, serializers.ModelSerializer):
    """How much: sets, and exactly one of reps, hold, duration and distance."""

    class Meta:
        model = Prescription
        fields = DOSE_FIELDS
        extra_kwargs = {"sets": {"required": True}}


class PrescriptionSentSerializer(StrictFields, serializers.ModelSerializer):
    """A drill with its dose. The place in the list is its place in the session."""

    id = serializers.UUIDField(required=False, help_text=SAME)
    drill = serializers.SlugField()
    dose = DoseSentSerializer()

    class Meta:
        model = Prescription
        fields = ["id", "drill", "dose", *SAID, "override_reason"]

    def validate(self, sent: dict[str, Any]) -> RowTree:
        """As the action takes it."""
        was, drill = sent.pop("id", None), sent.pop("drill")
        return RowTree(drill, sent.pop("dose") | sent, was)


class RunSentSerializer(StrictFields, serializers.ModelSerializer):
    """A run: a distance in metres, or minutes, or so many turns of running and walking."""

    class Meta:
        model = PlannedSession
        fields = RUN


class SessionSentSerializer(StrictFields, serializers.ModelSerializer):
    """A session of drills, or a run, with its days."""

    id = serializers.UUIDField(required=False, help_text=SAME)
    run = RunSentSerializer(required=False, allow_null=True)
    prescriptions = PrescriptionSentSerializer(  # type: ignore[call-arg]
        many=True, required=False, max_length=MOST_ROWS
    )

    class Meta:
        model = PlannedSession
        fields = ["id", "name", "kind", "moment", *DAYS, "run", "prescriptions"]

    def validate(self, sent: dict[str, Any]) -> SessionTree:
        """As the action takes it. Raises ValidationError for a run with drills."""
        was, run = sent.pop("id", None), sent.pop("run", None) or {}
        rows = tuple(sent.pop("prescriptions", ()))
        if rows and sent.get("kind") == PlannedSession.Kind.RUN:
            raise serializers.ValidationError({"prescriptions": "A run has no drills."})
        return SessionTree(sent | run, rows, was)


class PhaseSentSerializer(StrictFields, serializers.ModelSerializer):
    """A phase, and what a physio looks at before the next one."""

    id = serializers.UUIDField(required=False, help_text=SAME)
    sessions = SessionSentSerializer(  # type: ignore[call-arg]
        many=True, max_length=MOST_SESSIONS
    )

    class Meta:
        model = Phase
        fields = ["id", "name", *EXIT, "sessions"]

    def validate(self, sent: dict[str, Any]) -> PhaseTree:
        """As the action takes it."""
        was, sessions = sent.pop("id", None), tuple(sent.pop("sessions"))
        return PhaseTree(sent, sessions, was)


class ProgramSentSerializer(StrictFields, serializers.Serializer[Any]):
    """A draft for a runner: from a template, or with phases of its own."""

    runner = serializers.PrimaryKeyRelatedField(queryset=Runner.objects.none())
    template = serializers.PrimaryKeyRelatedField(
        queryset=ProgramTemplate.objects.none(), required=False
    )
    title = serializers.CharField(
        max_length=TITLE, required=False, help_text="The template's own, if left out."
    )
    note = serializers.CharField(max_length=NOTE, required=False, allow_blank=True)
    starts_on = serializers.DateField(help_text="Today or later.")
    ends_on = serializers.DateField(
        required=False, allow_null=True, help_text="null: until further notice."
    )
    weeks = serializers.IntegerField(
        required=False, allow_null=True, min_value=1, max_value=MOST_WEEKS
    )
    weekdays = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=7), required=False, max_length=7
    )
    phases = PhaseSentSerializer(  # type: ignore[call-arg]
        many=True, required=False, max_length=MOST_PHASES
    )

    OF_TEMPLATE = frozenset({"weeks", "weekdays"})
    OF_TREE = frozenset({"note", "ends_on"})

    def get_fields(self) -> dict[str, serializers.Field]:
        """With the runners and templates that the caller can reach."""
        fields = super().get_fields()
        if request := self.context.get("request"):
            runner, template = fields["runner"], fields["template"]
            runner.queryset = Runner.objects.treated_by(request.user)  # type: ignore[attr-defined]
            template.queryset = ProgramTemplate.objects.visible_to(request.user).usable()  # type: ignore[attr-defined]
        for name, words in (("runner", NO_RUNNER), ("template", NO_TEMPLATE)):
            fields[name].error_messages |= {"does_not_exist": words, "incorrect_type": words}
        return fields

    def validate_starts_on(self, day: Any) -> Any:
        """Raises ValidationError for a day that is over."""
        return not_past(day, self.context["today"])

    def validate(self, sent: dict[str, Any]) -> dict[str, Any]:
        """Raises ValidationError for both ways at once, or neither."""
        if ("template" in sent) == ("phases" in sent):
            raise serializers.ValidationError({"phases": "Send a template, or phases, not both."})
        foreign = (self.OF_TREE if "template" in sent else self.OF_TEMPLATE) & sent.keys()
        if foreign:
            way = "phases" if "template" in sent else "a template"
            raise serializers.ValidationError(
                dict.fromkeys(sorted(foreign), f"This goes with {way} only. Take it out.")
            )
        if "phases" in sent:
            if not sent["phases"]:
                raise serializers.ValidationError({"phases": "A programme has a phase at least."})
            if "title" not in sent:
                raise serializers.ValidationError({"title": "Give the programme a title."})
            sent["phases"] = tuple(sent["phases"])
        return sent


class ProgramChangesSerializer(StrictFields, serializers.Serializer[Any]):
    """What is to change; what is left out stays. `phases` replaces all phases."""

    title = serializers.CharField(max_length=TITLE, required=False)
    note = serializers.CharField(max_length=NOTE, required=False, allow_blank=True)
    starts_on = serializers.DateField(required=False, help_text="Of a draft only.")
    ends_on = serializers.DateField(
        required=False, allow_null=True, help_text="null: until further notice."
    )
    phases = PhaseSentSerializer(  # type: ignore[call-arg]
        many=True, required=False, max_length=MOST_PHASES
    )

    def validate_starts_on(self, day: Any) -> Any:
        """Raises ValidationError for a day that is over."""
        return not_past(day, self.context["today"])

    def validate(self, sent: dict[str, Any]) -> ProgramChanges:
        """As the action takes it. Raises ValidationError when nothing would change."""
        phases = sent.pop("phases", None)
        if phases is None and not sent:
            raise serializers.ValidationError("Send what is to change.", code="empty")
        if phases is not None and not phases:
            raise serializers.ValidationError({"phases": "A programme has a phase at least."})
        return ProgramChanges(sent, None if phases is None else tuple(phases))


def not_past(day: Any, today: Any) -> Any:
    """The day, unless it is over. Raises ValidationError."""
    if day < today:
        raise serializers.ValidationError("The first day is over. Choose today or a later day.")
    return day
