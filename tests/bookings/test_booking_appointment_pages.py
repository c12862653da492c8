"""Booking a visit for an enquiry, or for somebody on file, page by page."""

import re
from datetime import timedelta

import pytest

from bookings.models import Appointment, Enquiry
from clinic.people.models import Runner
from tests import factories
from tests.bookings.visits import HALF_PAST_NINE, markup, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


def test_the_desk_books_a_visit_for_an_enquiry_of_a_new_person(signed_in, dee, typed):
    enquiry = factories.make_enquiry("Nina")
    url = f"/bookings/inbox/{enquiry.pk}/book/"
    page = signed_in(dee).get(url)
    assert 'value="nina@demo.example"' in page.content.decode()
    person = {"who": "new", "name": "Nina", "email": "nina@demo.example"}

    answer = signed_in(dee).post(url, typed | person)

    visit = Appointment.objects.get()
    assert answer.url == f"/bookings/{visit.pk}/"
    assert (visit.runner.name, visit.starts_at) == ("Nina", HALF_PAST_NINE)
    enquiry.refresh_from_db()
    assert enquiry.state == Enquiry.State.BOOKED


def test_what_a_new_person_needs_is_not_called_optional(signed_in, dee):
    enquiry = factories.make_enquiry("Nina")

    page = text(signed_in(dee).get(f"/bookings/inbox/{enquiry.pk}/book/"))

    assert "(optional)" not in page
    assert "For a new person only: a name, and an e-mail address or a phone number." in page


def test_people_on_file_are_offered_first(signed_in, dee, typed, ruth):
    enquiry = factories.make_enquiry("Ruthie", email=ruth.email)
    url = f"/bookings/inbox/{enquiry.pk}/book/"
    assert "Ruth, ruth@demo.example" in text(signed_in(dee).get(url))

    signed_in(dee).post(url, typed | {"who": str(ruth.pk)})

    assert Appointment.objects.get().runner == ruth
    assert Runner.objects.count() == 1


def test_a_person_who_was_not_offered_cannot_be_slipped_in(signed_in, dee, typed, otto):
    enquiry = factories.make_enquiry("Nina")

    answer = signed_in(dee).post(
        f"/bookings/inbox/{enquiry.pk}/book/", typed | {"who": str(otto.pk)}
    )

    assert answer.status_code == 422
    assert Appointment.objects.count() == 0


def test_a_taken_time_comes_back_with_three_to_press_and_all_that_was_typed(
    signed_in, dee, typed, visit
):
    enquiry = factories.make_enquiry("Nina")
    url = f"/bookings/inbox/{enquiry.pk}/book/"
    person = {"who": "new", "name": "Nina Corrected", "email": "nina2@demo.example"}

    refused = signed_in(dee).post(url, typed | person)

    assert refused.status_code == 409
    content = markup(refused)
    assert "Error: " in content
    assert content.count('name="at"') == 3
    assert "Wednesday 25 November, 10:15 am" in content
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', content))
    assert hidden["name"] == "Nina Corrected"
    press = re.search(r'name="at" value="([^"]+)"', content)[1]

    taken = signed_in(dee).post(url, hidden | {"at": press})

    assert taken.status_code == 302
    nina = Appointment.objects.get(runner__name="Nina Corrected")
    assert nina.starts_at == HALF_PAST_NINE + timedelta(minutes=45)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"who": ""}, "Choose who it is"),
        ({"name": ""}, "Enter the name of the new person"),
        ({"name": "N" * 121}, "Keep the name to 120 characters or fewer"),
        ({"email": "", "phone": ""}, "Give an e-mail address or a phone number."),
        ({"day": "2026-11-23"}, "This time has passed. Choose a later one."),
        ({"day": "2027-10-03", "time": "02:30"}, "The clocks go forward that night"),
        ({"practitioner": ""}, "Choose a practitioner"),
    ],
)
def test_what_is_wrong_is_said_in_words_and_nothing_typed_is_lost(
    signed_in, dee, typed, change, said
):
    enquiry = factories.make_enquiry("Nina")
    person = {"who": "new", "name": "Nina", "email": "nina@demo.example"}

    answer = signed_in(dee).post(f"/bookings/inbox/{enquiry.pk}/book/", typed | person | change)

    assert answer.status_code == 422
    assert said in text(answer)
    assert f'<option value="{typed["room"]}" selected>' in answer.content.decode()
    assert Appointment.objects.count() == Runner.objects.count() == 0


def test_an_email_on_file_names_the_person_to_choose(signed_in, dee, typed, ruth):
    enquiry = factories.make_enquiry("Nina")
    person = {"who": "new", "name": "Nina", "email": ruth.email}

    answer = signed_in(dee).post(f"/bookings/inbox/{enquiry.pk}/book/", typed | person)

    assert answer.status_code == 422
    assert "Ruth is already on file with this e-mail address." in text(answer)
    assert 'name="who" value="' + str(ruth.pk) in re.sub(r"\s+", " ", answer.content.decode())


def test_a_person_on_file_is_found_and_booked_from_a_free_time(signed_in, dee, typed, ruth):
    desk = signed_in(dee)
    found = desk.get("/bookings/book/?q=rut&day=2026-11-25&time=09:30")
    link = f"?runner={ruth.pk}&amp;day=2026-11-25&amp;time=09%3A30"
    assert link in found.content.decode()
    form = desk.get("/bookings/book/" + link.replace("&amp;", "&")).content.decode()
    assert 'value="2026-11-25"' in form
    assert 'value="09:30"' in form

    for _ in range(2):
        desk.post(f"/bookings/book/?runner={ruth.pk}", typed)

    assert Appointment.objects.get().runner == ruth


@pytest.mark.parametrize("asked", ["?runner=nonsense", f"?runner={factories.new_id()}"])
def test_nobody_is_booked_for_a_runner_who_is_not_there(signed_in, dee, asked):
    assert signed_in(dee).get(f"/bookings/book/{asked}").status_code == 404


def test_only_the_desk_books(signed_in, pia, ruth):
    enquiry = factories.make_enquiry("Nina")
    for person in (pia, ruth):
        for url in (f"/bookings/inbox/{enquiry.pk}/book/", "/bookings/book/"):
            assert signed_in(person).get(url).status_code == 403


def test_a_room_that_is_taken_offers_times_at_which_it_is_free(
    signed_in, dee, visit, typed, paul, otto
):
    other = typed | {"practitioner": paul.practitioner.pk}

    refused = signed_in(dee).post(f"/bookings/book/?runner={otto.pk}", other)

    assert refused.status_code == 409
    assert "That room is taken at that time." in text(refused)
    assert "Wednesday 25 November, 10:15 am" in text(refused)
    assert markup(refused).count('name="at"') == 3
