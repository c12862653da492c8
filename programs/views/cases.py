"""A physio opens a runner's case, and changes it."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from clinic.people.access import for_roles
from clinic.people.models import Runner, User
from programs.actions.cases import change_case, open_case
from programs.forms.cases import CaseForm, initial_of
from programs.models import Case
from programs.wording.pain import FLAGS_SOURCE, PRESETS


@for_roles(User.Role.PHYSIO)
def new_case(request: HttpRequest, runner_id: UUID) -> HttpResponse:
    """Open a case. It starts from the general pain rule."""
    runners = Runner.objects.treated_by(request.user).select_related("physio")
    runner = get_object_or_404(runners, pk=runner_id)
    now = timezone.now()
    start = {"opened_on": timezone.localdate(now), "pain_preset": "general", "side": "none"}
    form = CaseForm(request.POST if request.method == "POST" else None, initial=start)
    if form.is_valid() and runner.physio:
        try:
            open_case(
                runner=runner,
                physio=runner.physio,
                fields=form.case_fields(),
                restrictions=form.wishes(),
                opened_on=form.cleaned_data["opened_on"],
                by=request.user,
                now=now,
            )
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, "The case is open.")
            return redirect("programs:runner", runner.pk)
    return page(request, form, runner)


@for_roles(User.Role.PHYSIO)
def edit_case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Change a case. A new pain rule goes into the programmes that are running."""
    cases = Case.objects.editable_by(request.user).select_related("runner")
    case = get_object_or_404(cases.prefetch_related("restrictions"), pk=case_id)
    form = CaseForm(
        request.POST if request.method == "POST" else None, case=case, initial=initial_of(case)
    )
    if form.is_valid():
        try:
            change_case(
                case=case,
                seen=seen(form),
                fields=form.case_fields() | {"opened_on": form.cleaned_data["opened_on"]},
                restrictions=form.wishes(),
                by=request.user,
                now=timezone.now(),
            )
        except ValidationError as refusal:
            form.add_error(None, refusal)
            if refusal.code == "changed":
                typed = request.POST.copy()
                typed["seen"] = Case.objects.editable_by(request.user).stamp_of(case)
                form.data = typed
        else:
            messages.success(request, "The case is saved.")
            return redirect("programs:runner", case.runner_id)
    return page(request, form, case.runner)


def seen(form: CaseForm) -> datetime:
    """Which state of the case the page was opened with. Raises ValidationError for none."""
    try:
        return datetime.fromisoformat(form.cleaned_data["seen"])
    except ValueError:
        raise ValidationError("Open the case again: this page is too old to be saved.") from None


def page(request: HttpRequest, form: CaseForm, runner: Runner) -> HttpResponse:
    """The form, with the sources of the rules beside it."""
    context = {
        "form": form,
        "runner": runner,
        "case": form.case,
        "sources": [(known.words, known.source) for known in PRESETS.values()],
        "flags_source": FLAGS_SOURCE,
    }
    status = 422 if form.is_bound else 200
    return render(request, "programs/case.html", context, status=status)
