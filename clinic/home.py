"""The first page of each role: the one place where programmes and visits meet."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from bookings.progress import next_visit_for
from clinic.people.models import Runner, User
from clinic.site.views import welcome
from programs.actions.mornings import morning_to_ask
from programs.progress.outcomes import due_of
from programs.progress.runs import unplanned_on
from programs.progress.sessions import today_for

FIRST_PAGES: dict[str, str] = {
    User.Role.PHYSIO: "programs:caseload",
    User.Role.FRONT_DESK: "bookings:inbox",
    User.Role.MANAGER: "ops",
}


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """A visitor's welcome, a runner's Today, or the list that a member of staff starts from."""
    if not request.user.is_authenticated:
        return welcome(request)
    if request.user.role == User.Role.RUNNER:
        return today(request)
    return redirect(FIRST_PAGES[request.user.role])


def today(request: HttpRequest) -> HttpResponse:
    """What a runner does today, how the week stands, and the next visit."""
    now = timezone.now()
    runner = Runner.objects.visible_to(request.user).select_related("physio").first()
    if runner is None:
        return render(request, "home/no_runner.html", status=404)
    today = today_for(runner=runner, now=now)
    context = {
        "runner": runner,
        "today": today,
        "runs": unplanned_on(runner, today.on),
        "outcomes": due_of(runner=runner, today=today.on),
        "visit": next_visit_for(runner=runner, now=now),
        "morning": morning_to_ask(runner=runner, now=now),
    }
    return render(request, "home/today.html", context)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's key did not match: cookies are off, or the page was open for too long."""
    return render(request, "403_csrf.html", status=403)
