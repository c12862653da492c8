"""Pages of the exercise library, for everybody."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from clinic.people.models import User
from drills.forms.library import LibrarySearch
from drills.forms.stamps import stamp
from drills.models import Drill, Routine, ShownSide, with_figures
from drills.wording import facts, reading_hint


@login_not_required
@require_safe
@gzip_page
def library(request: HttpRequest) -> HttpResponse:
    """Find a drill by words and facets. Every choice is an address."""
    search = LibrarySearch(request.GET)
    page = search.page(request.GET.get("page"))
    return render(
        request,
        "drills/list.html",
        {
            "search": search,
            "groups": search.groups(),
            "page": page,
            "previous_page": search.address(page=page.number - 1) if page.has_previous() else None,
            "next_page": search.address(page=page.number + 1) if page.has_next() else None,
        },
    )


@login_not_required
@require_safe
@gzip_page
def drill(request: HttpRequest, slug: str) -> HttpResponse:
    """One drill: how much, how, what to feel, when to stop, and what is easier or harder.

    `?side=left` shows its pictures mirrored.
    """
    drills = Drill.objects.visible_to(request.user).with_ladder().with_people()
    shown = get_object_or_404(drills.prefetch_related(with_figures()), slug=slug)
    is_left = request.GET.get("side") == ShownSide.LEFT and shown.side != Drill.Side.NONE
    looks_after = request.user.is_authenticated and request.user.role == User.Role.PHYSIO
    return render(
        request,
        "drills/detail.html",
        {
            "drill": shown,
            "side": ShownSide.LEFT if is_left else ShownSide.RIGHT,
            "easier": shown.easier if shown.easier and shown.easier.is_published else None,
            "harder": shown.harder if shown.harder and shown.harder.is_published else None,
            "facts": facts(shown),
            "routines": Routine.objects.published().holding(shown),
            "media": shown.media.shown(),
            "looks_after": looks_after,
            "seen": stamp(shown.updated_at),
            "reading_hint": reading_hint(shown) if looks_after and not shown.is_shipped else "",
        },
    )


@login_not_required
@require_safe
def routines(request: HttpRequest) -> HttpResponse:
    """All routines, in the order of the library."""
    shown = Routine.objects.published().with_drills()
    return render(request, "drills/routines.html", {"routines": shown})


@login_not_required
@require_safe
@gzip_page
def routine(request: HttpRequest, slug: str) -> HttpResponse:
    """One routine: its drills in order, or its cues."""
    shown = get_object_or_404(Routine.objects.published().with_drawn_drills(), slug=slug)
    return render(request, "drills/routine.html", {"routine": shown})
