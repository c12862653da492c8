"""What a stranger finds on the public site."""

import re

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from bookings.models import AppointmentType
from clinic.people.models import Practitioner
from clinic.places.models import Site
from clinic.site.guides import GUIDES
from drills.models import Drill, Restriction
from tests import factories

pytestmark = pytest.mark.django_db

GUIDE_PAGES = [f"/guides/{guide.slug}/" for guide in GUIDES]
PAGES = ["/", "/physios/", "/physios/pia/", "/services/", "/sites/", "/guides/", *GUIDE_PAGES]
MOST_QUERIES = 6


def page(path: str) -> str:
    answer = Client().get(path)
    assert answer.status_code == 200
    return answer.text


@pytest.mark.parametrize("path", [*PAGES, "/offline/"])
def test_a_stranger_reads_the_page(clinic, path):
    text = page(path)

    assert text.count("<h1") == 1
    assert text.count("<main") == 1
    assert text.count("data-primary") <= 1
    assert "!" not in re.sub(r"<!doctype html>|<[^>]+>", "", text)


@pytest.mark.parametrize("path", PAGES)
def test_more_of_everything_asks_no_more_of_the_database(
    clinic, path, django_assert_max_num_queries
):
    with django_assert_max_num_queries(MOST_QUERIES) as with_one:
        page(path)
    for name in ("Rod", "Rose", "Ria"):
        factories.make_practitioner(name)
        factories.make_drill(name.lower(), restrictions=[Restriction.TIGHT_HIP_FLEXORS])
        factories.make_site(name)
        factories.make_type(name)
    with django_assert_max_num_queries(len(with_one)):
        page(path)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_says_what_it_is_to_whoever_finds_or_shares_it(clinic, path):
    text = page(path)
    title = re.search(r"<title>(.*?)</title>", text).group(1)
    about = re.search(r'<meta name="description" content="([^"]+)">', text).group(1)

    assert f'<meta property="og:title" content="{title}">' in text
    assert f'<meta property="og:description" content="{about}">' in text
    assert f'<link rel="canonical" href="{settings.BASE_URL}{path}">' in text
    assert 40 < len(about) < 170
    assert "noindex" not in text


def test_each_page_has_a_title_and_a_description_of_its_own(clinic):
    heads = [
        re.findall(r'<title>.*?</title>|<meta name="description"[^>]+>', page(path))
        for path in PAGES
    ]

    assert len({title for title, _ in heads}) == len(PAGES)
    assert len({about for _, about in heads}) == len(PAGES)


def test_the_first_page_shows_one_drill_of_each_lane_in_the_order_of_work(clinic):
    names = re.findall(r'<h3><a href="/drills/[^"]+">(.*?)</a>', page("/"))

    assert names == ["Roll", "Glute bridge", "Walk"]


def test_advanced_and_unpublished_drills_are_not_where_to_start(clinic):
    Drill.objects.filter(slug="roll").update(is_advanced=True)
    Drill.objects.filter(slug="walk").update(state="withdrawn")

    assert re.findall(r'<h3><a href="/drills/([^"]+)/">', page("/")) == ["glute-bridge"]


def test_an_empty_clinic_still_has_a_first_page(db):
    assert "Ring us to hear who is in" in page("/physios/")
    assert "Ask for a visit" in page("/")
    assert "Ring us and we tell you" in page("/services/")
    assert "Ring us to hear where we are" in page("/sites/")


def test_what_can_be_booked_here_is_the_main_thing_to_do(clinic):
    AppointmentType.objects.filter(name="First visit").update(is_online=True)

    for path in ("/", "/services/"):
        (main,) = re.findall(r'data-primary href="([^"]+)"', page(path))
        assert main == "/bookings/visit/"
        assert 'href="/bookings/enquire/"' in page(path)


def test_people_stand_under_the_title_they_hold(clinic):
    Practitioner.objects.create(
        name="Abe", slug="abe", profession=Practitioner.Profession.MASSAGE_THERAPIST
    )
    text = page("/physios/")

    assert text.index("Physiotherapist</h2>") < text.index("Pia</a>")
    assert text.index("Pia</a>") < text.index("Massage therapist</h2>") < text.index("Abe</a>")


@pytest.mark.parametrize("change", [{"is_active": False}, {"slug": None}])
def test_who_has_left_or_is_not_to_be_shown_is_not_found(clinic, change):
    Practitioner.objects.filter(name="Pia").update(**change)

    assert "Pia" not in page("/physios/")
    assert "Pia" not in page("/")
    assert Client().get("/physios/pia/").status_code == 404


def test_a_profile_says_only_what_is_on_file(clinic):
    bare = page("/physios/pia/")
    Practitioner.objects.filter(name="Pia").update(
        registration_number="PHY0001234567", languages="Polish", note="Mostly knees and hips."
    )
    full = page("/physios/pia/")

    for words in ("PHY0001234567", "public register", "Polish", "Mostly knees and hips."):
        assert words not in bare
        assert words in full


def test_booking_with_pia_leads_to_a_form_that_opens(clinic):
    (link,) = re.findall(r'data-primary href="([^"]+)">Book with Pia<', page("/physios/pia/"))

    assert Client().get(link).status_code == 200


def test_a_fee_is_shown_where_it_is_known_and_never_made_up(clinic):
    AppointmentType.objects.filter(name="First visit").update(fee_cents=12050)
    rows = re.findall(r"<tr><th scope=.row.>(.*?)</th>.*?>([^<]+)</td></tr>", page("/services/"))

    assert rows == [("First visit", "$120.50"), ("Follow-up visit", "Ask us")]


def test_opening_hours_are_shown_where_they_are_known(clinic):
    assert page("/sites/").count("Ring us for opening hours.") == 2
    Site.objects.filter(slug="clemton-park").update(
        opening_hours="Monday to Friday, 8 am to 6 pm\nSaturday, 8 am to noon", street="1 High St"
    )
    text = page("/sites/")

    assert text.count("Ring us for opening hours.") == 1
    assert re.search('8 am to 6 pm<br><meta itemprop="openingHours"[^>]+>Saturday', text)
    assert "search?query=1%20High%20St%2C%20Clemton%20Park%20NSW" in text


def test_a_guide_leads_to_the_drills_it_is_about_and_counts_them(clinic):
    (link,) = re.findall(
        r'<a href="([^"]+)">1 drill for tight hip flexors</a>', page("/guides/common-restrictions/")
    )

    assert "restriction=tight_hip_flexors" in link
    assert "Roll" in page(link)
    assert "Glute bridge</a>" not in page(link)


def test_a_guide_leads_to_its_routines(clinic):
    assert f'href="{reverse("drills:routine", args=["pre-run-hip-mobility"])}"' in page(
        "/guides/before-a-run/"
    )


@pytest.mark.parametrize("path", GUIDE_PAGES)
def test_a_guide_says_where_it_comes_from(clinic, path):
    assert "Where this comes from</h2>" in page(path)
    assert "hip mobility facts: " in page(path)


def test_a_guide_that_does_not_exist_is_not_found(clinic):
    assert Client().get("/guides/no-such-guide/").status_code == 404


@pytest.mark.parametrize("path", PAGES)
def test_every_link_to_a_page_of_ours_leads_somewhere(clinic, path):
    for link in set(re.findall(r'href="(/[^"#]*)"', page(path))):
        if not link.startswith("/static/"):
            assert Client().get(link).status_code == 200, link


def test_sites_and_people_are_marked_up_for_machines(clinic):
    assert page("/").count('itemtype="https://schema.org/MedicalClinic"') == 2
    assert page("/sites/").count('itemprop="telephone"') == 2
    profile = page("/physios/pia/")
    assert 'itemtype="https://schema.org/Person"' in profile
    assert '<span itemprop="jobTitle">Physiotherapist</span>' in profile


def test_drills_and_routines_are_marked_up_for_machines(clinic):
    drill = page("/drills/glute-bridge/")
    assert 'itemtype="https://schema.org/HowTo"' in drill
    assert drill.count('<li itemprop="step">') == 3
    routine = page("/drills/routines/pre-run-hip-mobility/")
    assert 'itemtype="https://schema.org/ExercisePlan"' in routine
    assert routine.count('itemprop="exerciseType"') == 3


def test_only_the_first_page_may_frame_the_video(clinic):
    allowed = {}
    for path in [*PAGES, "/offline/", "/drills/", "/bookings/enquire/", "/sign-in/"]:
        policy = Client().get(path)["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        allowed[path] = "frame-src https://www.youtube-nocookie.com" in policy
        assert "youtube" not in policy.replace("frame-src https://www.youtube-nocookie.com", "")

    assert [path for path, framed in allowed.items() if framed] == ["/"]


def test_a_signed_in_first_page_frames_nothing(ruth, signed_in):
    assert "frame-src" not in signed_in(ruth).get("/")["Content-Security-Policy"]


def test_a_clinic_without_a_video_shows_none(clinic, settings):
    settings.CLINIC = settings.CLINIC | {"video": ""}

    assert "youtube" not in page("/")
    assert "video.js" not in page("/")
