"""Alerts of the caseload: look, clear, put off, and take either back."""

from datetime import timedelta
from typing import cast
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from clinic.look.back import asked, came_from
from clinic.people.access import for_roles
from clinic.people.actions.mails import choose_alert_mails
from clinic.people.models import Runner, User
from programs.actions.alerts import clear_alert, reopen_alert
from programs.actions.attention import PAIN, bring_back, put_off
from programs.models import Alert
from programs.progress.alerts import open_alerts
from programs.wording.caseload import REASONS, label_of

A_WEEK = timedelta(days=7)
TOMORROW = timedelta(days=1)


@for_roles(User.Role.PHYSIO)
def index(request: HttpRequest) -> HttpResponse:
    """What is open over the caseload, the most urgent first."""
    now = timezone.now()
    rows = open_alerts(user=request.user, today=timezone.localdate(now))
    context = {"rows": rows, "runners": [row.alert.runner for row in rows], "now": now}
    return render(request, "programs/alerts.html", context)


@for_roles(User.Role.PHYSIO)
@require_POST
def mails(request: HttpRequest) -> HttpResponse:
    """Tell this physio by e-mail of new alerts, or not any more: `wants` is yes or no."""
    wants = request.POST.get("wants")
    if wants not in {"yes", "no"}:
        messages.error(request, "Nothing is changed. Press the button on this page again.")
        return redirect("programs:alerts")
    user = cast(User, request.user)
    choose_alert_mails(user=user, wants=wants == "yes")
    told = "We e-mail you when" if wants == "yes" else "No more e-mails when"
    messages.success(request, f"{told} something new waits.")
    return redirect("programs:alerts")


@for_roles(User.Role.PHYSIO)
@require_POST
def step(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """Clear an alert, or take that back: the address of the undo says `do=reopen`."""
    alerts = Alert.objects.editable_by(request.user).select_related("runner")
    alert = get_object_or_404(alerts, pk=alert_id)
    if asked(request, "do") == "reopen":
        reopen_alert(alert=alert, by=request.user)
        messages.success(request, f"The alert about {alert.runner.name} is open again.")
        return back(request)
    try:
        done = asked(request, "done")
        is_new = clear_alert(alert=alert, by=request.user, now=timezone.now(), done=done)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
        return back(request)
    if is_new:
        undo = f"{reverse('programs:alert', args=[alert.pk])}?do=reopen&next={here(request)}"
        said = f"Cleared: {alert.runner.name}, {label_of(alert.kind).lower()}."
        messages.success(request, said, extra_tags=f"undo:{undo}")
    else:
        messages.info(request, "It was cleared already.")
    return back(request)


@for_roles(User.Role.PHYSIO)
@require_POST
def snooze(request: HttpRequest, runner_id: UUID, reason: str) -> HttpResponse:
    """Put a reason off until tomorrow, or a week if it is not pain; or show it again."""
    runner = get_object_or_404(Runner.objects.treated_by(request.user), pk=runner_id)
    if reason not in REASONS:
        messages.error(request, "There is no such reason.")
        return back(request)
    said = label_of(reason).lower()
    if asked(request, "do") == "show":
        bring_back(runner=runner, reason=reason)
        messages.success(request, f"{runner.name}, {said}: shown again.")
        return back(request)
    now = timezone.now()
    today = timezone.localdate(now)
    until = today + (TOMORROW if reason in PAIN else A_WEEK)
    try:
        put_off(runner=runner, reason=reason, until=until, today=today, by=request.user, now=now)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
        return back(request)
    undo = f"{reverse('programs:snooze', args=[runner.pk, reason])}?do=show"
    messages.success(
        request,
        f"{runner.name}, {said}: put off until {until:%A %-d %B}.",
        extra_tags=f"undo:{undo}&next={here(request)}",
    )
    return back(request)


def here(request: HttpRequest) -> str:
    """The page of ours to go back to, else the alerts."""
    return came_from(request, otherwise=reverse("programs:alerts"))


def back(request: HttpRequest) -> HttpResponse:
    """To the page on which the button was pressed."""
    return redirect(here(request))
