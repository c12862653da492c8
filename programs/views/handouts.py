"""A programme to print, and what its codes lead to."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from clinic.people.access import for_roles
from clinic.people.models import Runner, User
from programs.handout import for_handouts, handout_of, render
from programs.models import Program
from programs.progress.logs import last_strong_pain
from programs.progress.scans import scan
from programs.progress.sessions import runner_day


@for_roles(User.Role.PHYSIO, User.Role.RUNNER)
@require_safe
def handout(request: HttpRequest, program_id: UUID) -> HttpResponse:
    """The programme as a PDF, shown in the browser; its file name says nothing about anybody."""
    programs = for_handouts(Program.objects.visible_to(request.user))
    program = get_object_or_404(programs, pk=program_id)
    today = runner_day(program, timezone.now())
    name = f"handout-{program.version}.pdf"
    return HttpResponse(
        render(handout_of(program, today=today)),
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"'},
    )


@require_safe
def scanned(request: HttpRequest, line: UUID) -> HttpResponse:
    """From the code of a session on paper to its player; else to Today, with a word why.

    Whoever is not signed in signs in first and comes back here. A session of somebody else answers
    like one that is not there.
    """
    if request.user.role != User.Role.RUNNER:  # type: ignore[union-attr]
        return redirect("home")
    own = Runner.objects.visible_to(request.user).annotate(strong_pain_on=last_strong_pain())
    runner, now = own.first(), timezone.now()
    # After strong pain Today says to stop, and a paper starts nothing that Today does not.
    if runner is None or runner.strong_pain_on == now.astimezone(runner.zone).date():
        return redirect("home")
    found = scan(runner=runner, line=line, now=now)
    if found.is_due and found.today:
        return redirect("programs:play", found.today.session_id)
    if not found.name:
        messages.info(request, "That code is not of your programme now. Here is your day.")
    elif found.today:
        messages.info(request, f"“{found.name}” is in for today already. Here is your day.")
    else:
        messages.info(request, f"“{found.name}” is not for today. Here is your day.")
    return redirect("home")
