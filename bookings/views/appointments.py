"""Booking a visit, and everything that happens to it afterwards."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from bookings.actions import appointments as actions
from bookings.actions.locks import BusyDiary
from bookings.actions.refusals import OutsideHours, SlotTaken, Stale
from bookings.actions.slots import refuse_unless
from bookings.forms.appointments import (
    BookForm,
    CancelForm,
    ConvertForm,
    MoveForm,
)
from bookings.forms.diary import FindForm
from bookings.models import Appointment, Enquiry
from bookings.progress.appointments import find_people
from bookings.progress.firsts import first_times
from bookings.progress.links import as_uuid
from clinic.people.access import DESK, for_roles
from clinic.people.models import Runner, User

RETRY_AFTER_SECONDS = "3"
type Page = Callable[[HttpRequest, UUID], HttpResponse]


@for_roles(*DESK)
def convert(request: HttpRequest, enquiry_id: UUID) -> HttpResponse:
    """Book the first visit of an enquiry, for somebody on file or for a new person."""
    enquiry = get_object_or_404(Enquiry.objects.visible_to(request.user), pk=enquiry_id)
    on_file = Runner.objects.visible_to(request.user)
    people = on_file.matching(email=enquiry.email, phone=str(enquiry.phone), name=enquiry.name)
    people |= on_file.matching(email=request.POST.get("email", "").replace("\0", ""))
    people |= on_file.filter(enquiries=enquiry)
    form = ConvertForm(typed(request), enquiry=enquiry, people=list(people), initial=asked(request))

    def work() -> Appointment:
        return actions.convert_enquiry(
            enquiry=enquiry, **form.person(), **form.wish(), by=me(request), now=timezone.now()
        )

    context: dict[str, object] = {"enquiry": enquiry, "form": form}
    # Who it is must be clear before one press is enough.
    if request.method != "POST" and (enquiry.runner_id or not people) and not enquiry.is_doubtful:
        context |= {"firsts": first_times(enquiry=enquiry, now=timezone.now()), "key": uuid4()}
    return fill_in(request, form, work, "bookings/convert.html", context)


@for_roles(*DESK)
def book(request: HttpRequest) -> HttpResponse:
    """Book a visit for somebody on file; without ?runner= the person is looked for first."""
    people = Runner.objects.visible_to(request.user)
    runner_id = request.GET.get("runner", "")
    if not runner_id:
        sought = FindForm(request.GET)
        words = sought.cleaned_data["q"] if sought.is_valid() else ""
        found = find_people(user=request.user, words=words)
        context = {"form": sought, "words": words, "found": found, "slot": asked(request)}
        return render(request, "bookings/book_who.html", context)
    runner = get_object_or_404(people, pk=as_uuid(runner_id))
    form = BookForm(typed(request), initial=asked(request))

    def work() -> Appointment:
        return actions.book(runner=runner, **form.wish(), by=me(request), now=timezone.now())

    return fill_in(request, form, work, "bookings/book.html", {"runner": runner, "form": form})


@require_safe
def appointment(request: HttpRequest, appointment_id: UUID) -> HttpResponse:
    """One visit: to read for everybody it concerns, to change for the desk."""
    visit = find(request, appointment_id)
    mine, now = Appointment.objects.editable_by(request.user), timezone.now()
    context = {
        "visit": visit,
        "can_edit": mine.contains(visit),
        "is_day_here": visit.is_day_here(now),
        "has_started": visit.starts_at <= now,
    }
    return render(request, "bookings/appointment.html", context)


def while_movable(page: Callable[[HttpRequest, Appointment], HttpResponse]) -> Page:
    """A page for a visit that can still be moved or cancelled; any other is shown with why not."""

    @wraps(page)
    def checked(request: HttpRequest, appointment_id: UUID) -> HttpResponse:
        visit = find(request, appointment_id)
        try:
            refuse_unless(visit, actions.MOVABLE)
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
            return redirect("bookings:appointment", visit.pk)
        return page(request, visit)

    return checked


@for_roles(*DESK)
@while_movable
def move(request: HttpRequest, visit: Appointment) -> HttpResponse:
    """Give a visit another time, practitioner or room."""
    form = MoveForm(typed(request), visit=visit)

    def work() -> Appointment:
        return actions.move_appointment(
            appointment=visit, **form.wish(), by=me(request), now=timezone.now()
        )

    before = {
        "practitioner": visit.practitioner_id,
        "room": visit.room_id,
        "starts_at": visit.starts_at.isoformat(),
        "from": "diary" if is_from_diary(request) else "",
    }

    def undo(moved: Appointment) -> str:
        back = reverse("bookings:move_back", args=[moved.pk])
        return f"{back}?{urlencode({'version': moved.version, **before})}"

    context = {"visit": visit, "form": form}
    return fill_in(request, form, work, "bookings/move.html", context, undo=undo)


@for_roles(*DESK)
@while_movable
def cancel(request: HttpRequest, visit: Appointment) -> HttpResponse:
    """Cancel a visit and say why."""
    form = CancelForm(typed(request), initial={"version": visit.version})

    def work() -> Appointment:
        return actions.cancel_appointment(
            appointment=visit, **form.cleaned_data, by=me(request), now=timezone.now()
        )

    def undo(cancelled: Appointment) -> str:
        back = reverse("bookings:mark", args=[cancelled.pk])
        return f"{back}?as=not_cancelled&version={cancelled.version}&from=diary"

    context = {"visit": visit, "form": form}
    return fill_in(request, form, work, "bookings/cancel.html", context, undo=undo)


def me(request: HttpRequest) -> User:
    """Who is signed in; for_roles lets nobody else in."""
    return cast("User", request.user)


def find(request: HttpRequest, appointment_id: UUID) -> Appointment:
    """The visit, if this person may see it."""
    visits = Appointment.objects.visible_to(request.user).with_names()
    return get_object_or_404(visits, pk=appointment_id)


def fill_in(
    request: HttpRequest,
    form: Any,
    work: Callable[[], Appointment],
    page: str,
    context: dict[str, object],
    undo: Callable[[Appointment], str] | None = None,
) -> HttpResponse:
    """Show a form, do its work, or show it again with the refusal and all that was typed.

    A time that is taken comes back (409) with free ones to press; a busy diary is a 503.
    """
    status, alternatives = 200, []
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                visit = work()
            except SlotTaken as taken:
                form.add_error("time", taken)
                status, alternatives = 409, taken.alternatives
            except OutsideHours as refusal:
                form.offer_outside_hours(refusal)
            except Stale as refusal:
                context |= show_theirs(form, refusal)
                status = 409
            except ValidationError as refusal:
                form.add_error(None, refusal)
                status = 503 if isinstance(refusal, BusyDiary) else 422
            else:
                back = f"undo:{undo(visit)}" if undo else ""
                messages.success(request, said(visit), extra_tags=back)
                return redirect(onwards(request, visit))
    context |= {"alternatives": alternatives}
    if alternatives:
        context |= {"zone": form.cleaned_data["room"].site.time_zone, "typed": carried(form)}
    response = render(request, page, context, status=status)
    if status == 503:
        response["Retry-After"] = RETRY_AFTER_SECONDS
    return response


def show_theirs(form: forms.Form, refusal: Stale) -> dict[str, object]:
    """Say who was quicker; what was typed stays, and the next press is meant for their version."""
    form.add_error(None, refusal)
    form.data = {**form.data.dict(), "version": str(refusal.visit.version)}  # type: ignore[attr-defined]
    return {"visit": refusal.visit}


def is_from_diary(request: HttpRequest) -> bool:
    """Whether the desk stood in the diary, and goes on there."""
    return "diary" in {request.POST.get("from"), request.GET.get("from")}


def onwards(request: HttpRequest, visit: Appointment) -> str:
    """The page of the visit, or the day of the diary in which the desk stood."""
    if is_from_diary(request):
        return f"{reverse('bookings:diary')}?day={visit.local_start:%Y-%m-%d}"
    return reverse("bookings:appointment", args=[visit.pk])


def typed(request: HttpRequest) -> QueryDict | None:
    """What was sent, even if it is nothing; None when the page is only opened."""
    return request.POST if request.method == "POST" else None


def carried(form: forms.Form) -> list[tuple[str, str]]:
    """What was typed, as names and values for the hidden inputs beside the offered times."""
    return [(name, form.data[name]) for name in form.fields if name in form.data]


def said(visit: Appointment) -> str:
    """What the person at the desk reads after a change."""
    at = visit.local_start
    clock = f"{at.hour % 12 or 12}:{at:%M} {'am' if at.hour < 12 else 'pm'}"
    return f"{visit.who}, {at:%A} {at.day} {at:%B}, {clock}: {visit.get_status_display().lower()}."


def asked(request: HttpRequest) -> dict[str, str]:
    """What a link from the diary fills in beforehand."""
    given = {name: request.GET.get(name, "") for name in ("practitioner", "room", "day", "time")}
    return {name: value for name, value in given.items() if value}
