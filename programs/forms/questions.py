"""A question to the physio."""

from collections.abc import Iterable
from uuid import uuid4

from django import forms

from clinic.look.fields import Text
from programs.models import Question
from programs.progress.questions import Askable

LONGEST = Question._meta.get_field("text").max_length


class QuestionForm(forms.Form):
    """What a runner asks, and about which drill. The id makes a double click one question."""

    question_id = forms.UUIDField(widget=forms.HiddenInput)
    about = forms.ChoiceField(
        label="Is it about a drill?",
        required=False,
        error_messages={"invalid_choice": "Choose a drill from the list, or something else"},
    )
    text = Text(
        label="Your question",
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": "Write your question"},
    )

    def __init__(self, *args: object, drills: Iterable[Askable], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.drills = {drill.slug: drill for drill in drills}
        names = [(drill.slug, drill.name) for drill in self.drills.values()]
        self.fields["about"].choices = [("", "No, something else"), *names]  # type: ignore[attr-defined]
        self.fields["question_id"].initial = uuid4

    @property
    def drill(self) -> Askable | None:
        """The drill that was chosen."""
        return self.drills.get(self.cleaned_data["about"])
