import pytest

from bookings.models import Call, Enquiry
from tests import factories
from tests.bookings.test_logging_calls import FOLDED, FOUR, PAGE

pytestmark = pytest.mark.django_db
DIALOG = {"HTTP_HX_REQUEST": "true", "HTTP_HX_CURRENT_URL": "http://testserver/bookings/diary/"}
INBOX = DIALOG | {"HTTP_HX_CURRENT_URL": "http://testserver/bookings/inbox/"}


def test_the_dialog_gets_the_form_alone(signed_in, dee):
    page = signed_in(dee).get(PAGE, **DIALOG).content.decode()

    assert "<h1" not in page
    assert f'hx-post="{PAGE}"' in page


def test_a_call_from_the_diary_leaves_the_desk_there(signed_in, dee):
    answer = signed_in(dee).post(PAGE, FOUR | FOLDED, **DIALOG)

    enquiry = Enquiry.objects.get()
    assert "HX-Redirect" not in answer.headers
    assert f"Call saved. Reference {enquiry.reference}." in answer.content.decode()
    assert f"/bookings/inbox/{enquiry.pk}/" in answer.content.decode()


@pytest.mark.parametrize(("then", "ending"), [("", ""), ("book", "book/")])
def test_a_call_from_the_inbox_opens_there_and_a_booking_anywhere(signed_in, dee, then, ending):
    at = DIALOG if then else INBOX

    answer = signed_in(dee).post(PAGE, FOUR | FOLDED | {"then": then}, **at)

    assert answer["HX-Redirect"] == f"/bookings/inbox/{Enquiry.objects.get().pk}/{ending}"


def test_a_refused_call_comes_back_into_the_dialog_with_what_was_typed(signed_in, dee):
    answer = signed_in(dee).post(PAGE, FOUR | FOLDED | {"phone": "12"}, **DIALOG)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "There is a problem" in page
    assert FOUR["note"] in page
    assert "<h1" not in page


@pytest.mark.parametrize("typed", [{"name": "rut"}, {"phone": "0491 57"}, {"name": "RUTH"}])
def test_who_is_on_file_is_found_while_typing(signed_in, dee, ruth, typed):
    page = signed_in(dee).get("/bookings/calls/people/", typed).content.decode()

    assert f'data-pick="{ruth.pk}"' in page


@pytest.mark.parametrize("typed", [{}, {"name": "ru"}, {"phone": "04"}, {"name": "\0\0\0"}])
def test_too_little_finds_nobody(signed_in, dee, ruth, typed):
    assert not signed_in(dee).get("/bookings/calls/people/", typed).content.strip()


@pytest.mark.parametrize("count", [1, 3])
def test_finding_people_costs_the_same_for_one_or_many(
    signed_in, dee, count, django_assert_num_queries
):
    for number in range(count):
        factories.make_runner(f"Ruth{number}")
    client = signed_in(dee)

    with django_assert_num_queries(3):
        page = client.get("/bookings/calls/people/", {"name": "Ruth"}).content.decode()

    assert page.count("data-pick") == count


def test_a_call_of_somebody_on_file_needs_no_number_and_is_theirs(signed_in, dee, ruth):
    client = signed_in(dee)

    client.post(PAGE, FOUR | FOLDED | {"phone": "", "runner": ruth.pk})

    enquiry = Enquiry.objects.get()
    assert (enquiry.runner, enquiry.phone, enquiry.email) == (ruth, ruth.phone, ruth.email)
    page = client.get(f"/bookings/inbox/{enquiry.pk}/book/").content.decode()
    (choice,) = [line for line in page.split("<input") if str(ruth.pk) in line]
    assert "checked" in choice


@pytest.mark.parametrize("nobody", ["x", factories.new_id()])
def test_a_call_of_nobody_on_file_is_refused(signed_in, dee, nobody):
    answer = signed_in(dee).post(PAGE, FOUR | FOLDED | {"runner": nobody})

    assert answer.status_code == 422
    assert not Call.objects.exists()


def test_physios_have_no_dialog(signed_in, dee, pia):
    with_dialog = [
        'id="call-dialog"' in signed_in(who).get("/bookings/diary/").content.decode()
        for who in (dee, pia)
    ]

    assert with_dialog == [True, False]
