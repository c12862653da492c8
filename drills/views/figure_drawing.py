"""Drawing the figure of a drill: a form with a picture beside it. Only Save keeps anything."""

import json
from datetime import timedelta
from functools import lru_cache
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from clinic.people.access import for_roles
from clinic.people.actions import spend
from drills.actions.figure_drafts import save_figure_draft
from drills.figures.authoring.document import Document
from drills.figures.authoring.preview import Preview, preview
from drills.figures.authoring.rearrange import MOST_POSES
from drills.figures.authoring.starts import STARTS, start
from drills.figures.lint import Finding, lint
from drills.figures.table import FigureError
from drills.forms.figure_entries import NEW_PROPS, PROP_WORDS
from drills.forms.figure_reading import (
    TITLE,
    figure_in,
    in_plain_words,
    kept_as_it_is,
    wrong_words,
)
from drills.forms.figure_steps import take
from drills.forms.figures import FigureForm, sent_figure
from drills.forms.stamps import from_stamp, stamp
from drills.models import DRAWS, Drill, Figure

# Every picture and every step of the loop is drawn: that is one unit of work, 20 to 40 ms of CPU on
# a small server, 80 in the longest figure there can be. Somebody who moves a slider of a figure
# with three pictures without rest uses about so many in a minute.
UNITS, MINUTE = 400, timedelta(minutes=1)
TOO_FAST = 429
TOO_MANY = "That was a lot of drawing. Wait a minute, then press Redraw. Nothing you typed is lost."


@for_roles(*DRAWS)
@require_http_methods(["GET", "HEAD", "POST"])
def draw(request: HttpRequest, slug: str) -> HttpResponse:
    """The page of a figure that is being drawn, and all its buttons."""
    drill = get_object_or_404(Drill.objects.visible_to(request.user), slug=slug)
    stored = stored_figure(request, drill)
    table = stored.poses if stored and is_drawable(stored) else start("standing", drill.name)
    if request.method != "POST":
        return page(request, drill, FigureForm(table, shown=0, warned=warnings_of(table)))
    try:
        sent, shown = sent_figure(request.POST)
    except ValidationError as refusal:
        form = FigureForm(table, shown=0, warned=warnings_of(table))
        return page(request, drill, form, [("", text) for text in refusal.messages])
    do = request.POST.get("do", "")
    # Saving counts too, but what somebody has drawn is kept however fast they were.
    if is_too_much(request, sent) and do != "save":
        return busy_page(request, drill, sent, shown)
    form = FigureForm(sent, shown=shown, warned=warnings_of(sent), data=request.POST)
    if not form.is_valid():
        return page(request, drill, form, form.problems())
    try:
        if do == "save":
            return save(request, drill, form)
        table, shown = begin(request, drill, form) if do == "start" else step(form, do)
    except FigureError as problem:
        return page(request, drill, form, [("", in_plain_words(problem))])
    return page(request, drill, drawn_form(table, shown, form.cleaned_data["seen"]))


def drawn_form(table: Document, shown: int, seen: str) -> FigureForm:
    """The form of a table that is not saved; `seen` is the draft that it was opened with."""
    form = FigureForm(table, shown=shown, warned=warnings_of(table))
    form.initial["seen"] = seen
    return form


@for_roles(*DRAWS)
@require_POST
def draw_preview(request: HttpRequest, slug: str) -> HttpResponse:
    """The pictures of what a form holds, as a piece of the page; nothing is kept."""
    get_object_or_404(Drill.objects.visible_to(request.user), slug=slug)
    try:
        sent, shown = sent_figure(request.POST)
    except ValidationError as refusal:
        return preview_piece(request, None, [("", text) for text in refusal.messages], 422)
    if is_too_much(request, sent):
        return preview_piece(request, None, [("", TOO_MANY)], TOO_FAST)
    form = FigureForm(sent, shown=shown, warned=warnings_of(sent), data=request.POST)
    if not form.is_valid():
        return preview_piece(request, None, form.problems(), 422)
    return preview_piece(request, preview(figure_in(form.changed)), [], 200)


def preview_piece(
    request: HttpRequest, drawn: Preview | None, errors: list[tuple[str, str]], status: int
) -> HttpResponse:
    """The region of the pictures, or what is wrong in its place."""
    context = {"drawn": drawn, "problems": errors}
    return render(request, "drills/_figure_preview.html", context, status=status)


def stored_figure(request: HttpRequest, drill: Drill) -> Figure | None:
    """What drawing goes on from: the draft, or what is shown."""
    figures = Figure.objects.visible_to(request.user).filter(drill=drill)
    return unpublished(request, drill) or figures.published().first()


def unpublished(request: HttpRequest, drill: Drill) -> Figure | None:
    """The drill's draft, reviewed or not."""
    return Figure.objects.editable_by(request.user).filter(drill=drill).first()


def save(request: HttpRequest, drill: Drill, form: FigureForm) -> HttpResponse:
    """Keep the draft, or give the page back with what was drawn."""
    if wrong := wrong_words(form.changed):
        first = min((n for n in wrong if n != TITLE), default=form.shown + 1)
        fresh = drawn_form(form.changed, first - 1, form.cleaned_data["seen"])
        fresh.view.is_open = TITLE in wrong
        places = {TITLE: "id_title", first: "id_label"}
        errors = [(places.get(n, ""), words) for n, words in wrong.items()]
        return page(request, drill, fresh, errors)
    try:
        save_figure_draft(
            drill=drill,
            table=form.changed,
            seen=from_stamp(form.cleaned_data["seen"]),
            by=request.user,
            now=timezone.now(),
        )
    except ValidationError as refusal:
        # Saving again puts this in place of the version that was in the way.
        draft = unpublished(request, drill)
        fresh = drawn_form(form.changed, form.shown, stamp(draft.updated_at) if draft else "")
        status = 409 if refusal.code == "changed" else 422
        return page(request, drill, fresh, [("", text) for text in refusal.messages], status)
    messages.success(request, "Draft saved.")
    return redirect("drills:figure", drill.slug)


def step(form: FigureForm, do: str) -> tuple[Document, int]:
    """One of the page's own buttons. Raises FigureError."""
    return take(do, form.changed, form.shown)


def begin(request: HttpRequest, drill: Drill, form: FigureForm) -> tuple[Document, int]:
    """Everything again from a body of ours or from another drill's figure, under our own name."""
    chosen = request.POST.get("start", "")
    if chosen in STARTS:
        return start(chosen, drill.name), 0
    figures = Figure.objects.visible_to(request.user).published()
    other = figures.filter(drill__slug=chosen).first()
    if other is None:
        raise FigureError("choose what to start from")
    return {**other.poses, "title": drill.name}, 0


def is_drawable(figure: Figure) -> bool:
    """Whether the engine of today can read a figure that was stored some time ago."""
    try:
        figure_in(figure.poses)
    except FigureError:
        return False
    return True


def warnings_of(table: Document) -> list[Finding]:
    """What the figure is not clean of; nothing for one that cannot be drawn."""
    return list(known_warnings(json.dumps(table)))


@lru_cache(maxsize=64)
def known_warnings(table: str) -> tuple[Finding, ...]:
    """The same for a table as JSON. A page sends the table it began with again and again."""
    try:
        return tuple(lint(figure_in(json.loads(table))))
    except FigureError:
        return ()


def is_too_much(request: HttpRequest, table: Document) -> bool:
    """Count the work of drawing a figure; whether this person has asked for too much of it."""
    figure = figure_in(table)
    wait = spend(
        key=f"figure-drawing:{request.user.pk}",
        limit=UNITS,
        window=MINUTE,
        now=timezone.now(),
        cost=len(figure.poses) + len(figure.cycle) - 1,
    )
    return wait is not None


def busy_page(request: HttpRequest, drill: Drill, table: Document, shown: int) -> HttpResponse:
    """The page as it was sent, without pictures: no drawing, and nothing typed is lost."""
    reasons = any(text for name, text in request.POST.items() if name.startswith("accept-"))
    warned = warnings_of(table) if reasons else []
    form = FigureForm(table, shown=shown, warned=warned, data=request.POST)
    return page(request, drill, form, [("", TOO_MANY)], TOO_FAST)


def page(
    request: HttpRequest,
    drill: Drill,
    form: FigureForm,
    errors: list[tuple[str, str]] | None = None,
    refused: int = 422,
) -> HttpResponse:
    """The whole page; with mistakes at its top it is a refusal."""
    draft = unpublished(request, drill)
    form.initial.setdefault("seen", stamp(draft.updated_at) if draft else "")
    stored = draft or stored_figure(request, drill)
    figures = Figure.objects.visible_to(request.user).published().select_related("drill")
    context: dict[str, Any] = {
        "drill": drill,
        "form": form,
        "draft": draft,
        "errors": errors or [],
        "shown": form.shown,
        "drawn": None if refused == TOO_FAST else preview(figure_in(form.table)),
        "problems": [("", TOO_MANY)] if refused == TOO_FAST else [],
        "poses": form.table["pose"],
        "is_unsaved": stored is None or form.table != stored.poses,
        "is_new": stored is None,
        "is_full": len(form.table["pose"]) >= MOST_POSES,
        "kept": kept_as_it_is(form.table, form.shown),
        "starts": [(name, words) for name, (words, _) in STARTS.items()],
        "others": figures.exclude(drill=drill).defer("poses").order_by("drill__name"),
        "new_props": NEW_PROPS,
        "prop_words": PROP_WORDS,
    }
    status = refused if errors else 200
    return render(request, "drills/figure.html", context, status=status)
