"""Session logs and due sessions as the API takes and gives them."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from clinic.rest import StrictFields
from drills.models import Dose, Moment
from programs.actions.logs import DrillEntry, SessionEntry, content_of_log
from programs.models import DrillLog, SessionLog
from programs.progress.logs import Loggable, find_loggable
from programs.progress.sessions import State, check_period

MOST_SETS = 40
MOST_DRILLS = 60
MOST_METRES = 500_000
NEEDED = "This field is required, except for a run that no programme planned."
FURTHEST_ZONE = timedelta(hours=14)
# A phone's clock may be decades wrong and its log still counts; beyond these years none is real.
YEARS = range(1970, 2200)


class MomentWithOffset(serializers.DateTimeField):
    """A moment with the offset of the phone's clock, kept as it was sent.

    One in the future is taken too, so that a wrong clock loses no log; the caseload does not
    believe a date more than a day after the log reached us.
    """

    default_error_messages = {
        "naive": "Add the offset from UTC, such as 2026-11-24T18:30:00+11:00.",
        "impossible": "Send a real date and time with a real offset from UTC.",
    }

    def enforce_timezone(self, value: datetime) -> datetime:
        """The moment unchanged; raises for one without an offset, or that no clock shows."""
        offset = value.utcoffset()
        if offset is None:
            self.fail("naive")
        if value.year not in YEARS or abs(offset) > FURTHEST_ZONE or offset % timedelta(minutes=1):
            self.fail("impossible")
        return value


class Rating(serializers.IntegerField):
    """0 to 10; null, or left out, if it was not given."""

    def __init__(self, **options: Any) -> None:
        known = {"min_value": 0, "max_value": 10, "allow_null": True, "default": None}
        super().__init__(**known | options)


class SetSerializer(StrictFields, serializers.Serializer[dict[str, Any]]):
    """One set as it was done."""

    side = serializers.ChoiceField(choices=Dose.Side.choices, default=Dose.Side.NONE)
    reps = serializers.IntegerField(min_value=0, max_value=1000, allow_null=True, default=None)
    hold_seconds = serializers.IntegerField(
        min_value=0, max_value=7200, allow_null=True, default=None
    )
    load_value = serializers.DecimalField(
        max_digits=6,
        decimal_places=2,
        min_value=0,
        allow_null=True,
        default=None,
        coerce_to_string=False,
    )

    def validate_load_value(self, load: Any) -> int | float | None:
        """As JSON writes a number, so that 12 and 12.00 are the same content."""
        if load is None:
            return None
        return int(load) if load == int(load) else float(load)


class DrillLogSerializer(StrictFields, serializers.Serializer[DrillLog]):
    """One drill as it went."""

    prescription = serializers.UUIDField()
    state = serializers.ChoiceField(choices=DrillLog.State.choices)
    sets = serializers.ListField(child=SetSerializer(), default=list, max_length=MOST_SETS)


class SessionLogSerializer(StrictFields, serializers.Serializer[SessionLog]):
    """One session as it went. The id stands in the address; `digest` proves what was kept.

    `digest` is the SHA-256 of the body's fields as JSON with sorted keys, without spaces, with
    missing fields filled in and drills in the order of the session.
    """

    id = serializers.UUIDField(read_only=True)
    revision = serializers.IntegerField(read_only=True)
    digest = serializers.CharField(read_only=True)
    kind = serializers.ChoiceField(
        choices=SessionLog.Kind.choices,
        required=False,
        help_text="As the session is, if left out. A run alone has neither programme nor session.",
    )
    program = serializers.UUIDField(allow_null=True, default=None)
    session = serializers.UUIDField(allow_null=True, default=None)
    occurred_at = MomentWithOffset()
    state = serializers.ChoiceField(choices=SessionLog.State.choices)
    skip_reason = serializers.ChoiceField(
        choices=SessionLog.SkipReason.choices, allow_blank=True, default=""
    )
    pain_during = Rating()
    pain_after = Rating()
    effort = Rating()
    minutes = serializers.IntegerField(min_value=0, max_value=1440, allow_null=True, default=None)
    distance_m = serializers.IntegerField(
        min_value=1,
        max_value=MOST_METRES,
        allow_null=True,
        default=None,
        help_text="Metres of a run.",
    )
    note = serializers.CharField(
        allow_blank=True, default="", trim_whitespace=False, max_length=2000
    )
    drills = serializers.ListField(child=DrillLogSerializer(), default=list, max_length=MOST_DRILLS)
    program_version = serializers.IntegerField(read_only=True, allow_null=True)
    occurred_on = serializers.DateField(read_only=True, help_text="The runner's own day.")
    received_at = serializers.DateTimeField(read_only=True)
    updated_at = serializers.DateTimeField(read_only=True)

    def to_representation(self, log: SessionLog) -> dict[str, Any]:
        """The content as it was sent, and what we know of it; no query when drills are at hand."""
        return kept(log, content_of_log(log))

    def validate(self, sent: dict[str, Any]) -> SessionEntry:
        """The entry, with programme, session and drills found among the runner's own."""
        offset = sent["occurred_at"].utcoffset()
        told = sent | {
            "utc_offset_minutes": int(offset.total_seconds()) // 60,
        }
        if sent.get("kind") == SessionLog.Kind.RUN and sent["session"] == sent["program"] is None:
            return SessionEntry(**told)
        missing = {name: [NEEDED] for name in ("program", "session") if sent[name] is None}
        if missing:
            raise serializers.ValidationError(missing, code="required")
        found = find_loggable(user=self.context["request"].user, session_id=sent["session"])
        if found is None or found.program is None or found.program.pk != sent["program"]:
            raise serializers.ValidationError(
                {"session": "Choose a session of one of your own programmes."}
            )
        kind = SessionLog.Kind.RUN if found.is_run else SessionLog.Kind.SESSION
        told |= {
            "kind": sent.get("kind", kind),
            "program": found.program,
            "session": found.session,
            "drills": tuple(drill_entries(found, sent["drills"])),
        }
        return SessionEntry(**told)


def kept(log: SessionLog, content: dict[str, Any]) -> dict[str, Any]:
    """A log and its content as one answer."""
    return {
        "id": str(log.pk),
        "revision": log.revision,
        "digest": log.digest,
        **content,
        "program_version": log.program_version,
        "occurred_on": log.occurred_on.isoformat(),
        "received_at": log.received_at.isoformat(),
        "updated_at": log.updated_at.isoformat(),
    }


def drill_entries(found: Loggable, sent: list[dict[str, Any]]) -> Iterator[DrillEntry]:
    """The drills as they went. Raises ValidationError for one that is not of this session."""
    ours = {one.pk: one for one in found.prescriptions} if sent else {}
    for line in sent:
        if line["prescription"] not in ours:
            raise serializers.ValidationError({"drills": "Name only drills of this session."})
        yield DrillEntry(ours[line["prescription"]], line["state"], tuple(line["sets"]))


class PeriodSerializer(serializers.Serializer[Any]):
    """`from` and `to`, both included."""

    def get_fields(self) -> dict[str, serializers.Field]:
        """Named here because `from` is a word of the language."""
        return {
            "from": serializers.DateField(required=False, help_text="Today, if left out."),
            "to": serializers.DateField(required=False, help_text="Six days later, if left out."),
        }

    def validate(self, sent: dict[str, date]) -> tuple[date, date]:
        """First and last day. Raises ValidationError for more than 92 days, or none."""
        first = sent.get("from", self.context["today"])
        try:
            last = sent.get("to") or first + timedelta(days=6)
        except OverflowError:
            last = date.max
        check_period(first, last)
        return first, last


class OccurrenceSerializer(serializers.Serializer[Any]):
    """One session on one day."""

    program = serializers.UUIDField(source="program_id")
    program_title = serializers.CharField()
    session = serializers.UUIDField(source="session_id")
    session_name = serializers.CharField()
    moment = serializers.ChoiceField(choices=Moment.choices)
    on = serializers.DateField()
    state = serializers.ChoiceField(choices=[(state.value, state.value) for state in State])
    log = serializers.UUIDField(source="log_id", allow_null=True)
    moved_from = serializers.DateField(
        allow_null=True, help_text="The day that the plan says, if the runner moved it to `on`."
    )
    drill_count = serializers.IntegerField()
    minutes = serializers.IntegerField(help_text="About how long it takes.")


@extend_schema_serializer(many=False)
class OccurrencesSerializer(serializers.Serializer[Any]):
    """In the shape of every list, though there is one page only."""

    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = OccurrenceSerializer(many=True)
