"""What a FHIR search may ask for: references, tokens and dates, as FHIR writes them.

https://hl7.org/fhir/R4/search.html; of the prefixes of dates eq, ge, gt, le and lt are known.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from rest_framework import exceptions

ONE_DAY = timedelta(days=1)
PREFIXES = ("eq", "ge", "gt", "le", "lt")


@dataclass(frozen=True)
class Asked:
    """One search parameter: its type for the CapabilityStatement, and what it narrows a search to.

    `narrow` takes the value and returns the condition on the rows; it raises what `refuse` raises.
    """

    type: str
    narrow: Callable[[str], Q]
    says: str


def refuse(name: str, why: str) -> exceptions.ValidationError:
    """A 400 that names the parameter and says what to do."""
    return exceptions.ValidationError({name: [why]})


def of_id(text: str) -> UUID | None:
    """The row that a resource's id, or a reference to it, belongs to; None if it is nobody's."""
    try:
        return UUID(text.rpartition("/")[2].partition(".")[0])
    except ValueError:
        return None


def by_reference(field: str) -> Callable[[str], Q]:
    """`Patient/<id>` or the id alone; several with commas. What is nobody's id finds nothing."""

    def narrow(value: str) -> Q:
        return Q(**{f"{field}__in": [one for text in value.split(",") if (one := of_id(text))]})

    return narrow


def by_token(name: str, field: str, codes: Mapping[Any, str]) -> Callable[[str], Q]:
    """One of FHIR's codes, or several with commas; `codes` says which of ours each stands for."""

    def narrow(value: str) -> Q:
        wanted = {text.rpartition("|")[2] for text in value.split(",")}
        if unknown := wanted - set(codes.values()):
            known = ", ".join(sorted(set(codes.values())))
            raise refuse(name, f"There is no code {min(unknown)} here. Known are: {known}.")
        return Q(**{f"{field}__in": [ours for ours, theirs in codes.items() if theirs in wanted]})

    return narrow


def by_date(name: str, field: str) -> Callable[[str], Q]:
    """A day of the clinic's calendar or a moment, after a prefix such as `ge`."""

    def narrow(value: str) -> Q:
        prefix, begins, ends = stretch(name, value)
        match prefix:
            case "ge":
                return Q(**{f"{field}__gte": begins})
            case "gt":
                return Q(**{f"{field}__gte": ends})
            case "le":
                return Q(**{f"{field}__lt": ends})
            case "lt":
                return Q(**{f"{field}__lt": begins})
        return Q(**{f"{field}__gte": begins, f"{field}__lt": ends})

    return narrow


def stretch(name: str, value: str) -> tuple[str, datetime, datetime]:
    """Prefix, and the half-open stretch of moments that a date or a moment stands for."""
    prefix, text = (value[:2], value[2:]) if value[:2] in PREFIXES else ("eq", value)
    moment = day = None
    try:
        # A plus in an address is a space once it is read.
        moment = parse_datetime(text.replace(" ", "+")) if "T" in text else None
        day = parse_date(text) if "T" not in text else None
    except ValueError:
        pass
    if moment is not None and moment.tzinfo is not None:
        return prefix, moment, moment + timedelta(seconds=1)
    if day is not None and date.min < day < date.max:
        zone = timezone.get_default_timezone()
        begins, ends = (datetime.combine(one, time(), zone) for one in (day, day + ONE_DAY))
        return prefix, begins, ends
    raise refuse(
        name, "Write a day like ge2026-11-24, or a moment with offset like 2026-11-24T09:00:00Z."
    )
