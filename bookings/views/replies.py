"""The clinic's ready-made replies: the desk writes them."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from bookings.actions.replies import change_reply, remove_reply
from bookings.forms.threads import CannedReplyForm
from bookings.models import CannedReply
from clinic.people.access import DESK, for_roles


@for_roles(*DESK)
@require_safe
def replies(request: HttpRequest) -> HttpResponse:
    """All of them, by name."""
    ready = CannedReply.objects.editable_by(request.user)
    return render(request, "bookings/replies.html", {"ready": ready})


@for_roles(*DESK)
def new(request: HttpRequest) -> HttpResponse:
    """Write one more."""
    return write(request, CannedReply())


@for_roles(*DESK)
def edit(request: HttpRequest, reply_id: UUID) -> HttpResponse:
    """Put one right, or take it away."""
    ready = get_object_or_404(CannedReply.objects.editable_by(request.user), pk=reply_id)
    if request.method == "POST" and request.POST.get("do") == "remove":
        remove_reply(reply=ready)
        messages.success(request, f"“{ready.name}” is not offered any more.")
        return redirect("bookings:replies")
    return write(request, ready)


def write(request: HttpRequest, reply: CannedReply) -> HttpResponse:
    """The form, and what comes of it."""
    typed = request.POST if request.method == "POST" else None
    form = CannedReplyForm(typed, initial={"name": reply.name, "text": reply.text})
    if form.is_bound and form.is_valid():
        try:
            change_reply(reply=reply, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error("name", refusal)
        else:
            messages.success(request, f"“{reply.name}” is saved.")
            return redirect("bookings:replies")
    status = 422 if form.is_bound else 200
    context = {"form": form, "reply": reply}
    return render(request, "bookings/reply_edit.html", context, status=status)
