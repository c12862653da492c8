"""The morning after a session: one question, one tap."""

from django import forms

from clinic.look.fields import Text
from clinic.look.widgets import Scale
from programs.models import MorningCheck

WHERE_LENGTH = MorningCheck._meta.get_field("where").max_length


class MorningForm(forms.Form):
    """No worse is done with one tap; worse may say how much and where."""

    worse = forms.ChoiceField(
        label="How is it this morning?",
        choices=[("no", "No worse"), ("yes", "Worse")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose “No worse” or “Worse”."},
    )
    pain = forms.IntegerField(
        label="If it is worse, how much?",
        help_text="0 is no pain, 10 is the worst pain you can imagine.",
        min_value=0,
        max_value=10,
        required=False,
        widget=Scale,
    )
    where = Text(
        label="Where?",
        required=False,
        max_length=WHERE_LENGTH,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
