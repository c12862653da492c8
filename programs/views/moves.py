"""A runner moves a session to another day of the week, and takes that back."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_POST

from clinic.look.templatetags.steady import day as day_in_words
from clinic.people.access import for_roles
from clinic.people.models import User
from programs.actions.moves import move_session, take_back_move
from programs.forms.moves import MoveForm
from programs.models import Move
from programs.progress.moving import choice_for
from programs.views.logs import loggable


@for_roles(User.Role.RUNNER)
def move(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """The days that are left for the session of one day; `?on=` names it."""
    found = loggable(request, session_id)
    if found.session is None or found.program is None:
        raise Http404
    now = timezone.now()
    today = now.astimezone(found.runner.zone).date()
    on = asked_day(request) or today
    context = {"found": found, "on": on}
    try:
        choice = choice_for(program=found.program, session=found.session, on=on, today=today)
    except ValidationError as refusal:
        context["refused"] = refusal.messages[0]
        status = 422 if request.method == "POST" else 200
        return render(request, "programs/move.html", context, status=status)
    answers = request.POST if request.method == "POST" else None
    form = MoveForm(answers, days=choice.days, planned_on=choice.planned_on)
    if form.is_valid():
        to_on = form.cleaned_data["to"]
        try:
            made, _ = move_session(
                session=found.session, program=found.program, from_on=on, to_on=to_on,
                by=found.runner.user, now=now,
            )  # fmt: skip
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            undo = (
                ""
                if made.taken_back_at
                else f"undo:{reverse('programs:move_back', args=[made.pk])}"
            )
            messages.success(
                request, f"{found.name} is on {day_in_words(to_on)} now.", extra_tags=undo
            )
            return to_calendar(to_on)
    status = 422 if form.is_bound else 200
    return render(request, "programs/move.html", context | {"form": form}, status=status)


@require_POST
@for_roles(User.Role.RUNNER)
def move_back(request: HttpRequest, move_id: UUID) -> HttpResponse:
    """Take a move back: the session is where it was before."""
    own = Move.objects.visible_to(request.user).select_related("program", "instead_of")
    made = get_object_or_404(own, pk=move_id)
    try:
        take_back_move(move=made, now=timezone.now())
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
        return to_calendar(made.to_on)
    back_on = made.instead_of.to_on if made.instead_of else made.from_on
    messages.success(request, f"It is on {day_in_words(back_on)} again.")
    return to_calendar(back_on)


def asked_day(request: HttpRequest) -> date | None:
    """The day that the address names; None for none, or nonsense."""
    try:
        return parse_date(request.GET.get("on", ""))
    except ValueError:
        return None


def to_calendar(on: date) -> HttpResponse:
    """The calendar at that day."""
    return redirect(f"{reverse('programs:calendar')}?on={on.isoformat()}#day")
