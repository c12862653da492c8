"""A runner logs a session, sees that it is saved, and puts it right later."""

from datetime import date, datetime
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_safe

from clinic.people.access import for_roles
from clinic.people.models import Runner, User
from drills.models import with_figures
from programs.actions.logs import LogConflict, local_time, log_drills, log_session
from programs.forms.logs import SessionLogForm, moment_on
from programs.forms.runs import form_for, initial_of
from programs.models import SessionLog
from programs.progress.logs import Loggable, find_loggable, log_on, pain_told
from programs.progress.runs import RunStep, bigger_step
from programs.progress.sessions import State, today_for

LOG_PAGE = "programs/log.html"
CHANGE_PAGE = "programs/log_change.html"


@for_roles(User.Role.RUNNER)
def log(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Log one session of one day; `?on=` names the day, today if it is left out."""
    found = loggable(request, session_id)
    now = timezone.now()
    if request.method == "POST":
        return save(request, form_for(found, request.POST), now=now)
    moment = asked_moment(request, found, now=now)
    if found.session and (known := log_on(session=found.session, day=moment.date())):
        return redirect("programs:log_change", known.pk)
    form = form_for(found, initial=first_of(moment))
    return render(request, LOG_PAGE, log_context(form, moment.date()))


@for_roles(User.Role.RUNNER)
def log_run(request: HttpRequest) -> HttpResponse:
    """Log a run that no programme planned; `?on=` names the day, today if it is left out."""
    found = Loggable(get_object_or_404(Runner.objects.visible_to(request.user)))
    now = timezone.now()
    if request.method == "POST":
        return save(request, form_for(found, request.POST), now=now)
    moment = asked_moment(request, found, now=now)
    form = form_for(found, initial=first_of(moment))
    return render(request, LOG_PAGE, log_context(form, moment.date()))


@for_roles(User.Role.RUNNER)
def log_change(request: HttpRequest, log_id: UUID) -> HttpResponse:
    """Put a log right. The earlier version is kept."""
    stored = own_log(request, log_id)
    found = loggable(request, stored.session_id) if stored.session_id else Loggable(stored.runner)
    if request.method == "POST":
        form = form_for(found, request.POST, stored=stored)
        return save(request, form, now=timezone.now())
    form = form_for(found, initial=initial_of(stored), stored=stored)
    return render(request, CHANGE_PAGE, change_context(form, stored))


@for_roles(User.Role.RUNNER)
@require_safe
def logged(request: HttpRequest, log_id: UUID) -> HttpResponse:
    """Saved, and what comes next."""
    stored = own_log(request, log_id)
    today = today_for(runner=stored.runner, now=timezone.now())
    context = {
        "log": stored,
        "step": step_of(stored),
        "today": today,
        "due": next((one for one in today.sessions if one.state == State.DUE), None),
        "pain": pain_told(stored),
    }
    return render(request, "programs/logged.html", context)


def save(request: HttpRequest, form: SessionLogForm, *, now: datetime) -> HttpResponse:
    """Keep what was typed, or show the page again with everything still in it."""
    if form.is_valid():
        stored = form.stored
        try:
            kept = log_session(
                log_id=stored.pk if stored else form.cleaned_data["log_id"],
                runner=form.found.runner,
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
    return render(request, LOG_PAGE, log_context(form, day), status=422)


def show_both(request: HttpRequest, found: Loggable, stored: SessionLog) -> HttpResponse:
    """Somebody saved it in between: what is stored, beside what was typed now."""
    typed = request.POST.copy()
    typed["based_on"] = str(stored.revision)
    form = form_for(found, typed, stored=stored)
    context = change_context(form, stored) | {"is_conflict": True}
    return render(request, CHANGE_PAGE, context, status=409)


def change_context(form: SessionLogForm, stored: SessionLog) -> dict[str, object]:
    """What the page for corrections shows."""
    found = with_drawings(form.found)
    return {"form": form, "found": found, "stored": stored, "at": local_time(stored)}


def log_context(form: SessionLogForm, on: date | None) -> dict[str, object]:
    """What the page for a new log shows; of a planned run, whether it is a bigger step."""
    session = form.found.session
    step = None
    if on and session and session.run_distance_m:
        step = bigger_step(form.found.runner, session.run_distance_m, on)
    return {"form": form, "found": with_drawings(form.found), "on": on, "step": step}


def with_drawings(found: Loggable) -> Loggable:
    """The same with the drawings of its drills at hand; two queries for all of them."""
    prefetch_related_objects(found.prescriptions, with_figures("drill__"))
    return found


def first_of(moment: datetime) -> dict[str, object]:
    """What a new log starts from: its id, so that a double click is one log, and its moment."""
    state = SessionLog.State.DONE
    return {"log_id": uuid4(), "occurred_at": moment.isoformat(), "state": state}


def step_of(log: SessionLog) -> RunStep | None:
    """A logged run beside the longest before it; None for a session of drills."""
    if log.kind != SessionLog.Kind.RUN:
        return None
    return bigger_step(log.runner, log.distance_m, log.occurred_on)


def loggable(request: HttpRequest, session_id: UUID) -> Loggable:
    """The runner's own session, or 404."""
    found = find_loggable(user=request.user, session_id=session_id)
    if found is None:
        raise Http404
    return found


def own_log(request: HttpRequest, log_id: UUID) -> SessionLog:
    """The runner's own log with its drills, or 404."""
    own = SessionLog.objects.visible_to(request.user).select_related(
        "runner__physio", "session__phase__plan"
    )
    return get_object_or_404(own.prefetch_related(log_drills()), pk=log_id)


def asked_moment(request: HttpRequest, found: Loggable, *, now: datetime) -> datetime:
    """The moment to log: on the day that was asked for, unless it is none or still to come."""
    zone = found.runner.zone
    today = now.astimezone(zone).date()
    try:
        asked = parse_date(request.GET.get("on", "")) or today
    except ValueError:
        asked = today
    earliest = date(today.year - 1, 1, 1)
    return moment_on(asked if earliest <= asked <= today else today, now=now, zone=zone)
