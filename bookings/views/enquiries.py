"""The public enquiry form, and what is said when it was sent."""

from contextlib import suppress
from datetime import UTC, datetime

from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from bookings.access import too_many, wait_to_enquire
from bookings.actions import enquiries as actions
from bookings.forms.enquiries import EnquireForm
from bookings.models import Enquiry

RECEIPT = signing.Signer(salt="bookings.enquired")


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
    return redirect("bookings:enquired", receipt_of(enquiry))


def receipt_of(enquiry: Enquiry) -> str:
    """The signed link to what happens next: it names the reference and the promise, no more."""
    promise = {"reference": enquiry.reference, "due_at": enquiry.due_at.timestamp()}
    return RECEIPT.sign_object(promise)


@login_not_required
@never_cache
def enquired(request: HttpRequest, receipt: str) -> HttpResponse:
    """What happens next. The link says no more than the reference and the promise.

    Whoever named a warning sign reads no day, and nothing that could make them wait for it.
    Whoever was held back as a robot reads so here, and with one press of a button is let in.
    """
    try:
        promise = RECEIPT.unsign_object(receipt)
    except signing.BadSignature as forged:
        raise Http404 from forged
    sent = Enquiry.objects.sent_as(promise["reference"]).first()
    held = Enquiry.objects.held_as(promise["reference"]).first()
    if request.method == "POST":
        if held:
            with suppress(ValidationError):  # the desk was quicker
                actions.let_in(enquiry=held, now=timezone.now())
        return redirect("bookings:enquired", receipt)
    due_at = datetime.fromtimestamp(promise["due_at"], UTC)
    context = {
        "reference": promise["reference"],
        "due_at": due_at,
        "is_held": bool(held),
        "enquiry": sent,
        "is_sent_elsewhere": sent is not None and sent.sign_level in {"emergency", "today"},
    }
    return render(request, "bookings/enquired.html", context)
