"""Pages on which physios write the clinic's own drills and look after all of them."""

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from clinic.people.access import for_roles
from clinic.people.models import User
from drills.actions import editing, reviewing
from drills.forms.editing import DrillForm, as_typed
from drills.forms.stamps import from_stamp
from drills.models import Drill
from drills.wording import changes, to_review


@for_roles(User.Role.PHYSIO)
@require_safe
def review_list(request: HttpRequest) -> HttpResponse:
    """Every drill by what has to be done about it: those that are due come first."""
    drills = Drill.objects.reviewable_by(request.user).select_related("reviewed_by", "written_by")
    groups = to_review(drills, today=timezone.localdate())
    return render(request, "drills/review.html", {"groups": groups})


@for_roles(User.Role.PHYSIO)
def new(request: HttpRequest) -> HttpResponse:
    """Write a drill; the address may name one to start from."""
    if request.method == "POST":
        form = DrillForm(request.POST)
        if form.is_valid():
            try:
                drill = editing.create_drill(
                    words=form.words(), by=cast("User", request.user), now=timezone.now()
                )
            except ValidationError as refusal:
                form.add_error(None, refusal)
            else:
                messages.success(request, "Draft saved. Only physios see it.")
                return redirect("drills:detail", drill.slug)
    else:
        form = DrillForm(initial=copied(request))
    status = 422 if form.is_bound else 200
    return render(request, "drills/edit.html", {"form": form}, status=status)


def copied(request: HttpRequest) -> dict[str, Any]:
    """The words of the drill that the address names. Raises Http404 for one out of reach."""
    slug = request.GET.get("from")
    if not slug:
        return {"sets": 2, "rest": 0}
    drill = get_object_or_404(Drill.objects.visible_to(request.user), slug=slug)
    return as_typed(drill) | {"name": f"{drill.name}, our way", "seen": None}


@for_roles(User.Role.PHYSIO)
def edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Change the words of one of the clinic's drills; the old ones are kept."""
    drill = get_object_or_404(Drill.objects.editable_by(request.user), slug=slug)
    status = 200
    if request.method == "POST":
        form, status = DrillForm(request.POST, drill=drill), 422
        if form.is_valid():
            try:
                editing.save_drill(
                    drill=drill,
                    words=form.words(),
                    seen=form.cleaned_data["seen"],
                    by=cast("User", request.user),
                    now=timezone.now(),
                )
            except ValidationError as refusal:
                status = 409 if getattr(refusal, "code", "") == "changed" else 422
                form = again(request, form, refusal, drill)
            else:
                messages.success(request, "Saved. The earlier words are kept.")
                return redirect("drills:detail", drill.slug)
    else:
        form = DrillForm(initial=as_typed(drill), drill=drill)
    return render(request, "drills/edit.html", {"form": form, "drill": drill}, status=status)


def again(
    request: HttpRequest, form: DrillForm, refusal: ValidationError, drill: Drill
) -> DrillForm:
    """The form with the refusal; after a clash the next save is over what is stored now."""
    if getattr(refusal, "code", "") == "changed":
        drill.refresh_from_db()
        typed = request.POST.copy()
        typed["seen"] = as_typed(drill)["seen"]
        form = DrillForm(typed, drill=drill)
        form.is_valid()
    form.add_error(None, refusal)
    return form


@for_roles(User.Role.PHYSIO)
@require_POST
def state(request: HttpRequest, slug: str) -> HttpResponse:
    """Review, publish or withdraw a drill."""
    drill = get_object_or_404(Drill.objects.reviewable_by(request.user), slug=slug)
    now, seen = timezone.now(), from_stamp(request.POST.get("seen", ""))
    try:
        match request.POST.get("do") or request.GET.get("do"):
            case "review":
                reviewing.review(row=drill, by=cast("User", request.user), seen=seen, now=now)
                messages.success(request, f"{drill.name}: reviewed by you. Due again in a year.")
            case "publish":
                reviewing.publish(row=drill, seen=seen, now=now)
                messages.success(request, f"{drill.name}: everybody can see it now.")
            case "withdraw":
                reviewing.withdraw(row=drill, now=now)
                messages.success(request, f"{drill.name}: withdrawn. Programmes keep it.")
            case _:
                raise Http404
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect("drills:detail", drill.slug)


@for_roles(User.Role.PHYSIO)
@require_safe
def history(request: HttpRequest, slug: str) -> HttpResponse:
    """What the words of a drill were before, and who replaced them."""
    drill = get_object_or_404(Drill.objects.reviewable_by(request.user).with_people(), slug=slug)
    revisions = list(drill.revisions.select_related("replaced_by"))
    context = {"drill": drill, "revisions": changes(drill, revisions)}
    return render(request, "drills/history.html", context)
