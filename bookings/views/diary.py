"""The diary: a day of everybody, a week of one practitioner, a month in numbers."""

from calendar import Calendar as Months
from datetime import date, timedelta
from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from bookings.forms.diary import DayForm
from bookings.progress.diary import diary_for, practitioners, week_for
from bookings.progress.load import Load, load_between
from clinic.people.access import DESK, STAFF, for_roles
from clinic.people.models import Practitioner, Principal, User

ONE_DAY, ONE_WEEK = timedelta(days=1), timedelta(days=7)


@for_roles(*STAFF)
@require_safe
def diary(request: HttpRequest) -> HttpResponse:
    """Who comes when, with whom: ?view=, ?day= and ?physio= choose what is shown.

    The page asks again every half minute with the mark of what it shows, and gets 304 as long as
    nothing has changed.
    """
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
        "only": only,
        "can_edit": cast("User", request.user).role in DESK,
        "view": "day",
    }
    if request.GET.get("view") == "month":
        return month(request, context, day=day, only=only)
    if request.GET.get("view") == "week":
        shown = week_for(user=request.user, day=day, now=now, only=only)
        only = str(shown.columns[0].practitioner.pk) if shown.columns else ""
        context |= {"view": "week", "earlier": day - ONE_WEEK, "later": day + ONE_WEEK}
    else:
        shown = diary_for(user=request.user, day=day, now=now, only=only)
        context |= {"earlier": day - ONE_DAY, "later": day + ONE_DAY}
    mark = f'"{shown.mark}"'
    if same := get_conditional_response(request, etag=mark):
        return same
    context |= {"diary": shown, "people": shown.practitioners, "only": only, "now": now}
    answer = render(request, "bookings/diary.html", context)
    answer["ETag"] = mark
    return answer


def month(
    request: HttpRequest, context: dict[str, object], *, day: date, only: str
) -> HttpResponse:
    """How many visits each day of the month has, and how much of the hours they fill."""
    weeks = Months().monthdatescalendar(day.year, day.month)
    people = practitioners(user=request.user, visits=[])
    shown = [person for person in people if str(person.pk) == only] or people
    loads = days_of(request.user, weeks[0][0], weeks[-1][-1], shown)
    first = day.replace(day=1)
    context |= {
        "view": "month",
        "people": people,
        "weeks": [
            [(each, loads[each], each.month == day.month) for each in week] for week in weeks
        ],
        "earlier": (first - ONE_DAY).replace(day=1),
        "later": (first + timedelta(days=31)).replace(day=1),
    }
    return render(request, "bookings/month.html", context)


def days_of(
    user: Principal, first: date, last: date, people: list[Practitioner]
) -> dict[date, Load]:
    """The load of these practitioners together, by day."""
    days: dict[date, Load] = {}
    for (_, day), load in load_between(user=user, first=first, last=last, people=people).items():
        days[day] = days.get(day, Load()).plus(load)
    return days
