"""Short forms about a runner: an answer, a note."""

from django import forms

from clinic.look.fields import Text


class AnswerForm(forms.Form):
    """The answer to a question."""

    answer = Text(
        label="Your answer",
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": "Write an answer."},
    )


class NoteForm(forms.Form):
    """A note that stays as it is."""

    note = Text(
        label="New note",
        max_length=5000,
        widget=forms.Textarea({"rows": 3}),
        help_text="It is kept with your name and the time, and cannot be changed later.",
        error_messages={"required": "Write the note first."},
    )
