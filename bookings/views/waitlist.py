"""The wait list: who waits, whom a freed time suits, and the offer as its person sees it."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from bookings.actions import waitlist as actions
from bookings.forms.diary import GapForm
from bookings.forms.waitlist import WaitForm
from bookings.models import Appointment, WaitlistEntry, WaitlistOffer
from bookings.progress.links import as_uuid, offer_of, token_of
from bookings.progress.waitlist import Gap, freed, gap_at, ranked
from bookings.views.appointments import find, me, typed
from clinic.people.access import DESK, for_roles
from clinic.people.models import Runner


@for_roles(*DESK)
@require_safe
def waitlist(request: HttpRequest) -> HttpResponse:
    """Times that came free, and everybody who waits, who has waited longest on top."""
    open_entries = WaitlistEntry.objects.visible_to(request.user).open()
    entries = open_entries.select_related("runner", "type", "practitioner", "site")[:200]
    now = timezone.now()
    context = {"entries": entries, "freed": freed(user=request.user, now=now), "now": now}
    return render(request, "bookings/waitlist.html", context)


@for_roles(*DESK)
def gap(request: HttpRequest, appointment_id: UUID) -> HttpResponse:
    """Whom the time of a cancelled visit suits, the best first; a button offers it to them."""
    visit, now = find(request, appointment_id), timezone.now()
    is_free = visit.status == Appointment.Status.CANCELLED and visit.starts_at > now
    free = Gap(visit.practitioner, visit.room.site, visit.starts_at, visit.ends_at)
    return offering(request, free, now=now, visit=visit, is_free=is_free)


@for_roles(*DESK)
def free_gap(request: HttpRequest) -> HttpResponse:
    """The same for a free time of the diary, which the address names; nonsense is not there."""
    asked, now = GapForm(request.GET), timezone.now()
    if not asked.is_valid():
        raise Http404
    named = asked.cleaned_data
    try:
        free = gap_at(
            practitioner=named["practitioner"], day=named["day"], clock=named["time"], now=now
        )
    except ValidationError as skipped:
        raise Http404 from skipped
    if free is None:
        messages.error(request, "That time is not free any more.")
        return redirect(f"{reverse('bookings:diary')}?day={named['day']:%Y-%m-%d}")
    return offering(request, free, now=now)


def offering(
    request: HttpRequest,
    free: Gap,
    *,
    now: datetime,
    visit: Appointment | None = None,
    is_free: bool = True,
) -> HttpResponse:
    """Who fits a free time, and the button that offers it."""
    fits = ranked(free, now=now) if is_free else []
    if request.method == "POST":
        chosen = as_uuid(request.POST.get("entry", ""))
        entry = next((fit.entry for fit in fits if fit.entry.pk == chosen), None)
        if entry is None:
            messages.error(request, "This time does not suit them any more. Look again.")
            return redirect(request.get_full_path())
        try:
            actions.offer_time(
                entry=entry, practitioner=free.practitioner, site=free.site,
                starts_at=free.starts_at, by=me(request), now=now,
            )  # fmt: skip
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
            return redirect(request.get_full_path())
        messages.success(request, f"Offered to {entry.runner}. It is held for half an hour.")
        return redirect("bookings:waitlist")
    context = {"visit": visit, "gap": free, "fits": fits, "is_free": is_free}
    return render(request, "bookings/gap.html", context)


@for_roles(*DESK)
def wait(request: HttpRequest, runner_id: UUID) -> HttpResponse:
    """Put somebody on the list."""
    runner = get_object_or_404(Runner.objects.visible_to(request.user), pk=runner_id)
    form = WaitForm(typed(request))
    if form.is_bound and form.is_valid():
        try:
            actions.join_waitlist(runner=runner, facts=form.cleaned_data, now=timezone.now())
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, f"{runner} is on the wait list.")
            return redirect("bookings:waitlist")
    status = 422 if form.is_bound else 200
    return render(request, "bookings/wait.html", {"form": form, "runner": runner}, status=status)


@for_roles(*DESK)
@require_POST
def withdraw(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """Take somebody off the list."""
    entries = WaitlistEntry.objects.editable_by(request.user).select_related("runner")
    entry = get_object_or_404(entries, pk=entry_id)
    if actions.withdraw(entry=entry, now=timezone.now()):
        messages.success(request, f"{entry.runner} is off the wait list.")
    else:
        messages.error(request, "A time is offered to them at this moment. Wait for the answer.")
    return redirect("bookings:waitlist")


@login_not_required
@never_cache
def offer(request: HttpRequest, token: str) -> HttpResponse:
    """A time that is held for somebody: take it, or let it go."""
    offers = WaitlistOffer.objects.select_related(
        "appointment__room__site", "appointment__practitioner", "appointment__type"
    )
    found, now = get_object_or_404(offers, pk=offer_of(token)), timezone.now()
    if request.method == "POST" and "decline" in request.POST:
        actions.decline_offer(offer=found, now=now)
        return redirect("bookings:offer", token)
    if request.method == "POST":
        try:
            visit = actions.accept_offer(offer=found, now=now)
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
            return redirect("bookings:offer", token)
        return redirect("bookings:my_visit", token_of(visit))
    is_open = found.state == WaitlistOffer.State.OPEN and found.expires_at > now
    context = {"offer": found, "visit": found.appointment, "is_open": is_open}
    return render(request, "bookings/offer.html", context)
