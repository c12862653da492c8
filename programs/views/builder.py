"""The builder: an open plan of a programme as a table that is typed into."""

from collections import defaultdict
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
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
from programs.forms.drafts import Draft, Known
from programs.forms.steps import as_id, read_step
from programs.models import Phase, Plan
from programs.progress.bases import bases_of
from programs.progress.days import MANY_DRILLS, MINUTES_A_KM, week_load
from programs.progress.finding import find_for_plan
from programs.progress.restrictions import Clash, clashes
from programs.progress.runs import planned_runs
from programs.views.desks import Desk, desk_of

PAGE = "programs/edit.html"


class HtmxRequest(HttpRequest):
    """A request as the middleware of htmx leaves it."""

    htmx: HtmxDetails


@for_roles(User.Role.PHYSIO)
def edit(request: HtmxRequest, program_id: UUID) -> HttpResponse:
    """Write the open plan of a draft, or of a programme's next version; send it to the runner."""
    return write(request, found_desk(request, program_id=program_id))


@for_roles(User.Role.PHYSIO)
def edit_template(request: HtmxRequest, template_id: UUID) -> HttpResponse:
    """Write the next version of one of the clinic's own templates, and put it in force."""
    return write(request, found_desk(request, template_id=template_id))


@for_roles(User.Role.PHYSIO)
@require_POST
def take_back(request: HtmxRequest, program_id: UUID) -> HttpResponse:
    """Undo a sending while the runner was not told; its plan is open again."""
    program = found_desk(request, program_id=program_id).owner
    try:
        take_back_sending(program=program, by=request.user, now=timezone.now())
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect("programs:detail", program.pk)
    messages.success(request, f"Taken back. {program.runner.name} was not told.")
    return redirect("programs:edit", program.pk)


def write(request: HtmxRequest, desk: Desk[Any]) -> HttpResponse:
    """The builder: its page, or what the pressed button asks for."""
    if request.method == "POST" and request.POST.get("do") in WHOLE:
        return WHOLE[request.POST["do"]](request, desk)
    plan = desk.open_plan()
    if desk.is_over or (plan is None and request.method == "POST"):
        messages.error(request, "This is not a draft any more.")
        return away(request, desk.is_done_at)
    if plan is None:
        return render(request, "programs/open.html", {"desk": desk})
    if request.method != "POST":
        words = request.GET.get("q", "")
        if request.htmx and "q" in request.GET:
            context = {"found": find_for_plan(words, user=request.user), "q": words}
            return render(request, "programs/_found.html", context)
        return page(request, desk, draft_of(request, desk, plan))
    draft = draft_of(request, desk, plan)
    if draft.is_stale():
        return clash(request, desk, draft)
    if not draft.is_valid():
        return refused(request, desk, draft)
    try:
        return done(request, desk, draft)
    except ValidationError as refusal:
        again = draft_of(request, desk, desk.open_plan() or plan)
        return clash(request, desk, again, refusal)


def found_desk(request: HtmxRequest, **key: UUID) -> Desk[Any]:
    """Where this plan is written. Raises Http404 for what is out of reach."""
    desk = desk_of(request.user, **key)
    if desk is None:
        raise Http404
    return desk


def open_it(request: HtmxRequest, desk: Desk[Any]) -> HttpResponse:
    """Begin the next version, or go on with the one that is there."""
    try:
        desk.open(by=request.user, now=timezone.now())
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect(desk.is_done_at)
    return redirect(desk.edit)


def throw_away(request: HtmxRequest, desk: Desk[Any]) -> HttpResponse:
    """The open version goes; a draft programme as a whole."""
    try:
        undo = desk.discard(by=request.user, now=timezone.now())
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return away(request, desk.is_done_at)
    said = f"Nothing changed for {desk.reader}." if desk.runner else "Nothing else changed."
    messages.success(request, f"Thrown away. {said}", extra_tags=f"undo:{undo}")
    return away(request, desk.is_done_at if desk.is_version else desk.back)


WHOLE = {"open": open_it, "discard": throw_away}


def draft_of(request: HtmxRequest, desk: Desk[Any], plan: Plan) -> Draft:
    """The forms of the phase that is asked for, with what was typed."""
    typed = request.POST if request.method == "POST" else None
    phase = shown_phase(request, plan)
    names = {drill.name.casefold(): drill for drill in Drill.objects.prescribable()}
    step = None
    if typed is not None:
        step = read_step(typed, phase_id=phase.pk, names=names, user=request.user)
    return Draft(
        desk.program,
        plan,
        phase=phase,
        known=known_of(names, desk, plan, phase),
        today=timezone.localdate(),
        typed=typed,
        step=step,
    )


def known_of(names: dict[str, Drill], desk: Desk[Any], plan: Plan, phase: Phase) -> Known:
    """What the forms need beside the plan."""
    against: dict[UUID, list[Clash]] = defaultdict(list)
    for found in clashes(plan):
        against[found.prescription_id].append(found)
    runs = planned_runs(phase.sessions.all(), runner=desk.runner, on=timezone.localdate())
    return Known(names, bases_of(plan, phase), against, runs)


def shown_phase(request: HtmxRequest, plan: Plan) -> Phase:
    """The phase that the address or the form names, else the first. Raises Http404 without any."""
    phases = list(plan.phases.all())
    if not phases:
        raise Http404
    wanted = as_id(request.POST.get("phase") or request.GET.get("phase"))
    return next((phase for phase in phases if phase.pk == wanted), phases[0])


def done(request: HtmxRequest, desk: Desk[Any], draft: Draft) -> HttpResponse:
    """Do what the button says and answer with the next page. Raises ValidationError."""
    now, changes = timezone.now(), draft.changes()
    if draft.action == "send":
        why = draft.why.cleaned_data["why"]
        desk.send(by=request.user, now=now, changes=changes, why=why)
        if desk.template:
            messages.success(request, "In force. New programmes start from it.")
        return away(request, desk.is_done_at)
    focus = save_plan(plan=draft.plan, changes=changes, now=now)
    if draft.action == "autosave":
        context = shown(request, desk, saved_draft(desk, draft)) | {"saved_at": now}
        return render(request, f"{PAGE}#saved", context)
    if request.htmx:
        fresh = saved_draft(desk, draft, focus)
        return page(request, desk, fresh, saved_at=now, focus=focus)
    if draft.action == "save":
        messages.success(request, f"Saved. Nothing is {'sent' if desk.runner else 'in force'} yet.")
    return redirect(address(desk, draft, focus))


def saved_draft(desk: Desk[Any], draft: Draft, focus: UUID | None = None) -> Draft:
    """The page's forms anew, from what is stored now."""
    desk.owner.refresh_from_db(fields=[field.attname for field in desk.owner._meta.fields])
    plan = desk.open_plan()
    if plan is None:
        raise Http404
    wanted = wanted_phase(draft, focus)
    phases = list(plan.phases.all())
    phase = next((one for one in phases if one.pk == wanted), phases[0])
    known = known_of(draft.known.names, desk, plan, phase)
    return Draft(desk.program, plan, phase=phase, known=known, today=draft.today)


def wanted_phase(draft: Draft, focus: UUID | None) -> UUID | None:
    """The phase to show next: the one that was asked for, or that a step made."""
    if draft.action == "show":
        return as_id(draft.about)
    is_of_phases = draft.step and draft.step.verb.startswith("phase-")
    puts = {"phase-put", "phase-run"}
    if focus and is_of_phases and draft.step and draft.step.verb not in puts:
        return focus
    return draft.phase.pk


def address(desk: Desk[Any], draft: Draft, focus: UUID | None) -> str:
    """The page again, at what was changed."""
    wanted, first = wanted_phase(draft, focus), draft.plan.phases.all()[0].pk
    query = {} if wanted == first else {"phase": wanted}
    if words := draft.seen.data.get("q"):
        query["q"] = words
    place = f"#row-{focus}" if focus else "#found" if draft.action == "search" else ""
    return f"{desk.edit}{'?' if query else ''}{urlencode(query)}{place}"


def away(request: HtmxRequest, target: str) -> HttpResponse:
    """To another page, also for htmx."""
    return HttpResponseClientRedirect(target) if request.htmx else redirect(target)


def refused(request: HtmxRequest, desk: Desk[Any], draft: Draft) -> HttpResponse:
    """The page with its mistakes; while it saves by itself only a line that says how many."""
    if draft.action == "autosave":
        return render(request, f"{PAGE}#unsaved", {"errors": draft.errors()}, status=422)
    return page(request, desk, draft, errors=draft.errors(), status=422)


def clash(
    request: HtmxRequest, desk: Desk[Any], draft: Draft, refusal: ValidationError | None = None
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
    return page(request, desk, draft, errors=errors + draft.errors(), status=409)


def page(
    request: HtmxRequest,
    desk: Desk[Any],
    draft: Draft,
    *,
    errors: list[tuple[str, str]] | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """The builder; a script gets only the form."""
    template = f"{PAGE}#builder" if request.htmx else PAGE
    context = shown(request, desk, draft) | {"errors": errors or []} | more
    return render(request, template, context, status=status)


def shown(request: HtmxRequest, desk: Desk[Any], draft: Draft) -> dict[str, Any]:
    """What every part of the page needs."""
    words = request.GET.get("q") or request.POST.get("q", "")
    beside = desk.beside(draft.today)
    sessions = [*draft.phase.sessions.all(), *beside]
    load = week_load(sessions)
    return {
        "desk": desk,
        "plan": draft.plan,
        "draft": draft,
        "to_look_at": {
            one.phase for rows in draft.known.clashes.values() for one in rows if not one.reason
        },
        "load": load,
        "beside": list(dict.fromkeys(one.phase.plan.title for one in beside)),
        "busiest": max(load, key=lambda day: day.minutes),
        "many": [day.weekday for day in load if day.is_many],
        "most": MANY_DRILLS,
        "load_runs_far": any(one.run_distance_m for one in sessions),
        "minutes_a_km": MINUTES_A_KM,
        "q": words,
        "found": find_for_plan(words, user=request.user),
        "today_at": date_format(timezone.localtime(), "g:i a"),
    }
