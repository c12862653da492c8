"""Whoever says yes to a warning sign before booking: what to do, and a way to be rung."""

from datetime import datetime, timedelta

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from bookings.access import too_many, wait_to_cry, wait_to_enquire
from bookings.actions.gate import ask_to_be_rung, stop_at_gate
from bookings.forms.selfbooking import HelpForm
from bookings.models import Enquiry
from bookings.views.enquiries import receipt_of
from clinic.people.models import Runner

SAID_YES = "said_yes"
DRAFT = "visit_details"
SAME_YES = timedelta(minutes=10)
PAGE = "bookings/self_help.html"


def stop(request: HttpRequest, *, now: datetime) -> HttpResponse:
    """Put a yes before the desk, and show what to do whether or not that worked.

    The same yes again (a double click, Back) is the first one. A network that says yes without
    end is not put before the desk again, but always shown what to do.
    """
    said = said_before(request)
    is_same = said and not said.consented_at and said.created_at > now - SAME_YES
    if is_same and said and said.runner == runner_of(request):
        return redirect("bookings:self_help")
    request.session.pop(SAID_YES, None)
    if not wait_to_cry(request, now=now):
        enquiry = stop_at_gate(runner=runner_of(request), now=now)
        request.session[SAID_YES] = str(enquiry.pk)
    return redirect("bookings:self_help")


@login_not_required
@never_cache
def self_help(request: HttpRequest) -> HttpResponse:
    """Call 000 comes first; below it anybody can ask to be rung. It never says that all is well."""
    now, said = timezone.now(), said_before(request)
    form = HelpForm(request.POST if request.method == "POST" else None, initial=known(request))
    if not form.is_bound:
        return render(request, PAGE, {"form": form, "said": said})
    if not form.is_valid():
        return render(request, PAGE, {"form": form, "said": said}, status=422)
    answers = form.cleaned_data
    if wait := wait_to_enquire(request, email=answers["email"], phone=answers["phone"], now=now):
        form.add_error(None, too_many())
        page = render(request, PAGE, {"form": form, "said": said}, status=429)
        page["Retry-After"] = str(int(wait.total_seconds()) + 1)
        return page
    try:
        enquiry = ask_to_be_rung(enquiry=said, **answers, now=now)
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return render(request, PAGE, {"form": form, "said": said}, status=422)
    request.session[SAID_YES] = str(enquiry.pk)
    return redirect("bookings:enquired", receipt_of(enquiry))


def said_before(request: HttpRequest) -> Enquiry | None:
    """The unsettled enquiry that a yes on this device made, if there is one."""
    said = request.session.get(SAID_YES)
    unsettled = Enquiry.objects.unsettled().select_related("runner")
    return unsettled.filter(pk=said).first() if said else None


def runner_of(request: HttpRequest) -> Runner | None:
    """Who is signed in, as the file of the clinic knows them."""
    return getattr(request.user, "runner", None)


def known(request: HttpRequest) -> dict[str, str]:
    """What need not be typed again: from the file, or from a booking that was begun here."""
    runner = runner_of(request)
    if runner is None:
        return request.session.get(DRAFT, {})
    return {"name": runner.name, "phone": str(runner.phone), "email": runner.email}
