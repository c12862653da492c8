"""Pages for everybody: the first page, people, services and fees, sites, guides."""

from itertools import groupby
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_safe

from bookings.models import AppointmentType
from bookings.wording import fee
from clinic.people.models import Practitioner
from clinic.places.models import Site
from clinic.site.guides import BY_SLUG, GUIDES, drills_for
from drills.models import Drill, Kind, Routine

# The order that the library follows: release, then activate, then strengthen.
LANES = (Kind.RELEASE, Kind.ACTIVATION, Kind.STRENGTH)
PLAYER = "https://www.youtube-nocookie.com"
PROFESSIONS = Practitioner.Profession.values


def visit_kinds() -> list[tuple[AppointmentType, str]]:
    """Each kind of visit with its fee in words; no fee on file, no words."""
    return [(kind, fee(kind)) for kind in AppointmentType.objects.all()]


def prices() -> dict[str, Any]:
    """The kinds of visit with their fees, and whether one of them can be booked on the site."""
    kinds = visit_kinds()
    return {"kinds": kinds, "can_book": any(kind.is_online for kind, _ in kinds)}


def people() -> list[Practitioner]:
    """Everybody with a page of their own, physiotherapists first, by name in each profession."""
    found = Practitioner.objects.on_the_site()
    return sorted(found, key=lambda one: PROFESSIONS.index(one.profession))


@csp_override({**settings.SECURE_CSP, "frame-src": [PLAYER]})
def welcome(request: HttpRequest) -> HttpResponse:
    """The first page. Only here may the video's frame be put in, once a visitor asks for it."""
    drills = Drill.objects.published()
    by_kind = drills.filter(kind__in=LANES, is_advanced=False).order_by("kind", "number")
    lanes = {drill.kind: drill for drill in by_kind.distinct("kind")}
    context = {
        "drill_count": drills.count(),
        "lanes": [lanes[kind] for kind in LANES if kind in lanes],
        "guides": GUIDES,
        "people": people(),
        **prices(),
        "sites": Site.objects.all(),
        "video": settings.CLINIC["video"],
        "player": PLAYER,
    }
    return render(request, "home/welcome.html", context)


@login_not_required
@require_safe
def physios(request: HttpRequest) -> HttpResponse:
    """Everybody who treats runners, by profession: a title is shown to those who hold it."""
    groups = [
        (heading, list(members))
        for heading, members in groupby(people(), key=Practitioner.get_profession_display)
    ]
    return render(request, "site/physios.html", {"groups": groups})


@login_not_required
@require_safe
def physio(request: HttpRequest, slug: str) -> HttpResponse:
    """One practitioner: only what is on file."""
    shown = get_object_or_404(Practitioner.objects.on_the_site(), slug=slug)
    return render(request, "site/physio.html", {"physio": shown, "sites": Site.objects.all()})


@login_not_required
@require_safe
def services(request: HttpRequest) -> HttpResponse:
    """What the clinic does, how long a visit takes, and what it costs where that is known."""
    return render(request, "site/services.html", prices())


@login_not_required
@require_safe
def sites(request: HttpRequest) -> HttpResponse:
    """Where the clinic is, and when it is open where that is known."""
    return render(request, "site/sites.html", {"sites": Site.objects.all()})


@login_not_required
@require_safe
def guides(request: HttpRequest) -> HttpResponse:
    """All guides, in reading order."""
    return render(request, "guides/list.html", {"guides": GUIDES})


@login_not_required
@require_safe
def guide(request: HttpRequest, slug: str) -> HttpResponse:
    """One guide, the part of the library that belongs to it, and the guide to read next."""
    shown = BY_SLUG.get(slug)
    if shown is None:
        raise Http404
    place = GUIDES.index(shown)
    context = {
        "guide": shown,
        "drills_for": drills_for(shown.restrictions),
        "routines": Routine.objects.published().filter(slug__in=shown.routines),
        "following": GUIDES[place + 1] if place + 1 < len(GUIDES) else None,
    }
    return render(request, shown.template, context)


@login_not_required
@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """What a phone shows when it has no signal and the page asked for is not on it."""
    return render(request, "site/offline.html")
