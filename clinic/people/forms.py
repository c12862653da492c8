"""Signing in, a runner's settings, and the public profile of somebody who treats runners."""

from collections.abc import Collection, Mapping
from datetime import time
from typing import Any

from allauth.account.fields import EmailField
from allauth.account.forms import ConfirmLoginCodeForm, RequestLoginCodeForm
from django import forms
from django.core.validators import RegexValidator

from clinic.look.fields import Text
from clinic.look.templatetags.steady import clock
from clinic.people.actions.ways import Ways
from clinic.people.models import Practitioner, Runner, User
from clinic.places.forms import FactsForm
from clinic.units import Unit

DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
REGISTRATION = RegexValidator(
    r"^[A-Z]{3}\d{10}$", "Write the number as on the public register, like PHY0001234567"
)
OTHER_WAYS = [("sms", "Text message"), ("push", "Notification on my phone")]
SLUG_WRONG = "Use small letters, digits and hyphens, like pia-novak"


class SignInForm(RequestLoginCodeForm):
    """The address that the code goes to."""

    email = EmailField(
        label="E-mail address",
        widget=forms.EmailInput({"autocomplete": "email"}),
        error_messages={
            "required": "Enter your e-mail address",
            "invalid": "Enter an e-mail address like name@example.com",
        },
    )


class CodeForm(ConfirmLoginCodeForm):
    """The code that came by mail."""

    code = forms.CharField(
        label="Code",
        help_text="From the newest mail that we sent you.",
        widget=forms.TextInput({"autocomplete": "one-time-code", "class": "w-10"}),
        error_messages={"required": "Enter the code"},
    )


class PhoneCodeForm(forms.Form):
    """The code that stands under the picture; a phone that scans the picture fills it in."""

    code = forms.CharField(
        label="Code",
        help_text="Twelve letters and digits, from your physio's screen.",
        max_length=40,
        widget=forms.TextInput(
            {"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        error_messages={"required": "Enter the code", "max_length": "Enter the twelve signs"},
    )


class SettingsForm(forms.Form):
    """How a runner is reminded, what the player does, and how pages look."""

    wants_session_reminders = forms.BooleanField(
        label="Remind me of sessions, and ask how I am the morning after", required=False
    )
    remind_at = forms.TypedChoiceField(
        label="At what time?",
        coerce=time.fromisoformat,
        error_messages=dict.fromkeys(["required", "invalid_choice"], "Choose a time from the list"),
    )
    remind_days = forms.TypedMultipleChoiceField(
        label="On which days?",
        help_text="Only days with a session, or the morning after one, count.",
        choices=list(enumerate(DAYS, start=1)),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one day, or turn reminders off above"},
    )
    remind_again = forms.BooleanField(
        label="Once more, five hours later, if it is not done", required=False
    )
    cue_voice = forms.BooleanField(label="Say what comes next", required=False)
    cue_tones = forms.BooleanField(label="Play tones", required=False)
    cue_buzz = forms.BooleanField(label="Vibrate (not on iPhones)", required=False)
    text_size = forms.ChoiceField(
        label="Size of the words",
        choices=User.TextSize.choices,
        required=False,
        widget=forms.RadioSelect,
    )
    theme = forms.ChoiceField(
        label="Colours", choices=User.Theme.choices, required=False, widget=forms.RadioSelect
    )

    unit = forms.ChoiceField(
        label="Distances in",
        choices=Unit.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose kilometres or miles"},
    )

    def __init__(self, *args: Any, stored: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        times = {time(hour, minute) for hour in range(5, 22) for minute in (0, 30)}
        self.initial = {**stored, "remind_at": stored["remind_at"].isoformat()}
        self.fields["remind_at"].choices = [  # type: ignore[attr-defined]
            (one.isoformat(), clock(one)) for one in sorted(times | {stored["remind_at"]})
        ]


class WaysForm(forms.Form):
    """What a runner is sent, and in which ways; beside e-mail only those that can be had."""

    visits = forms.MultipleChoiceField(
        label="Reminders of visits",
        help_text="At 9 am on the day before, and two hours before.",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    sessions = forms.ChoiceField(
        label="Reminders of sessions",
        help_text="On days with a session that is not done, and on the morning after.",
        required=False,
        widget=forms.RadioSelect,
    )
    news = forms.MultipleChoiceField(
        label="News of your programme, and answers to what you asked",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    agrees = forms.BooleanField(label="I agree", required=False)
    sometimes_needed = ("visits", "news")

    def __init__(
        self, *args: Any, stored: Ways, others: Collection[str], consent: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {
            "visits": sorted(stored.visits),
            "sessions": stored.sessions,
            "news": sorted(stored.news),
        }
        ways = [("email", "E-mail"), *(one for one in OTHER_WAYS if one[0] in others)]
        for name in ("visits", "news"):
            self.fields[name].choices = ways  # type: ignore[attr-defined]
        self.fields["sessions"].choices = [*ways, ("", "None")]  # type: ignore[attr-defined]
        if consent:
            self.fields["agrees"].label = consent
        else:
            del self.fields["agrees"]

    @property
    def ways(self) -> Ways:
        """What was chosen."""
        chosen = self.cleaned_data
        return Ways(frozenset(chosen["visits"]), chosen["sessions"], frozenset(chosen["news"]))


class ProfileForm(FactsForm):
    """What visitors read about somebody, and at which address."""

    name = Text(label="Name", max_length=120, error_messages={"required": "Enter the name"})
    profession = forms.ChoiceField(
        label="Title",
        choices=Practitioner.Profession.choices,
        error_messages={"required": "Choose a title"},
        help_text="Protected titles are for those who hold them.",
    )
    slug = forms.SlugField(
        label="Address of the profile",
        required=False,
        max_length=60,
        help_text="The end of the page's address, such as pia. Empty: not on the site.",
        error_messages={"invalid": SLUG_WRONG, "max_length": "Keep the address to 60 characters"},
    )
    note = Text(
        label="What they see most",
        required=False,
        max_length=300,
        help_text="One line. Say “works mainly with”.",
    )
    bio = Text(
        label="About them",
        required=False,
        max_length=1500,
        widget=forms.Textarea({"rows": 6}),
        help_text="Their own running, how they work. No reviews and no promises.",
    )
    languages = Text(label="Languages besides English", required=False, max_length=120)
    registration_number = Text(
        label="Registration number",
        required=False,
        max_length=20,
        validators=[REGISTRATION],
        widget=forms.TextInput({"class": "w-20", "autocomplete": "off"}),
        help_text="As on the public register, such as PHY0001234567.",
    )

    def clean_slug(self) -> str | None:
        """Small letters; none at all takes the profile off the site."""
        return self.cleaned_data["slug"].lower() or None


def facts_of(practitioner: Practitioner) -> dict[str, Any]:
    """A practitioner the way the form shows them."""
    return {name: getattr(practitioner, name) for name in ProfileForm.base_fields}


def settings_of(runner: Runner, user: User) -> dict[str, Any]:
    """The settings the way the form shows them."""
    of_user = {"theme", "text_size", "unit"}
    return {
        name: getattr(user if name in of_user else runner, name)
        for name in SettingsForm.base_fields
    }
