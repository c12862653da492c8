"""Figures as the staff looks after them: the list; one reviewed, published, withdrawn."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from clinic.people.access import for_roles
from clinic.people.models import User
from drills.actions.figure_drafts import publish_figure, review_figure, withdraw_figure
from drills.figures.authoring.preview import Preview, preview
from drills.figures.read import figure_of
from drills.figures.table import FigureError
from drills.forms.figure_review import ReviewForm, in_a_year
from drills.forms.stamps import from_stamp, stamp
from drills.models import DRAWS, UNPUBLISHED, Drill, Figure, State
from drills.wording import who_sees

DONE = {
    "review": "Reviewed.",
    "publish": "Published.",
    "withdraw": "Withdrawn. It stays on file.",
}
type Act = Callable[..., Figure]


@for_roles(*DRAWS)
@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """Every figure in use or on its way; those to be looked at first stand first."""
    rows = Figure.objects.visible_to(request.user).exclude(state=State.WITHDRAWN)
    shown = (
        rows.select_related("drill", "reviewed_by", "drawn_by")
        .defer("poses")
        .order_by(F("review_due_on").asc(nulls_last=True), "drill__name", "state")
    )
    drills = Drill.objects.visible_to(request.user).exclude(figures__in=rows)
    context = {"figures": shown, "bare": drills.order_by("name"), "today": timezone.localdate()}
    return render(request, "drills/figures.html", context)


@for_roles(*DRAWS)
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, slug: str) -> HttpResponse:
    """What waits, what is shown and what was; a physio reviews, publishes and withdraws here."""
    drill = get_object_or_404(Drill.objects.visible_to(request.user), slug=slug)
    if request.method != "POST":
        return review_page(request, drill)
    if request.user.role != User.Role.PHYSIO:  # type: ignore[union-attr]
        raise PermissionDenied
    figure = figure_asked_for(request, drill)
    do = request.POST.get("do", "")
    seen = from_stamp(request.POST.get("seen", "")) or figure.created_at
    now = timezone.now()
    is_shown = figure.state == State.PUBLISHED
    form = ReviewForm(request.POST, auto_id="id_again_%s" if is_shown else "id_%s")
    try:
        if do == "review":
            if not form.is_valid():
                return review_page(request, drill, form=form, figure=figure)
            review_figure(figure=figure, by=request.user, seen=seen, now=now, **form.cleaned_data)
        elif do == "publish":
            publish_figure(figure=figure, by=request.user, seen=seen, now=now)
        else:
            withdraw_figure(figure=figure, by=request.user, seen=seen, now=now)
            do = "withdraw"
    except ValidationError as refusal:
        return review_page(request, drill, refusals=refusal.messages)
    said = f"{DONE[do]} {who_sees(drill)}" if do == "publish" else DONE[do]
    messages.success(request, said)
    return redirect("drills:figure_review", drill.slug)


def figure_asked_for(request: HttpRequest, drill: Drill) -> Figure:
    """The figure that the form names. Raises Http404 for a foreign, missing or misspelt one."""
    figures = Figure.objects.visible_to(request.user).filter(drill=drill)
    found = [row for row in figures if str(row.pk) == request.POST.get("figure")]
    return get_object_or_404(figures, pk=found[0].pk if found else None)


def review_page(
    request: HttpRequest,
    drill: Drill,
    *,
    form: ReviewForm | None = None,
    figure: Figure | None = None,
    refusals: list[str] | None = None,
) -> HttpResponse:
    """The page; what was refused stands at its top."""
    rows = Figure.objects.visible_to(request.user).filter(drill=drill)
    everyone = rows.select_related("reviewed_by", "drawn_by")
    draft = everyone.filter(state__in=UNPUBLISHED).first()
    shown = everyone.published().first()
    errors = [("", text) for text in refusals or []]
    if form:
        errors += [
            (f"{form['due_on'].auto_id}_0", text)
            for text in map(str, form.errors.get("due_on", []))
        ]
    due_on = in_a_year(timezone.localdate())
    empty = ReviewForm(initial={"due_on": due_on})
    again = ReviewForm(initial={"due_on": due_on}, auto_id="id_again_%s")
    context: dict[str, Any] = {
        "drill": drill,
        "errors": errors,
        "draft": card(draft, form if form and figure == draft else empty),
        "shown": card(shown, form if form and figure == shown else again),
        "who_sees": who_sees(drill),
        "history": [(row, stamp(row.updated_at)) for row in everyone.filter(state=State.WITHDRAWN)],
        "may_review": request.user.role == User.Role.PHYSIO,  # type: ignore[union-attr]
        "today": timezone.localdate(),
    }
    status = 422 if errors else 200
    return render(request, "drills/figure_review.html", context, status=status)


def card(figure: Figure | None, form: ReviewForm) -> dict[str, Any] | None:
    """A figure with its pictures, its warnings and its form."""
    if figure is None:
        return None
    drawn: Preview | None = None
    with suppress(FigureError):
        # Poses that an older engine read: they can be withdrawn, or drawn anew.
        drawn = preview(figure_of(figure.poses, "figure"))
    seen = stamp(figure.updated_at)
    return {"figure": figure, "drawn": drawn, "seen": seen, "form": form}
