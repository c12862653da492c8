"""People to ring: physios ask for it, or a changed roster does; the desk rings and says so."""

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from bookings.actions import ringing as actions
from bookings.models import CallTask
from clinic.look.back import asked, came_from
from clinic.people.access import DESK, for_roles
from clinic.people.models import Runner, User


@for_roles(*DESK)
@require_safe
def to_ring(request: HttpRequest) -> HttpResponse:
    """Whom to ring, what physios asked for first."""
    tasks = CallTask.objects.settled_by(request.user).open().with_names()
    return render(request, "bookings/to_ring.html", {"tasks": tasks, "now": timezone.now()})


@for_roles(*DESK)
@require_POST
def rung(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """Somebody rang: off the list, or with `do=no_answer` still on it; `do=reopen` undoes."""
    tasks = CallTask.objects.settled_by(request.user).with_names()
    task = get_object_or_404(tasks, pk=task_id)
    by, who, now = cast("User", request.user), task.who, timezone.now()
    wish = asked(request, "do")
    if wish == "no_answer":
        if actions.note_no_answer(task=task, by=by, now=now):
            messages.success(request, f"{who} did not answer. They stay on the list.")
        else:
            messages.info(request, "Somebody had done that already.")
    elif wish == "reopen":
        try:
            actions.unsettle_call(task=task, by=by)
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
        else:
            messages.success(request, f"{who}: on the list again.")
    elif actions.settle_call(task=task, by=by, now=now):
        messages.success(
            request, f"{who}: off the list.", extra_tags=f"undo:{request.path}?do=reopen"
        )
    else:
        messages.info(request, "Somebody had done that already.")
    return redirect("bookings:to_ring")


@for_roles(User.Role.PHYSIO)
@require_POST
def ask(request: HttpRequest, runner_id: UUID) -> HttpResponse:
    """Ask the desk to ring a runner of the caseload, or take that back (`do=take_back`)."""
    runner = get_object_or_404(Runner.objects.treated_by(request.user), pk=runner_id)
    by = cast("User", request.user)
    page = came_from(request, otherwise=reverse("programs:alerts"))
    if asked(request, "do") == "take_back":
        if actions.take_back_asking(runner=runner, by=by):
            messages.success(request, f"The desk does not ring {runner.name} now.")
        else:
            messages.info(request, f"The desk is not asked to ring {runner.name} any more.")
        return redirect(page)
    try:
        _, is_new = actions.ask_to_ring(runner=runner, by=by, now=timezone.now())
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect(page)
    undo = f"undo:{request.path}?do=take_back&next={page}"
    if is_new:
        messages.success(request, f"The desk is asked to ring {runner.name}.", extra_tags=undo)
    else:
        messages.info(request, f"The desk was asked to ring {runner.name} already.")
    return redirect(page)
