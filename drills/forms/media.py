"""A photo or a video of a drill, and what must be said of it."""

from typing import Any

from django import forms

from clinic.look.fields import Text
from drills.forms.editing import Words
from drills.media.sniff import LARGEST, MEGABYTE, Kind
from drills.models import Media

PHOTO_MB, VIDEO_MB = (LARGEST[kind] // MEGABYTE for kind in (Kind.PHOTO, Kind.VIDEO))


class MediaForm(forms.Form):
    """What it shows, and whether the person in it has agreed."""

    alt = Words(
        label="What it shows",
        max_length=200,
        help_text="For people who cannot see it: “A runner lies on her back and lifts her hips.”",
        required_words="Say what it shows, for people who cannot see it.",
    )
    person = forms.ChoiceField(
        label="Can somebody be recognised?",
        choices=Media.Person.choices,
        help_text="A face, a tattoo or a voice can be enough. If they have not agreed, ask first.",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose whether somebody can be recognised.",
            "invalid_choice": "Choose whether somebody can be recognised.",
        },
    )
    consent = Text(
        label="If somebody can be recognised: how and when did they agree?",
        help_text="For example: signed our photo form on 3 March 2026. Write no name.",
        max_length=200,
        required=False,
        widget=forms.TextInput({"class": "input", "autocomplete": "off"}),
    )

    def clean(self) -> dict[str, Any]:
        """Consent belongs to a person that can be recognised, and only to one."""
        typed = super().clean() or {}
        if typed.get("person") == Media.Person.AGREED and not typed.get("consent"):
            self.add_error("consent", "Say how and when they agreed. If they have not, ask first.")
        if typed.get("person") == Media.Person.NOBODY:
            typed["consent"] = ""
        return typed


class UploadForm(MediaForm):
    """The same with a file. `refusal` is what was found out while the file came in."""

    file = forms.FileField(
        label="Photo or video",
        help_text=(
            f"A photo (JPEG, PNG, WebP or HEIC) up to {PHOTO_MB} MB, or a video (MP4, MOV or WebM) "
            f"of at most 60 seconds and {VIDEO_MB} MB. Its sound is taken out."
        ),
        widget=forms.FileInput({"accept": "image/*,video/*", "class": "input"}),
        error_messages={
            "required": "Choose a photo or a video.",
            "empty": "Choose another photo or video. This file is empty.",
            "invalid": "Choose a photo or a video.",
            "max_length": "Give the file a shorter name, and choose it again.",
        },
    )
    field_order = ["file", "alt", "person", "consent"]

    def __init__(self, *args: Any, refusal: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if refusal:
            self.fields["file"].error_messages["required"] = refusal

    def clean(self) -> dict[str, Any]:
        """A browser does not keep a chosen file, so say so beside the other mistakes."""
        typed = super().clean()
        if self.errors and typed.get("file"):
            self.add_error("file", "Choose the same file again: a browser does not keep it.")
        return typed
