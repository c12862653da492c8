"""What a form says when it refuses begins with what to do: "Enter your name"."""

import ast
import importlib
import pkgutil

import pytest
from django import forms
from django.forms.forms import DeclarativeFieldsMetaclass

import bookings.forms
import drills.forms
import programs.forms
from tests.words.conftest import ROOT

VERBS = {
    *("Answer", "Ask", "Choose", "Empty", "End", "Ensure", "Enter", "Give", "Keep", "Leave"),
    *("Look", "Make", "Mend", "Move", "Name", "Open", "Pick", "Put", "Rate", "Read", "Repeat"),
    *("Ring", "Save", "Say", "Search", "Select", "Send", "Take", "Tell", "Tick", "Type"),
    *("Upload", "Use", "Wait", "Write"),
}
OURS = ("bookings.", "clinic.", "drills.", "programs.")
PACKAGES = (bookings.forms, drills.forms, programs.forms)
SINGLE = ("clinic.look.forms", "clinic.people.forms", "clinic.places.forms")
# Django's own words for these are never shown: a browser cannot send what they refuse, or the
# field says the same in words of ours.
UNSEEN = frozenset({"list", "invalid_list", "contradiction", "missing", "max_digits"})


def modules():
    """Every module that holds forms."""
    for package in PACKAGES:
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            yield importlib.import_module(found.name)
    yield from map(importlib.import_module, SINGLE)


def every_form():
    """Each form of the clinic, once."""
    found = {
        thing
        for module in modules()
        for thing in vars(module).values()
        if isinstance(thing, DeclarativeFieldsMetaclass) and thing.__module__.startswith(OURS)
    }
    return sorted(found, key=lambda form: f"{form.__module__}.{form.__qualname__}")


def begins_with_a_verb(words):
    return words.split(" ")[0].rstrip(",:") in VERBS


def messages_of(field):
    """What a field can say: its own refusals, and those that its limits add."""
    said = {k: str(words) for k, words in field.error_messages.items() if k not in UNSEEN}
    if not field.required or isinstance(field.widget, forms.HiddenInput):
        said.pop("required", None)
    return said


def refusals_in(source):
    """The sentences that a module of forms writes down for `add_error` and `ValidationError`."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        place = {"ValidationError": 0, "add_error": 1}.get(name)
        words = node.args[place] if place is not None and len(node.args) > place else None
        if isinstance(words, ast.Constant) and isinstance(words.value, str):
            yield words.value
        elif isinstance(words, ast.JoinedStr) and isinstance(words.values[0], ast.Constant):
            yield words.values[0].value


def test_there_are_forms_to_look_at():
    assert len(every_form()) > 40


@pytest.mark.parametrize("form", every_form(), ids=lambda form: form.__qualname__)
def test_each_field_says_what_to_do(form):
    said = {
        f"{name}.{kind}": words
        for name, field in form.base_fields.items()
        for kind, words in messages_of(field).items()
    }
    assert {place: words for place, words in said.items() if not begins_with_a_verb(words)} == {}


def test_what_the_forms_check_themselves_says_what_to_do():
    files = [*ROOT.glob("*/forms/*.py"), *ROOT.glob("clinic/*/forms.py")]
    said = [words for path in files for words in refusals_in(path.read_text())]

    assert len(said) > 30
    assert [words for words in said if not begins_with_a_verb(words)] == []


def test_a_sentence_that_only_complains_is_found():
    sample = 'self.add_error("to", "Only reps can be a range.")\nraise ValidationError(f"{a} {b}")'

    assert [one for one in refusals_in(sample) if not begins_with_a_verb(one)] == [
        "Only reps can be a range."
    ]
    assert not begins_with_a_verb(str(forms.CharField().error_messages["required"]))
