"""What a runner is sent, and how: one page, in the settings and behind the link in each message.

It stands at the front door because reminders of visits are planned afresh for other ways.
"""

from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from bookings.reminders import plan_afresh
from clinic.outbox.models import StoppedNumber
from clinic.people.access import for_roles, runner_of_stop
from clinic.people.actions.ways import (
    Ways,
    choose_ways,
    ways_now,
    why_no_texts,
    words_of_consent,
)
from clinic.people.forms import WaysForm
from clinic.people.models import Purpose, ReminderChoice, Runner, User

How = ReminderChoice.How


@for_roles(User.Role.RUNNER)
def own_ways(request: HttpRequest) -> HttpResponse:
    """The page in a runner's settings."""
    runner = get_object_or_404(Runner.objects.visible_to(request.user))
    return ways_page(request, runner, by=request.user, how=How.SETTINGS)  # type: ignore[arg-type]


@login_not_required
@never_cache
def ways_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """The same page behind the signed link in a message, without signing in.

    Whoever has the link may switch things off and on, but not agree to texts for somebody.
    """
    runner = runner_of_stop(token)
    if runner is None:
        raise Http404
    return ways_page(request, runner, by=None, how=How.LINK)


def ways_page(request: HttpRequest, runner: Runner, *, by: User | None, how: How) -> HttpResponse:
    """The form, or what was refused of it; once it is kept, the page says so."""
    why_not = why_no_texts(runner)
    if not why_not and not runner.text_number and by is None:
        why_not = "Sign in to get texts: we ask you there whether we may."
    needs_consent = not why_not and not runner.text_number
    form = WaysForm(
        request.POST if request.method == "POST" else None,
        stored=ways_now(runner),
        offers_texts=not why_not,
        consent=words_of_consent(runner) if needs_consent else "",
    )
    if form.is_valid():
        agrees = form.cleaned_data.get("agrees", False)
        try:
            keep_ways(runner, form.ways, how=how, by=by, agrees=agrees, now=timezone.now())
        except ValidationError as refusal:
            form.add_error("agrees" if needs_consent else None, refusal.messages[0])
        else:
            messages.success(request, "Saved.")
            return redirect(request.path)
    context = {
        "form": form,
        "runner": runner,
        "why_not": why_not,
        "stopped": StoppedNumber.objects.filter(pk=runner.text_number).first(),
        "consent": runner.text_consents.last() if runner.text_number else None,
    }
    template = "people/ways.html" if by else "people/ways_by_link.html"
    return render(request, template, context, status=422 if form.is_bound else 200)


@transaction.atomic
def keep_ways(
    runner: Runner, ways: Ways, *, how: How, by: User | None, agrees: bool, now: datetime
) -> None:
    """Keep the ways; reminders of visits that have not come due are planned anew for them."""
    changed = choose_ways(runner=runner, ways=ways, how=how, by=by, agrees=agrees, now=now)
    if any(purpose == Purpose.VISITS for purpose, _ in changed):
        plan_afresh(runner=runner, now=now)
