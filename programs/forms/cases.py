"""A case as a physio writes it: what it is, what to leave out, and how much pain is all right."""

from typing import Any

from django import forms

from clinic.look.fields import Text
from clinic.look.widgets import KnownDate
from programs.actions.cases import RestrictionWish
from programs.models import Case, Caution, PainRule
from programs.wording.pain import PRESETS, preset_values

RULE = ("pain_during_limit", "pain_after_limit", "pain_severe_from", "pain_breaches_to_flag")
WORDS_LENGTH = Case._meta.get_field("words").max_length
PHASES = [("", "Until further notice"), *((n, f"Until phase {n} begins") for n in range(2, 7))]


def number(label: str, lowest: int, highest: int, help_text: str = "") -> forms.IntegerField:
    """A small whole number. Empty means: as the preset has it."""
    sentence = f"Enter a whole number from {lowest} to {highest} for “{label}”."
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=lowest,
        max_value=highest,
        help_text=help_text,
        widget=forms.TextInput({"inputmode": "numeric", "class": "w-2", "autocomplete": "off"}),
        error_messages=dict.fromkeys(["invalid", "min_value", "max_value"], sentence),
    )


class CaseForm(forms.Form):
    """Everything of a case; the restrictions are a box and a phase each."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    condition = forms.ChoiceField(
        label="What is it?",
        choices=[("", "Choose one"), *Case.Condition.choices],
        error_messages={"required": "Choose what it is."},
    )
    words = Text(
        label="In your own words",
        required=False,
        max_length=WORDS_LENGTH,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    side = forms.ChoiceField(
        label="Which side?",
        choices=Case.Side.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a side, or no side."},
    )
    goal = Text(
        label="What does the runner want to do again?",
        required=False,
        max_length=WORDS_LENGTH,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    opened_on = forms.DateField(
        label="Since",
        widget=KnownDate,
        help_text="For example, 24 11 2026.",
        error_messages={
            "required": "Enter the day on which the case was opened.",
            "invalid": "Enter a date that exists, like 24 11 2026.",
        },
    )
    pain_preset = forms.ChoiceField(
        label="Pain rule",
        choices=[(key, f"{PainRule.Preset(key).label}: {PRESETS[key].words}") for key in PRESETS],
        widget=forms.RadioSelect,
        help_text="Where it starts from. You decide: the numbers below go over it.",
        error_messages={"required": "Choose a pain rule to start from."},
    )
    pain_during_limit = number("Most pain during a session", 0, 10, "Empty: as in the rule above.")
    pain_after_limit = number("Most pain after a session", 0, 10, "Empty: as in the rule above.")
    pain_must_settle = forms.BooleanField(
        label="A worse next morning is above the limit", required=False, initial=True
    )
    pain_severe_from = number("Tell me at once from", 1, 10, "Empty: 8 of 10.")
    pain_breaches_to_flag = number("Or after so many ratings above the limit", 1, 5, "Empty: 2.")

    def __init__(self, *args: Any, case: Case | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case = case
        known = {row.caution: row for row in case.restrictions.all()} if case else {}
        for code, label in Caution.choices:
            row = known.get(code)
            self.fields[f"leave_{code}"] = forms.BooleanField(
                label=label, required=False, initial=row is not None
            )
            self.fields[f"until_{code}"] = forms.ChoiceField(
                label=f"{label}: how long?",
                choices=PHASES,
                required=False,
                initial=(row.until_phase if row else "") or "",
            )

    def restriction_rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """A box and its phase for every caution."""
        return [(self[f"leave_{code}"], self[f"until_{code}"]) for code in Caution.values]

    def rule_fields(self) -> list[forms.BoundField]:
        """The numbers that go over the preset."""
        return [self[name] for name in RULE]

    def case_fields(self) -> dict[str, Any]:
        """What was typed as fields of a case; empty numbers are the preset's."""
        typed = self.cleaned_data
        rule = preset_values(typed["pain_preset"])
        rule |= {name: typed[name] for name in RULE if typed[name] is not None}
        rule["pain_must_settle"] = typed["pain_must_settle"]
        return {name: typed[name] for name in ("condition", "words", "side", "goal")} | rule

    def wishes(self) -> list[RestrictionWish]:
        """The boxes that are ticked."""
        typed = self.cleaned_data
        return [
            RestrictionWish(code, int(typed[f"until_{code}"]) if typed[f"until_{code}"] else None)
            for code in Caution.values
            if typed[f"leave_{code}"]
        ]


def initial_of(case: Case) -> dict[str, Any]:
    """What a change starts from; a number that the preset has as well stays empty."""
    preset = preset_values(case.pain_preset)
    return {
        "seen": case.updated_at.isoformat(),
        "condition": case.condition,
        "words": case.words,
        "side": case.side,
        "goal": case.goal,
        "opened_on": case.opened_on,
        "pain_preset": case.pain_preset,
        "pain_must_settle": case.pain_must_settle,
        **{name: getattr(case, name) for name in RULE if getattr(case, name) != preset[name]},
    }
