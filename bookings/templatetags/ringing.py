"""Calls that physios asked the desk for, on pages of other apps."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django import template
from django.template import Context

from bookings.models import CallTask
from clinic.people.models import Runner

register = template.Library()

type Asked = Mapping[UUID, CallTask]


@register.simple_tag(takes_context=True)
def calls_to(context: Context, runners: Iterable[Runner]) -> Asked:
    """Find what was asked for last, of each of these runners: one query, or none for nobody."""
    found = {runner.pk for runner in runners}
    if not found:
        return {}
    calls = CallTask.objects.visible_to(context["user"]).latest_of(found)
    return {call.runner_id: call for call in calls if call.runner_id}


@register.inclusion_tag("bookings/_ask_to_ring.html", takes_context=True)
def ask_to_ring(
    context: Context, runner: Runner, calls: Asked | None = None, since: datetime | None = None
) -> dict[str, Any]:
    """Write the number, the button that asks the desk to ring, or since when it is asked.

    A call that was made is told of, but not one of before `since`. A list asks `calls_to` first.
    """
    known = calls_to(context, [runner]) if calls is None else calls
    call = known.get(runner.pk)
    is_old = call and call.done_at and since and call.done_at < since
    return {
        "runner": runner,
        "call": None if is_old else call,
        "next": context["request"].path,
        "csrf_token": context["csrf_token"],
    }
