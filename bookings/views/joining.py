"""A visitor joins the wait list from the steps of booking, without an account."""

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from bookings.access import too_many, wait_to_enquire
from bookings.actions.waitlist import join_as_guest
from bookings.forms.selfbooking import WhoForm
from bookings.forms.waitlist import JoinForm
from bookings.views.gate import DRAFT
from bookings.views.selfbooking import chosen_kind, query_of

PAGE = "bookings/self_join.html"


@login_not_required
@never_cache
def join(request: HttpRequest) -> HttpResponse:
    """Say when it would suit; what was chosen before, and typed in another step, is kept."""
    kind, now = chosen_kind(request), timezone.now()
    who = WhoForm(request.GET, kind=kind)
    if not who.is_valid():
        again = {"form": who, "kind": kind}
        return render(request, "bookings/self_who.html", again, status=422)
    person, site = who.cleaned_data["practitioner"], who.cleaned_data["site"]
    typed = request.POST if request.method == "POST" else None
    form = JoinForm(typed, initial=request.session.get(DRAFT))
    context = {
        "form": form, "kind": kind, "person": person, "site": site,
        "query": query_of(kind, person, site),
    }  # fmt: skip
    if not form.is_bound:
        return render(request, PAGE, context)
    if not form.is_valid():
        return render(request, PAGE, context, status=422)
    details = form.details()
    if wait := wait_to_enquire(request, email=details["email"], phone=details["phone"], now=now):
        form.add_error(None, too_many())
        page = render(request, PAGE, context, status=429)
        page["Retry-After"] = str(int(wait.total_seconds()) + 1)
        return page
    facts = {"type": kind, "practitioner": person, "site": site, **form.times()}
    try:
        join_as_guest(**details, facts=facts, now=now)
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return render(request, PAGE, context, status=422)
    return redirect("bookings:self_joined")


@login_not_required
@require_safe
def joined(request: HttpRequest) -> HttpResponse:
    """What happens next, the same for everybody."""
    return render(request, "bookings/self_joined.html")
