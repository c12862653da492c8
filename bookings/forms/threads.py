"""The forms of an enquiry's thread: write back, put it off, hand it over; ready-made replies."""

import re
from datetime import datetime, time, timedelta
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone

from bookings.models.letters import REPLY_FIELDS
from clinic.look.fields import Text
from clinic.people.models import User

WAKES_AT = time(9)


class PlainForm(forms.Form):
    """The page writes the form tag and the buttons."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False


class ReplyForm(PlainForm):
    """What we write back."""

    text = Text(
        label="Your reply",
        max_length=4000,
        help_text="No diagnosis. It leaves after three minutes, until then you can take it back.",
        error_messages={"required": "Write what they should read"},
        widget=forms.Textarea({"rows": 7}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"auto_id": "reply_%s"})


class SleepForm(PlainForm):
    """Until when an enquiry is out of sight."""

    wake_at = forms.DateTimeField(
        label="Show it again at",
        input_formats=["%Y-%m-%dT%H:%M"],
        error_messages={
            "required": "Choose when it comes back",
            "invalid": "Enter a date and a time that exist",
        },
        widget=forms.DateTimeInput(
            {"type": "datetime-local", "class": "w-20"}, format="%Y-%m-%dT%H:%M"
        ),
    )

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        tomorrow = timezone.localdate(now) + timedelta(days=1)
        at_nine = datetime.combine(tomorrow, WAKES_AT, tzinfo=timezone.get_default_timezone())
        super().__init__(*args, **kwargs | {"auto_id": "sleep_%s", "initial": {"wake_at": at_nine}})


class HandOverForm(PlainForm):
    """Who at the desk looks after an enquiry."""

    owner = forms.ModelChoiceField(
        label="Hand over to",
        queryset=User.objects.none(),
        empty_label="Choose one",
        error_messages={"required": "Choose somebody", "invalid_choice": "Choose somebody"},
    )

    def __init__(self, *args: Any, desk: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"auto_id": "hand_%s"})
        self.fields["owner"].queryset = desk  # type: ignore[attr-defined]


class SearchForm(forms.Form):
    """What is looked for in the inbox."""

    q = forms.CharField(required=False, max_length=200, strip=True)


class CannedReplyForm(PlainForm):
    """A ready-made reply; only the known fields may stand in braces."""

    name = Text(
        label="Name of the reply",
        max_length=60,
        error_messages={"required": "Give the reply a name"},
    )
    text = Text(
        label="Text",
        max_length=2000,
        help_text="These are filled in: " + ", ".join(f"{{{name}}}" for name in REPLY_FIELDS) + ".",
        error_messages={"required": "Write the text"},
        widget=forms.Textarea({"rows": 8}),
    )

    def clean_text(self) -> str:
        """Refuse what would be read as a field and is none."""
        text: str = self.cleaned_data["text"]
        for found in re.findall(r"{[^{}]*}|[{}]", text):
            if found[1:-1] not in REPLY_FIELDS:
                raise ValidationError(
                    f"Use one of the fields named above: “{found}” is not filled in.",
                    code="unknown_field",
                )
        return text
