"""A physio's runners: who needs a look, and how one of them is going."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from clinic.people.access import for_roles
from clinic.people.models import Runner, User
from programs.models import Program, SessionLog
from programs.progress import plans

NEWEST_LOGS = 20


@for_roles(User.Role.PHYSIO)
def caseload(request: HttpRequest) -> HttpResponse:
    """The own runners, those who need a look first."""
    rows = plans.caseload(user=request.user, today=timezone.localdate())
    to_look_at = sum(row.kind in {"pain", "watch"} for row in rows)
    context = {"rows": rows, "to_look_at": to_look_at}
    return render(request, "programs/caseload.html", context)


@for_roles(User.Role.PHYSIO)
def runner(request: HttpRequest, runner_id: UUID) -> HttpResponse:
    """One runner's programmes and newest logs, as the runner reported them."""
    runner = get_object_or_404(Runner.objects.treated_by(request.user), pk=runner_id)
    programs = Program.objects.visible_to(request.user).filter(runner=runner)
    logs = SessionLog.objects.visible_to(request.user).filter(runner=runner)
    context = {
        "runner": runner,
        "programs": programs.order_by("-starts_on", "-created_at"),
        "logs": logs.select_related("session").order_by("-occurred_at")[:NEWEST_LOGS],
    }
    return render(request, "programs/runner.html", context)
