"""The forms of the diary: who, with whom, where and when."""

from datetime import datetime
from typing import Any, cast
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from phonenumber_field.formfields import PhoneNumberField

from bookings.forms.enquiries import NAME_TOO_LONG
from bookings.forms.places import (
    INVALID_DAY,
    INVALID_TIME,
    KindFields,
    PlaceFields,
    plain_helper,
)
from bookings.models import Appointment, Enquiry
from bookings.progress.clock import from_local, label, readings
from clinic.look.fields import Text
from clinic.people.models import Practitioner, Runner
from clinic.places.models import Room

NEW_PERSON = "new"
# A button sends these along; without them the page was cut short on its way.
HALF_SENT = {"required": "Open the visit again: the button sent only half of what it says"}
READINGS = [("0", "The first"), ("1", "The second")]


class PlaceAndTimeFields(PlaceFields):
    """Practitioner, room, day and time; `starts_at` is the moment that they make up.

    `at` is one of the free times which a refused form offers: pressed, it stands for day and time.
    """

    day = forms.DateField(
        label="Day",
        error_messages={"required": "Choose a day", "invalid": INVALID_DAY},
        widget=forms.DateInput({"type": "date", "class": "w-10"}, format="%Y-%m-%d"),
    )
    time = forms.TimeField(
        label="Start time",
        help_text="The time at the site of the room.",
        error_messages={"required": "Choose a start time", "invalid": INVALID_TIME},
        widget=forms.TimeInput({"type": "time", "step": "300", "class": "w-10"}, format="%H:%M"),
    )

    reading = forms.ChoiceField(
        label="Which of the two?", required=False, choices=READINGS, widget=forms.HiddenInput
    )
    outside_hours = forms.BooleanField(
        label="Book it outside the hours on purpose", required=False, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if offered := self.data.get("at", ""):
            self.take_offer(offered)
        if self.data.get("outside_hours"):
            self.show("outside_hours", forms.CheckboxInput())

    def show(self, name: str, widget: forms.Widget) -> None:
        """Show a field that most visits do not need."""
        self.fields[name].widget = widget

    def offer_outside_hours(self, refusal: ValidationError) -> None:
        """Say why the hours stand in the way, and let the desk decide."""
        self.add_error("time", refusal)
        self.show("outside_hours", forms.CheckboxInput())

    def take_offer(self, offered: str) -> None:
        """Put an offered moment into day and time, as the clock of the room's site shows it."""
        try:
            room = Room.objects.select_related("site").get(pk=self.data.get("room", ""))
            local = datetime.fromisoformat(offered).astimezone(room.site.zone)
        except (ValueError, OverflowError, ValidationError, Room.DoesNotExist):
            return
        taken = {"day": f"{local:%Y-%m-%d}", "time": f"{local:%H:%M}", "reading": str(local.fold)}
        self.data = dict(self.data.items()) | taken

    def clean(self) -> dict[str, Any]:
        """Turn the local day and time into a moment; refuses one that no clock shows."""
        answers = super().clean() or self.cleaned_data
        if not {"room", "day", "time"} - set(answers):
            zone = answers["room"].site.zone
            try:
                answers["starts_at"] = self.moment(answers, zone)
            except ValidationError as refusal:
                self.add_error("day" if refusal.code == "too_far" else "time", refusal)
        return answers

    def moment(self, answers: dict[str, Any], zone: ZoneInfo) -> datetime | None:
        """The moment that day and time name; a time that the clocks show twice is asked about."""
        moments = readings(answers["day"], answers["time"], zone)
        if len(moments) < 2:
            return from_local(answers["day"], answers["time"], zone)
        chosen = answers.get("reading")
        choices = [(str(at), label(moment, zone)) for at, moment in enumerate(moments)]
        cast("forms.ChoiceField", self.fields["reading"]).choices = choices
        self.show("reading", forms.RadioSelect(choices=choices))
        if not chosen:
            self.add_error(
                "reading", "Choose which one: the clocks show this time twice that night."
            )
            return None
        return moments[int(chosen)]

    def wish(self) -> dict[str, Any]:
        """Practitioner, room and start, as the actions take them."""
        names = ("practitioner", "room", "starts_at", "outside_hours")
        return {name: self.cleaned_data[name] for name in names}


class BookForm(KindFields, PlaceAndTimeFields):
    """A visit for somebody on file."""

    field_order = ["key", "kind", "practitioner", "room", "day", "time"]

    def wish(self) -> dict[str, Any]:
        """The keyword arguments that every booking takes from a form."""
        chosen = self.cleaned_data
        return super().wish() | {"kind": chosen["kind"], "idempotency_key": chosen["key"]}


class ConvertForm(BookForm):
    """The first visit of an enquiry, for somebody on file or for a new person."""

    who = forms.ChoiceField(
        label="Who is it?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose who it is"},
    )
    name = Text(
        label="Name",
        max_length=120,
        required=False,
        help_text="For a new person only: a name, and an e-mail address or a phone number.",
        error_messages={"max_length": NAME_TOO_LONG},
    )
    email = forms.EmailField(
        label="E-mail address",
        required=False,
        error_messages={"invalid": "Enter an e-mail address like name@example.com"},
    )
    phone = PhoneNumberField(
        label="Mobile or phone number",
        required=False,
        error_messages={"invalid": "Enter a phone number like 0400 000 000"},
        widget=forms.TextInput({"type": "tel", "class": "w-20"}),
    )
    # Not "(optional)" on the page: a new person needs them, somebody on file does not.
    sometimes_needed = ("name", "email", "phone")
    field_order = ["key", "who", "name", "email", "phone", *BookForm.field_order[1:]]

    def __init__(self, *args: Any, enquiry: Enquiry, people: list[Runner], **kwargs: Any) -> None:
        self.people = {str(person.pk): person for person in people}
        typed = {"name": enquiry.name, "email": enquiry.email, "phone": enquiry.phone}
        if not people:
            typed["who"] = NEW_PERSON
        elif enquiry.runner_id:
            typed["who"] = str(enquiry.runner_id)
        if enquiry.asked_for_id:
            typed["practitioner"] = str(enquiry.asked_for_id)
        kwargs["initial"] = typed | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        on_file = [(pk, described(person)) for pk, person in self.people.items()]
        who = cast("forms.ChoiceField", self.fields["who"])
        who.choices = [*on_file, (NEW_PERSON, "A new person")]

    def clean(self) -> dict[str, Any]:
        """A new person needs a name and a way to be reached."""
        answers = super().clean()
        if answers.get("who") == NEW_PERSON:
            if not answers.get("name"):
                self.add_error("name", "Enter the name of the new person")
            reachable = answers.get("email") or answers.get("phone")
            if not reachable and not {"email", "phone"} & set(self.errors):
                self.add_error("email", "Give an e-mail address or a phone number.")
        return answers

    def person(self) -> dict[str, Any]:
        """Who it is: `runner`, or None and the details of a new person."""
        chosen = self.cleaned_data
        details = {name: chosen[name] for name in ("name", "email", "phone")}
        return {"runner": self.people.get(chosen["who"]), **details}


class MoveForm(PlaceAndTimeFields):
    """Another time, practitioner or room for a visit as the person moving it saw it."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    field_order = ["version"]

    def __init__(self, *args: Any, visit: Appointment, **kwargs: Any) -> None:
        now_at = visit.local_start
        kwargs["initial"] = {
            "practitioner": visit.practitioner_id,
            "room": visit.room_id,
            "day": now_at.date(),
            "time": now_at.time(),
            "version": visit.version,
        }
        super().__init__(*args, **kwargs)

    def wish(self) -> dict[str, Any]:
        """Where the visit goes, and which version of it was seen."""
        return super().wish() | {"version": self.cleaned_data["version"]}


class CancelForm(forms.Form):
    """Why a visit is cancelled."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.ChoiceField(
        label="Why is it cancelled?",
        choices=Appointment.CancelReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose why the visit is cancelled"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = plain_helper()


class MoveBackForm(forms.Form):
    """Where a visit was before it moved, as the undo carries it."""

    version = forms.IntegerField(min_value=1, error_messages=HALF_SENT)
    practitioner = forms.ModelChoiceField(
        queryset=Practitioner.objects.all(), error_messages=HALF_SENT
    )
    room = forms.ModelChoiceField(
        queryset=Room.objects.select_related("site"), error_messages=HALF_SENT
    )
    starts_at = forms.DateTimeField(error_messages=HALF_SENT)


class MarkForm(forms.Form):
    """One button of a visit, or the undo of one: which, and the version that was seen."""

    MARKS = (
        "arrived",
        "not_arrived",
        "no_show",
        "came",
        "completed",
        "not_completed",
        "not_cancelled",
    )

    mark = forms.ChoiceField(choices=[(mark, mark) for mark in MARKS], error_messages=HALF_SENT)
    version = forms.IntegerField(min_value=1, error_messages=HALF_SENT)

    def add_prefix(self, field_name: str) -> str:
        """`as` is no name for a field in Python."""
        return "as" if field_name == "mark" else field_name


def described(person: Runner) -> str:
    """Enough to tell two people of one name apart at the phone."""
    return ", ".join(str(part) for part in (person.name, person.email, person.phone) if part)
