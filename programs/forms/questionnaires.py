"""Writing a questionnaire, asking for it, and filling it in."""

import re
from collections.abc import Iterator
from typing import Any, cast
from uuid import uuid4

from django import forms

from clinic.look.fields import Text
from clinic.look.widgets import Scale
from clinic.people.models import Principal
from drills.forms.doses import one_of
from programs.actions.questionnaires import LONGEST_ANSWER, Asked, Content
from programs.forms.templates import for_runners
from programs.models import FormQuestion, OutcomeMeasure, Questionnaire, QuestionnaireVersion
from programs.models.questionnaires import HIGHEST_POINTS, MOST_CHOICES, MOST_QUESTIONS

Kind, Scoring = FormQuestion.Kind, QuestionnaireVersion.Scoring
POINTS = re.compile(r"(?P<words>.*\S)\s*=\s*(?P<points>\d{1,3})")
WEEKS = "Enter the weeks as a whole number from 1 to 52, or leave it empty."
MORE = 3  # questions that an empty page starts with, and that *More questions* adds


class QuestionnaireForm(forms.Form):
    """What stands above the questions, and how the answers become a score."""

    ref = forms.UUIDField(required=False, widget=forms.HiddenInput)
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    title = Text(
        label="Title",
        max_length=80,
        validators=[for_runners],
        help_text="Runners read it.",
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={"required": "Enter a title."},
    )
    intro = Text(
        label="What to say first",
        max_length=240,
        required=False,
        validators=[for_runners],
        help_text="Such as which days you ask about.",
        widget=forms.Textarea({"rows": 2}),
    )
    scoring = forms.ChoiceField(
        label="The score",
        choices=Scoring.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how the score is made."},
    )
    better = forms.ChoiceField(
        label="Which score is better?",
        choices=[("higher", "A higher one"), ("lower", "A lower one")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose which score is better."},
    )
    change = forms.DecimalField(
        label="Smallest change that matters, in points",
        help_text="Only if a study found it for this very form. Otherwise leave it empty.",
        required=False,
        min_value=0.1,
        max_digits=5,
        decimal_places=1,
        widget=forms.TextInput({"inputmode": "decimal", "class": "w-4", "autocomplete": "off"}),
        error_messages=dict.fromkeys(
            ["invalid", "min_value", "max_digits", "max_decimal_places", "max_whole_digits"],
            "Enter the points as a number of 0.1 or more, or leave it empty.",
        ),
    )
    change_source = Text(
        label="Source of that change",
        max_length=200,
        required=False,
        help_text="Who found it, when and where.",
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    may_use = forms.BooleanField(
        label="These are our own words, or we are allowed to use them",
        help_text="Most published questionnaires are copyrighted. Do not copy one in.",
        error_messages={"required": "Tick that the clinic may use these words."},
    )

    def clean(self) -> dict[str, Any]:
        """A change that matters and its source go together, and belong to a score."""
        typed = super().clean() or {}
        if "change" not in typed or "change_source" not in typed:
            return typed
        change, source = typed["change"], typed["change_source"]
        if change is not None and not source:
            self.add_error("change_source", "Say who found this change, or leave it out.")
        if change is None and source:
            self.add_error("change", "Enter the points that the source found, or empty it.")
        if change is not None and typed.get("scoring") == Scoring.NONE:
            self.add_error("change", "Leave this empty: without a score no change matters.")
        return typed

    def content(self, questions: tuple[Asked, ...]) -> Content:
        """What was typed; call it on a valid form."""
        typed = self.cleaned_data
        names = ("title", "intro", "scoring", "change", "change_source")
        plain = {name: typed[name] for name in names}
        is_higher = typed["better"] == "higher"
        return Content(**plain, higher_is_better=is_higher, questions=questions)


class QuestionForm(forms.Form):
    """One question. Without words it is left out."""

    text = Text(
        label="Question",
        max_length=240,
        required=False,
        validators=[for_runners],
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    kind = one_of("Answered", Kind.choices)
    answers = forms.CharField(
        label="Answers, one on each line",
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=(
            "0 to 10: two lines, what 0 means and what 10 means. One of several: each with its "
            "points, such as “Not at all = 0”. In words: leave it empty."
        ),
    )

    def clean(self) -> dict[str, Any]:
        """Read the lines as the kind of the question has them."""
        typed = super().clean() or {}
        lines = [line.strip() for line in typed.get("answers", "").splitlines() if line.strip()]
        if any(len(line) > 120 for line in lines):
            self.add_error("answers", "Keep each answer to 120 characters or fewer.")
        if not typed.get("text"):
            if lines and "text" in typed:
                self.add_error("text", "Write the question to these answers, or empty them.")
            return typed
        match typed.get("kind"):
            case Kind.SCALE if len(lines) != 2:
                self.add_error("answers", "Say on two lines what 0 means and what 10 means.")
            case Kind.TEXT if lines:
                self.add_error("answers", "Leave this empty: a question in words has no answers.")
            case Kind.CHOICE:
                self._clean_choices(lines)
        typed["lines"] = lines
        return typed

    def _clean_choices(self, lines: list[str]) -> None:
        found = [POINTS.fullmatch(line) for line in lines]
        if not 2 <= len(lines) <= MOST_CHOICES:
            self.add_error("answers", f"Give 2 to {MOST_CHOICES} answers, one on each line.")
        elif not all(one and int(one["points"]) <= HIGHEST_POINTS for one in found):
            self.add_error(
                "answers",
                f"End each answer with = and its points, 0 to {HIGHEST_POINTS}: “A little = 1”.",
            )

    def asked(self) -> Asked | None:
        """The question; None where nothing was written. Call it on a valid form."""
        typed = self.cleaned_data
        if not typed.get("text"):
            return None
        lines, points = tuple(typed["lines"]), tuple[int, ...]()
        if typed["kind"] == Kind.SCALE:
            points = tuple(range(11))
        elif typed["kind"] == Kind.CHOICE:
            found = [cast(re.Match[str], POINTS.fullmatch(line)) for line in lines]
            lines = tuple(one["words"] for one in found)
            points = tuple(int(one["points"]) for one in found)
        return Asked(typed["kind"], typed["text"], lines, points)


QuestionSet = forms.formset_factory(
    QuestionForm, extra=0, max_num=MOST_QUESTIONS, validate_max=True, absolute_max=MOST_QUESTIONS
)


def as_typed(version: QuestionnaireVersion | None) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """A version the way the page shows it: what stands above, and the questions."""
    if version is None:
        return {"ref": uuid4(), "seen": 0}, [{"kind": Kind.SCALE}] * MORE
    names = ("title", "intro", "scoring", "change", "change_source")
    above = {name: getattr(version, name) for name in names}
    above["better"] = "higher" if version.higher_is_better else "lower"
    return above | {"seen": version.number}, [
        {"text": one.text, "kind": one.kind, "answers": "\n".join(lines_of(one))}
        for one in version.questions.all()
    ]


def lines_of(question: FormQuestion) -> list[str]:
    """The answers to choose from, as they are typed."""
    if question.kind != Kind.CHOICE:
        return question.choices
    return [f"{words} = {points}" for words, points in question.pairs]


class ByTitle(forms.ModelChoiceField):
    """A questionnaire by the title of its version in force, which the queryset carries."""

    def label_from_instance(self, obj: Questionnaire) -> str:
        """The title."""
        return str(obj.title)  # type: ignore[attr-defined]


class AskFormForm(forms.Form):
    """Which questionnaire a runner shall fill in, and how often."""

    questionnaire = ByTitle(
        queryset=Questionnaire.objects.none(),
        empty_label="Choose one",
        error_messages=dict.fromkeys(["required", "invalid_choice"], "Choose a questionnaire."),
    )
    weeks = forms.IntegerField(
        label="Again every so many weeks",
        help_text="Empty: ask once.",
        required=False,
        min_value=1,
        max_value=52,
        widget=forms.TextInput({"inputmode": "numeric", "class": "w-2", "autocomplete": "off"}),
        error_messages=dict.fromkeys(["invalid", "min_value", "max_value"], WEEKS),
    )

    def __init__(self, *args: Any, user: Principal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = Questionnaire.objects.visible_to(user).offered()
        field = cast(forms.ModelChoiceField, self.fields["questionnaire"])
        field.queryset = offered.with_titles()


class AnswerFormForm(forms.Form):
    """Every question of a form. Nothing is chosen beforehand: that would answer for the runner."""

    def __init__(self, *args: Any, measure: OutcomeMeasure, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        questions = measure.form.questions.all() if measure.form else []
        for place, question in enumerate(questions):
            self.fields[f"answer_{place}"] = field_of(question)

    def rating_fields(self) -> Iterator[forms.BoundField]:
        """The questions, in their order."""
        return iter(self)

    def answers(self) -> list[int | str]:
        """In the order of the questions."""
        return [self.cleaned_data[name] for name in self.fields]


def field_of(question: FormQuestion) -> forms.Field:
    """The input of one question."""
    missing = {"required": f"Choose an answer to “{question.text}”."}
    match question.kind:
        case Kind.SCALE:
            low, high = question.choices
            return forms.IntegerField(
                label=question.text,
                help_text=f"0: {low}. 10: {high}.",
                min_value=0,
                max_value=10,
                widget=Scale,
                error_messages=missing,
            )
        case Kind.CHOICE:
            return forms.TypedChoiceField(
                label=question.text,
                choices=list(enumerate(question.choices)),
                coerce=int,
                widget=forms.RadioSelect,
                error_messages=missing,
            )
    return Text(
        label=question.text,
        max_length=LONGEST_ANSWER,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )
