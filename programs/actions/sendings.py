"""A sending, and taking it back: as if it had never been, while nobody has seen it."""

from datetime import date, datetime, timedelta
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db import transaction

from clinic.outbox.actions import cancel_messages, has_left
from clinic.people.models import Principal, User
from programs.actions.periods import locked
from programs.actions.telling import ASSIGNED, BUNDLE, about_program, tell_of_undoing
from programs.models import Period, Plan, Program, ProgramEvent, SessionLog

Status = Program.Status
Kind = ProgramEvent.Kind
# For so long the runner's message waits, and *Undo* stands on the page: half a minute for a new
# programme; a change waits for more changes, and for second thoughts.
HELD_FOR = timedelta(seconds=30)
WAITS = {Kind.SENT: HELD_FOR, Kind.CHANGED: BUNDLE}
# A page that was shown in time may be answered a little later.
GRACE = timedelta(seconds=30)
PERIOD_FIELDS = [field.attname for field in Period._meta.concrete_fields if field.name != "program"]
DAYS = {"starts_on", "ends_on", "phase_started_on", "made_on"}


def last_sending(program: Program, now: datetime) -> ProgramEvent | None:
    """The sending that can still be taken back, as far as the clock says; one query."""
    newest = program.events.order_by("-at", "-id").select_related("plan").first()
    if newest is None or newest.kind not in WAITS or not newest.before:
        return None
    return newest if now <= leaves_at(newest) + GRACE else None


def leaves_at(sending: ProgramEvent) -> datetime:
    """When the runner's message leaves, and *Undo* with it."""
    return sending.at + WAITS[Kind(sending.kind)]


@transaction.atomic
def take_back_sending(*, program: Program, by: Principal, now: datetime) -> Plan:
    """Undo the last sending: its plan is open again, and everything else stands as before.

    It works while the runner's message has not left and nothing is logged under the plan. The
    history keeps both: sent, and taken back. Raises ValidationError with the code `too_late`, or
    `open` when somebody has begun the next version already.
    """
    program = locked(program, by=by, among=[Status.ACTIVE, Status.ON_HOLD])
    event = last_sending(program, now)
    plan = event.plan if event else None
    if event is None or plan is None:
        raise too_late("The time to take it back is over.")
    if SessionLog.objects.filter(session__phase__plan=plan).exists():
        raise too_late(f"{program.runner.name} has logged a session of it already.")
    if event.kind == Kind.SENT:
        cancel_messages(about=about_program(program), kind=ASSIGNED)
    _check_not_told(event)
    if program.plans.open().exists():
        raise ValidationError(
            "A new version is being written already. Throw it away first.", code="open"
        )
    _restore(program, event.before or {}, now=now)
    Plan.objects.filter(pk=plan.pk).update(sealed_at=None, updated_at=now)
    done = ProgramEvent.objects.create(
        program=program,
        kind=Kind.TAKEN_BACK,
        plan=plan,
        on=event.on,
        by=cast(User, by),
        at=now,
    )
    if event.kind == Kind.CHANGED:
        tell_of_undoing(program, done, event, now=now)
        _check_not_told(event)
    plan.refresh_from_db()
    return plan


def as_it_stands(program: Program) -> dict[str, Any]:
    """The programme and its periods, to be put back by `take_back_sending`."""
    periods = Period.objects.filter(program=program).values(*PERIOD_FIELDS)
    return {
        "program": {
            "status": program.status,
            "version": program.version,
            "title": program.title,
            "note": program.note,
            "ends_on": _plain(program.ends_on),
            "physio_id": str(program.physio_id),
        },
        "periods": [{name: _plain(value) for name, value in row.items()} for row in periods],
    }


def _check_not_told(event: ProgramEvent) -> None:
    if has_left(key=event.message_key):
        raise too_late("The message has left already.")


def too_late(reason: str) -> ValidationError:
    """Why a sending stays."""
    return ValidationError(f"{reason} Change the programme instead.", code="too_late")


def _restore(program: Program, was: dict[str, Any], *, now: datetime) -> None:
    fields = was["program"]
    Program.objects.filter(pk=program.pk).update(
        **fields | {"ends_on": _day(fields["ends_on"]), "updated_at": now}
    )
    there = {row["id"]: row for row in was["periods"]}
    Period.objects.filter(program=program).exclude(pk__in=there).delete()
    for key, row in there.items():
        values = {name: _day(value) if name in DAYS else value for name, value in row.items()}
        Period.objects.update_or_create(pk=key, defaults=values | {"program": program})


def _plain(value: Any) -> Any:
    """As JSON keeps it."""
    return value if isinstance(value, bool | None) else str(value)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
