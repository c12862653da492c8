"""The roster, for the manager: weekly hours, leave, holidays, and whom a change leaves behind."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from bookings.actions import supply as actions
from bookings.forms.supply import BlockForm, HoursForm
from bookings.models import CallTask, UnavailableBlock, WorkingHours
from clinic.people.access import DESK, for_roles
from clinic.people.models import User
from clinic.site.facts import typed


@for_roles(*DESK)
@require_safe
def roster(request: HttpRequest) -> HttpResponse:
    """Who works when and where, what is shut, and who has to be rung; the desk only reads."""
    today = timezone.localdate()
    context = {
        "hours": WorkingHours.objects.current(today).select_related("practitioner", "site"),
        "blocks": UnavailableBlock.objects.current(today).select_related(
            "practitioner", "site", "room"
        ),
        "to_ring": CallTask.objects.settled_by(request.user).open().count(),
        "is_manager": request.user.role == User.Role.MANAGER,  # type: ignore[union-attr]
    }
    return render(request, "site/roster.html", context)


@for_roles(User.Role.MANAGER)
def new_hours(request: HttpRequest) -> HttpResponse:
    """Give somebody the same hours on one or more days of every week."""
    form = HoursForm(typed(request))
    if form.is_bound and form.is_valid():
        facts = dict(form.cleaned_data)
        now, tasks = timezone.now(), 0
        try:
            for weekday in facts.pop("weekdays"):
                tasks += len(actions.add_hours(facts=facts | {"weekday": weekday}, now=now)[1])
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            return saved(request, tasks)
    return show(request, form, "Weekly hours")


@for_roles(User.Role.MANAGER)
def new_block(request: HttpRequest) -> HttpResponse:
    """Shut a time."""
    form = BlockForm(typed(request))
    if form.is_bound and form.is_valid():
        try:
            _, tasks = actions.add_block(facts=form.cleaned_data, now=timezone.now())
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            return saved(request, len(tasks))
    return show(request, form, "Leave, a holiday, or a time that cannot be booked")


@for_roles(User.Role.MANAGER)
@require_POST
def end_hours(request: HttpRequest, hours_id: UUID) -> HttpResponse:
    """Take hours off the roster."""
    hours = get_object_or_404(WorkingHours.objects.editable_by(request.user), pk=hours_id)
    return saved(request, len(actions.end_hours(hours=hours, now=timezone.now())))


@for_roles(User.Role.MANAGER)
@require_POST
def remove_block(request: HttpRequest, block_id: UUID) -> HttpResponse:
    """Open a time again."""
    block = get_object_or_404(UnavailableBlock.objects.editable_by(request.user), pk=block_id)
    actions.remove_block(block=block)
    return saved(request, 0)


def saved(request: HttpRequest, calls: int) -> HttpResponse:
    """Back to the roster, with how many people have to be rung because of it."""
    if calls:
        visits = "visit no longer fits" if calls == 1 else "visits no longer fit"
        messages.warning(request, f"Saved. {calls} {visits}: see People to ring.")
    else:
        messages.success(request, "Saved. No booked visit is affected.")
    return redirect("site:roster")


def show(request: HttpRequest, form: HoursForm | BlockForm, heading: str) -> HttpResponse:
    """A form of the roster, with what was typed."""
    status = 422 if form.is_bound else 200
    context = {"form": form, "heading": heading}
    return render(request, "site/roster_form.html", context, status=status)
