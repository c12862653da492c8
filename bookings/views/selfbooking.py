"""Booking a visit on the site: four short steps and a check, without an account or a script."""

from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from bookings.access import holder_of, too_many_holds, wait_to_hold
from bookings.actions import holds
from bookings.actions.locks import BusyDiary
from bookings.actions.slots import SlotTaken
from bookings.forms.selfbooking import DetailsForm, FlagsForm, WhoForm
from bookings.models import Appointment, AppointmentType
from bookings.progress.links import token_of
from bookings.progress.offers import Day, days_of, first_free, free_times
from bookings.views import gate
from clinic.people.models import Practitioner
from clinic.places.models import Site

WEEKS = timedelta(days=27)
DRAFT_SECONDS = 3600


@login_not_required
@never_cache
def start(request: HttpRequest) -> HttpResponse:
    """What for; whoever needs help sooner is sent there first, and never told that all is well."""
    now = timezone.now()
    kinds = AppointmentType.objects.online().with_skills()
    free = {kind.pk: first_free(kind, now=now) for kind in kinds}
    form = FlagsForm(request.POST if request.method == "POST" else None, first_free=free)
    form.is_valid()
    if form.is_bound and form.cleaned_data.get("flags") == "yes":  # whatever else is missing
        return gate.stop(request, now=now)
    if form.is_bound and form.is_valid():
        chosen = form.cleaned_data["kind"]
        return redirect(f"{reverse('bookings:self_who')}?kind={chosen.pk}")
    status = 422 if form.is_bound else 200
    return render(request, "bookings/self_start.html", {"form": form, "kinds": free}, status=status)


@login_not_required
@never_cache
def who(request: HttpRequest) -> HttpResponse:
    """With whom and where; anybody and anywhere are chosen beforehand."""
    kind = chosen_kind(request)
    form = WhoForm(kind=kind, initial={"practitioner": "", "site": ""})
    return render(request, "bookings/self_who.html", {"form": form, "kind": kind})


@login_not_required
@never_cache
def when(request: HttpRequest) -> HttpResponse:
    """A list of days with how many times are free; a day shows its times, each a button."""
    kind, now = chosen_kind(request), timezone.now()
    form = WhoForm(request.GET, kind=kind)
    if not form.is_valid():
        page = {"form": form, "kind": kind}
        return render(request, "bookings/self_who.html", page, status=422)
    person, site = form.cleaned_data["practitioner"], form.cleaned_data["site"]
    refusal: list[datetime] = []
    if request.method == "POST":
        answer = keep(request, kind, person, site, now=now)
        if isinstance(answer, HttpResponse):
            return answer
        refusal = answer
    status = 409 if refusal else 200
    today = timezone.localdate(now)
    days = days_of(free_times(
        kind=kind, first=today, last=today + WEEKS, now=now,
        site=site.pk if site else None, practitioner=person.pk if person else None,
    ))  # fmt: skip
    context = {
        "kind": kind, "person": person, "site": site, "days": days,
        "day": shown_day(request, days), "nearest": refusal, "query": query_of(kind, person, site),
    }  # fmt: skip
    return render(request, "bookings/self_when.html", context, status=status)


def keep(
    request: HttpRequest,
    kind: AppointmentType,
    person: Practitioner | None,
    site: Site | None,
    *,
    now: datetime,
) -> HttpResponse | list[datetime]:
    """Hold the time that was pressed; a refusal shows the same page with the nearest times."""
    starts_at = pressed(request)
    if starts_at is None:
        messages.error(request, "Choose one of the times on this page.")
        return redirect(request.get_full_path())
    if wait := wait_to_hold(request, now=now):
        page = render(request, "bookings/self_wait.html", {"why": too_many_holds()}, status=429)
        page["Retry-After"] = str(int(wait.total_seconds()) + 1)
        return page
    try:
        hold = holds.hold_time(
            kind=kind, practitioner=person, site=site and site.pk, starts_at=starts_at,
            holder=holder_of(request), now=now,
        )  # fmt: skip
    except SlotTaken as taken:
        return taken.alternatives or [starts_at]
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
        return redirect(request.get_full_path())
    return redirect("bookings:self_details", hold.pk)


@login_not_required
@never_cache
def details(request: HttpRequest, hold_id: UUID) -> HttpResponse:
    """Who comes. What was typed is kept in the session for an hour."""
    hold = my_hold(request, hold_id)
    form = DetailsForm(
        request.POST if request.method == "POST" else None, initial=request.session.get(gate.DRAFT)
    )
    if form.is_bound and form.is_valid():
        request.session[gate.DRAFT] = form.details()
        return redirect("bookings:self_check", hold.pk)
    context = {"form": form, "hold": hold, "now": timezone.now()}
    status = 422 if form.is_bound else 200
    return render(request, "bookings/self_details.html", context, status=status)


@login_not_required
@never_cache
def check(request: HttpRequest, hold_id: UUID) -> HttpResponse:
    """Everything once more, and the button that books."""
    hold, now = my_hold(request, hold_id), timezone.now()
    typed: dict[str, str] | None = request.session.get(gate.DRAFT)
    if typed is None:
        return redirect("bookings:self_details", hold.pk)
    nearest: list[Any] = []
    status, refusal = 200, ""
    if request.method == "POST":
        try:
            visit = holds.confirm_hold(hold=hold, **typed, now=now)
        except SlotTaken as taken:
            status, nearest = 409, taken.alternatives
            refusal = "That time has just been taken. Your answers are kept."
        except ValidationError as refused:
            refusal = " ".join(refused.messages)
            status = 503 if isinstance(refused, BusyDiary) else 422
        else:
            del request.session[gate.DRAFT]
            return redirect("bookings:my_visit", token_of(visit))
    context = {
        "hold": hold, "typed": typed, "now": now, "nearest": nearest, "refusal": refusal,
    }  # fmt: skip
    return render(request, "bookings/self_check.html", context, status=status)


@login_not_required
@require_POST
def extend(request: HttpRequest, hold_id: UUID) -> HttpResponse:
    """Ten more minutes."""
    hold = my_hold(request, hold_id)
    try:
        holds.extend_hold(hold=hold, now=timezone.now())
        messages.success(request, "We keep this time for you a little longer.")
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    page = "check" if request.POST.get("from") == "check" else "details"
    return redirect(f"bookings:self_{page}", hold.pk)


def pressed(request: HttpRequest) -> datetime | None:
    """The moment on the button; None for anything else."""
    try:
        moment = datetime.fromisoformat(request.POST.get("at", ""))
        moment.timestamp()
    except (ValueError, OverflowError):
        return None
    return moment if moment.tzinfo else None


def query_of(kind: AppointmentType, person: Practitioner | None, site: Site | None) -> str:
    """What has been chosen so far, as the links of the page carry it on."""
    chosen = {"practitioner": person and person.pk, "site": site and site.pk}
    return urlencode({"kind": kind.pk} | {name: pk for name, pk in chosen.items() if pk})


def chosen_kind(request: HttpRequest) -> AppointmentType:
    """The kind of visit in the address; nonsense and what is not online are not there."""
    try:
        wanted = UUID(request.GET.get("kind", ""))
    except ValueError as nonsense:
        raise Http404 from nonsense
    return get_object_or_404(AppointmentType.objects.online().with_skills(), pk=wanted)


def my_hold(request: HttpRequest, hold_id: UUID) -> Appointment:
    """A time that this device holds or held; once it is booked, the visit's own page knows it."""
    mine = Appointment.objects.held_on(holder_of(request)).with_names()
    request.session.set_expiry(DRAFT_SECONDS)
    return get_object_or_404(mine, pk=hold_id)


def shown_day(request: HttpRequest, days: list[Day]) -> Day | None:
    """The day that was picked, or the first with a free time."""
    try:
        picked = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return None
    return next((day for day in days if day.date == picked), None)
