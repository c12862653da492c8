"""Every message that this software writes, with made-up people: to read, and to send to oneself.

They are written by the same code as those that leave (`outbox.actions.written`). A test finds a
template that is not shown here. `CHANGEABLE` are those whose words the clinic may change.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, cast
from uuid import UUID, uuid4

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from phonenumber_field.formfields import PhoneNumberField
from phonenumbers import number_type

from bookings.models import Appointment
from clinic.digest import made_up
from clinic.outbox.actions import Owed, queue_messages, written
from clinic.outbox.fallback import in_place_of
from clinic.outbox.models import Message, StoppedNumber, TextSender
from clinic.outbox.models.states import Channel
from clinic.outbox.wording.texts import Length, length_of
from clinic.people.access import for_roles
from clinic.people.actions import spend
from clinic.people.actions.ways import MOBILES
from clinic.people.models import Practitioner, User
from clinic.places.models import Room, Site
from clinic.senders import sender_words

NOBODY = UUID(int=0)
AN_HOUR, TESTS_AN_HOUR = timedelta(hours=1), 30
TRIED_FOR = timedelta(minutes=10)
EMAIL, SMS, PUSH = Message.Channel.EMAIL, Message.Channel.SMS, Message.Channel.PUSH
# The templates in the order of the page: what each is, and its path without its ending.
MAILS = {
    "Visit booked": "bookings/email/booked",
    "Visit moved": "bookings/email/moved",
    "Visit cancelled": "bookings/email/cancelled",
    "Reminder of a visit": "bookings/email/reminder",
    "Enquiry received": "bookings/email/enquiry_received",
    "Reply to an enquiry": "bookings/email/reply",
    "Urgent enquiry, to the desk": "bookings/email/urgent",
    "On the wait list": "bookings/email/waiting",
    "A free time from the wait list": "bookings/email/offer",
    "New programme": "programs/email/assigned",
    "Changed programme": "programs/email/changed",
    "Answer to a question": "programs/email/answered",
    "Reminder of a session": "programs/email/session_reminder",
    "The morning after a session": "programs/email/morning",
    "Something waits, to the physio": "programs/email/alert",
    "The clinic in numbers, to the manager": "health/email/digest",
    "Sign-in code": "people/email/login_code",
    "Sign-in with an unknown address": "people/email/unknown_account",
}
TEXTS = {
    "Reminder of a visit, as a text": "bookings/text/reminder",
    "New programme, as a text": "programs/text/assigned",
    "Changed programme, as a text": "programs/text/changed",
    "Answer to a question, as a text": "programs/text/answered",
    "Reminder of a session, as a text": "programs/text/session_reminder",
    "The morning after a session, as a text": "programs/text/morning",
}
NOTICES = {
    title.replace("as a text", "as a notification"): template.replace("/text/", "/push/")
    for title, template in TEXTS.items()
}
ALL = {template: title for title, template in (MAILS | TEXTS | NOTICES).items()}
CHANNELS = {"email": EMAIL, "text": SMS, "push": PUSH}


VISIT = ("when", "day", "time", "site", "address", "practitioner")


@dataclass(frozen=True)
class Changeable:
    """Which names a message may have beside those of the clinic, and which it must."""

    may: tuple[str, ...] = ()
    must: tuple[str, ...] = ()


CHANGEABLE: dict[str, Changeable] = {
    "bookings/email/booked": Changeable((*VISIT, "link"), ("when", "link")),
    "bookings/email/moved": Changeable((*VISIT, "link"), ("when", "link")),
    "bookings/email/cancelled": Changeable(VISIT, ("when", "phone")),
    "bookings/email/reminder": Changeable((*VISIT, "link", "choices"), ("when", "choices")),
    "bookings/email/waiting": Changeable(must=("phone",)),
    "bookings/email/offer": Changeable((*VISIT, "until", "link"), ("when", "until", "link")),
    "programs/email/assigned": Changeable(("runner", "physio", "choices"), ("choices",)),
    "programs/email/changed": Changeable(("runner", "physio", "choices"), ("choices",)),
    "programs/email/answered": Changeable(("runner", "physio", "choices"), ("choices",)),
    "programs/email/session_reminder": Changeable(("stop", "choices"), ("stop", "choices")),
    "programs/email/morning": Changeable(("stop", "choices"), ("stop", "choices")),
    "bookings/text/reminder": Changeable(VISIT, ("clinic", "day", "time")),
    "programs/text/assigned": Changeable(("physio",), ("clinic",)),
    "programs/text/changed": Changeable(("physio",), ("clinic",)),
    "programs/text/answered": Changeable(("physio",), ("clinic",)),
    "programs/text/session_reminder": Changeable(must=("clinic",)),
    "programs/text/morning": Changeable(must=("clinic",)),
    "bookings/push/reminder": Changeable(VISIT, ("day", "time")),
    "programs/push/assigned": Changeable(("physio",)),
    "programs/push/changed": Changeable(("physio",)),
    "programs/push/answered": Changeable(("physio",)),
    "programs/push/session_reminder": Changeable(),
    "programs/push/morning": Changeable(),
}


# The one that is also shown as the e-mail that takes the place of a text.
LOST = "Reminder of a visit"


@dataclass(frozen=True)
class Sample:
    """One message as it would leave; `length` is that of a text."""

    slug: str
    title: str
    message: Message
    length: Length | None = None


def example(now: datetime) -> dict[str, Any]:
    """What all templates ask for, made up: no row of the clinic is read."""
    site = Site(slug="winston-hills", name="Winston Hills", street="12 Example Street")
    in_two_days = now.astimezone(site.zone).date() + timedelta(days=2)
    visit = Appointment(
        room=Room(site=site, name="Room 1"),
        practitioner=Practitioner(name="Pia Novak"),
        starts_at=datetime.combine(in_two_days, time(9, 30), site.zone),
        held_until=now + timedelta(minutes=30),
    )
    return {
        "appointment": visit,
        "physio": "Pia Novak",
        "runner": "Ruth Adler",
        "reference": "ABC-123",
        "due_at": now + timedelta(days=2),
        "text": "Hi Ruth,\n\nyes, come as you are. Bring the shoes that you run in.\n\nDee",
        "code": "ABCD-EFGH",
        "pk": NOBODY,
        "digest": made_up(now),
        "can_be_reached": True,
        "is_urgent": False,
        "link": "https://clinic.example/your-own-link/",
        "stop_link": "https://clinic.example/your-own-link/",
        "choices_link": "https://clinic.example/your-own-link/",
    }


def slug_of(template: str) -> str:
    """What a message is called in addresses."""
    return template.replace("/", "-").replace("_", "-")


def channel_of(template: str) -> Channel:
    """On which channel a message travels, by the folder of its template."""
    return CHANNELS[template.split("/")[1]]


def sample(template: str, *, now: datetime) -> Sample:
    """One message as it would leave now, in the words that the clinic chose."""
    slug, channel = slug_of(template), channel_of(template)
    owed = Owed(
        key=slug, kind="sample", to="-", channel=channel, template=template, context=example(now)
    )
    message = written(owed, now=now)
    length = length_of(message.body.strip()) if channel == SMS else None
    return Sample(slug, ALL[template], message, length)


def samples(now: datetime) -> Iterator[Sample]:
    """Each message of each channel, and the e-mail that takes the place of a text."""
    yield from (sample(template, now=now) for template in ALL)
    context = example(now)
    mail = Owed(key="-", kind="sample", to="-", template=MAILS[LOST], context=context)
    owed = Owed(
        key="-", kind="sample", to="-", channel=SMS, template=TEXTS[f"{LOST}, as a text"],
        context=context, instead=mail,
    )  # fmt: skip
    instead = in_place_of(written(owed, now=now), now=now)
    if instead:
        yield Sample("instead-of-a-text", f"{LOST}, where the text was lost", instead)


@require_safe
@for_roles(User.Role.MANAGER)
def index(request: HttpRequest) -> HttpResponse:
    """All of them, one below the other."""
    changeable = {slug_of(template) for template in CHANGEABLE}
    context = {
        "texts": {slug_of(template) for template in TEXTS.values() if settings.SMS_URLS},
        "samples": list(samples(timezone.now())),
        "changeable": changeable,
        "sender": sender_words(TextSender.objects.newest_first().first()),
    }
    return render(request, "health/samples.html", context)


class PhoneForm(forms.Form):
    """A phone that a text is tried on."""

    number = PhoneNumberField(
        label="Mobile number",
        help_text="Your own, or that of somebody who knows that you try it.",
        error_messages={
            "required": "Enter a mobile number like 0400 000 000",
            "invalid": "Enter a mobile number like 0400 000 000",
        },
        widget=forms.TextInput({"type": "tel", "class": "w-20", "autocomplete": "tel"}),
    )

    def clean_number(self) -> str:
        """A mobile that has not said STOP: to others nothing would leave."""
        number = self.cleaned_data["number"]
        if number_type(number) not in MOBILES:
            raise forms.ValidationError("Enter a mobile number like 0400 000 000")
        if StoppedNumber.objects.filter(pk=str(number)).exists():
            raise forms.ValidationError("That number replied STOP. It gets texts again after START")
        return str(number)


@for_roles(User.Role.MANAGER)
def text(request: HttpRequest, slug: str) -> HttpResponse:
    """Send a text to a phone, as it would leave; POST sends it."""
    template = next((one for one in TEXTS.values() if slug_of(one) == slug), None)
    if template is None or not settings.SMS_URLS:
        raise Http404
    now, user = timezone.now(), cast("User", request.user)
    found, status = sample(template, now=now), 200
    form = PhoneForm(request.POST if request.method == "POST" else None)
    if form.is_bound:
        status = 422
    if form.is_valid():
        if not spend(key=f"sample:{user.pk}", limit=TESTS_AN_HOUR, window=AN_HOUR, now=now):
            text_sample(found, to=form.cleaned_data["number"], now=now)
            messages.success(request, "On its way. The log of messages says what became of it.")
            return redirect("message_sample_text", slug)
        form.add_error(None, "That was often. Wait for an hour.")
        status = 429
    context = {"form": form, "sample": found}
    return render(request, "health/sample_text.html", context, status=status)


def text_sample(sample: Sample, *, to: str, now: datetime) -> None:
    """Owe a sample as a text; what has not left soon is of no use any more."""
    message = sample.message
    message.key, message.to = f"sample:{uuid4()}{Message.TEXT}", to
    message.state, message.reason = Message.State.PLANNED, ""
    message.not_after = now + TRIED_FOR
    message.save(force_insert=True)


@require_POST
@for_roles(User.Role.MANAGER)
def send(request: HttpRequest, slug: str) -> HttpResponse:
    """Send one to the address of whoever is signed in, and to nobody else.

    Texts and notifications go as an e-mail with their words: staff have no number here. A text can
    be tried on a phone beside that (`text`).
    """
    now, user = timezone.now(), cast("User", request.user)
    found = next((one for one in samples(now) if one.slug == slug), None)
    if found is None:
        raise Http404
    if spend(key=f"sample:{user.pk}", limit=TESTS_AN_HOUR, window=AN_HOUR, now=now):
        messages.error(request, "That was often. Wait for an hour.")
        return redirect("message_samples")
    send_sample(found, to=user.email, now=now)
    messages.success(request, f"On its way to {user.email}.")
    return redirect("message_samples")


def send_sample(sample: Sample, *, to: str, now: datetime) -> None:
    """Owe the words of a sample, as they stand on the page, as an e-mail."""
    owed = Owed(
        key=f"sample:{uuid4()}",
        kind="sample",
        to=to,
        template="health/email/sample",
        context={"sample": sample},
    )
    queue_messages([owed], now=now)
