"""One runner: what needs the physio, how it goes, and what was said and written."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from clinic.people.access import for_roles
from clinic.people.models import Runner, User
from programs.actions.attention import add_note, answer_question
from programs.forms.attention import AnswerForm, NoteForm
from programs.models import Question
from programs.progress.alerts import dealt_with
from programs.progress.runners import runner_page


def treated(request: HttpRequest, runner_id: UUID) -> Runner:
    """The runner of the own caseload. Raises Http404 for everybody else."""
    runners = Runner.objects.treated_by(request.user).select_related("user", "physio")
    return get_object_or_404(runners, pk=runner_id)


@for_roles(User.Role.PHYSIO)
def runner(request: HttpRequest, runner_id: UUID) -> HttpResponse:
    """The page of a runner."""
    return page(request, treated(request, runner_id))


@for_roles(User.Role.PHYSIO)
def summary(request: HttpRequest, runner_id: UUID) -> HttpResponse:
    """One page for the runner's doctor, to print."""
    found = treated(request, runner_id)
    today = timezone.localdate()
    context = {
        "page": runner_page(runner=found, user=request.user, today=today),
        "today": today,
    }
    return render(request, "programs/summary.html", context)


@for_roles(User.Role.PHYSIO)
@require_POST
def note(request: HttpRequest, runner_id: UUID) -> HttpResponse:
    """Keep a note."""
    found = treated(request, runner_id)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return page(request, found, note_form=form)
    add_note(runner=found, text=form.cleaned_data["note"], by=request.user, now=timezone.now())
    messages.success(request, "Note kept.")
    return redirect("programs:runner", found.pk)


@for_roles(User.Role.PHYSIO)
@require_POST
def answer(request: HttpRequest, question_id: UUID) -> HttpResponse:
    """Answer a question; the runner is told that there is an answer."""
    questions = Question.objects.editable_by(request.user).select_related("runner")
    question = get_object_or_404(questions, pk=question_id)
    found = treated(request, question.runner_id)
    form = AnswerForm(request.POST, prefix=str(question.pk))
    if not form.is_valid():
        return page(request, found, answer_form=form)
    text = form.cleaned_data["answer"]
    try:
        answer_question(question=question, text=text, by=request.user, now=timezone.now())
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    else:
        messages.success(request, f"Answered. {found.name} gets a message that says so.")
    return redirect("programs:runner", found.pk)


def page(
    request: HttpRequest,
    found: Runner,
    *,
    note_form: NoteForm | None = None,
    answer_form: AnswerForm | None = None,
) -> HttpResponse:
    """The runner's page, with a refused form in its place."""
    refused = note_form or answer_form
    read = runner_page(runner=found, user=request.user, today=timezone.localdate())
    forms = {answer_form.prefix: answer_form} if answer_form else {}
    context = {
        "page": read,
        "cleared": dealt_with(user=request.user, runner=found),
        "note_form": note_form or NoteForm(),
        "questions": [
            (
                one,
                None
                if one.answered_at
                else forms.get(str(one.pk)) or AnswerForm(prefix=str(one.pk)),
            )
            for one in read.questions
        ],
        "form": refused,
    }
    return render(request, "programs/runner.html", context, status=422 if refused else 200)
