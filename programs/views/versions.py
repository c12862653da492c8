"""The versions of a programme: read one, tell two apart, go back to one."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from clinic.people.access import for_roles
from clinic.people.models import User
from programs.actions.thrown import bring_back as bring_draft_back
from programs.actions.versions import open_version
from programs.models import Plan, Program, ThrownDraft
from programs.progress.history import difference

OVER = {Program.Status.COMPLETED, Program.Status.STOPPED}


@for_roles(User.Role.PHYSIO)
def version(request: HttpRequest, program_id: UUID, number: int) -> HttpResponse:
    """One version as it was sent; a POST begins a new one from it."""
    program = found_program(request, program_id)
    plans = program.plans.with_tree().select_related("made_by")
    plan = get_object_or_404(plans, number=number)
    if request.method != "POST":
        return version_page(request, program, plan)
    try:
        open_version(program=program, by=request.user, now=timezone.now(), source=plan)
    except ValidationError as refusal:
        fresh = found_program(request, program_id)
        return version_page(request, fresh, plan, refusal.messages)
    messages.success(request, f"This is version {number} again. Nothing changes until you send it.")
    return redirect("programs:edit", program.pk)


@for_roles(User.Role.PHYSIO)
@require_POST
def bring_back(request: HttpRequest, thrown_id: UUID) -> HttpResponse:
    """Undo of throwing a draft away."""
    there = ThrownDraft.objects.visible_to(request.user).select_related("template")
    thrown = get_object_or_404(there, pk=thrown_id)
    try:
        owner = bring_draft_back(thrown=thrown, by=request.user, now=timezone.now())
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        if thrown.template_id:
            return redirect("programs:template", thrown.template_id)
        return redirect("programs:runner", thrown.runner_id)
    messages.success(request, "It is back, as it was.")
    return redirect("programs:template_edit" if thrown.template_id else "programs:edit", owner.pk)


@for_roles(User.Role.PHYSIO)
def changes(request: HttpRequest, program_id: UUID) -> HttpResponse:
    """What changed from one version to another; without an address, to the one in force."""
    program = found_program(request, program_id)
    numbers = list(program.plans.values_list("number", flat=True))
    then = asked_for(request, "to", program.version)
    first = asked_for(request, "from", max(1, then - 1))
    found = difference(program=program, first=first, then=then)
    if found is None:
        raise Http404
    old, new, diff = found
    context = {"program": program, "old": old, "new": new, "diff": diff, "numbers": numbers}
    return render(request, "programs/changes.html", context)


def asked_for(request: HttpRequest, name: str, default: int) -> int:
    """A number in the address. Raises Http404 for anything else."""
    sent = request.GET.get(name, str(default))
    if not (sent.isascii() and sent.isdecimal() and len(sent) < 6):
        raise Http404
    return int(sent)


def found_program(request: HttpRequest, program_id: UUID) -> Program:
    """The programme, if it is of the caseload."""
    programs = Program.objects.visible_to(request.user).select_related("runner", "physio")
    return get_object_or_404(programs, pk=program_id)


def version_page(
    request: HttpRequest, program: Program, plan: Plan, refusals: list[str] | None = None
) -> HttpResponse:
    """A version to read; 409 with the reason when it cannot be gone back to."""
    context = {
        "program": program,
        "plan": plan,
        "errors": [("", sentence) for sentence in refusals or []],
        "can_restore": bool(plan.sealed_at)
        and plan.number != program.version
        and program.status not in OVER,
    }
    status = 409 if refusals else 200
    return render(request, "programs/version.html", context, status=status)
