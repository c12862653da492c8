"""Max and Dee keep what the public pages say; nothing typed is lost, nothing is made up."""

import pytest
from django.test import Client
from django.urls import reverse

from bookings.models import AppointmentType
from clinic.people.models import Practitioner
from clinic.places.models import Site
from clinic.places.wording import read_hours
from tests import factories

pytestmark = pytest.mark.django_db

SITE = {
    "name": "Winston Hills",
    "street": "1 Track Street",
    "state": "NSW",
    "phone": "9726 4491",
    "opening_hours": "Monday to Friday, 8 am to 6:30 pm\r\n"
    "Saturday, 8 am to noon\r\nSunday, closed",
}
PROFILE = {
    "name": "Pia Novak",
    "profession": "physiotherapist",
    "slug": "pia-novak",
    "note": "Works mainly with hips and knees.",
    "bio": "Runs the parkrun on Saturdays.",
    "languages": "Polish",
    "registration_number": "PHY0001234567",
}
VISIT = {
    "name": "First visit",
    "description": "We look at how you move.",
    "minutes": "60",
    "buffer_before": "0",
    "buffer_after": "5",
    "fee": "120.50",
    "for_whom": "anybody",
    "notice_hours": "2",
    "horizon_days": "56",
    "change_hours": "24",
}


def page(path: str) -> str:
    answer = Client().get(path)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def max_in(max_, signed_in):
    return signed_in(max_)


def test_a_site_is_put_right_and_the_public_pages_follow(max_in, site):
    answer = max_in.post(f"/clinic/sites/{site.pk}/", SITE)
    shown = page("/sites/")

    assert answer.status_code == 302
    assert '<span itemprop="streetAddress">1 Track Street</span>' in shown
    for hours in ("Mo-Fr 08:00-18:30", "Sa 08:00-12:00"):
        assert f'<meta itemprop="openingHours" content="{hours}">' in shown
    assert "Sunday, closed" in shown
    assert "Su " not in shown


def test_an_empty_fact_is_asked_for_and_not_made_up(max_in, site, first_visit, pia):
    max_in.post(f"/clinic/sites/{site.pk}/", SITE | {"opening_hours": "", "street": ""})
    max_in.post(f"/clinic/visits/{first_visit.pk}/", VISIT | {"fee": ""})

    assert "Ring us for opening hours." in page("/sites/")
    assert "streetAddress" not in page("/sites/")
    assert "Ask us</td>" in page("/services/")


def test_a_profile_is_put_right_and_moves_with_its_address(max_in, pia):
    max_in.post(f"/clinic/people/{pia.practitioner.pk}/", PROFILE)
    shown = page("/physios/pia-novak/")

    for words in (PROFILE["name"], PROFILE["note"], PROFILE["bio"], "Polish", "PHY0001234567"):
        assert words in shown
    assert Client().get("/physios/pia/").status_code == 404


def test_without_an_address_a_profile_is_not_on_the_site(max_in, pia):
    max_in.post(f"/clinic/people/{pia.practitioner.pk}/", PROFILE | {"slug": ""})

    assert Practitioner.objects.get().slug is None
    assert "Pia" not in page("/physios/")


def test_a_fee_is_typed_in_dollars(max_in, first_visit):
    form = max_in.get(f"/clinic/visits/{first_visit.pk}/")
    max_in.post(f"/clinic/visits/{first_visit.pk}/", VISIT)
    shown = page("/services/")

    assert form.context["form"]["fee"].value() is None
    assert AppointmentType.objects.get().fee_cents == 12050
    assert ("$120.50" in shown, "We look at how you move." in shown) == (True, True)
    again = max_in.get(f"/clinic/visits/{first_visit.pk}/").content.decode()
    assert 'value="120.5' in again


def test_a_new_kind_of_visit_is_offered_at_once(max_in, first_visit):
    max_in.post("/clinic/visits/new/", VISIT | {"name": "Running check", "fee": "80"})

    assert "Running check" in page("/services/")
    assert AppointmentType.objects.get(name="Running check").fee_cents == 8000


@pytest.mark.parametrize(
    ("page_of", "change", "sentence"),
    [
        ("site", {"name": ""}, "Enter the suburb"),
        ("site", {"opening_hours": "Most days"}, "Write “Most days” like this"),
        ("site", {"opening_hours": "Monday, 9 pm to 8 am"}, "Write “Monday, 9 pm to 8 am”"),
        ("person", {"note": "The best physio"}, "Say “best” in another way"),
        ("person", {"bio": "A specialist"}, "Say “specialist” in another way"),
        ("person", {"slug": "Pia Novak"}, "Use small letters, digits and hyphens"),
        ("person", {"slug": "paul"}, "Somebody else has this address."),
        ("person", {"registration_number": "1234"}, "like PHY0001234567"),
        ("visit", {"minutes": "3"}, "Enter whole minutes from 5 to 240"),
        ("visit", {"fee": "a lot"}, "Enter the fee in dollars"),
        ("visit", {"fee": "9.999"}, "Enter the fee in dollars"),
        ("visit", {"name": "Follow-up visit"}, "There is a visit of this name already."),
        ("new", {"name": "First visit"}, "There is a visit of this name already."),
        (
            "visit",
            {"description": "m" * 301},
            "Keep “What happens in it” to 300 characters or fewer.",
        ),
    ],
)
def test_a_mistake_is_named_and_nothing_is_lost(
    max_in, site, pia, paul, first_visit, page_of, change, sentence
):
    factories.make_type("Follow-up visit")
    path, fields = {
        "site": (f"/clinic/sites/{site.pk}/", SITE),
        "person": (f"/clinic/people/{pia.practitioner.pk}/", PROFILE),
        "visit": (f"/clinic/visits/{first_visit.pk}/", VISIT),
        "new": ("/clinic/visits/new/", VISIT),
    }[page_of]
    answer = max_in.post(path, fields | change)
    text = answer.content.decode()

    assert answer.status_code == 422
    assert "<title>Error: " in text
    assert text.count(sentence) == 2
    (typed,) = change.values()
    assert typed in text
    assert Site.objects.get().street == ""
    assert Practitioner.objects.get(name="Pia").note == ""
    assert AppointmentType.objects.get(name="First visit").minutes == 45


def test_the_desk_keeps_the_sites_and_nothing_else(dee, site, pia, first_visit, signed_in):
    desk = signed_in(dee)
    shown = desk.get("/clinic/").content.decode()

    assert desk.post(f"/clinic/sites/{site.pk}/", SITE).status_code == 302
    assert f"/clinic/sites/{site.pk}/" in shown
    assert "Pia" not in shown
    assert "First visit" not in shown


def test_only_what_was_changed_is_saved(max_in, site, pia):
    form = max_in.get(f"/clinic/sites/{site.pk}/").context["form"]
    typed = {name: form[name].value() for name in form.fields}
    Site.objects.update(slug="elsewhere")
    max_in.post(f"/clinic/sites/{site.pk}/", typed | {"street": "2 Track Street"})
    site.refresh_from_db()

    assert (site.slug, site.street) == ("elsewhere", "2 Track Street")


def test_the_page_asks_no_more_with_three_of_everything(
    max_in, site, pia, first_visit, django_assert_max_num_queries
):
    path = reverse("site:clinic")
    with django_assert_max_num_queries(9) as with_one:
        max_in.get(path)
    for name in ("Rod", "Rose"):
        factories.make_practitioner(name)
        factories.make_site(name)
        factories.make_type(name)
    with django_assert_max_num_queries(len(with_one)):
        max_in.get(path)


@pytest.mark.parametrize(
    ("line", "machine"),
    [
        ("Monday to Friday, 8 am to 6 pm", "Mo-Fr 08:00-18:00"),
        ("Mon to Fri: 8.30am - 6pm", "Mo-Fr 08:30-18:00"),
        ("Saturday and Sunday, 9 am to noon", "Sa,Su 09:00-12:00"),
        ("Tuesday, noon to 12:45 pm.", "Tu 12:00-12:45"),
        ("Sunday, closed", ""),
    ],
)
def test_hours_that_people_write_are_read(line, machine):
    (read,) = read_hours(f"\n{line}\n")

    assert (read.words, read.machine, read.is_clear) == (line, machine, True)


@pytest.mark.parametrize(
    "line",
    [
        "Soon",
        "Mo, 8 am to 6 pm",
        "Monday, 8 to 6",
        "Monday, 13 pm to 14 pm",
        "Friday, 6 pm to 6 pm",
    ],
)
def test_hours_that_make_no_sense_are_not_guessed(line):
    (read,) = read_hours(line)

    assert (read.machine, read.is_clear) == ("", False)
