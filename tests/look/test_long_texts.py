"""Nothing that a person types or pastes is ever cut short without a word."""

import re

import pytest
from django import forms
from django.urls import reverse

from clinic.look.fields import Text
from programs.models import PlannedSession, Program
from tests.factories import make_drill, make_enquiry, make_program, make_template
from tests.look.test_the_style_guide import PHONE


class Letter(forms.Form):
    title = Text(max_length=10)
    words = Text(max_length=2000, help_text="In short.", widget=forms.Textarea)
    email = forms.EmailField(max_length=20)


def test_no_input_tells_the_browser_where_to_cut():
    html = str(Letter())

    assert "maxlength" not in html
    assert re.findall(r'data-max="(\d+)"', html) == ["10", "2000", "20"]


def test_too_many_words_are_refused_in_a_sentence_and_kept():
    form = Letter({"title": "Eleven char", "words": "Fine", "email": "a@b.au"})

    assert form.errors == {
        "title": ["Keep this to 10 characters or fewer. It has 11 now."],
    }
    assert 'value="Eleven char"' in str(form)


def test_a_line_end_counts_once_as_the_browser_counts_it():
    form = Letter({"title": "12345\r\n890", "words": "a\r\nb", "email": "a@b.au"})

    assert form.is_valid()
    assert form.cleaned_data["words"] == "a\nb"


def test_what_nobody_sees_in_a_copied_text_becomes_a_space():
    form = Letter({"title": "One\x0btwo", "words": "One\ttwo\n\x07😀\ufffe", "email": "a@b.au"})

    assert form.is_valid()
    assert form.cleaned_data["title"] == "One two"
    assert form.cleaned_data["words"] == "One\ttwo\n 😀 "


def test_a_box_of_several_lines_says_its_limit():
    assert Letter()["words"].help_text == "In short. Up to 2,000 characters."
    assert Letter()["title"].help_text == ""


@pytest.mark.django_db
def test_no_page_of_the_product_tells_a_browser_where_to_cut(
    client, signed_in, ruth, pia, dee, room, first_visit
):
    drill = make_drill()
    draft = make_program(ruth, [drill], status=Program.Status.DRAFT)
    sent = make_program(ruth, [drill])
    session = PlannedSession.objects.get(phase__plan__program=sent)
    make_template(drills=[drill])
    enquiry = make_enquiry()
    seen = {
        client: ["/bookings/enquire/", "/sign-in/", "/drills/", "/styleguide/"],
        signed_in(ruth): [reverse("programs:log", args=[session.pk])],
        signed_in(pia): ["/programs/new/", f"/programs/{draft.pk}/edit/"],
        signed_in(dee): [
            "/bookings/calls/new/",
            f"/bookings/inbox/{enquiry.pk}/",
            f"/bookings/inbox/{enquiry.pk}/book/",
        ],
    }
    for person, pages in seen.items():
        for page in pages:
            answer = person.get(page)
            assert answer.status_code == 200, page
            assert "maxlength" not in answer.content.decode(), page


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_long_text_is_counted_and_stays_whole(open_page):
    page = open_page("/bookings/enquire/", **PHONE)
    box = page.locator("#id_message")

    box.fill("x" * 3500)
    assert page.locator("[data-count]").count() == 0
    box.fill("x" * 3999)
    assert page.locator("[data-count]").inner_text() == "1 character left"
    box.fill("x" * 4002)
    assert (
        page.locator("[data-count].error").inner_text() == "2 characters too many. Take some out."
    )
    assert len(box.input_value()) == 4002
