"""The builder: an open plan of a programme as a table that is typed into."""

from collections import defaultdict
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

from clinic.people.access import for_roles
from clinic.people.models import User
from drills.models import Drill
from programs.actions.plans import CHANGED
from programs.actions.saving import save_plan
from programs.actions.sendings import take_back_sending
from programs.actions.thrown import discard_version
from programs.actions.versions import open_version, send_program
from programs.forms.drafts import Draft, Known
from programs.forms.steps import as_id, read_step
from programs.models import Phase, Plan, Program
from programs.progress.bases import bases_of
from programs.progress.days import MANY_DRILLS, MINUTES_A_KM, week_load
from programs.progress.finding import find_for_plan
from programs.progress.restrictions import Clash, clashes
from programs.progress.runs import planned_runs

PAGE = "programs/edit.html"


class HtmxRequest(HttpRequest):
    """A request as the middleware of htmx leaves it."""

    htmx: HtmxDetails


@for_roles(User.Role.PHYSIO)
def edit(request: HtmxRequest, program_id: UUID) -> HttpResponse:
    """Write the open plan of a draft, or of a programme's next version; send it to the runner."""
    program = found_program(request, program_id)
    if request.method == "POST" and request.POST.get("do") in WHOLE:
        return WHOLE[request.POST["do"]](request, program)
    plan = open_plan(program)
    if program.status in OVER or (plan is None and request.method == "POST"):
        messages.error(request, "This programme is not a draft any more.")
        return away(request, "programs:detail", program.pk)
    if plan is None:
        return render(request, "programs/open.html", {"program": program})
    if request.method != "POST":
        words = request.GET.get("q", "")
        if request.htmx and "q" in request.GET:
            context = {"found": find_for_plan(words, user=request.user), "q": words}
            return render(request, "programs/_found.html", context)
        return page(request, draft_of(request, program, plan))
    draft = draft_of(request, program, plan)
    if draft.is_stale():
        return clash(request, draft)
    if not draft.is_valid():
        return refused(request, draft)
    try:
        return done(request, draft)
    except ValidationError as refusal:
        again = draft_of(request, program, open_plan(program) or plan)
        return clash(request, again, refusal)


@for_roles(User.Role.PHYSIO)
@require_POST
def take_back(request: HtmxRequest, program_id: UUID) -> HttpResponse:
    """Undo a sending while the runner was not told; its plan is open again."""
    program = found_program(request, program_id)
    try:
        take_back_sending(program=program, by=request.user, now=timezone.now())
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect("programs:detail", program.pk)
    messages.success(request, f"Taken back. {program.runner.name} was not told.")
    return redirect("programs:edit", program.pk)


OVER = (Program.Status.COMPLETED, Program.Status.STOPPED)


def found_program(request: HtmxRequest, program_id: UUID) -> Program:
    """The programme, if it is of the caseload."""
    programs = Program.objects.visible_to(request.user).select_related("runner", "physio")
    return get_object_or_404(programs, pk=program_id)


def open_plan(program: Program) -> Plan | None:
    """The plan that is being written, with all that stands in it at hand."""
    return program.plans.open().with_tree().select_related("made_by").first()


def open_it(request: HtmxRequest, program: Program) -> HttpResponse:
    """Begin the next version, or go on with the one that is there."""
    try:
        open_version(program=program, by=request.user, now=timezone.now())
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect("programs:detail", program.pk)
    return redirect("programs:edit", program.pk)


def throw_away(request: HtmxRequest, program: Program) -> HttpResponse:
    """The open version goes; a draft programme as a whole."""
    is_draft = program.status == Program.Status.DRAFT
    try:
        thrown = discard_version(program=program, by=request.user, now=timezone.now())
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return away(request, "programs:detail", program.pk)
    messages.success(
        request,
        "Thrown away. Nothing changed for the runner.",
        extra_tags=f"undo:{reverse('programs:bring_back', args=[thrown.pk])}",
    )
    if is_draft:
        return away(request, "programs:runner", program.runner_id)
    return away(request, "programs:detail", program.pk)


WHOLE = {"open": open_it, "discard": throw_away}


def draft_of(request: HtmxRequest, program: Program, plan: Plan) -> Draft:
    """The forms of the phase that is asked for, with what was typed."""
    typed = request.POST if request.method == "POST" else None
    phase = shown_phase(request, plan)
    names = {drill.name.casefold(): drill for drill in Drill.objects.prescribable()}
    step = None
    if typed is not None:
        step = read_step(typed, phase_id=phase.pk, names=names, user=request.user)
    return Draft(
        program,
        plan,
        phase=phase,
        known=known_of(names, program, plan, phase),
        today=timezone.localdate(),
        typed=typed,
        step=step,
    )


def known_of(names: dict[str, Drill], program: Program, plan: Plan, phase: Phase) -> Known:
    """What the forms need beside the plan."""
    against: dict[UUID, list[Clash]] = defaultdict(list)
    for found in clashes(plan):
        against[found.prescription_id].append(found)
    runner, today = program.runner, timezone.localdate()
    runs = planned_runs(phase.sessions.all(), runner=runner, on=today)
    return Known(names, bases_of(plan, phase), against, runs)


def shown_phase(request: HtmxRequest, plan: Plan) -> Phase:
    """The phase that the address or the form names, else the first. Raises Http404 without any."""
    phases = list(plan.phases.all())
    if not phases:
        raise Http404
    wanted = as_id(request.POST.get("phase") or request.GET.get("phase"))
    return next((phase for phase in phases if phase.pk == wanted), phases[0])


def done(request: HtmxRequest, draft: Draft) -> HttpResponse:
    """Do what the button says and answer with the next page. Raises ValidationError."""
    now, changes, program = timezone.now(), draft.changes(), draft.program
    if draft.action == "send":
        why = draft.why.cleaned_data["why"]
        send_program(program=program, by=request.user, now=now, changes=changes, why=why)
        return away(request, "programs:detail", program.pk)
    focus = save_plan(plan=draft.plan, changes=changes, now=now)
    if draft.action == "autosave":
        context = shown(request, saved_draft(request, draft)) | {"saved_at": now}
        return render(request, f"{PAGE}#saved", context)
    if request.htmx:
        fresh = saved_draft(request, draft, focus)
        return page(request, fresh, saved_at=now, focus=focus)
    if draft.action == "save":
        messages.success(request, "Saved. Nothing is sent yet.")
    return redirect(address(draft, focus))


def saved_draft(request: HtmxRequest, draft: Draft, focus: UUID | None = None) -> Draft:
    """The page's forms anew, from what is stored now."""
    program = found_program(request, draft.program.pk)
    plan = open_plan(program)
    if plan is None:
        raise Http404
    wanted = wanted_phase(draft, focus)
    phases = list(plan.phases.all())
    phase = next((one for one in phases if one.pk == wanted), phases[0])
    known = known_of(draft.known.names, program, plan, phase)
    return Draft(program, plan, phase=phase, known=known, today=draft.today)


def wanted_phase(draft: Draft, focus: UUID | None) -> UUID | None:
    """The phase to show next: the one that was asked for, or that a step made."""
    if draft.action == "show":
        return as_id(draft.about)
    is_of_phases = draft.step and draft.step.verb.startswith("phase-")
    puts = {"phase-put", "phase-run"}
    if focus and is_of_phases and draft.step and draft.step.verb not in puts:
        return focus
    return draft.phase.pk


def address(draft: Draft, focus: UUID | None) -> str:
    """The page again, at what was changed."""
    wanted, first = wanted_phase(draft, focus), draft.plan.phases.all()[0].pk
    query = {} if wanted == first else {"phase": wanted}
    if words := draft.seen.data.get("q"):
        query["q"] = words
    path = redirect("programs:edit", draft.program.pk)["Location"]
    place = f"#row-{focus}" if focus else "#found" if draft.action == "search" else ""
    return f"{path}{'?' if query else ''}{urlencode(query)}{place}"


def away(request: HtmxRequest, name: str, pk: UUID) -> HttpResponse:
    """To another page, also for htmx."""
    target = redirect(name, pk)
    return HttpResponseClientRedirect(target["Location"]) if request.htmx else target


def refused(request: HtmxRequest, draft: Draft) -> HttpResponse:
    """The page with its mistakes; while it saves by itself only a line that says how many."""
    if draft.action == "autosave":
        return render(request, f"{PAGE}#unsaved", {"errors": draft.errors()}, status=422)
    return page(request, draft, errors=draft.errors(), status=422)


def clash(
    request: HtmxRequest, draft: Draft, refusal: ValidationError | None = None
) -> HttpResponse:
    """Both versions: what was typed in the inputs, and in words what somebody else saved."""
    if draft.action == "autosave":
        return render(request, f"{PAGE}#quicker", {}, status=409)
    draft.merge(request.POST)
    if refusal is None:
        errors = [("", CHANGED), *draft.clashes()]
        errors += [("", sentence) for sentence in draft.lost(request.POST)]
    else:
        errors = [("", sentence) for sentence in refusal.messages]
    return page(request, draft, errors=errors + draft.errors(), status=409)


def page(
    request: HtmxRequest,
    draft: Draft,
    *,
    errors: list[tuple[str, str]] | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """The builder; a script gets only the form."""
    template = f"{PAGE}#builder" if request.htmx else PAGE
    context = shown(request, draft) | {"errors": errors or []} | more
    return render(request, template, context, status=status)


def shown(request: HtmxRequest, draft: Draft) -> dict[str, Any]:
    """What every part of the page needs."""
    words = request.GET.get("q") or request.POST.get("q", "")
    load = week_load(draft.phase.sessions.all())
    return {
        "program": draft.program,
        "plan": draft.plan,
        "draft": draft,
        "load": load,
        "busiest": max(load, key=lambda day: day.minutes),
        "many": [day.weekday for day in load if day.is_many],
        "most": MANY_DRILLS,
        "load_runs_far": any(one.run_distance_m for one in draft.phase.sessions.all()),
        "minutes_a_km": MINUTES_A_KM,
        "q": words,
        "found": find_for_plan(words, user=request.user),
        "today_at": date_format(timezone.localtime(), "g:i a"),
    }
