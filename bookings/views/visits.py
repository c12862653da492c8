"""A person's own visit, reached by the signed link in their mail: to read, move and cancel."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from bookings.actions.appointments import cancel_appointment, move_appointment
from bookings.actions.asking import is_late
from bookings.actions.refusals import SlotTaken
from bookings.forms.selfbooking import WhyForm
from bookings.models import Appointment, AppointmentType
from bookings.progress.invitations import file_name, invitation
from bookings.progress.links import visit_of
from bookings.views.selfbooking import Wish, days_to_choose, pressed


@login_not_required
@never_cache
@require_safe
def my_visit(request: HttpRequest, token: str) -> HttpResponse:
    """How the visit stands now, and what may still be changed."""
    visit = find(token)
    return render(request, "bookings/my_visit.html", about(visit, token))


@login_not_required
@never_cache
@require_safe
def calendar(request: HttpRequest, token: str) -> HttpResponse:
    """The visit for a calendar."""
    visit = find(token)
    answer = HttpResponse(invitation(visit), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{file_name(visit.local_start)}"'
    return answer


@login_not_required
@never_cache
def change(request: HttpRequest, token: str) -> HttpResponse:
    """Another time, with the same person at the same site, by the rules of the visit."""
    visit, now = find(token), timezone.now()
    context = about(visit, token)
    if not context["may_change"]:
        return by_phone_alone(request, context)
    nearest: list[datetime] = []
    starts_at, version = pressed(request), request.POST.get("version", "")
    if request.method == "POST" and not (starts_at and version.isdecimal()):
        messages.error(request, "Choose one of the times on this page.")
    elif starts_at:
        try:
            move_appointment(
                appointment=visit, starts_at=starts_at, practitioner=visit.practitioner,
                room=None, site=visit.room.site, version=int(version),
                by=None, now=now, is_online=True,
            )  # fmt: skip
        except SlotTaken as taken:
            nearest = taken.alternatives
            messages.error(request, "That time has just been taken.")
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
            return redirect("bookings:my_visit", token)
        else:
            messages.success(request, "Your visit has moved. We have sent you the new time.")
            return redirect("bookings:my_visit", token)
    kind = get_object_or_404(AppointmentType.objects.online().with_skills(), pk=visit.type_id)
    wish = Wish(kind, visit.practitioner, visit.room.site)
    context |= days_to_choose(request, wish, now=now) | {"nearest": nearest}
    status = 409 if nearest else 200
    return render(request, "bookings/my_visit_move.html", context, status=status)


@login_not_required
@never_cache
def cancel(request: HttpRequest, token: str) -> HttpResponse:
    """Cancel the visit and say why."""
    visit = find(token)
    context = about(visit, token)
    if not context["may_change"]:
        return by_phone_alone(request, context)
    form = WhyForm(
        request.POST if request.method == "POST" else None, initial={"version": visit.version}
    )
    if form.is_bound and form.is_valid():
        try:
            cancel_appointment(
                appointment=visit, **form.cleaned_data, by=None, now=timezone.now(), is_online=True
            )
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, "Your visit is cancelled.")
            return redirect("bookings:my_visit", token)
    context |= {"form": form}
    status = 422 if form.is_bound else 200
    return render(request, "bookings/my_visit_cancel.html", context, status=status)


def by_phone_alone(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """Back to the visit, which says why; whoever pressed a button is told that it did nothing."""
    if request.method == "POST" or context["is_on"]:
        messages.error(request, "Nothing was changed. This visit can no longer be changed here.")
    return redirect("bookings:my_visit", context["token"])


def find(token: str) -> Appointment:
    """The visit of a link; a forged link and a missing visit are the same 404."""
    return get_object_or_404(Appointment.objects.named(visit_of(token)).with_names())


def about(visit: Appointment, token: str) -> dict[str, Any]:
    """What every page of the link says."""
    now = timezone.now()
    # Letters are opened long after, and nobody has marked every visit by then.
    is_on = visit.status == Appointment.Status.BOOKED and now < visit.ends_at
    is_too_late = is_late(visit, now=now)
    return {
        "visit": visit,
        "token": token,
        "is_on": is_on,
        "is_too_late": is_on and visit.type.is_online and is_too_late,
        "may_change": is_on and visit.type.is_online and not is_too_late,
    }
