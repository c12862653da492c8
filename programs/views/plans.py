"""Programmes: the list, a new one, its draft, and the whole of it to read."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from clinic.people.access import for_roles
from clinic.people.models import Runner, User
from drills.models import Routine
from programs.actions.plans import CHANGED, create_program_from_routine, save_draft
from programs.actions.versions import send_program
from programs.forms.drafts import Draft, lost, over
from programs.forms.plans import NewProgramForm
from programs.models import Program

PAGE = 50


@for_roles(User.Role.PHYSIO)
def index(request: HttpRequest) -> HttpResponse:
    """The caseload's programmes, drafts and the newest first."""
    programs = Program.objects.visible_to(request.user).select_related("runner")
    pages = Paginator(programs.order_by("-created_at", "pk"), PAGE)
    return render(request, "programs/list.html", {"page": pages.get_page(request.GET.get("page"))})


@for_roles(User.Role.PHYSIO)
def new(request: HttpRequest) -> HttpResponse:
    """Start a draft from a routine; the address may name the runner and the routine."""
    today = timezone.localdate()
    typed = request.POST if request.method == "POST" else None
    form = NewProgramForm(typed, initial=asked_for(request, today), user=request.user, today=today)
    if form.is_valid():
        try:
            program = create_program_from_routine(
                **form.cleaned_data,
                physio=form.cleaned_data["runner"].physio,
                by=request.user,
                now=timezone.now(),
            )
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            return redirect("programs:edit", program.pk)
    status = 422 if form.is_bound else 200
    return render(request, "programs/new.html", {"form": form}, status=status)


def asked_for(request: HttpRequest, today: date) -> dict[str, Any]:
    """What the address fills in. Raises Http404 for a runner or a routine out of reach."""
    initial: dict[str, Any] = {"starts_on": today}
    if runner_id := request.GET.get("runner"):
        runners = Runner.objects.treated_by(request.user)
        initial["runner"] = reachable(runners, pk=runner_id)
    if slug := request.GET.get("routine"):
        routine = reachable(Routine.objects.published(), slug=slug)
        initial |= {"routine": slug, "title": routine.name, "weekdays": routine.weekdays}
    return initial


def reachable(rows: Any, **key: str) -> Any:
    """The row, or the same 404 for a foreign, a missing and a misspelt one."""
    try:
        return get_object_or_404(rows, **key)
    except ValidationError as malformed:
        raise Http404 from malformed


@for_roles(User.Role.PHYSIO)
def edit(request: HttpRequest, program_id: UUID) -> HttpResponse:
    """A draft as a table of inputs: save it, change its rows, send it to the runner."""
    programs = Program.objects.visible_to(request.user).with_plans()
    program = get_object_or_404(programs, pk=program_id)
    if program.status != Program.Status.DRAFT:
        messages.error(request, "This programme is not a draft any more.")
        return redirect("programs:detail", program.pk)

    today = timezone.localdate()
    if request.method != "POST":
        return edit_page(request, program, Draft(program, program.plan, today=today))
    draft = Draft(program, program.plan, today=today, typed=request.POST)
    if draft.is_stale():
        return over_page(request, program, [CHANGED])
    if not draft.is_valid():
        return edit_page(request, program, draft)
    try:
        return done(request, program, draft)
    except ValidationError as refusal:
        fresh = get_object_or_404(programs, pk=program_id)
        return over_page(request, fresh, refusal.messages)


def done(request: HttpRequest, program: Program, draft: Draft) -> HttpResponse:
    """Do what the button says and answer with the next page. Raises ValidationError."""
    now, changes = timezone.now(), draft.changes()
    if draft.action == "send":
        send_program(program=program, by=request.user, now=now, changes=changes)
        messages.success(request, f"Sent to {program.runner.name}.")
        return redirect("programs:detail", program.pk)
    save_draft(plan=program.plan, changes=changes, now=now)
    messages.success(request, "Draft saved.")
    return redirect("programs:edit", program.pk)


def over_page(request: HttpRequest, program: Program, refusals: list[str]) -> HttpResponse:
    """The page with what was typed over what is stored now, and what found no place in words."""
    typed = over(request.POST, program.plan)
    draft = Draft(program, program.plan, today=timezone.localdate(), typed=typed)
    return edit_page(request, program, draft, refusals + lost(request.POST, program.plan))


def edit_page(
    request: HttpRequest, program: Program, draft: Draft, refusals: list[str] | None = None
) -> HttpResponse:
    """The page of a draft, with the mistakes at its top; 409 when somebody else was quicker."""
    errors = [("", refusal) for refusal in refusals or []]
    errors += draft.errors() if draft.details.is_bound else []
    context = {"program": program, "draft": draft, "errors": errors}
    status = 409 if refusals else 422 if errors else 200
    return render(request, "programs/edit.html", context, status=status)


@for_roles(User.Role.PHYSIO, User.Role.RUNNER)
def detail(request: HttpRequest, program_id: UUID) -> HttpResponse:
    """The whole programme, to read and to print."""
    programs = Program.objects.visible_to(request.user).with_plans()
    program = get_object_or_404(programs, pk=program_id)
    return render(request, "programs/detail.html", {"program": program})
