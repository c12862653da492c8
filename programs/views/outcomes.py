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
from programs.actions.questionnaires import answer_form, ask_form
from programs.forms.outcomes import AnswerOutcomeForm, AskForm
from programs.forms.questionnaires import AnswerFormForm, AskFormForm
from programs.models import OutcomeMeasure
from programs.progress.outcomes import measures_of, shown

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
    return page(request, runner, form=form, status=422 if form.is_bound else 200)


@for_roles(User.Role.PHYSIO)
@require_POST
def ask_for_form(request: HttpRequest, runner_id: UUID) -> HttpResponse:
    """Ask a runner to fill in one of the clinic's questionnaires."""
    runner = get_object_or_404(Runner.objects.treated_by(request.user), pk=runner_id)
    form = AskFormForm(request.POST, user=request.user)
    if form.is_valid():
        now = timezone.now()
        try:
            ask_form(
                runner=runner,
                questionnaire=form.cleaned_data["questionnaire"],
                every_weeks=form.cleaned_data["weeks"],
                starts_on=now.astimezone(runner.zone).date(),
                by=request.user,
                now=now,
            )
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, f"{runner.name} is asked on Today.")
            return redirect("programs:outcomes", runner.pk)
    return page(request, runner, form_form=form, status=422)


def page(
    request: HttpRequest,
    runner: Runner,
    *,
    form: AskForm | None = None,
    form_form: AskFormForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The runner's scores, and what can be asked; of two forms one was filled in at the most."""
    context = {
        "runner": runner,
        "outcomes": shown(list(measures_of(runner, request.user))),
        "ask": form or AskForm(),
        "ask_form": form_form or AskFormForm(user=request.user),
        "form": form_form or form,
    }
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
    own = OutcomeMeasure.objects.answerable_by(request.user).select_related("runner", "form")
    measure = get_object_or_404(own, pk=outcome_id)
    typed = request.POST if request.method == "POST" else None
    form = (AnswerFormForm if measure.form else AnswerOutcomeForm)(typed, measure=measure)
    if form.is_valid():
        try:
            keep(measure, form)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, SAVED)
            return redirect("home")
    status = 422 if form.is_bound else 200
    context = {"form": form, "measure": measure}
    return render(request, "programs/outcome.html", context, status=status)


def keep(measure: OutcomeMeasure, form: AnswerFormForm | AnswerOutcomeForm) -> None:
    """Keep the answers, or the ratings. Raises ValidationError."""
    now = timezone.now()
    if isinstance(form, AnswerFormForm):
        answer_form(measure=measure, answers=form.answers(), now=now)
    else:
        answer_outcome(measure=measure, ratings=form.ratings(), now=now)
