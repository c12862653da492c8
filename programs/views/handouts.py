"""A programme to print."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from clinic.people.access import for_roles
from clinic.people.models import User
from programs.handout import for_handouts, handout_of, render
from programs.models import Program
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
