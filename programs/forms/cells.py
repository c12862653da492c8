"""Cells of a table that is typed into: numbers, words and choices that keep what was typed."""

from typing import Any

from django import forms

from drills.forms.doses import one_of


def cell(label: str, *, required: bool = True, **attrs: str) -> forms.CharField:
    """A cell for a word."""
    return forms.CharField(
        label=label,
        required=required,
        widget=forms.TextInput({"class": "input", "autocomplete": "off"} | attrs),
    )


def decimal_number(label: str, *, highest: int) -> forms.DecimalField:
    """A cell for a number with up to two decimals, or nothing."""
    sentence = f"Enter a number from 0.25 to {highest} for “{label}”."
    refusals = ["invalid", "min_value", "max_value", "max_decimal_places", "max_digits"]
    return forms.DecimalField(
        label=label,
        required=False,
        min_value=0.25,
        max_value=highest,
        decimal_places=2,
        widget=forms.TextInput(
            {"inputmode": "decimal", "autocomplete": "off", "class": "input w-2"}
        ),
        error_messages=dict.fromkeys(refusals, sentence),
    )


def optional_one_of(label: str, choices: list[tuple[str, str]]) -> forms.ChoiceField:
    """A cell for one of a few words, of which one says nothing."""
    field = one_of(label, choices)
    field.required = False
    return field


def is_filled(value: Any) -> bool:
    """Whether a cell says something; no seconds of rest say nothing."""
    return str(value if value is not None else "") not in {"", "0"}


def option_words(field: forms.Field, value: str) -> str:
    """The words of a choice; any other cell's value as it is."""
    choices = field.widget.choices if isinstance(field.widget, forms.Select) else []
    return next((str(words) for key, words in choices if key == value), value)
