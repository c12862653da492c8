"""What a runner is sent, and how: one page, in the settings and behind the link in each message.

It stands at the front door because reminders of visits are planned afresh for other ways. The
phones on which somebody has notifications on stand on the same page.
"""

from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from bookings.reminders import plan_afresh
from clinic.outbox.devices import move, switch_off, switch_on
from clinic.outbox.models import Device, Message, StoppedNumber
from clinic.outbox.providers.push import public_key
from clinic.people.access import fingerprint, for_roles, network_of, runner_of_stop
from clinic.people.actions import spend
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
SMS, PUSH = Message.Channel.SMS, Message.Channel.PUSH
AN_HOUR, PHONES_AN_HOUR = timedelta(hours=1), 20
PLAIN = "text/plain; charset=utf-8"
# What somebody knows a phone by: the first of these words that its browser says of itself.
KINDS_OF_PHONES = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android phone",
    "Windows": "Windows computer",
    "Macintosh": "Mac",
    "Linux": "Linux computer",
}


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
    stored = ways_now(runner)
    phones = list(Device.objects.of(runner.pk)) if settings.PUSH else []
    has_chosen_push = any(way == PUSH for _, way in stored.pairs())
    # Whoever chose notifications can still take that back once the last phone is gone.
    possible = ((SMS, not why_not), (PUSH, phones or has_chosen_push))
    form = WaysForm(
        request.POST if request.method == "POST" else None,
        stored=stored,
        others={way for way, is_possible in possible if is_possible},
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
        "push_key": public_key(),
        "is_signed_in": by is not None,
        "is_push_without_phone": has_chosen_push and not phones,
        "phones": [(one, sha256(one.endpoint.encode()).hexdigest()) for one in phones],
    }
    template = "people/ways.html" if by else "people/ways_by_link.html"
    return render(request, template, context, status=422 if form.is_bound else 200)


@require_POST
@for_roles(User.Role.RUNNER)
def phones(request: HttpRequest) -> HttpResponse:
    """Switch notifications on for the browser that asks, or off for one of the list."""
    runner, now = get_object_or_404(Runner.objects.visible_to(request.user)), timezone.now()
    if not settings.PUSH:
        raise Http404
    if "off" in request.POST:
        device = as_uuid(request.POST["off"])
        if device and switch_off(person=runner.pk, device=device):
            messages.success(request, "Notifications are off for that phone.")
        return redirect("ways")
    if spend(key=f"phones:{runner.pk}", limit=PHONES_AN_HOUR, window=AN_HOUR, now=now):
        messages.error(request, "That was often. Wait for an hour, then switch them on again.")
        return redirect("ways")
    given = {name: request.POST.get(name, "") for name in ("endpoint", "p256dh", "auth")}
    try:
        label = label_of(request.headers.get("User-Agent", ""))
        switch_on(person=runner.pk, label=label, now=now, **given)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    else:
        words = "Notifications are on for this phone. Choose below what comes as one."
        messages.success(request, words)
    return redirect("ways")


@login_not_required
@csrf_exempt
@never_cache
@require_POST
def phone_moved(request: HttpRequest) -> HttpResponse:
    """Told by the worker of a browser whose address for notifications has changed.

    It has no page and perhaps no session any more: the old address is the proof, and whoever does
    not know one finds nothing.
    """
    network, now = f"phone-moved:{fingerprint(network_of(request))}", timezone.now()
    if not settings.PUSH:
        raise Http404
    if spend(key=network, limit=PHONES_AN_HOUR, window=AN_HOUR, now=now):
        return HttpResponse("Too often. Try again in an hour.\n", status=429, content_type=PLAIN)
    given = {name: request.POST.get(name, "") for name in ("old", "endpoint", "p256dh", "auth")}
    try:
        if not move(**given):
            raise Http404
    except ValidationError as refusal:
        return HttpResponse(f"{refusal.messages[0]}\n", status=422, content_type=PLAIN)
    return HttpResponse(status=204)


def label_of(agent: str) -> str:
    """What to call a phone in the list of its person."""
    known = (label for word, label in KINDS_OF_PHONES.items() if word in agent)
    return next(known, "Another phone")


def as_uuid(text: str) -> UUID | None:
    """The id that somebody sent; None for what is none."""
    try:
        return UUID(text)
    except ValueError:
        return None


@transaction.atomic
def keep_ways(
    runner: Runner, ways: Ways, *, how: How, by: User | None, agrees: bool, now: datetime
) -> None:
    """Keep the ways; reminders of visits that have not come due are planned anew for them."""
    changed = choose_ways(runner=runner, ways=ways, how=how, by=by, agrees=agrees, now=now)
    if any(purpose == Purpose.VISITS for purpose, _ in changed):
        plan_afresh(runner=runner, now=now)
