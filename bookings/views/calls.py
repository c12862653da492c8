"""Phone calls: written down from any page of the desk, while somebody is still talking."""

from typing import cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe
from django_htmx.http import HttpResponseClientRedirect

from bookings.actions.enquiries import log_call as log
from bookings.forms.diary import FindForm
from bookings.forms.enquiries import LogCallForm
from bookings.models import Enquiry
from bookings.progress.appointments import find_people
from clinic.people.access import DESK, for_roles
from clinic.people.models import Runner, User

PAGE = "bookings/log_call.html"
LETTERS_TO_FIND_BY = 3
SHOWN = 5


@for_roles(*DESK)
def log_call(request: HttpRequest) -> HttpResponse:
    """Write a phone call down; the second button goes on to booking a visit.

    Asked by the dialog, it answers with the form alone, and once the call is saved with where to
    go on: nowhere, unless the desk stands in the inbox or wants to book.
    """
    is_dialog = bool(request.htmx)  # type: ignore[attr-defined]
    people = Runner.objects.visible_to(request.user)
    form = LogCallForm(request.POST if request.method == "POST" else None, people=people)
    if form.is_bound and form.is_valid():
        try:
            by = cast("User", request.user)
            found = log(by=by, now=timezone.now(), **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            return saved(request, found, is_dialog=is_dialog)
    page = f"{PAGE}#dialog" if is_dialog else PAGE
    return render(request, page, {"form": form}, status=422 if form.is_bound else 200)


def saved(request: HttpRequest, found: Enquiry, *, is_dialog: bool) -> HttpResponse:
    """Go on to the booking or the thread; from any other page, stay where the desk was."""
    wants_to_book = request.POST.get("then") == "book"
    onwards = reverse(f"bookings:{'convert' if wants_to_book else 'enquiry'}", args=[found.pk])
    said = f"Call saved. Reference {found.reference}."
    undo = f"{reverse('bookings:enquiry', args=[found.pk])}?do=mistake"
    if not is_dialog:
        messages.success(request, said, extra_tags=f"undo:{undo}")
        return redirect(onwards)
    stood_at = request.htmx.current_url_abs_path or ""  # type: ignore[attr-defined]
    if wants_to_book or stood_at.startswith(reverse("bookings:inbox")):
        messages.success(request, said, extra_tags=f"undo:{undo}")
        return HttpResponseClientRedirect(onwards)
    return render(request, f"{PAGE}#saved", {"said": said, "onwards": onwards, "undo": undo})


@for_roles(*DESK)
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Up to five people on file who may be the caller, by what has been typed so far."""
    found: list[Runner] = []
    for typed in (request.GET.get("name", ""), request.GET.get("phone", "")):
        sought = FindForm({"q": typed.strip()})
        if sought.is_valid() and len(sought.cleaned_data["q"]) >= LETTERS_TO_FIND_BY:
            found += find_people(user=request.user, words=sought.cleaned_data["q"])
    known = list(dict.fromkeys(found))[:SHOWN]
    return render(request, "bookings/_call_people.html", {"people": known})
