"""A physio's runners: who needs a look, and why."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from clinic.people.access import for_roles
from clinic.people.models import User
from programs.progress.caseload import Row
from programs.progress.caseload import caseload as read_caseload

PAGE = 25
TABS = {
    "": ("Need you", lambda row: row.needs_you),
    "mine": ("Mine", lambda row: True),
    "none": ("Without a programme", lambda row: not row.has_program),
}


@for_roles(User.Role.PHYSIO)
def caseload(request: HttpRequest) -> HttpResponse:
    """The own runners, those who need the physio first."""
    rows = read_caseload(user=request.user, today=timezone.localdate())
    asked, search = request.GET.get("tab", ""), request.GET.get("q", "").strip()
    tab = "mine" if search else asked if asked in TABS else ""
    belongs = TABS[tab][1]
    shown = [row for row in rows if belongs(row) and search.lower() in row.name.lower()]
    context = {
        "rows": rows,
        "page": Paginator(shown, PAGE).get_page(request.GET.get("page")),
        "tab": tab,
        "tabs": [(name, words, _how_many(rows, name)) for name, (words, _) in TABS.items()],
        "search": search,
        "on_track": sum(row.has_program and not row.needs_you for row in rows),
        "to_look_at": _how_many(rows, ""),
    }
    return render(request, "programs/caseload.html", context)


def _how_many(rows: list[Row], tab: str) -> int:
    belongs = TABS[tab][1]
    return sum(belongs(row) for row in rows)
