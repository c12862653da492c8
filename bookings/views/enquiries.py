"""The public enquiry form, and the inbox of the front desk."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from typing import cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from bookings.access import too_many, wait_to_enquire
from bookings.actions import enquiries as actions
from bookings.actions import undoing
from bookings.forms.enquiries import AddCallForm, CloseForm, EnquireForm
from bookings.models import Enquiry
from bookings.views.appointments import as_uuid
from clinic.outbox.wording import outcome
from clinic.people.access import DESK, for_roles
from clinic.people.models import Runner, User

RECEIPT = signing.Signer(salt="bookings.enquired")
PER_PAGE = 50


@login_not_required
@never_cache
def enquire(request: HttpRequest) -> HttpResponse:
    """Ask the clinic something. A refused form comes back with everything that was typed."""
    now = timezone.now()
    wish = {"asked_for": request.GET.get("with", "")}
    form = EnquireForm(request.POST if request.method == "POST" else None, now=now, initial=wish)
    if not form.is_bound:
        return render(request, "bookings/enquire.html", {"form": form})
    if not form.is_valid():
        return render(request, "bookings/enquire.html", {"form": form}, status=422)
    answers = form.answers()
    if wait := wait_to_enquire(request, email=answers["email"], phone=answers["phone"], now=now):
        form.add_error(None, too_many())
        page = render(request, "bookings/enquire.html", {"form": form}, status=429)
        page["Retry-After"] = str(int(wait.total_seconds()) + 1)
        return page
    try:
        enquiry = actions.submit_enquiry(**answers, now=now)
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return render(request, "bookings/enquire.html", {"form": form}, status=422)
    receipt = {"reference": enquiry.reference, "due_at": enquiry.due_at.timestamp()}
    return redirect("bookings:enquired", RECEIPT.sign_object(receipt))


@login_not_required
@never_cache
def enquired(request: HttpRequest, receipt: str) -> HttpResponse:
    """What happens next. The link says no more than the reference and the promise.

    Whoever was held back as a robot reads so here, and with one press of a button is let in.
    """
    try:
        promise = RECEIPT.unsign_object(receipt)
    except signing.BadSignature as forged:
        raise Http404 from forged
    held = Enquiry.objects.held_as(promise["reference"]).first()
    if request.method == "POST":
        if held:
            with suppress(ValidationError):  # the desk was quicker
                actions.let_in(enquiry=held, now=timezone.now())
        return redirect("bookings:enquired", receipt)
    due_at = datetime.fromtimestamp(promise["due_at"], UTC)
    context = {"reference": promise["reference"], "due_at": due_at, "is_held": bool(held)}
    return render(request, "bookings/enquired.html", context)


@for_roles(*DESK)
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """Who waits for an answer: urgent ones first, then by what we promised."""
    enquiries = Enquiry.objects.visible_to(request.user)
    trays = {"open": enquiries.open(), "check": enquiries.to_check(), "done": enquiries.done()}
    tray = request.GET.get("tray", "open")
    if tray not in trays:
        raise Http404
    rows = Paginator(trays[tray].select_related("owner"), PER_PAGE)
    context = {
        "tray": tray,
        "page": rows.get_page(request.GET.get("page")),
        "to_check": trays["check"].count(),
        "now": timezone.now(),
    }
    return render(request, "bookings/inbox.html", context)


@for_roles(*DESK)
def enquiry(request: HttpRequest, enquiry_id: UUID) -> HttpResponse:
    """One thread: what was asked, who rang, what we sent, and the next step."""
    found = find(request, enquiry_id)
    if request.method == "POST":
        return step(request, found)
    return show(request, found)


def find(request: HttpRequest, enquiry_id: UUID) -> Enquiry:
    """The enquiry, if this person may see it."""
    mine = Enquiry.objects.visible_to(request.user).select_related("owner", "runner", "asked_for")
    return get_object_or_404(mine, pk=enquiry_id)


def show(
    request: HttpRequest,
    found: Enquiry,
    *,
    close_form: CloseForm | None = None,
    call_form: AddCallForm | None = None,
) -> HttpResponse:
    """Render the thread; a form that was refused comes along with what was typed in it."""
    refused = close_form or call_form
    people = Runner.objects.visible_to(request.user).select_related("physio")
    context = {
        "enquiry": found,
        "calls": found.calls.select_related("taken_by"),
        "letters": [(one, outcome(one, now=timezone.now())) for one in found.messages()],
        "matches": people.matching(email=found.email, phone=str(found.phone), name=found.name),
        "close_form": close_form or CloseForm(),
        "call_form": call_form or AddCallForm(),
        "form": refused,
        "now": timezone.now(),
    }
    status = 422 if refused else 200
    return render(request, "bookings/enquiry.html", context, status=status)


UNDONE_BY: dict[str | None, str] = {
    "take": "give_back",
    "take_over": "give_back",
    "let_in": "hold_back",
    "wait": "reopen",
    "close": "reopen",
    "urgent": "not_urgent",
    "not_urgent": "urgent",
}


def step(request: HttpRequest, found: Enquiry) -> HttpResponse:
    """Do what the pressed button says; a step that came too late is told and changes nothing."""
    now, by = timezone.now(), cast("User", request.user)
    before = found.owner_id
    close_form = CloseForm(request.POST)
    asked = request.POST.get("do") or request.GET.get("do")  # an undo names its step in the address
    if asked == "close" and not close_form.is_valid():
        return show(request, found, close_form=close_form)
    reason = request.POST.get("reason", "")
    steps: dict[str | None, Callable[..., object]] = {
        "take": partial(actions.claim_enquiry, by=by),
        "take_over": partial(actions.assign_enquiry, owner=by),
        "wait": actions.wait_for_reply,
        "reopen": partial(actions.reopen_enquiry, by=by),
        "urgent": partial(actions.mark_urgent, is_urgent=True),
        "not_urgent": partial(actions.mark_urgent, is_urgent=False),
        "give_back": partial(undoing.give_back, to=as_uuid(request.GET.get("to", "")), by=by),
        "let_in": actions.let_in,
        "hold_back": undoing.hold_back,
        "close": partial(actions.close_enquiry, reason=reason, by=by),
    }
    if asked not in steps:
        raise Http404
    try:
        steps[asked](enquiry=found, now=now)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        back = f"undo:{request.path}?do={UNDONE_BY[asked]}" if asked in UNDONE_BY else ""
        if asked == "take_over" and before:
            back += f"&to={before}"
        messages.success(request, f"{found.name}: {found.standing()}.", extra_tags=back)
    return redirect("bookings:enquiry", found.pk)


@for_roles(*DESK)
@require_POST
def add_call(request: HttpRequest, enquiry_id: UUID) -> HttpResponse:
    """Add a phone call to the thread."""
    found = find(request, enquiry_id)
    form = AddCallForm(request.POST)
    if form.is_valid():
        try:
            actions.add_call(
                enquiry=found,
                by=cast("User", request.user),
                now=timezone.now(),
                **form.cleaned_data,
            )
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, "Call saved.")
            return redirect("bookings:enquiry", found.pk)
    return show(request, found, call_form=form)
