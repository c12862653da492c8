"""A runner looks back and ahead: the calendar, and how it goes."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_safe

from clinic.people.access import for_roles
from clinic.people.models import Runner, User
from programs.progress.calendar import month_of
from programs.progress.own import own_progress


@for_roles(User.Role.RUNNER)
@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """A month of sessions, and those of one day; `?on=` names the day, today if it is none."""
    runner = get_object_or_404(Runner.objects.visible_to(request.user))
    today = timezone.now().astimezone(runner.zone).date()
    try:
        asked = parse_date(request.GET.get("on", "")) or today
    except ValueError:
        asked = today
    context = {"month": month_of(runner=runner, asked=asked, today=today), "today": today}
    return render(request, "programs/calendar.html", context)


@for_roles(User.Role.RUNNER)
@require_safe
def progress(request: HttpRequest) -> HttpResponse:
    """How it goes; the heading is what was found."""
    runner = get_object_or_404(Runner.objects.visible_to(request.user))
    today = timezone.now().astimezone(runner.zone).date()
    context = {"page": own_progress(runner=runner, user=request.user, today=today)}
    return render(request, "programs/progress.html", context)
