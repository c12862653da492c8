"""Programmes: the list, a new one, its draft, and the whole of it to read."""

from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.csp import CSP
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csp import csp_override

from clinic.people.access import for_roles
from clinic.people.models import Runner, User
from programs.actions.plans import create_program_from_template
from programs.forms.plans import NewProgramForm
from programs.models import Program, ProgramTemplate

PAGE = 50
# The builder shows a programme as its runner's phone does; nobody else may frame it.
FRAMED_BY_US = settings.SECURE_CSP | {"frame-ancestors": [CSP.SELF]}


@for_roles(User.Role.PHYSIO)
def index(request: HttpRequest) -> HttpResponse:
    """The caseload's programmes, drafts and the newest first."""
    programs = Program.objects.visible_to(request.user).select_related("runner")
    pages = Paginator(programs.order_by("-created_at", "pk"), PAGE)
    return render(request, "programs/list.html", {"page": pages.get_page(request.GET.get("page"))})


@for_roles(User.Role.PHYSIO)
def new(request: HttpRequest) -> HttpResponse:
    """Start a draft from a template; the address may name the runner and the template."""
    today = timezone.localdate()
    typed = asked_at_once(request) if request.method == "POST" else None
    form = NewProgramForm(typed, initial=asked_for(request, today), user=request.user, today=today)
    if form.is_valid():
        try:
            program = create_program_from_template(
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
    templates = ProgramTemplate.objects.visible_to(request.user).usable()
    context = {"form": form, "templates": templates}
    return render(request, "programs/new.html", context, status=status)


def asked_at_once(request: HttpRequest) -> QueryDict:
    """What was typed; a template's own button chooses it, and its weeks unless some were typed."""
    typed = request.POST.copy()
    if slug := typed.get("start_with"):
        templates = ProgramTemplate.objects.visible_to(request.user).usable()
        template = templates.filter(slug=slug).first()
        typed["template"] = slug
        if template and template.weeks and not typed.get("weeks"):
            typed["weeks"] = str(template.weeks)
    return typed


def asked_for(request: HttpRequest, today: date) -> dict[str, Any]:
    """What the address fills in. Raises Http404 for a runner or a template out of reach."""
    initial: dict[str, Any] = {"starts_on": today}
    if runner_id := request.GET.get("runner"):
        runners = Runner.objects.treated_by(request.user)
        initial["runner"] = reachable(runners, pk=runner_id)
    if slug := request.GET.get("template"):
        templates = ProgramTemplate.objects.visible_to(request.user).usable()
        template = reachable(templates, slug=slug)
        initial |= {"template": slug, "title": template.name, "weeks": template.weeks}
    return initial


def reachable(rows: Any, **key: str) -> Any:
    """The row, or the same 404 for a foreign, a missing and a misspelt one."""
    try:
        return get_object_or_404(rows, **key)
    except ValidationError as malformed:
        raise Http404 from malformed


@for_roles(User.Role.PHYSIO)
@xframe_options_sameorigin
@csp_override(FRAMED_BY_US)
def preview(request: HttpRequest, program_id: UUID) -> HttpResponse:
    """The open plan, else the one in force, on the very page that its runner will see.

    With `?framed` it stands beside the builder: it scrolls, and nothing in it can be pressed.
    """
    programs = Program.objects.visible_to(request.user).select_related("runner", "physio")
    program = get_object_or_404(programs, pk=program_id)
    plan = program.plans.open().with_tree().first()
    plan = plan or program.plans.with_tree().get(number=program.version)
    program.title, program.note, program.ends_on = plan.title, plan.note, plan.ends_on
    context = {
        "program": program,
        "plan": plan,
        "is_preview": True,
        "is_framed": "framed" in request.GET,
    }
    return render(request, "programs/preview.html", context)


@for_roles(User.Role.PHYSIO)
@xframe_options_sameorigin
@csp_override(FRAMED_BY_US)
def preview_template(request: HttpRequest, template_id: UUID) -> HttpResponse:
    """The open version of a template, else the one in force, as a runner would see it."""
    templates = ProgramTemplate.objects.editable_by(request.user)
    template = get_object_or_404(templates, pk=template_id)
    plan = template.plans.open().with_tree().first()
    plan = plan or template.plans.with_tree().get(number=template.version)
    program = {
        "title": template.name,
        "note": plan.note,
        "physio": {"name": request.user.name},  # type: ignore[union-attr]
    }
    context = {
        "program": program,
        "plan": plan,
        "is_preview": True,
        "is_framed": "framed" in request.GET,
    }
    return render(request, "programs/preview.html", context)
