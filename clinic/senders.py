"""What texts come from: the manager keeps it, with how a name stands with the ACMA's register."""

import re
from typing import Any, cast

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from phonenumber_field.formfields import PhoneNumberField

from clinic.deliveries import as_dialled
from clinic.look.fields import Text
from clinic.outbox.models import TextSender
from clinic.outbox.models.senders import LONGEST_NAME
from clinic.outbox.senders import choose_sender
from clinic.people.access import for_roles
from clinic.people.models import User

# Letters of the short alphabet of texts that every network shows in a name.
NAME = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9](?:[A-Za-z0-9 &._-]*[A-Za-z0-9])?")
HISTORY = 20
NOBODY_SAID = "Nobody has said. The text service decides, and nobody here knows."


class SenderForm(forms.Form):
    """A number, and a name with its state."""

    number = PhoneNumberField(
        label="Number",
        help_text="Of your text service, and one that takes replies: people reply STOP to it.",
        error_messages={
            "required": "Enter the number that texts come from",
            "invalid": "Enter a number like 0400 000 000",
        },
        widget=forms.TextInput({"type": "tel", "class": "w-20"}),
    )
    name = Text(
        label="Name in its place",
        max_length=LONGEST_NAME,
        required=False,
        help_text=f"At most {LONGEST_NAME} signs. Used only while it is on the register.",
        widget=forms.TextInput({"class": "w-20"}),
    )
    register = forms.ChoiceField(
        label="How the name stands with the register",
        choices=[("", "No name"), *TextSender.Register.choices],
        required=False,
        widget=forms.RadioSelect,
    )
    sometimes_needed = ("register",)

    def clean_name(self) -> str:
        """A name that networks can show."""
        name = " ".join(self.cleaned_data["name"].split())
        if name and not NAME.fullmatch(name):
            raise forms.ValidationError(
                "Use letters and digits, with at least one letter, such as ActivPhysio"
            )
        return name

    def clean(self) -> dict[str, Any]:
        """A name has a state, and a state has a name."""
        cleaned = super().clean() or {}
        name, register = cleaned.get("name"), cleaned.get("register")
        if name and not register:
            self.add_error("register", "Say how the name stands with the register")
        if register and not name and "name" not in self.errors:
            self.add_error("name", "Enter the name, or choose “No name” below")
        return cleaned


def sender_words(sender: TextSender | None) -> str:
    """What texts come from, in words; nothing where the clinic sends none."""
    if not settings.SMS_URLS:
        return ""
    if sender is None:
        return NOBODY_SAID
    number = as_dialled(sender.number)
    match sender.register:
        case TextSender.Register.REGISTERED:
            return f"{sender.name}, which is on the register"
        case TextSender.Register.APPLIED:
            return f"{number}, until {sender.name} is on the register"
        case TextSender.Register.REFUSED:
            return f"{number}: {sender.name} is not on the register"
    return number


@for_roles(User.Role.MANAGER)
def sender(request: HttpRequest) -> HttpResponse:
    """What counts now, the form, and who chose what."""
    rows = list(TextSender.objects.newest_first()[:HISTORY])
    latest = rows[0] if rows else None
    initial = {
        "number": as_dialled(latest.number) if latest else "",
        "name": latest.name if latest else "",
        "register": latest.register if latest else "",
    }
    form = SenderForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        chosen = {**form.cleaned_data, "number": str(form.cleaned_data["number"])}
        try:
            choose_sender(**chosen, by=cast("User", request.user), now=timezone.now())
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, "Saved. It counts for texts that leave from now on.")
            return redirect("text_sender")
    context = {
        "form": form,
        "words": sender_words(latest),
        "history": [(one, sender_words(one)) for one in rows],
    }
    status = 422 if form.is_bound else 200
    return render(request, "health/sender.html", context, status=status)
