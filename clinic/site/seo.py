"""What machines read about the site: the sitemap, robots.txt, and the manifest of the web app."""

from datetime import datetime
from itertools import chain

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_safe

from clinic.people.models import Practitioner
from clinic.site.guides import GUIDES
from drills.models import Drill, Routine

# By the names of their addresses; everything else is private or nothing to be found.
PAGES = (
    "home",
    "drills:list",
    "drills:routines",
    "site:guides",
    "site:physios",
    "site:services",
    "site:sites",
    "bookings:enquire",
    "bookings:self_start",
)
PRIVATE = (
    "/api/",
    "/bookings/",
    "/clinic/",
    "/demo/",
    "/offline/",
    "/ops/",
    "/programs/",
    "/sign-in/",
)
ICONS = (
    ("img/icon-192.png", "192x192", "any"),
    ("img/icon-512.png", "512x512", "any"),
    ("img/icon-maskable.png", "512x512", "maskable"),
)


def public_pages() -> list[tuple[str, datetime | None]]:
    """(path, when it last changed where that is known) of every page to be found."""
    fixed = [(reverse(name), None) for name in PAGES]
    guides = [(reverse("site:guide", args=[guide.slug]), None) for guide in GUIDES]
    people = Practitioner.objects.on_the_site().values_list("slug", flat=True)
    profiles = [(reverse("site:physio", args=[slug]), None) for slug in people]
    library = chain.from_iterable(
        ((reverse(name, args=[slug]), changed) for slug, changed in rows)
        for name, rows in (
            ("drills:detail", Drill.objects.published().values_list("slug", "updated_at")),
            ("drills:routine", Routine.objects.published().values_list("slug", "updated_at")),
        )
    )
    return [*fixed, *guides, *profiles, *library]


@login_not_required
@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every public page, for search engines."""
    context = {"pages": public_pages()}
    return render(request, "site/sitemap.xml", context, content_type="application/xml")


@login_not_required
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What search engines may read: the site, and of the bookings only the enquiry form."""
    context = {"private": PRIVATE}
    return render(request, "site/robots.txt", context, content_type="text/plain")


@login_not_required
@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """How the site looks once it is put on a phone's home screen."""
    about = {
        "id": "/",
        "name": settings.CLINIC["name"],
        "short_name": settings.CLINIC["name"],
        "description": "Physiotherapy, drills and programmes for runners.",
        "lang": "en-AU",
        "start_url": reverse("home"),
        "scope": "/",
        "display": "standalone",
        "background_color": "#FAF8F3",
        "theme_color": "#FAF8F3",
        "categories": ["health", "fitness"],
        "icons": [
            {"src": static(file), "sizes": sizes, "type": "image/png", "purpose": purpose}
            for file, sizes, purpose in ICONS
        ],
    }
    return JsonResponse(about, content_type="application/manifest+json")
