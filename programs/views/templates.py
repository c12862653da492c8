"""Programme templates: the list, one of them, the clinic's own, and offers to update."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from clinic.people.access import for_roles
from clinic.people.models import User
from programs.actions import own_templates as actions
from programs.actions.template_updates import update_from_template
from programs.forms.steps import as_id
from programs.forms.templates import STAMP, SaveAsTemplateForm, TemplateForm
from programs.models import Program, ProgramTemplate
from programs.progress.templates import listed_templates, programs_behind


@for_roles(User.Role.PHYSIO)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every template: those on offer, shipped and own, then those that are withdrawn."""
    templates = list(listed_templates(request.user))
    groups = [
        ("The clinic's own", [one for one in templates if one.is_published and one.is_own]),
        ("Shipped", [one for one in templates if one.is_published and not one.is_own]),
        ("Withdrawn", [one for one in templates if not one.is_published]),
    ]
    return render(request, "programs/templates.html", {"groups": [g for g in groups if g[1]]})


@for_roles(User.Role.PHYSIO)
@require_safe
def detail(request: HttpRequest, template_id: UUID) -> HttpResponse:
    """All of a template: what it prescribes, its source and versions, and who is behind it."""
    templates = ProgramTemplate.objects.visible_to(request.user)
    template = get_object_or_404(templates, pk=template_id)
    plans = list(template.plans.with_tree().select_related("made_by").order_by("-number"))
    context = {
        "template": template,
        "plan": next(plan for plan in plans if plan.number == template.version),
        "plans": plans,
        "open_plan": next((plan for plan in plans if plan.sealed_at is None), None),
        "behind": programs_behind(template, plans, request.user),
        "ref": uuid4(),
    }
    return render(request, "programs/template.html", context)


@for_roles(User.Role.PHYSIO)
@require_POST
def state(request: HttpRequest, template_id: UUID) -> HttpResponse:
    """Withdraw a template, or offer it again; each undoes the other."""
    templates = ProgramTemplate.objects.visible_to(request.user)
    template = get_object_or_404(templates, pk=template_id)
    asked = request.POST.get("do") or request.GET.get("do")  # an undo names it in the address
    if asked not in {"withdraw", "offer"}:
        raise Http404
    is_offered = asked == "offer"
    actions.offer_template(template=template, is_offered=is_offered, now=timezone.now())
    said = "on offer again." if is_offered else "withdrawn. Programmes made from it go on."
    back = f"undo:{request.path}?do={'withdraw' if is_offered else 'offer'}"
    messages.success(request, f"{template.name}: {said}", extra_tags=back)
    return redirect("programs:template", template.pk)


@for_roles(User.Role.PHYSIO)
@require_POST
def copy(request: HttpRequest, template_id: UUID) -> HttpResponse:
    """A template of the clinic's own from this one."""
    templates = ProgramTemplate.objects.visible_to(request.user)
    template = get_object_or_404(templates, pk=template_id)
    ref = as_id(request.POST.get("ref"))
    own = actions.copy_template(template=template, by=request.user, now=timezone.now(), ref=ref)
    messages.success(request, "Copied. Give it a name of its own.")
    return redirect("programs:template_words", own.pk)


@for_roles(User.Role.PHYSIO)
def words(request: HttpRequest, template_id: UUID) -> HttpResponse:
    """Change what is said about one of the clinic's own templates."""
    templates = ProgramTemplate.objects.editable_by(request.user)
    template = get_object_or_404(templates, pk=template_id)
    form, status = TemplateForm(initial=described(template)), 200
    if request.method == "POST":
        form, status = TemplateForm(request.POST), 422
        if form.is_valid():
            try:
                actions.describe_template(
                    template=template, **form.cleaned_data, now=timezone.now()
                )
            except ValidationError as refusal:
                status = 409 if getattr(refusal, "code", "") == "changed" else 422
                form = again(request, template, refusal)
            else:
                messages.success(request, "Saved.")
                return redirect("programs:template", template.pk)
    context = {"form": form, "template": template}
    return render(request, "programs/template_words.html", context, status=status)


def described(template: ProgramTemplate) -> dict[str, Any]:
    """What the form shows of a template."""
    return {
        "seen": template.updated_at.strftime(STAMP),
        "name": template.name,
        "summary": template.summary,
        "weeks": template.weeks,
    }


def again(
    request: HttpRequest, template: ProgramTemplate, refusal: ValidationError
) -> TemplateForm:
    """The form with what was typed, ready to be saved over what is stored now."""
    template.refresh_from_db()
    form = TemplateForm(request.POST.copy() | {"seen": described(template)["seen"]})
    form.is_valid()
    form.add_error(None, refusal)
    return form


@for_roles(User.Role.PHYSIO)
def save_as(request: HttpRequest, program_id: UUID) -> HttpResponse:
    """Save a programme of the caseload as a template."""
    programs = Program.objects.visible_to(request.user).select_related("runner")
    program = get_object_or_404(programs, pk=program_id)
    typed = request.POST if request.method == "POST" else None
    form = SaveAsTemplateForm(typed, initial={"name": program.title[:80]}, user=request.user)
    if form.is_valid():
        try:
            template = actions.save_as_template(
                program=program, **form.cleaned_data, by=request.user, now=timezone.now()
            )
        except ValidationError as refusal:  # its next version is being written
            form.add_error("template", " ".join(refusal.messages))
        else:
            said = "Saved as a template. Nothing written to the runner is in it."
            messages.success(request, said)
            return redirect("programs:template", template.pk)
    context = {"form": form, "program": program}
    status = 422 if form.is_bound else 200
    return render(request, "programs/template_save.html", context, status=status)


@for_roles(User.Role.PHYSIO)
@require_POST
def update(request: HttpRequest, template_id: UUID, program_id: UUID) -> HttpResponse:
    """Open the next version of a programme with the template's changes; nothing is sent."""
    programs = Program.objects.editable_by(request.user).select_related("runner", "template")
    program = get_object_or_404(programs, pk=program_id, template=template_id)
    try:
        done = update_from_template(program=program, by=request.user, now=timezone.now())
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect("programs:template", template_id)
    taken = f"{done.taken} change{'' if done.taken == 1 else 's'} taken from the template."
    messages.success(request, f"{taken} Look it over, then send it. Nothing is sent yet.")
    for sentence in done.kept:
        messages.warning(request, sentence)
    return redirect("programs:edit", program.pk)
