"""The delivery log: what we owed to whom, what became of it, and what the desk can still do.

It shows no clinical text, because no message holds any. A sign-in code is never shown, nor a link
that lets in whoever has it.
"""

import re
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import cast
from urllib.parse import urlencode
from uuid import UUID

import structlog
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from phonenumber_field.phonenumber import to_python

from bookings.progress.reach import people_of
from clinic.outbox.actions import put_back, send_again, settle, take_back
from clinic.outbox.models import Message, MessageQuerySet, Told
from clinic.outbox.replies import look_after, put_reply_back
from clinic.outbox.wording import outcome
from clinic.people.access import DESK, for_roles
from clinic.people.models import Runner, RunnerQuerySet, User

log = structlog.get_logger(__name__)

# Older messages have lost their words (outbox.prune), and what they told of is long over.
SHOWN_FOR = timedelta(days=30)
A_PAGE = 50
LONGEST_SEARCH = 100
# An address that ends in a signature of ours (43 signs of base64): it opens what is one person's.
SIGNED_LINK = re.compile(r"https?://\S*:[\w-]{43}\S*")
IN_ITS_PLACE = "[their own link]"
TRAYS: dict[str, tuple[str, Callable[[MessageQuerySet], MessageQuerySet]]] = {
    "all": ("All", lambda shown: shown),
    "waiting": ("Waiting", MessageQuerySet.waiting),
    "sent": ("Sent", MessageQuerySet.sent),
    "never": ("Not sent", MessageQuerySet.never_sent),
    "person": ("Need a person", MessageQuerySet.needing_a_person),
}
KINDS = {
    "sign-in": "Sign-in code",
    "program-assigned": "New programme",
    "program-changed": "Changed programme",
    "question-answered": "Answer to a question",
    "session-reminder": "Reminder of a session",
    "alert-waiting": "Something waits, to the physio",
    "manager-digest": "The clinic in numbers, to the manager",
    "morning-reminder": "How the morning after is",
    "enquiry-received": "We have your enquiry",
    "enquiry-reply": "Reply to an enquiry",
    "enquiry-urgent": "Urgent enquiry, to the desk",
    "waitlist-offer": "A freed time is offered",
    "waitlist-joined": "On the wait list",
    "appointment-reminder": "Reminder of a visit",
    "appointment-booked": "Visit booked",
    "appointment-moved": "Visit moved",
    "appointment-cancelled": "Visit cancelled",
    "sample": "A test, with made-up people",
}


def kind_words(message: Message) -> str:
    """What a message is for, as the desk says it."""
    return KINDS.get(message.kind, message.kind.replace("-", " ").capitalize())


def recipients(messages: Iterable[Message]) -> dict[UUID, str]:
    """To whom each message goes, in words: an address, or whom to ring instead.

    One query, or none where all have an address.
    """
    shown = list(messages)
    people = people_of([one.about for one in shown if not one.to])
    return {one.pk: address(one) or ring(people.get(one.about)) for one in shown}


def address(message: Message) -> str:
    """An e-mail address, a number as one dials it, or whose phone; nothing where there is none."""
    if message.channel == Message.Channel.SMS and message.to:
        return f"{as_dialled(message.to)}, by text"
    if message.channel == Message.Channel.PUSH and message.to:
        return f"{message.to}, on their phone"
    return message.to


def without_keys(words: str) -> str:
    """The words of a message without the links that only its person should open."""
    return SIGNED_LINK.sub(IN_ITS_PLACE, words)


def as_dialled(number: str) -> str:
    """A number as one dials it at home; what is none as it stands."""
    found = to_python(number)
    return found.as_national if found and found.is_valid() else number


def addresses(words: str, people: RunnerQuerySet) -> list[str]:
    """Where somebody of that name or number is written or texted to."""
    found = people.matching(name=words).values_list("email", "phone")
    known = [str(way) for ways in found for way in ways if way]
    typed = to_python(words)
    return [*known, str(typed)] if typed.is_valid() else known


def ring(runner: Runner | None) -> str:
    """What to do about somebody without an address; who is on file has one or the other."""
    if runner is None:
        return "no address"
    return f"no address: ring {runner.name}, {runner.phone.as_national}"


@require_safe
@for_roles(*DESK)
def index(request: HttpRequest) -> HttpResponse:
    """The messages of the last 30 days, newest first; `?to=` finds a person or an address."""
    now = timezone.now()
    tray, words = request.GET.get("tray", "all"), request.GET.get("to", "").strip()
    if tray not in TRAYS:
        raise Http404
    found = TRAYS[tray][1](Message.objects.since(now - SHOWN_FOR))
    words = words.replace("\0", "")[:LONGEST_SEARCH]
    if words:
        people = Runner.objects.visible_to(request.user)
        found = found.to_somebody(words, addresses(words, people))
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    to = recipients(page)
    context = {
        "trays": [(name, title) for name, (title, _) in TRAYS.items()],
        "tray": tray,
        "words": words,
        "page": page,
        "rows": [(one, to[one.pk], kind_words(one), outcome(one, now=now)) for one in page],
    }
    return render(request, "health/messages.html", context)


@require_safe
@for_roles(*DESK)
def detail(request: HttpRequest, message_id: UUID) -> HttpResponse:
    """One message: its words, what became of it, who did what with it."""
    found = get_object_or_404(Message, pk=message_id)
    context = {
        "message": found,
        "words": without_keys(found.body),
        "to": recipients([found])[found.pk],
        "kind": kind_words(found),
        "outcome": outcome(found, now=timezone.now()),
        "companions": [(one, kind_words(one)) for one in Message.objects.left_with(found)],
        "handlings": found.handlings.select_related("by"),
    }
    return render(request, "health/message.html", context)


@require_POST
@for_roles(*DESK)
def step(request: HttpRequest, message_id: UUID) -> HttpResponse:
    """Send it again, take it back, or say that the person was told in another way."""
    now, asked = timezone.now(), request.POST.get("do") or request.GET.get("do")
    found, by = get_object_or_404(Message, pk=message_id), cast("User", request.user)
    if asked == "again" and send_again(message=found, by=by, now=now):
        messages.success(request, "It leaves again within a minute.")
    elif asked == "cancel" and take_back(message=found, by=by, now=now):
        messages.success(request, "Taken back. It will not leave.")
    elif asked == "settled" and settle(message=found, by=by, now=now):
        undo = f"undo:{request.path}?do=put_back"
        messages.success(request, "Taken off the list.", extra_tags=undo)
    elif asked == "put_back" and put_back(message=found, by=by, now=now):
        messages.success(request, "Back on the list.")
    else:
        messages.error(request, "That is not possible for this message. Nothing was changed.")
    log.info("message looked after", message=str(found.pk), by=str(by.pk))
    if request.POST.get("back") == "message":
        return redirect("message", found.pk)
    return redirect("ops")


@require_POST
@for_roles(*DESK)
def reply_step(request: HttpRequest) -> HttpResponse:
    """Say that a reply was looked after, or put it back; ids of services may hold any sign."""
    asked = request.POST.get("do") or request.GET.get("do")
    known = request.POST.get("reply") or request.GET.get("reply") or ""
    if "\0" in known:
        raise Http404
    told = get_object_or_404(Told.objects.filter(what=Told.What.WORDS), pk=known)
    if asked == "put_back":
        put_reply_back(told=told)
        messages.success(request, "Back on the list.")
    elif look_after(told=told, by=cast("User", request.user), now=timezone.now()):
        undo = f"undo:{request.path}?{urlencode({'do': 'put_back', 'reply': told.pk})}"
        messages.success(request, "Taken off the list.", extra_tags=undo)
    else:
        messages.success(request, "Somebody had looked after it already.")
    return redirect("ops")
