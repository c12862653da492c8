"""Booking a visit on the site: four short steps and a check, without an account or a script."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import wraps
from http import HTTPStatus
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
from bookings.actions.refusals import SlotTaken
from bookings.forms.selfbooking import DetailsForm, FlagsForm, WhoForm
from bookings.models import Appointment, AppointmentType
from bookings.progress.links import token_of
from bookings.progress.offers import days_of, first_free, free_times, weeks_of
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


@dataclass(frozen=True)
class Wish:
    """What has been chosen in the steps before: what for, with whom and where (None: any)."""

    kind: AppointmentType
    person: Practitioner | None
    site: Site | None

    @property
    def query(self) -> str:
        """The same, as the links of a page carry it on."""
        chosen = {"practitioner": self.person, "site": self.site}
        ids = {name: row.pk for name, row in chosen.items() if row}
        return urlencode({"kind": self.kind.pk} | ids)

    def facts(self) -> dict[str, Any]:
        """What every page of it says."""
        return {"kind": self.kind, "person": self.person, "site": self.site, "query": self.query}


def for_a_wish(
    page: Callable[[HttpRequest, Wish], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """A step that comes after what for, whom and where; a wrong choice shows that step again."""

    @login_not_required
    @never_cache
    @wraps(page)
    def chosen(request: HttpRequest) -> HttpResponse:
        kind = chosen_kind(request)
        form = WhoForm(request.GET, kind=kind)
        if not form.is_valid():
            again = {"form": form, "kind": kind}
            return render(request, "bookings/self_who.html", again, status=422)
        wish = Wish(kind, form.cleaned_data["practitioner"], form.cleaned_data["site"])
        return page(request, wish)

    return chosen


@for_a_wish
def when(request: HttpRequest, wish: Wish) -> HttpResponse:
    """A list of days with how many times are free; a day shows its times, each a button."""
    now = timezone.now()
    refusal: list[datetime] = []
    if request.method == "POST":
        answer = keep(request, wish, now=now)
        if isinstance(answer, HttpResponse):
            return answer
        refusal = answer
    status = 409 if refusal else 200
    shown = days_to_choose(request, wish, now=now)
    context = wish.facts() | shown | {"nearest": refusal}
    return render(request, "bookings/self_when.html", context, status=status)


def keep(request: HttpRequest, wish: Wish, *, now: datetime) -> HttpResponse | list[datetime]:
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
            kind=wish.kind, practitioner=wish.person, site=wish.site, starts_at=starts_at,
            holder=holder_of(request), now=now,
        )  # fmt: skip
    except SlotTaken as taken:
        return taken.alternatives or [starts_at]
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
        return redirect(request.get_full_path())
    return redirect("bookings:self_details", hold.pk)


def of_a_hold(
    page: Callable[[HttpRequest, Appointment], HttpResponse],
) -> Callable[[HttpRequest, UUID], HttpResponse]:
    """A step about a time that this device holds or held; to any other it is not there.

    Once it is booked (Back in the browser), the step is over, and this device is shown the visit.
    """

    @login_not_required
    @never_cache
    @wraps(page)
    def held(request: HttpRequest, hold_id: UUID) -> HttpResponse:
        mine = Appointment.objects.held_on(holder_of(request)).with_names()
        request.session.set_expiry(DRAFT_SECONDS)
        hold = get_object_or_404(mine, pk=hold_id)
        if hold.status in {Appointment.Status.HELD, Appointment.Status.EXPIRED}:
            return page(request, hold)
        over = {"visit": hold, "token": token_of(hold)}
        return render(request, "bookings/self_over.html", over, status=HTTPStatus.GONE)

    return held


@of_a_hold
def details(request: HttpRequest, hold: Appointment) -> HttpResponse:
    """Who comes. What was typed is kept in the session for an hour."""
    form = DetailsForm(
        request.POST if request.method == "POST" else None, initial=request.session.get(gate.DRAFT)
    )
    if form.is_bound and form.is_valid():
        request.session[gate.DRAFT] = form.details()
        return redirect("bookings:self_check", hold.pk)
    context = {"form": form, "hold": hold, "now": timezone.now()}
    status = 422 if form.is_bound else 200
    return render(request, "bookings/self_details.html", context, status=status)


@of_a_hold
def check(request: HttpRequest, hold: Appointment) -> HttpResponse:
    """Everything once more, and the button that books."""
    now = timezone.now()
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


@require_POST
@of_a_hold
def extend(request: HttpRequest, hold: Appointment) -> HttpResponse:
    """Ten more minutes."""
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


def chosen_kind(request: HttpRequest) -> AppointmentType:
    """The kind of visit in the address; nonsense and what is not online are not there."""
    try:
        wanted = UUID(request.GET.get("kind", ""))
    except ValueError as nonsense:
        raise Http404 from nonsense
    return get_object_or_404(AppointmentType.objects.online().with_skills(), pk=wanted)


def days_to_choose(request: HttpRequest, wish: Wish, *, now: datetime) -> dict[str, object]:
    """The days of four weeks with their free times, as a list and by weeks, and the picked one."""
    first = timezone.localdate(now)
    last = first + WEEKS
    days = days_of(free_times(
        kind=wish.kind, first=first, last=last, now=now,
        site=wish.site.pk if wish.site else None,
        practitioner=wish.person.pk if wish.person else None,
    ))  # fmt: skip
    try:
        picked = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        picked = None
    return {
        "days": days,
        "weeks": weeks_of(days, first=first, last=last),
        "day": next((day for day in days if day.date == picked), None),
    }
