"""One button each: arrived, did not come, done; and what takes a step with a visit back."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from bookings.actions import appointments as actions
from bookings.actions import marks
from bookings.forms.appointments import MarkForm, MoveBackForm
from bookings.views.appointments import find, is_from_diary, me, onwards, said
from clinic.people.access import DESK, for_roles

MARKS = {
    "arrived": marks.mark_arrived,
    "not_arrived": marks.undo_arrived,
    "no_show": marks.mark_no_show,
    "came": marks.undo_no_show,
    "completed": marks.complete,
    "not_completed": marks.undo_completed,
    "not_cancelled": marks.undo_cancel,
}
UNDONE_BY = {"arrived": "not_arrived", "no_show": "came", "completed": "not_completed"}


@for_roles(*DESK)
@require_POST
def mark(request: HttpRequest, appointment_id: UUID) -> HttpResponse:
    """Arrived, did not come, or done: one button each, and each can be taken back."""
    visit = find(request, appointment_id)
    pressed = MarkForm(request.POST if "as" in request.POST else request.GET)
    if not pressed.is_valid():
        messages.error(request, "Nothing was changed. Press the button on this page again.")
        return redirect("bookings:appointment", visit.pk)
    mark, version = pressed.cleaned_data["mark"], pressed.cleaned_data["version"]
    try:
        visit = MARKS[mark](appointment=visit, version=version, by=me(request), now=timezone.now())
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        back = f"undo:{request.path}?as={UNDONE_BY.get(mark)}&version={visit.version}"
        back += "&from=diary" if is_from_diary(request) else ""
        messages.success(
            request,
            f"{visit.who}: {visit.get_status_display().lower()}.",
            extra_tags=back if mark in UNDONE_BY else "",
        )
    return redirect(onwards(request, visit))


@for_roles(*DESK)
@require_POST
def move_back(request: HttpRequest, appointment_id: UUID) -> HttpResponse:
    """Undo a move: the visit is where it was, and nobody is told who had not heard of it."""
    visit = find(request, appointment_id)
    where = MoveBackForm(request.GET)
    if not where.is_valid():
        messages.error(request, "Nothing was changed. Move the visit by hand.")
        return redirect("bookings:appointment", visit.pk)
    try:
        visit = actions.move_appointment(
            appointment=visit,
            **where.cleaned_data,
            by=me(request),
            now=timezone.now(),
            outside_hours=True,
            is_undo=True,
        )
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, f"Moved back. {said(visit)}")
    return redirect(onwards(request, visit))
