"""The buttons of a thread: each is one action, and most can be taken back at once."""

from collections.abc import Callable
from functools import partial
from typing import cast
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone

from bookings.actions import enquiries as actions
from bookings.actions import letters, threads, undoing
from bookings.forms.enquiries import CloseForm
from bookings.forms.threads import HandOverForm, SleepForm
from bookings.models import Enquiry
from bookings.progress.links import as_uuid
from clinic.people.models import Runner, User

UNDONE_BY: dict[str, str] = {
    "take": "give_back",
    "take_over": "give_back",
    "assign": "give_to",
    "let_in": "hold_back",
    "wait": "reopen",
    "sleep": "reopen",
    "close": "reopen",
    "mistake": "reopen",
    "urgent": "not_urgent",
    "not_urgent": "urgent",
    "merge": "unmerge",
    "is_them": "not_them",
}
NOBODY = UUID(int=0)


def take(request: HttpRequest, found: Enquiry) -> dict[str, Form]:
    """Do what the pressed button says; a step that came too late is told and changes nothing.

    Returns the form that was refused by its name, or nothing.
    """
    asked = request.POST.get("do") or request.GET.get("do") or ""  # an undo names it in the address
    now, before = timezone.now(), found.owner_id
    forms = {
        "close": ("close_form", CloseForm(request.POST)),
        "sleep": ("sleep_form", SleepForm(request.POST, now=now)),
        "assign": (
            "hand_form",
            HandOverForm(request.POST, desk=User.objects.working_at_the_desk()),
        ),
    }
    name, form = forms.get(asked, ("", None))
    if form is not None and not form.is_valid():
        return {name: form}
    words = form.cleaned_data if form else {}
    try:
        steps_of(request, found)[asked](enquiry=found, now=now, **words)
    except KeyError as unknown:
        raise Http404 from unknown
    except ValidationError as refusal:
        if form is not None and hasattr(refusal, "error_dict"):
            form.add_error(None, refusal)
            return {name: form}
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(
            request, said(found, asked), extra_tags=undo(request, found, asked, before)
        )
    return {}


def steps_of(request: HttpRequest, found: Enquiry) -> dict[str, Callable[..., object]]:
    """Every step by its name in the form."""
    by = cast("User", request.user)
    enquiries = Enquiry.objects.visible_to(by)
    people = Runner.objects.visible_to(by)
    asked = {name: as_uuid(request.POST.get(name) or request.GET.get(name, "")) for name in (
        "other", "runner", "letter", "to"
    )}  # fmt: skip

    def merge(*, enquiry: Enquiry, now: object) -> None:
        other = enquiries.filter(pk=asked["other"] or NOBODY).first()
        if other is None:
            raise ValidationError("That enquiry is not there any more.")
        threads.merge_enquiry(enquiry=other, into=enquiry, now=timezone.now())

    def unmerge(*, enquiry: Enquiry, now: object) -> None:
        other = enquiries.filter(pk=asked["other"] or NOBODY, merged_into=enquiry).first()
        if other is None:
            raise ValidationError("That enquiry stands alone already.")
        threads.unmerge_enquiry(enquiry=other, now=timezone.now())

    def take_back(*, enquiry: Enquiry, now: object) -> None:
        letter = letters.take_back_reply(
            enquiry=enquiry, letter_id=asked["letter"] or NOBODY, by=by, now=timezone.now()
        )
        request.words_to_show = str(letter.pk)  # type: ignore[attr-defined]

    return {
        "take": partial(actions.claim_enquiry, by=by),
        "take_over": partial(actions.assign_enquiry, owner=by),
        "assign": actions.assign_enquiry,
        "give_to": partial(undoing.give_to, to=asked["to"]),
        "wait": actions.wait_for_reply,
        "sleep": partial(threads.sleep_until, by=by),
        "reopen": partial(actions.reopen_enquiry, by=by),
        "urgent": partial(actions.mark_urgent, is_urgent=True),
        "not_urgent": partial(actions.mark_urgent, is_urgent=False),
        "give_back": partial(undoing.give_back, to=asked["to"], by=by),
        "let_in": actions.let_in,
        "hold_back": undoing.hold_back,
        "close": partial(actions.close_enquiry, by=by),
        "mistake": partial(actions.close_enquiry, by=by, reason=Enquiry.CloseReason.MISTAKE),
        "merge": merge,
        "unmerge": unmerge,
        "is_them": partial(
            threads.say_who, runner=people.filter(pk=asked["runner"] or NOBODY).first()
        ),
        "not_them": partial(threads.say_who, runner=None),
        "take_back": take_back,
    }


def said(found: Enquiry, asked: str) -> str:
    """What the desk reads after a step."""
    match asked:
        case "merge":
            return f"Added to the thread of {found.name}."
        case "unmerge":
            return "It is an enquiry of its own again."
        case "is_them":
            return f"This is {found.runner}."
        case "not_them":
            return "Nobody on file is named for this enquiry."
        case "mistake":
            return "The call is taken back. Its words are kept here, closed as a mistake."
        case "take_back":
            return "Your reply did not leave. Your words are here again."
    return f"{found.name}: {found.standing()}."


def undo(request: HttpRequest, found: Enquiry, asked: str, before: UUID | None) -> str:
    """Where the step is taken back, as the toast carries it."""
    if asked not in UNDONE_BY:
        return ""
    back = f"undo:{place_of(found)}?do={UNDONE_BY[asked]}"
    if asked in {"take_over", "assign"} and before:
        back += f"&to={before}"
    if asked == "merge":
        back += f"&other={request.POST.get('other', '')}"
    return back


def place_of(found: Enquiry) -> str:
    """The address of a thread."""
    return reverse("bookings:enquiry", args=[found.pk])
