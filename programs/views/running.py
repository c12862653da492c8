"""A running programme: to read, and for its physio to hold, resume, stop, complete and move on."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from clinic.people.access import for_roles
from clinic.people.models import User
from programs.actions.endings import can_take_back, take_back_ending
from programs.actions.periods import (
    change_phase,
    complete_program,
    hold_program,
    resume_program,
    stop_program,
)
from programs.actions.phases import record_test, stay_in_phase
from programs.actions.sendings import last_sending, leaves_at
from programs.forms.status import FunctionTestForm, StatusForm
from programs.models import Program
from programs.progress.history import history, news
from programs.progress.readiness import readiness
from programs.progress.runs import begins_to_run
from programs.progress.sessions import runner_day
from programs.wording.readiness import SOURCE

Status = Program.Status
RUNNING = {Status.ACTIVE, Status.ON_HOLD}
type Errors = list[tuple[str, str]]


@for_roles(User.Role.PHYSIO, User.Role.RUNNER)
def detail(request: HttpRequest, program_id: UUID) -> HttpResponse:
    """The whole programme, to read and to print; for its physio also what can be done about it."""
    program = found_program(request, program_id)
    plan = program.plan
    context: dict[str, Any] = {"program": program, "plan": plan}
    if program.status == Status.DRAFT:
        return render(request, "programs/detail.html", context)
    if request.user.role == User.Role.PHYSIO:  # type: ignore[union-attr]
        return page(request, program)
    today = runner_day(program, timezone.now())
    context["news"] = news(program=program, plan=plan, today=today)
    context["phase_now"] = phase_now(program, today)
    return render(request, "programs/detail.html", context)


@for_roles(User.Role.PHYSIO)
@require_POST
def status(request: HttpRequest, program_id: UUID) -> HttpResponse:
    """Do one step with the programme; an undo names its step in the address."""
    program = found_program(request, program_id)
    typed = request.GET.copy()
    typed.update(request.POST)
    form = StatusForm(typed)
    if not form.is_valid():
        errors = [("id_why" if name == "why" else "", one) for name, one in listed(form)]
        return page(request, program, form=form, errors=errors, status=422)
    phase_before = phase_now(program, runner_day(program, timezone.now()))
    try:
        said, undo = take(request, program, form.cleaned_data, phase_before)
    except ValidationError as refusal:
        fresh = found_program(request, program_id)
        errors = [("", sentence) for sentence in refusal.messages]
        return page(request, fresh, form=form, errors=errors, status=409)
    address = reverse("programs:status", args=[program.pk])
    messages.success(request, said, extra_tags=f"undo:{address}?{undo}" if undo else "")
    return redirect("programs:detail", program.pk)


@for_roles(User.Role.PHYSIO)
@require_POST
def test(request: HttpRequest, program_id: UUID) -> HttpResponse:
    """Keep how the test of the phase in force went."""
    program = found_program(request, program_id)
    form = FunctionTestForm(request.POST)
    if not form.is_valid():
        errors = [(form[name].id_for_label or "", one) for name, one in listed(form)]
        return page(request, program, test_form=form, errors=errors, status=422)
    try:
        record_test(program=program, by=request.user, now=timezone.now(), **form.answer())
    except ValidationError as refusal:
        errors = [("", sentence) for sentence in refusal.messages]
        return page(request, program, test_form=form, errors=errors, status=409)
    messages.success(request, "The test is kept.")
    return redirect("programs:detail", program.pk)


def take(
    request: HttpRequest, program: Program, asked: dict[str, Any], before: UUID | None
) -> tuple[str, str]:
    """Do the step; what was done in words, and what takes it back. Raises ValidationError."""
    name, now = program.runner.name, timezone.now()
    by, why = request.user, asked["why"]
    match asked["do"]:
        case "hold":
            hold_program(program=program, by=by, now=now, why=why)
            return f"On hold. Nothing is due for {name} until you resume it.", "do=resume"
        case "resume":
            resume_program(program=program, by=by, now=now, why=why)
            return f"Resumed. {name} goes on from today.", "do=hold"
        case "stop":
            stop_program(program=program, by=by, now=now, why=why)
            return f"Stopped. Nothing is due for {name} any more.", "do=take_back"
        case "complete":
            complete_program(program=program, by=by, now=now, why=why)
            return "Completed.", "do=take_back"
        case "take_back":
            take_back_ending(program=program, by=by, now=now, why=why)
            return "Taken back. It goes on as before.", ""
        case "stay":
            until = stay_in_phase(program=program, by=request.user, now=now)
            return f"{name} stays in this phase. You are asked again on {until:%-d %B}.", ""
    phase = program.plan.phases.filter(pk=asked["phase"]).first()
    if phase is None:
        raise ValidationError("Choose a phase of the version in force.")
    change_phase(program=program, phase=phase, by=by, now=now, why=why)
    return f"{name} is in {phase.name} from today.", f"do=phase&phase={before}" if before else ""


def found_program(request: HttpRequest, program_id: UUID) -> Program:
    """The programme with its plan, if the person may read it."""
    return get_object_or_404(Program.objects.visible_to(request.user).with_plans(), pk=program_id)


def phase_now(program: Program, today: date) -> UUID | None:
    """The phase in force on the runner's day."""
    period = program.periods.on(today).first()
    return period.phase_id if period else None


def listed(form: StatusForm | FunctionTestForm) -> Errors:
    """The mistakes of a form, as (field, sentence)."""
    return [(name, str(one)) for name, found in form.errors.items() for one in found]


def page(
    request: HttpRequest,
    program: Program,
    *,
    form: StatusForm | None = None,
    test_form: FunctionTestForm | None = None,
    errors: Errors | None = None,
    status: int = 200,
) -> HttpResponse:
    """The physio's page, with what was typed and what is wrong with it."""
    now: datetime = timezone.now()
    found, today = history(program), runner_day(program, now)
    ready = None
    if program.status == Status.ACTIVE:
        ready = readiness(program=program, today=today)
    sending = last_sending(program, now)
    leaves_in = (leaves_at(sending) - now).total_seconds() if sending else 0
    context = {
        "program": program,
        "plan": program.plan,
        "leaves_in": int(leaves_in) if leaves_in > 0 else None,
        "history": found,
        "ready": ready,
        "source": SOURCE,
        "begins_to_run": ready and begins_to_run(list(program.plan.phases.all()), ready.phase.pk),
        "phase_now": ready.phase.pk if ready else phase_now(program, today),
        "is_running": program.status in RUNNING,
        "can_take_back": can_take_back(program, found.last_event, now),
        "status_form": form or StatusForm(),
        "test_form": test_form or FunctionTestForm(),
        "errors": errors or [],
    }
    return render(request, "programs/running.html", context, status=status)
