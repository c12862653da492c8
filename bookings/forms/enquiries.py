"""The enquiry form with its quiet checks against robots, and the desk's own short forms."""

from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID, uuid4

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Layout
from django import forms
from django.core import signing
from django.db.models import QuerySet
from phonenumber_field.formfields import PhoneNumberField

from bookings.forms.signs import WarningSigns
from bookings.models import Call, Enquiry
from clinic.look.fields import Text
from clinic.people.models import Practitioner, Runner

STAMP = signing.Signer(salt="bookings.enquire")
TOO_FAST = timedelta(seconds=3)
TOO_OLD = timedelta(hours=24)

CONTACT_MISSING = "Give an e-mail address or a phone number."
CONSENT_MISSING = "Tick the box so that we may keep your details and answer."
PHONE_WRONG = "Enter a phone number like 0400 000 000"
EMAIL_WRONG = "Enter an e-mail address like name@example.com"
OPEN_TOO_LONG = (
    "This page was open for more than a day. Everything you typed is still here: send it again."
)
EMAIL_TOO_LONG = "Keep the e-mail address to 254 characters or fewer"
NAME_TOO_LONG = "Keep the name to 120 characters or fewer"
WHERE = [("", "Choose one"), *Enquiry.Where.choices]


class ReachFields(forms.Form):
    """Who it is, and how to reach them."""

    name = Text(
        label="Your name",
        max_length=120,
        error_messages={"required": "Enter your name", "max_length": NAME_TOO_LONG},
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    phone = PhoneNumberField(
        label="Mobile or phone number",
        required=False,
        help_text="A number or an e-mail address is enough.",
        error_messages={"invalid": PHONE_WRONG},
        widget=forms.TextInput(
            {"type": "tel", "inputmode": "tel", "autocomplete": "tel", "class": "w-20"}
        ),
    )
    email = forms.EmailField(
        label="E-mail address",
        required=False,
        max_length=254,
        error_messages={"invalid": EMAIL_WRONG, "max_length": EMAIL_TOO_LONG},
        widget=forms.EmailInput({"inputmode": "email", "autocomplete": "email"}),
    )

    def clean(self) -> dict[str, Any]:
        """One way to answer is enough, none is not."""
        answers = super().clean() or self.cleaned_data
        given = answers.get("phone") or answers.get("email")
        if not given and not {"phone", "email"} & set(self.errors):
            self.add_error("phone", CONTACT_MISSING)
        return answers


class ContactFields(ReachFields):
    """The same, and where it hurts and when they can come."""

    where_it_hurts = forms.ChoiceField(
        label="Where does it hurt?",
        choices=WHERE,
        error_messages={"required": "Choose where it hurts"},
    )
    when_suits = forms.ChoiceField(
        label="When can you come?",
        choices=Enquiry.When.choices,
        initial=Enquiry.When.ANY,
        error_messages={"required": "Choose when you can come"},
        widget=forms.RadioSelect,
    )


class EnquireForm(ContactFields, WarningSigns):
    """What a visitor types. After is_valid(), `answers()` is what submit_enquiry takes.

    `homepage` is a trap that no person sees; `started` is our own signed note of when the form
    was opened. Whoever steps into the trap, or is faster than anybody can type, is doubtful:
    kept and looked at by the desk, never dropped.
    """

    asked_for = forms.ModelChoiceField(
        label="Who would you like to see?",
        required=False,
        queryset=Practitioner.objects.on_the_site(),
        to_field_name="slug",
        empty_label="Anybody who is free first",
        error_messages={"invalid_choice": "Choose somebody from the list, or anybody"},
    )
    message = Text(
        label="What happened?",
        required=False,
        max_length=4000,
        help_text="A sentence or two is plenty.",
        widget=forms.Textarea({"rows": 4}),
    )
    consent = forms.BooleanField(
        label="You may keep these details so that you can answer me.",
        error_messages={"required": CONSENT_MISSING},
    )
    homepage = forms.CharField(
        label="Leave this empty",
        required=False,
        widget=forms.TextInput({"autocomplete": "off", "tabindex": "-1"}),
    )
    started = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now
        self.ref: UUID | None = None
        self.is_doubtful = False
        self.initial["started"] = stamp(now)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(
            HTML('{% include "bookings/_red_flags.html" only %}'),
            "red_flags",
            "name",
            "phone",
            "email",
            "where_it_hurts",
            "when_suits",
            "asked_for",
            "message",
            "consent",
            Div("homepage", css_class="vh", aria_hidden="true"),
            "started",
        )

    def clean(self) -> dict[str, Any]:
        """Judge when the form was opened; a form from yesterday is only asked to be sent again."""
        answers = super().clean()
        self.is_doubtful = bool(answers.get("homepage"))
        try:
            note = STAMP.unsign_object(answers.get("started", ""))
            age = self.now - datetime.fromisoformat(note["at"])
        except signing.BadSignature:
            self.is_doubtful = True
            return answers
        if age > TOO_OLD:
            self.renew()
            self.add_error(None, OPEN_TOO_LONG)
        self.ref = UUID(note["ref"])
        self.is_doubtful |= age < TOO_FAST
        return answers

    def renew(self) -> None:
        """Carry a fresh note, old enough that sending again at once is fine."""
        sent = {name: self.data.get(name) for name in self.data}
        self.data = sent | {"started": stamp(self.now - TOO_FAST)}

    def answers(self) -> dict[str, Any]:
        """The keyword arguments of submit_enquiry, but for `now`."""
        typed = {k: v for k, v in self.cleaned_data.items() if k not in {"homepage", "started"}}
        return typed | {"ref": self.ref, "is_doubtful": self.is_doubtful}


def stamp(now: datetime) -> str:
    """A signed note of when a form was opened, with a mark of its own."""
    return STAMP.sign_object({"ref": str(uuid4()), "at": now.isoformat()})


class CallFields(forms.Form):
    """One phone call."""

    note = Text(
        label="Note",
        required=False,
        max_length=2000,
        help_text="What they asked and what was agreed. No diagnosis.",
        widget=forms.Textarea({"rows": 3}),
    )
    direction = forms.ChoiceField(
        label="Who rang?",
        choices=Call.Direction.choices,
        initial=Call.Direction.IN,
        error_messages={"required": "Choose who rang"},
    )
    outcome = forms.ChoiceField(
        label="How did it go?",
        choices=Call.Outcome.choices,
        initial=Call.Outcome.ANSWERED,
        error_messages={"required": "Choose how it went"},
    )
    call_back_at = forms.DateTimeField(
        label="Ring back at",
        required=False,
        input_formats=["%Y-%m-%dT%H:%M"],
        error_messages={"invalid": "Enter a date and a time that exist"},
        widget=forms.DateTimeInput(
            {"type": "datetime-local", "class": "w-20"}, format="%Y-%m-%dT%H:%M"
        ),
    )


class AddCallForm(CallFields):
    """A call about an enquiry that is in the inbox already: most often, we ring them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        ours = {"initial": {"direction": Call.Direction.OUT}, "auto_id": "call_%s"}
        super().__init__(*args, **kwargs | ours)
        self.helper = FormHelper()
        self.helper.form_tag = False


class LogCallForm(ContactFields, CallFields, WarningSigns):
    """A call from anybody: four fields, and the rest folded away.

    `ref` is the id of the enquiry to come: a double click stores it once. `runner` is somebody of
    `people` on file, whom the desk picked while typing; then no number is needed.
    """

    ref = forms.UUIDField(required=False, widget=forms.HiddenInput)
    runner = forms.ModelChoiceField(
        queryset=Runner.objects.none(), required=False, widget=forms.HiddenInput
    )

    # One of the two is needed.
    sometimes_needed = ("phone", "email")
    FOLDED = ("email", "when_suits", "direction", "outcome", "call_back_at")

    def __init__(self, *args: Any, people: QuerySet[Runner], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"auto_id": "log_%s"})
        self.initial.setdefault("ref", uuid4())
        cast("forms.ModelChoiceField", self.fields["runner"]).queryset = people
        self.fields["name"].label = "Name"
        self.fields["name"].required = False
        self.fields["name"].widget.attrs = {"autocomplete": "off", "autofocus": not self.is_bound}
        self.fields["phone"].label = "Phone number"
        self.fields["phone"].help_text = "A number or an e-mail; neither for somebody on file."
        self.fields["red_flags"].label = "Which of these do they say is true now?"
        for contact in ("phone", "email"):
            self.fields[contact].widget.attrs["autocomplete"] = "off"
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(
            "ref",
            "runner",
            "name",
            "phone",
            HTML('{% include "bookings/_call_finder.html" only %}'),
            "where_it_hurts",
            "note",
            HTML('{% include "bookings/_call_signs.html" %}'),
            HTML("<details{% if form.has_folded_errors %} open{% endif %}>"),
            HTML("<summary>E-mail, times, outcome, ring back</summary>"),
            *self.FOLDED,
            HTML("</details>"),
        )

    def clean(self) -> dict[str, Any]:
        """Somebody on file can be answered as it stands there."""
        answers = super().clean()
        if answers.get("runner") and CONTACT_MISSING in self.errors.get("phone", []):
            del self.errors["phone"]
            answers["phone"] = ""
        return answers

    @property
    def has_folded_errors(self) -> bool:
        """Whether an error hides in the folded part."""
        return bool(set(self.FOLDED) & set(self.errors))


class CloseForm(forms.Form):
    """Why an enquiry ends without a visit."""

    reason = forms.ChoiceField(
        label="Why is it closed?",
        choices=Enquiry.CloseReason.choices,
        error_messages={"required": "Choose why the enquiry is closed."},
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"auto_id": "close_%s"})
        self.helper = FormHelper()
        self.helper.form_tag = False
