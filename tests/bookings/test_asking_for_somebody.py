"""Whom somebody would like to see goes from the profile to the desk."""

import re

import pytest
from django.test import Client

from bookings.models import Enquiry
from clinic.people.models import Practitioner
from tests.bookings.enquiry_forms import typed

pytestmark = pytest.mark.django_db
PAGE = "/bookings/enquire/"


def chosen(page: str) -> str:
    """The value that the list of people shows."""
    people = re.search(r'<select name="asked_for".*?</select>', page, re.DOTALL)[0]
    picked = re.search(r'<option value="([^"]*)"\s+selected', people)
    return picked[1] if picked else ""


def test_the_link_of_pias_profile_opens_a_form_that_asks_for_pia(pia):
    profile = Client().get("/physios/pia/").content.decode()
    (link,) = re.findall(r'data-primary href="([^"]+)">Book with Pia<', profile)

    assert chosen(Client().get(link).content.decode()) == "pia"


@pytest.mark.parametrize("link", ["", "?with=", "?with=nobody", "?with=%00"])
def test_any_other_link_asks_for_nobody(pia, link):
    assert chosen(Client().get(PAGE + link).content.decode()) == ""


def test_the_desk_reads_it_and_books_with_her(client, pia, paul, dee, signed_in):
    client.post(PAGE, typed(asked_for="pia"))
    enquiry = Enquiry.objects.get()
    desk = signed_in(dee)

    assert enquiry.asked_for == pia.practitioner
    thread = desk.get(f"/bookings/inbox/{enquiry.pk}/").content.decode()
    assert "<dt>Would like to see</dt><dd>Pia</dd>" in thread
    form = desk.get(f"/bookings/inbox/{enquiry.pk}/book/").context["form"]
    assert form["practitioner"].value() == str(pia.practitioner.pk)


def test_a_refused_form_still_asks_for_her(client, pia):
    page = client.post(PAGE, typed(asked_for="pia", name="")).content.decode()

    assert chosen(page) == "pia"


def test_somebody_who_has_left_cannot_be_asked_for(client, pia):
    Practitioner.objects.update(is_active=False)
    answer = client.post(PAGE, typed(asked_for="pia"))

    assert answer.status_code == 422
    assert "Choose somebody from the list, or anybody" in answer.content.decode()
    assert not Enquiry.objects.exists()


def test_nobody_in_particular_is_the_default(client, pia):
    client.post(PAGE, typed())

    assert Enquiry.objects.get().asked_for is None
