"""The front desk's inbox: who waits, and one thread beside the list."""

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from bookings.actions import enquiries as actions
from bookings.actions import letters
from bookings.forms.enquiries import AddCallForm, CloseForm
from bookings.forms.threads import HandOverForm, ReplyForm, SearchForm, SleepForm
from bookings.models import CallTask, CannedReply, Enquiry
from bookings.progress.links import as_uuid
from bookings.progress.threads import thread_for
from bookings.views import steps
from bookings.wording import filled_in
from clinic.people.access import DESK, for_roles
from clinic.people.models import Runner, User

PER_PAGE = 50
PAGE = "bookings/inbox.html"


@for_roles(*DESK)
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """Who waits for an answer: urgent ones first, then by what we promised."""
    return render(request, PAGE, listed(request))


@for_roles(*DESK)
def enquiry(request: HttpRequest, enquiry_id: UUID) -> HttpResponse:
    """One thread: what was asked, said and written, and the next step."""
    found = find(request, enquiry_id)
    if request.method != "POST":
        return show(request, found)
    refused = steps.take(request, found)
    return show(request, found, **refused) if refused else redirect(after(request, found))


@for_roles(*DESK)
@require_POST
def reply(request: HttpRequest, enquiry_id: UUID) -> HttpResponse:
    """Write back by e-mail; it can be taken back until it leaves."""
    found = find(request, enquiry_id)
    form = ReplyForm(request.POST)
    if form.is_valid():
        try:
            letter = letters.reply(
                enquiry=found, by=me(request), now=timezone.now(), **form.cleaned_data
            )
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            thread = after(request, found)
            messages.success(
                request,
                f"Your reply to {found.name} leaves in three minutes.",
                extra_tags=f"undo:{thread}?do=take_back&letter={letter.pk}",
            )
            return redirect(thread)
    return show(request, found, reply_form=form)


@for_roles(*DESK)
@require_POST
def add_call(request: HttpRequest, enquiry_id: UUID) -> HttpResponse:
    """Add a phone call to the thread."""
    found = find(request, enquiry_id)
    form = AddCallForm(request.POST)
    if form.is_valid():
        try:
            actions.add_call(enquiry=found, by=me(request), now=timezone.now(), **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, "Call saved.")
            return redirect("bookings:enquiry", found.pk)
    return show(request, found, call_form=form)


def find(request: HttpRequest, enquiry_id: UUID) -> Enquiry:
    """The enquiry, if this person may see it."""
    mine = Enquiry.objects.visible_to(request.user).select_related("owner", "runner", "asked_for")
    return get_object_or_404(mine.select_related("merged_into"), pk=enquiry_id)


def listed(request: HttpRequest) -> dict[str, object]:
    """The list: a tray, or what a search finds in all of them."""
    now = timezone.now()
    enquiries = Enquiry.objects.visible_to(request.user)
    trays = {
        "open": enquiries.awake(now),
        "asleep": enquiries.asleep(now),
        "check": enquiries.to_check(),
        "done": enquiries.done(),
    }
    tray = request.GET.get("tray", "open")
    if tray not in trays:
        raise Http404
    search = SearchForm(request.GET)
    is_too_long = not search.is_valid()
    words = request.GET.get("q", "") if is_too_long else search.cleaned_data["q"]
    shown = enquiries.found_by(words).order_by("-created_at", "id") if words else trays[tray]
    if is_too_long:
        shown = enquiries.none()
    page = Paginator(shown.select_related("owner"), PER_PAGE).get_page(request.GET.get("page"))
    return {
        "tray": tray,
        "words": words,
        "is_too_long": is_too_long,
        "page": page,
        "asleep": trays["asleep"].count(),
        "to_check": trays["check"].count(),
        "to_ring": CallTask.objects.settled_by(request.user).open().count(),
        "now": now,
    }


def show(request: HttpRequest, found: Enquiry, **refused: Form) -> HttpResponse:
    """Render list and thread; a form that was refused comes along with what was typed in it."""
    now = timezone.now()
    people = Runner.objects.visible_to(request.user).select_related("physio")
    ready = CannedReply.objects.editable_by(request.user)
    start_id = as_uuid(request.GET.get("start", ""))
    start = ready.filter(pk=start_id).first() if start_id else None
    back = as_uuid(request.GET.get("again", ""))
    thread = thread_for(enquiry=found, user=request.user, taken_back=back, now=now)
    text = filled_in(start, enquiry=found, by=me(request)) if start else thread.taken_back
    others = User.objects.working_at_the_desk()
    context = listed(request) | {
        "enquiry": found,
        "thread": thread,
        "matches": people.matching(email=found.email, phone=str(found.phone), name=found.name),
        "ready": ready,
        "reply_form": ReplyForm(initial={"text": text}),
        "close_form": CloseForm(),
        "call_form": AddCallForm(),
        "sleep_form": SleepForm(now=now),
        "hand_form": HandOverForm(desk=others),
        "is_writing": bool(text),
        "form": next(iter(refused.values()), None),
        **refused,
    }
    return render(request, PAGE, context, status=422 if refused else 200)


def after(request: HttpRequest, found: Enquiry) -> str:
    """Where the thread stands."""
    again = getattr(request, "words_to_show", "")
    return steps.place_of(found) + (f"?again={again}" if again else "")


def me(request: HttpRequest) -> User:
    """Who is signed in; for_roles lets nobody else in."""
    return cast("User", request.user)
