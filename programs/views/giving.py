"""A programme for more runners than one."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from clinic.people.access import for_roles
from clinic.people.models import User
from programs.actions.giving import Given, give_program
from programs.forms.giving import GiveForm
from programs.models import Program


@for_roles(User.Role.PHYSIO)
def give(request: HttpRequest, program_id: UUID) -> HttpResponse:
    """Choose more runners of the caseload; each gets their own copy of the plan in force."""
    programs = Program.objects.editable_by(request.user).exclude(status=Program.Status.DRAFT)
    program = get_object_or_404(programs.select_related("runner", "template"), pk=program_id)
    typed = request.POST if request.method == "POST" else None
    form = GiveForm(typed, program=program, user=request.user, today=timezone.localdate())
    if form.is_valid():
        try:
            given = give_program(
                program=program, by=request.user, now=timezone.now(), **form.cleaned_data
            )
        except ValidationError as refusal:
            form.add_error(None, refusal.messages)
        else:
            tell(request, given)
            return redirect("programs:list")
    status = 422 if form.is_bound else 200
    return render(request, "programs/give.html", {"program": program, "form": form}, status=status)


def tell(request: HttpRequest, given: Given) -> None:
    """Say who has it now, and which copies wait to be looked at."""
    if given.sent:
        names = ", ".join(program.runner.name for program in given.sent)
        undo = "For half a minute you can take each back on its own page."
        messages.success(request, f"Sent to {names}. {undo}")
    for program in given.drafts:
        messages.error(
            request,
            f"{program.runner.name} has a restriction that speaks against a drill. "
            "The copy is a draft for you to look at.",
        )
