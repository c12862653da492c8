"""A series of visits: book it, with every visit checked, and see what became of each."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from bookings.actions.locks import BusyDiary
from bookings.actions.series import SeriesClash, Wish, book_series
from bookings.forms.series import SeriesForm
from bookings.models import Series
from bookings.progress.links import as_uuid
from bookings.views.appointments import RETRY_AFTER_SECONDS, asked, me, typed
from clinic.people.access import DESK, for_roles
from clinic.people.models import Runner


@for_roles(*DESK)
def book(request: HttpRequest) -> HttpResponse:
    """Book a series for somebody on file; all of it, or nothing with each clash named (409)."""
    people = Runner.objects.visible_to(request.user)
    runner = get_object_or_404(people, pk=as_uuid(request.GET.get("runner", "")))
    form = SeriesForm(typed(request), initial=asked(request))
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        wish = Wish(runner=runner, **form.wish())
        chosen = form.cleaned_data
        try:
            visits = book_series(
                wish=wish, by=me(request), now=timezone.now(),
                leaving_out=chosen["leave_out"], key=chosen["key"],
            )  # fmt: skip
        except SeriesClash as refusal:
            zone = wish.room.site.zone
            starts = [start.astimezone(zone) for start in wish.starts()]
            form.offer(starts, {one.starts_at.astimezone(zone): one.why for one in refusal.clashes})
            status = 409
        except BusyDiary as refusal:
            form.add_error(None, refusal)
            status = 503
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            told = f"{len(visits)} visits are booked for {runner}."
            messages.success(request, told)
            return redirect("bookings:series", visits[0].series_id)
    page = render(
        request, "bookings/series_book.html", {"form": form, "runner": runner}, status=status
    )
    if status == 503:
        page["Retry-After"] = RETRY_AFTER_SECONDS
    return page


@for_roles(*DESK)
@require_safe
def series(request: HttpRequest, series_id: UUID) -> HttpResponse:
    """Every visit of a series; each is moved and cancelled by itself."""
    mine = Series.objects.visible_to(request.user).select_related("runner", "made_by")
    found = get_object_or_404(mine, pk=series_id)
    visits = found.appointments.with_names().order_by("starts_at")
    return render(request, "bookings/series.html", {"series": found, "visits": visits})
