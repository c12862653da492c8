"""A visitor joins the wait list from the steps of booking, without an account."""

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from bookings.access import too_many, wait_to_enquire
from bookings.actions.waitlist import join_as_guest
from bookings.forms.waitlist import JoinForm
from bookings.views.gate import DRAFT
from bookings.views.selfbooking import Wish, for_a_wish

PAGE = "bookings/self_join.html"


@for_a_wish
def join(request: HttpRequest, wish: Wish) -> HttpResponse:
    """Say when it would suit; what was chosen before, and typed in another step, is kept."""
    now = timezone.now()
    typed = request.POST if request.method == "POST" else None
    form = JoinForm(typed, initial=request.session.get(DRAFT))
    context = wish.facts() | {"form": form}
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
    facts = {
        "type": wish.kind, "practitioner": wish.person, "site": wish.site, **form.times(),
    }  # fmt: skip
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
