"""A drill of the clinic's own, as a physio writes it."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from clinic.look.fields import Text
from clinic.words import what_is_wrong
from drills.forms.doses import DoseForm, dose_as_typed
from drills.models import (
    Condition,
    Drill,
    Equipment,
    Kind,
    Moment,
    Muscle,
    Position,
    Restriction,
)

STAMP = "%Y-%m-%dT%H:%M:%S.%f%z"
FEEL, STOP = "You should feel ", "Stop if "
TOO_OLD = "Open the drill again: this page is too old to be saved."


def public_words(text: str) -> None:
    """Refuse what the clinic does not print, with the word and the reason."""
    if wrong := what_is_wrong(text):
        raise ValidationError(wrong)


# Fields in the order of the page, so that mistakes are listed as they stand there.
ORDER = (
    "name summary kind position is_advanced steps cues feel stop_if sets amount to unit side "
    "rest moments equipment restrictions muscles conditions easier harder source stands"
)


class Words(Text):
    """One line that the public reads."""

    def __init__(self, *, required_words: str, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput({"class": "input", "autocomplete": "off"}))
        super().__init__(
            error_messages={"required": required_words}, validators=[public_words], **kwargs
        )


class Lines(Text):
    """Several lines that the public reads, one thought in each."""

    def __init__(self, *, name: str, least: int, most: int, longest: int, **kwargs: Any) -> None:
        self.name, self.least, self.most, self.longest = name, least, most, longest
        super().__init__(
            max_length=None,
            widget=forms.Textarea({"rows": most + 1}),
            error_messages={"required": f"Write {least} to {most} {name}, one a line."},
            **kwargs,
        )

    def clean(self, value: Any) -> list[str]:
        """The lines, without empty ones. Raises for too few, too many, too long or banned words."""
        lines = [line.strip() for line in super().clean(value).split("\n") if line.strip()]
        if not self.least <= len(lines) <= self.most:
            raise ValidationError(
                f"Write {self.least} to {self.most} {self.name}, one a line. "
                f"There {'is' if len(lines) == 1 else 'are'} {len(lines)} now."
            )
        for place, line in enumerate(lines, start=1):
            if len(line) > self.longest:
                raise ValidationError(
                    f"Keep line {place} to {self.longest} characters. It has {len(line)} now."
                )
            if wrong := what_is_wrong(line):
                raise ValidationError(f"Mend line {place}: {wrong}")
        return lines


def some_of(label: str, choices: list, *, required: str = "") -> forms.MultipleChoiceField:
    """Boxes to tick; `required` is what to say when none is."""
    return forms.MultipleChoiceField(
        label=label,
        choices=choices,
        required=bool(required),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": required},
    )


def one_of(label: str, choices: list, missing: str) -> forms.ChoiceField:
    """A list to choose from, with nothing chosen beforehand."""
    return forms.ChoiceField(
        label=label, choices=[("", "Choose one"), *choices], error_messages={"required": missing}
    )


class DrillForm(DoseForm):
    """All words of a drill. `seen` is when the drill last changed as this page was opened."""

    seen = forms.DateTimeField(
        required=False,
        widget=forms.HiddenInput,
        input_formats=[STAMP],
        error_messages={"invalid": TOO_OLD},
    )
    name = Words(label="Name", max_length=80, required_words="Enter a name.")
    summary = Words(
        label="In one sentence",
        max_length=200,
        help_text="What it does, in plain words. It stands below the name.",
        required_words="Say in one sentence what it does.",
    )
    kind = one_of("Kind", Kind.choices, "Choose a kind.")
    position = one_of("Position", Position.choices, "Choose a position.")
    is_advanced = forms.BooleanField(label="For advanced runners only", required=False)
    steps = Lines(
        label="Steps",
        name="steps",
        least=3,
        most=5,
        longest=200,
        help_text="One a line, three to five. Start each with what to do.",
    )
    cues = Lines(
        label="Cues",
        name="cues",
        least=2,
        most=4,
        longest=60,
        help_text="Short, to be said aloud. One a line, two to four.",
    )
    feel = Words(
        label="You should feel",
        max_length=180,
        help_text="Go on with the sentence: “your glutes work, not your back.”",
        required_words="Say what to feel.",
    )
    stop_if = Words(
        label="Stop if",
        max_length=180,
        help_text="Go on with the sentence: “it pinches in the front of your hip.”",
        required_words="Say when to stop.",
    )
    moments = some_of("When it fits", Moment.choices, required="Tick when it fits.")
    muscles = some_of("Muscles", Muscle.choices, required="Tick at least one muscle.")
    equipment = some_of("Gear", Equipment.choices)
    restrictions = some_of("Works on", Restriction.choices)
    conditions = some_of("Conditions", Condition.choices)
    easier = forms.ModelChoiceField(
        label="Easier drill", queryset=Drill.objects.none(), required=False, empty_label="None"
    )
    harder = forms.ModelChoiceField(
        label="Harder drill", queryset=Drill.objects.none(), required=False, empty_label="None"
    )
    source = Words(
        label="Where this comes from",
        max_length=200,
        help_text="A study, a guideline, a course, or what you see in the clinic. "
        "A claim without a source is not printed.",
        required_words="Say where this comes from. A claim without a source is not printed.",
    )
    stands = forms.BooleanField(
        label="I have read the whole drill as it now stands, and I stand for it",
        error_messages={"required": "Read the whole drill, and tick that you stand for it."},
    )

    field_order = ORDER.split()

    def __init__(self, *args: Any, drill: Drill | None = None, **kwargs: Any) -> None:
        """`drill` is the one that is changed; a new one has none."""
        super().__init__(*args, **kwargs)
        others = Drill.objects.prescribable().order_by("name")
        if drill:
            others = others.exclude(pk=drill.pk)
            self.fields["seen"].required = True
            self.fields["seen"].error_messages["required"] = TOO_OLD
        if drill is None or drill.is_draft:
            del self.fields["stands"]
        for name in ("easier", "harder"):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - for the type checker
            field.queryset = others

    def clean_feel(self) -> str:
        """The whole sentence, however it was begun."""
        return sentence(FEEL, self.cleaned_data["feel"])

    def clean_stop_if(self) -> str:
        """The whole sentence, however it was begun."""
        return sentence(STOP, self.cleaned_data["stop_if"])

    def words(self) -> dict[str, Any]:
        """What was typed, as the fields of a drill."""
        typed = self.cleaned_data
        ladder = {
            f"{name}_id": typed[name].pk if typed[name] else None for name in ("easier", "harder")
        }
        plain = set(self.fields) - set(DoseForm.base_fields) - {"seen", "stands", *LADDER}
        return {name: typed[name] for name in plain} | ladder | self.dose()


LADDER = ("easier", "harder")


def sentence(start: str, typed: str) -> str:
    """`typed` as a sentence that begins with `start`, once."""
    rest = typed.strip()
    if rest.lower().startswith(start.lower()):
        rest = rest[len(start) :].strip()
    return f"{start}{rest.rstrip('.')}."


def as_typed(drill: Drill) -> dict[str, Any]:
    """A drill the way its form shows it."""
    same = (
        "name", "summary", "kind", "position", "is_advanced", "moments", "muscles", "equipment",
        "restrictions", "conditions", "source",
    )  # fmt: skip
    return dose_as_typed(drill) | {
        **{name: getattr(drill, name) for name in same},
        "steps": "\n".join(drill.steps),
        "cues": "\n".join(drill.cues),
        "feel": drill.feel.removeprefix(FEEL),
        "stop_if": drill.stop_if.removeprefix(STOP),
        "easier": drill.easier_id,
        "harder": drill.harder_id,
        "seen": stamp(drill.updated_at),
    }


def stamp(moment: datetime) -> str:
    """A moment that survives a hidden input to the microsecond."""
    return moment.strftime(STAMP)
