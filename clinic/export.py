"""All that the clinic holds about a runner, for that runner, in one file (APP 12).

`OWNED` names every table with a way to its runner, `LEFT_OUT` says why another is not given. A
test walks all models: one that leads to a runner and stands in neither fails.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from json import dumps
from typing import Any

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model, Q
from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from phonenumber_field.phonenumber import PhoneNumber

from clinic.people.access import for_roles
from clinic.people.actions import spend
from clinic.people.models import Runner, User

AN_HOUR, FILES_AN_HOUR = timedelta(hours=1), 5
ROWS_AT_ONCE = 500
EVERY_ROW = Q()


@dataclass(frozen=True)
class Owned:
    """How a table's rows lead to their runner, which of them are given, and what is held back."""

    runner: str
    only: Q = EVERY_ROW
    without: frozenset[str] = frozenset()


def _sent(plan: str) -> Q:
    """Of versions of a programme only those that were sent."""
    return Q(**{f"{plan}sealed_at__isnull": False})


OWNED: dict[str, Owned] = {
    "people.User": Owned("runner", without=frozenset({"password"})),
    "people.Runner": Owned("pk"),
    "people.ReminderChoice": Owned("runner"),
    "people.TextConsent": Owned("runner"),
    "outbox.Device": Owned("person", without=frozenset({"endpoint", "p256dh", "auth"})),
    "programs.Case": Owned("runner"),
    "programs.CaseRestriction": Owned("case__runner"),
    "programs.Program": Owned("runner", ~Q(status="draft")),
    "programs.Plan": Owned("program__runner", _sent("")),
    "programs.Phase": Owned("plan__program__runner", _sent("plan__")),
    "programs.PlannedSession": Owned("phase__plan__program__runner", _sent("phase__plan__")),
    "programs.Prescription": Owned(
        "session__phase__plan__program__runner", _sent("session__phase__plan__")
    ),
    "programs.Period": Owned("program__runner"),
    "programs.Move": Owned("program__runner"),
    "programs.ProgramEvent": Owned("program__runner", without=frozenset({"before"})),
    "programs.FunctionTest": Owned("program__runner"),
    "programs.SessionLog": Owned("runner"),
    "programs.DrillLog": Owned("log__runner"),
    "programs.SessionLogRevision": Owned("log__runner"),
    "programs.MorningCheck": Owned("log__runner"),
    "programs.Alert": Owned("runner"),
    "programs.Question": Owned("runner"),
    "programs.OutcomeMeasure": Owned("runner"),
    "programs.OutcomeScore": Owned("measure__runner"),
    "bookings.Enquiry": Owned("runner"),
    "bookings.Call": Owned("enquiry__runner"),
    "bookings.Letter": Owned("enquiry__runner"),
    "bookings.Series": Owned("runner"),
    "bookings.Appointment": Owned("runner"),
    "bookings.WaitlistEntry": Owned("runner"),
    "bookings.WaitlistOffer": Owned("entry__runner"),
}
LEFT_OUT: dict[str, str] = {
    "programs.Note": "A physio's notes are given on request, once the physio has read them again.",
    "programs.ThrownDraft": "A programme that was never sent.",
    "programs.Snooze": "How a physio orders their own list.",
    "programs.Standing": "Counted from the rest, again and again.",
    "bookings.CallTask": "What the front desk has still to do.",
    "people.PhoneCode": "Codes that signed you in; only their hashes are kept.",
}


def pieces(runner: Runner, *, now: datetime) -> Iterator[str]:
    """The file, piece by piece, so that five years of logs need no memory; a query a table."""
    yield f'{{"made_at": {_json(now)}, "left_out": {_json(LEFT_OUT)}, "tables": {{'
    for place, (label, owned) in enumerate(OWNED.items()):
        yield f"{',' if place else ''}\n{_json(label)}: ["
        for number, row in enumerate(rows(label, owned, runner)):
            yield f"{',' if number else ''}\n{_json(row)}"
        yield "]"
    yield "}}\n"


def rows(label: str, owned: Owned, runner: Runner) -> Iterator[dict[str, Any]]:
    """The runner's rows of a table, by the names of their columns."""
    model: type[Model] = apps.get_model(label)
    names = [one.attname for one in model._meta.concrete_fields if one.name not in owned.without]
    found = model._default_manager.filter(owned.only, **{owned.runner: runner.pk}).order_by("pk")
    yield from found.values(*names).iterator(chunk_size=ROWS_AT_ONCE)


@for_roles(User.Role.RUNNER)
def own_data(request: HttpRequest) -> HttpResponseBase:
    """What is in the file, and the file itself, a few times an hour."""
    runner = get_object_or_404(Runner.objects.visible_to(request.user))
    context: dict[str, Any] = {"left_out": LEFT_OUT.values()}
    if request.method != "POST":
        return render(request, "people/own_data.html", context)
    now = timezone.now()
    wait = spend(key=f"export:{runner.pk}", limit=FILES_AN_HOUR, window=AN_HOUR, now=now)
    if wait:
        refused = {"refused": "That was often. Wait for an hour, then take the file again."}
        answer = render(request, "people/own_data.html", context | refused, status=429)
        answer["Retry-After"] = str(int(wait.total_seconds()) + 1)
        return answer
    file = StreamingHttpResponse(pieces(runner, now=now), content_type="application/json")
    file["Content-Disposition"] = 'attachment; filename="my-data.json"'
    file["Cache-Control"] = "private, no-store"
    return file


class _Encoder(DjangoJSONEncoder):
    """Phone numbers as people dial them from abroad."""

    def default(self, o: Any) -> Any:
        """What JSON has no word for."""
        return str(o) if isinstance(o, PhoneNumber) else super().default(o)


def _json(value: Any) -> str:
    return dumps(value, cls=_Encoder, ensure_ascii=False)
