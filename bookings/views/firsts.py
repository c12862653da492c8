"""The first free time of an enquiry, booked with one press."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from bookings.actions.appointments import convert_enquiry
from bookings.models import Enquiry
from bookings.progress.firsts import first_times
from bookings.progress.links import as_uuid
from bookings.views.appointments import me, said
from clinic.people.access import DESK, for_roles

GONE = "That time is not free any more. Choose another one."


@for_roles(*DESK)
@require_POST
def book_first(request: HttpRequest, enquiry_id: UUID) -> HttpResponse:
    """Book the pressed time for the person of the enquiry: on file, or new with what they gave.

    A time that is not among the first free ones any more is refused, and others are shown.
    """
    enquiries = Enquiry.objects.visible_to(request.user).select_related("runner")
    enquiry = get_object_or_404(enquiries, pk=enquiry_id)
    now = timezone.now()
    free = first_times(enquiry=enquiry, now=now)
    pressed = request.POST.get("first", "")
    chosen = next((one for one in free.times if one.value == pressed), None)
    if chosen is None or free.kind is None or enquiry.is_doubtful:
        messages.error(request, GONE)
        return redirect("bookings:convert", enquiry.pk)
    try:
        visit = convert_enquiry(
            enquiry=enquiry,
            runner=enquiry.runner,
            name=enquiry.name,
            email=enquiry.email,
            phone=str(enquiry.phone),
            practitioner=chosen.practitioner,
            room=None,
            site=chosen.site,
            kind=free.kind,
            starts_at=chosen.starts_at,
            by=me(request),
            now=now,
            idempotency_key=as_uuid(request.POST.get("key", "")),
        )
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect("bookings:convert", enquiry.pk)
    messages.success(request, said(visit))
    return redirect("bookings:appointment", visit.pk)
