"""What forms look like to a browser, kept in snapshots so that an upgrade cannot change it unseen.

To accept a change: delete the snapshot, run the test twice, look at the difference in git.
"""

import re
from pathlib import Path

import pytest
from crispy_forms.utils import render_crispy_form
from django import forms

from clinic.look.forms import SpecimenForm
from clinic.look.templatetags.steady import is_optional
from clinic.look.widgets import KnownDate

SNAPSHOTS = Path(__file__).parent / "snapshots"
WRITTEN = {
    "name": "Ruth",
    "email": "ruth@",
    "area": "hip",
    "when": "am",
    "days": ["mon", "fri"],
    "born_0": "31",
    "born_1": "2",
    "born_2": "1988",
    "pain": "4",
    "consent": "on",
}
FORMS = {
    "empty": lambda: SpecimenForm(),
    "all_wrong": lambda: SpecimenForm({}),
    "half_wrong": lambda: SpecimenForm(WRITTEN),
    "wrong_as_a_whole": lambda: SpecimenForm(
        WRITTEN | {"pain": "10", "email": "ruth@clinic.example", "born_0": "28"}
    ),
}


def tidy(html: str) -> str:
    """One tag a line, without the token that differs every time."""
    lines = re.sub(r"\s*(<[^>]+>)\s*", r"\n\1\n", html).splitlines()
    kept = [" ".join(line.split()) for line in lines if line.strip()]
    return "\n".join(kept) + "\n"


@pytest.mark.parametrize("name", FORMS)
def test_a_form_renders_as_it_did(name):
    html = tidy(render_crispy_form(FORMS[name]()))
    file = SNAPSHOTS / f"{name}.html"
    if not file.exists():
        file.write_text(html, encoding="utf-8")
        pytest.fail(f"{file.name} was missing and has been written. Look at it and commit it.")

    assert html == file.read_text(encoding="utf-8")


def test_the_summary_says_the_same_words_as_the_field_and_leads_to_it():
    html = render_crispy_form(SpecimenForm({}))

    for target, words in re.findall(r'<li><a href="#([\w-]+)">(.*?)</a></li>', html):
        assert f'id="{target}"' in html
        assert html.count(words) == 2
    assert html.count('<li><a href="#') == 7


def test_a_scale_starts_with_nothing_chosen():
    assert "checked" not in str(SpecimenForm()["pain"])
    assert str(SpecimenForm()["pain"]).count('type="radio"') == 11


def test_a_scale_keeps_what_was_chosen():
    form = SpecimenForm(WRITTEN)

    assert 'value="4" ' in str(form["pain"])
    assert str(form["pain"]).count("checked") == 1


class Born(forms.Form):
    on = forms.DateField(widget=KnownDate, required=False)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        (("27", "3", "1988"), "1988-03-27"),
        (("01", "12", "2001"), "2001-12-01"),
        (("", "", ""), None),
    ],
)
def test_a_date_people_know_is_read(typed, found):
    form = Born({f"on_{place}": part for place, part in enumerate(typed)})

    assert form.is_valid()
    assert (form.cleaned_data["on"] and form.cleaned_data["on"].isoformat()) == found


@pytest.mark.parametrize(
    "typed", [("31", "2", "1988"), ("5", "", "1988"), ("x", "y", "z"), ("1-2", "3", "4")]
)
def test_a_date_that_is_none_is_refused_and_kept(typed):
    form = Born({f"on_{place}": part for place, part in enumerate(typed)})

    assert not form.is_valid()
    kept = re.findall(r'value="([^"]*)"', str(form["on"]))
    assert kept == [part for part in typed if part]


def test_a_known_date_is_shown_in_its_parts():
    html = str(Born(initial={"on": "1988-03-27"})["on"])

    assert re.findall(r'value="([^"]*)"', html) == ["27", "3", "1988"]


class Wishes(forms.Form):
    note = forms.CharField(required=False)
    loud = forms.BooleanField(required=False)
    who = forms.ChoiceField(required=False, choices=[("", "Anybody"), ("pia", "Pia")])
    where = forms.ChoiceField(required=False, choices=[("", "Choose one"), ("hip", "Hip")])
    when = forms.ChoiceField(required=False, choices=[("am", "am")], widget=forms.RadioSelect)
    days = forms.MultipleChoiceField(
        required=False, choices=[("mon", "Monday")], widget=forms.CheckboxSelectMultiple
    )
    name = forms.CharField()


def test_only_what_may_really_stay_empty_is_called_optional():
    marked = {name for name in Wishes.base_fields if is_optional(Wishes()[name])}

    assert marked == {"note", "where", "when", "days"}
