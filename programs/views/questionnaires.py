"""The clinic's own questionnaires: written and looked after by physios and the manager."""

import re
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet, Form
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from clinic.people.access import for_roles
from clinic.people.models import User
from programs.actions.questionnaires import offer_questionnaire, save_questionnaire
from programs.forms.drafts import input_id
from programs.forms.questionnaires import (
    MORE,
    QuestionForm,
    QuestionnaireForm,
    QuestionSet,
    as_typed,
)
from programs.models import FormQuestion, Questionnaire
from programs.models.questionnaires import MOST_QUESTIONS
from programs.progress.questionnaires import in_force, listed_questionnaires

STEP = re.compile(r"(?P<way>up|down):(?P<place>[0-9]{1,2})")
WRITERS = (User.Role.PHYSIO, User.Role.MANAGER)


@for_roles(*WRITERS)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every questionnaire: those on offer, then those that are withdrawn."""
    rows = listed_questionnaires(request.user)
    return render(request, "programs/questionnaires.html", {"rows": rows})


@for_roles(*WRITERS)
@require_safe
def detail(request: HttpRequest, questionnaire_id: UUID) -> HttpResponse:
    """What it asks, how it is scored, and its versions."""
    questionnaire = found(request, questionnaire_id)
    versions = list(questionnaire.versions.select_related("made_by").order_by("-number"))
    context = {
        "questionnaire": questionnaire,
        "version": in_force(questionnaire),
        "versions": versions,
    }
    return render(request, "programs/questionnaire.html", context)


@for_roles(*WRITERS)
@require_POST
def state(request: HttpRequest, questionnaire_id: UUID) -> HttpResponse:
    """Withdraw it, or offer it again; each undoes the other."""
    questionnaire = found(request, questionnaire_id)
    asked = request.POST.get("do") or request.GET.get("do")  # an undo names it in the address
    if asked not in {"withdraw", "offer"}:
        raise Http404
    is_offered = asked == "offer"
    offer_questionnaire(questionnaire=questionnaire, is_offered=is_offered, now=timezone.now())
    said = "On offer again." if is_offered else "Withdrawn. Who is asked already goes on."
    back = f"undo:{request.path}?do={'withdraw' if is_offered else 'offer'}"
    messages.success(request, said, extra_tags=back)
    return redirect("programs:questionnaire", questionnaire.pk)


@for_roles(*WRITERS)
def new(request: HttpRequest) -> HttpResponse:
    """Write a questionnaire."""
    return write(request, None)


@for_roles(*WRITERS)
def edit(request: HttpRequest, questionnaire_id: UUID) -> HttpResponse:
    """Write the next version; what was asked and answered stays as it was."""
    return write(request, found(request, questionnaire_id))


def found(request: HttpRequest, questionnaire_id: UUID) -> Questionnaire:
    """The questionnaire, for those who may see it."""
    return get_object_or_404(Questionnaire.objects.visible_to(request.user), pk=questionnaire_id)


def write(request: HttpRequest, questionnaire: Questionnaire | None) -> HttpResponse:
    """The page to write on; `more` gives room for questions, `up` and `down` move one.

    None of the three checks or saves anything.
    """
    if request.method != "POST":
        above, questions = as_typed(in_force(questionnaire) if questionnaire else None)
        rows = QuestionSet(initial=questions, prefix="q")
        return page(request, questionnaire, QuestionnaireForm(initial=above), rows)
    typed = request.POST.copy()
    step = STEP.fullmatch(typed.get("do", ""))
    if step or typed.get("do") == "more":
        written = typed_questions(typed)
        if step:
            written = moved(written, int(step["place"]), -1 if step["way"] == "up" else 1)
        else:
            written += [{"kind": FormQuestion.Kind.SCALE}] * MORE
        rows = QuestionSet(initial=written[:MOST_QUESTIONS], prefix="q")
        return page(request, questionnaire, QuestionnaireForm(initial=typed.dict()), rows)
    form, rows = QuestionnaireForm(typed), QuestionSet(typed, prefix="q")
    if not all([form.is_valid(), rows.is_valid()]):
        return page(request, questionnaire, form, rows, status=422)
    try:
        saved = save_questionnaire(
            questionnaire=questionnaire,
            content=form.content(tuple(filter(None, (one.asked() for one in rows)))),
            seen=form.cleaned_data["seen"] or 0,
            ref=form.cleaned_data["ref"],
            by=request.user,
            now=timezone.now(),
        )
    except ValidationError as refusal:
        is_late = getattr(refusal, "code", "") == "changed"
        if is_late and questionnaire:
            questionnaire.refresh_from_db()
            typed["seen"] = str(questionnaire.version)
            form = QuestionnaireForm(typed)
            form.is_valid()
        form.add_error(None, refusal)
        return page(request, questionnaire, form, rows, status=409 if is_late else 422)
    messages.success(request, "Saved. Ask a runner for it on the runner’s page.")
    return redirect("programs:questionnaire", saved.pk)


def moved(written: list[dict[str, Any]], place: int, by: int) -> list[dict[str, Any]]:
    """The questions with the one at this place, from 1 on, moved; as they were, beyond an end."""
    at, to = place - 1, place - 1 + by
    order = list(written)
    if 0 <= at < len(order) and 0 <= to < len(order):
        order.insert(to, order.pop(at))
    return order


def typed_questions(typed: QueryDict) -> list[dict[str, Any]]:
    """The questions as they were typed, not checked."""
    count = len(QuestionSet(typed, prefix="q").forms)
    names = ("text", "kind", "answers")
    return [{name: typed.get(f"q-{at}-{name}", "") for name in names} for at in range(count)]


def page(
    request: HttpRequest,
    questionnaire: Questionnaire | None,
    form: QuestionnaireForm,
    rows: "BaseFormSet[QuestionForm]",
    status: int = 200,
) -> HttpResponse:
    """The page with what was typed, and every mistake of every part."""
    parts: list[Form] = [form, *rows]
    names = ["", *(f"Question {place}: " for place in range(1, len(parts)))]
    errors = [
        (input_id(part, name), f"{about}{sentence!s}")
        for part, about in zip(parts, names, strict=True)
        for name, sentences in (part.errors.items() if part.is_bound else ())
        for sentence in sentences
    ]
    if rows.is_bound:
        errors += [("", str(sentence)) for sentence in rows.non_form_errors()]
    context = {
        "form": form,
        "rows": rows,
        "errors": errors,
        "questionnaire": questionnaire,
        "is_full": len(rows.forms) >= MOST_QUESTIONS,
    }
    return render(request, "programs/questionnaire_edit.html", context, status=status)
