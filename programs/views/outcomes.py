"""Ratings over time: a physio asks and reads, a runner answers."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from clinic.people.access import for_roles
from clinic.people.models import Runner, User
from programs.actions.outcomes import answer_outcome, ask_for, stop_asking
from programs.forms.outcomes import AnswerOutcomeForm, AskForm
from programs.models import OutcomeMeasure
from programs.progress.outcomes import shown

SAVED = "Saved. Your physio reads it before your next visit, not at once."


@for_roles(User.Role.PHYSIO)
def outcomes(request: HttpRequest, runner_id: UUID) -> HttpResponse:
    """A runner's ratings over time, and a form to ask for more."""
    runner = get_object_or_404(Runner.objects.treated_by(request.user), pk=runner_id)
    form = AskForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        now = timezone.now()
        try:
            ask_for(
                runner=runner,
                kind=form.cleaned_data["kind"],
                items=form.items(),
                every_weeks=form.cleaned_data["every_weeks"],
                starts_on=now.astimezone(runner.zone).date(),
                by=request.user,
                now=now,
            )
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, f"{runner.name} is asked on Today.")
            return redirect("programs:outcomes", runner.pk)
    measures = OutcomeMeasure.objects.visible_to(request.user).filter(runner=runner)
    found = shown(list(measures.prefetch_related("scores")))
    context = {"runner": runner, "outcomes": found, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "programs/outcomes.html", context, status=status)


@for_roles(User.Role.PHYSIO)
@require_POST
def stop_outcome(request: HttpRequest, outcome_id: UUID) -> HttpResponse:
    """Ask no more. The answers stay."""
    own = OutcomeMeasure.objects.editable_by(request.user).select_related("runner")
    measure = get_object_or_404(own, pk=outcome_id)
    stop_asking(measure=measure, now=timezone.now())
    messages.success(request, "It is not asked any more. The answers stay.")
    return redirect("programs:outcomes", measure.runner_id)


@for_roles(User.Role.RUNNER)
def answer(request: HttpRequest, outcome_id: UUID) -> HttpResponse:
    """Rate each activity, or the pain."""
    own = OutcomeMeasure.objects.answerable_by(request.user).select_related("runner")
    measure = get_object_or_404(own, pk=outcome_id)
    form = AnswerOutcomeForm(request.POST if request.method == "POST" else None, measure=measure)
    if form.is_valid():
        try:
            answer_outcome(measure=measure, ratings=form.ratings(), now=timezone.now())
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, SAVED)
            return redirect("home")
    status = 422 if form.is_bound else 200
    context = {"form": form, "measure": measure}
    return render(request, "programs/outcome.html", context, status=status)
