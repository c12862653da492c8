"""The form of the style guide: one field of each kind."""

from django import forms

from clinic.look.fields import Text
from clinic.look.widgets import KnownDate, Scale, Zone

ZONES = (
    Zone(0, 2, "fine to carry on", "ok"),
    Zone(3, 5, "okay if it settles by morning", "watch"),
    Zone(6, 10, "too much, ease off", "stop"),
)


class SpecimenForm(forms.Form):
    """Shows every widget; nothing is done with what is sent."""

    name = forms.CharField(
        label="Your name",
        error_messages={"required": "Enter your name"},
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    mobile = forms.CharField(
        label="Mobile number",
        required=False,
        help_text="We will ring or text. For example, 0400 000 000.",
        widget=forms.TextInput({"type": "tel", "autocomplete": "tel", "class": "w-10"}),
    )
    email = forms.EmailField(
        label="Email",
        help_text="We send your booking details here.",
        error_messages={
            "required": "Enter your email address",
            "invalid": "Enter an email address like name@example.com",
        },
        widget=forms.EmailInput({"autocomplete": "email"}),
    )
    area = forms.ChoiceField(
        label="Where does it hurt?",
        choices=[("", "Choose one"), ("hip", "Hip"), ("knee", "Knee"), ("calf", "Calf")],
        error_messages={"required": "Choose where it hurts"},
    )
    when = forms.ChoiceField(
        label="When can you come in?",
        choices=[("am", "Mornings"), ("pm", "Afternoons"), ("late", "After work")],
        error_messages={"required": "Choose a time of day"},
        widget=forms.RadioSelect,
    )
    days = forms.MultipleChoiceField(
        label="Which days suit you?",
        required=False,
        choices=[("mon", "Monday"), ("wed", "Wednesday"), ("fri", "Friday")],
        widget=forms.CheckboxSelectMultiple,
    )
    born = forms.DateField(
        label="Date of birth",
        help_text="For example, 27 3 1988.",
        error_messages={
            "required": "Enter your date of birth",
            "invalid": "Enter a date that exists, like 27 3 1988",
        },
        widget=KnownDate,
    )
    pain = forms.IntegerField(
        label="Worst pain in this session",
        help_text="0 is no pain. 10 is the worst you can think of.",
        error_messages={"required": "Choose a number for your pain"},
        widget=Scale(zones=ZONES),
    )
    effort = forms.IntegerField(
        label="How hard was it?",
        required=False,
        help_text="0 is rest. 5 is hard. 10 is flat out.",
        widget=Scale,
    )
    note = Text(
        label="Tell us what happened",
        required=False,
        max_length=400,
        help_text="A sentence or two is plenty.",
        widget=forms.Textarea({"rows": 4}),
    )
    consent = forms.BooleanField(
        label="You may contact me about this",
        error_messages={"required": "Tick the box so we can answer you"},
    )

    def clean(self) -> dict:
        """Refuse a worst pain with no word about it, to show an error of the whole form."""
        cleaned = super().clean() or {}
        if cleaned.get("pain") == 10 and not cleaned.get("note"):
            raise forms.ValidationError("Tell us what happened when the pain is 10.")
        return cleaned
