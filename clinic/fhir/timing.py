"""When and how much, as FHIR's Timing and quantities (UCUM units)."""

from datetime import date
from typing import Any

from clinic.fhir.kinds import Resource, without_nothing
from programs.models import PlannedSession, Prescription, Program

DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
UCUM = "http://unitsofmeasure.org"


def timing(session: PlannedSession, program: Program | None = None) -> Resource:
    """The days of a session: so often in so many days or weeks, within the programme's days."""
    repeat: Resource = {"frequency": session.times_per_day, "period": 1, "periodUnit": "d"}
    if session.cadence == PlannedSession.Cadence.WEEKDAYS:
        repeat["dayOfWeek"] = [DAYS[number - 1] for number in session.weekdays]
    elif session.cadence == PlannedSession.Cadence.EVERY_DAYS:
        repeat["period"] = session.every_days
    else:
        often = (session.per_week or 1) * session.times_per_day
        repeat |= {"frequency": often, "periodUnit": "wk"}
    return {"repeat": bounds(program) | repeat}


def bounds(program: Program | None) -> Resource:
    """The first and the last day of the programme."""
    if program is None:
        return {}
    ends: date | str = program.ends_on or ""
    period = without_nothing({"start": str(program.starts_on), "end": str(ends)})
    return {"boundsPeriod": period}


def amount(item: Prescription) -> dict[str, Any]:
    """What one set is: a number or a range of repetitions, seconds, or metres."""
    if item.reps_min is not None:
        if item.reps_max and item.reps_max != item.reps_min:
            low, high = ({"value": number, "unit": "reps"} for number in _reps(item))
            return {"quantityRange": {"low": low, "high": high}}
        return {"quantityQuantity": {"value": item.reps_min, "unit": "reps"}}
    if item.distance_m:
        return {"quantityQuantity": _measured(item.distance_m, "m")}
    return {"quantityQuantity": _measured(item.hold_seconds or item.duration_seconds or 0, "s")}


def _reps(item: Prescription) -> tuple[int, int]:
    return item.reps_min or 0, item.reps_max or 0


def _measured(value: int, unit: str) -> Resource:
    return {"value": value, "unit": unit, "system": UCUM, "code": unit}
