"""A runner logs a session, sees that it is saved, and puts it right later."""

from datetime import date, datetime
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_safe

from clinic.people.access import for_roles
from clinic.people.models import User
from programs.actions.logs import LogConflict, local_time, log_drills, log_session
from programs.forms.logs import SessionLogForm, initial_of, moment_on
from programs.models import SessionLog
from programs.progress.logs import Loggable, find_loggable, log_on
from programs.progress.sessions import State, today_for

LOG_PAGE = "programs/log.html"
CHANGE_PAGE = "programs/log_change.html"
STRONG_PAIN = 8


@for_roles(User.Role.RUNNER)
def log(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Log one session of one day; `?on=` names the day, today if it is left out."""
    found = loggable(request, session_id)
    now = timezone.now()
    if request.method == "POST":
        form = SessionLogForm(request.POST, found=found)
        return save(request, form, now=now)
    moment = asked_moment(request, found, now=now)
    if known := log_on(session=found.session, day=moment.date()):
        return redirect("programs:log_change", known.pk)
    start = {"log_id": uuid4(), "occurred_at": moment.isoformat(), "state": SessionLog.State.DONE}
    form = SessionLogForm(initial=start, found=found)
    return render(request, LOG_PAGE, {"form": form, "found": found, "on": moment.date()})


@for_roles(User.Role.RUNNER)
def log_change(request: HttpRequest, log_id: UUID) -> HttpResponse:
    """Put a log right. The earlier version is kept."""
    stored = own_log(request, log_id)
    found = loggable(request, stored.session_id)
    if request.method == "POST":
        form = SessionLogForm(request.POST, found=found, stored=stored)
        return save(request, form, now=timezone.now())
    form = SessionLogForm(initial=initial_of(stored), found=found, stored=stored)
    return render(request, CHANGE_PAGE, change_context(form, stored))


@for_roles(User.Role.RUNNER)
@require_safe
def logged(request: HttpRequest, log_id: UUID) -> HttpResponse:
    """Saved, and what comes next."""
    stored = own_log(request, log_id)
    today = today_for(runner=stored.runner, now=timezone.now())
    context = {
        "log": stored,
        "today": today,
        "due": next((one for one in today.sessions if one.state == State.DUE), None),
        "is_strong_pain": max(stored.pain_during or 0, stored.pain_after or 0) >= STRONG_PAIN,
    }
    return render(request, "programs/logged.html", context)


def save(request: HttpRequest, form: SessionLogForm, *, now: datetime) -> HttpResponse:
    """Keep what was typed, or show the page again with everything still in it."""
    if form.is_valid():
        stored = form.stored
        try:
            kept = log_session(
                log_id=stored.pk if stored else form.cleaned_data["log_id"],
                runner=form.found.program.runner,
                entry=form.entry(),
                based_on=form.cleaned_data["based_on"],
                now=now,
            )
        except SessionLog.DoesNotExist as missing:
            raise Http404 from missing
        except LogConflict as conflict:
            return show_both(request, form.found, conflict.current)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            return redirect("programs:logged", kept.log.pk)
    if form.stored:
        return render(request, CHANGE_PAGE, change_context(form, form.stored), status=422)
    day = form.cleaned_data["occurred_at"].date() if "occurred_at" in form.cleaned_data else None
    context = {"form": form, "found": form.found, "on": day}
    return render(request, LOG_PAGE, context, status=422)


def show_both(request: HttpRequest, found: Loggable, stored: SessionLog) -> HttpResponse:
    """Somebody saved it in between: what is stored, beside what was typed now."""
    typed = request.POST.copy()
    typed["based_on"] = str(stored.revision)
    form = SessionLogForm(typed, found=found, stored=stored)
    context = change_context(form, stored) | {"is_conflict": True}
    return render(request, CHANGE_PAGE, context, status=409)


def change_context(form: SessionLogForm, stored: SessionLog) -> dict[str, object]:
    """What the page for corrections shows."""
    return {"form": form, "found": form.found, "stored": stored, "at": local_time(stored)}


def loggable(request: HttpRequest, session_id: UUID) -> Loggable:
    """The runner's own session, or 404."""
    found = find_loggable(user=request.user, session_id=session_id)
    if found is None:
        raise Http404
    return found


def own_log(request: HttpRequest, log_id: UUID) -> SessionLog:
    """The runner's own log with its drills, or 404."""
    own = SessionLog.objects.visible_to(request.user).select_related("runner", "session")
    return get_object_or_404(own.prefetch_related(log_drills()), pk=log_id)


def asked_moment(request: HttpRequest, found: Loggable, *, now: datetime) -> datetime:
    """The moment to log: on the day that was asked for, unless it is none or still to come."""
    zone = found.program.runner.zone
    today = now.astimezone(zone).date()
    try:
        asked = parse_date(request.GET.get("on", "")) or today
    except ValueError:
        asked = today
    earliest = date(today.year - 1, 1, 1)
    return moment_on(asked if earliest <= asked <= today else today, now=now, zone=zone)
