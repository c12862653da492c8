"""The diary of one day."""

from datetime import timedelta
from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from bookings.forms.diary import DayForm
from bookings.progress.diary import diary_for
from clinic.people.access import DESK, STAFF, for_roles
from clinic.people.models import User


@for_roles(*STAFF)
@require_safe
def diary(request: HttpRequest) -> HttpResponse:
    """Who comes when, with whom; ?day= chooses the day and ?physio= a single column."""
    now = timezone.now()
    today = timezone.localdate(now)
    asked = DayForm(request.GET, today=today)
    day = asked.cleaned_data["day"] if asked.is_valid() else today
    for sentence in asked.errors.get("day", []):
        messages.error(request, str(sentence))
    only = request.GET.get("physio", "")
    context = {
        "day": day,
        "today": today,
        "earlier": day - timedelta(days=1),
        "later": day + timedelta(days=1),
        "only": only,
        "diary": diary_for(user=request.user, day=day, now=now, only=only),
        "can_edit": cast("User", request.user).role in DESK,
    }
    return render(request, "bookings/diary.html", context)
