"""The style guide: every component in every state, on one page that is itself audited."""

from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from clinic.look.forms import SpecimenForm

FRAMES = {
    "public": "base_public.html",
    "runner": "base_runner.html",
    "staff": "base_staff.html",
}


@login_not_required
def styleguide(request: HttpRequest) -> HttpResponse:
    """Show the guide in a frame (?frame=runner), with a form in error or a toast (?state=...)."""
    frame = request.GET.get("frame", "public")
    state = request.GET.get("state", "")
    form = SpecimenForm(request.GET) if state == "error" else SpecimenForm()
    if state == "toast":
        messages.success(request, "Moved Tom to 10:15 am.", extra_tags="undo:/styleguide/")
        messages.error(request, "Wen has that time already. Choose another.")
    context = {
        "base": FRAMES.get(frame, FRAMES["public"]),
        "form": form,
        "today": date(2026, 7, 14),
    }
    return render(request, "styleguide.html", context)
