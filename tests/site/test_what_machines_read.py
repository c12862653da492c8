"""The sitemap, robots.txt and the manifest."""

import re
import struct
from pathlib import Path
from urllib.robotparser import RobotFileParser

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client

from clinic.site.guides import GUIDES
from drills.models import Drill

pytestmark = pytest.mark.django_db


def listed() -> list[str]:
    """The paths of the sitemap."""
    answer = Client().get("/sitemap.xml")
    assert answer["Content-Type"] == "application/xml"
    found = re.findall(r"<loc>(.*?)</loc>", answer.text)
    assert all(address.startswith(settings.BASE_URL + "/") for address in found)
    return [address.removeprefix(settings.BASE_URL) for address in found]


def test_the_sitemap_lists_pages_that_answer_and_want_to_be_found(clinic):
    paths = listed()

    assert {"/", "/drills/", "/drills/glute-bridge/", "/physios/pia/", "/services/"} <= set(paths)
    assert {"/bookings/enquire/", "/bookings/visit/"} <= set(paths)
    assert {f"/guides/{guide.slug}/" for guide in GUIDES} <= set(paths)
    assert len(paths) == len(set(paths))
    for path in paths:
        answer = Client().get(path)
        assert answer.status_code == 200, path
        assert "noindex" not in answer.text, path


def test_what_is_not_published_is_not_in_the_sitemap(clinic):
    Drill.objects.filter(slug="roll").update(state="withdrawn")

    assert "/drills/roll/" not in listed()


def test_the_sitemap_costs_a_fixed_number_of_queries(clinic, django_assert_num_queries):
    with django_assert_num_queries(3):
        listed()


def test_robots_may_read_what_the_sitemap_lists_and_nothing_private(clinic):
    answer = Client().get("/robots.txt")
    assert answer["Content-Type"].startswith("text/plain")
    assert f"Sitemap: {settings.BASE_URL}/sitemap.xml" in answer.text
    rules = RobotFileParser()
    rules.parse(answer.text.replace("$", "").splitlines())

    assert all(rules.can_fetch("*", path) for path in listed())
    for path in ("/bookings/inbox/", "/programs/", "/ops/", "/api/v1/me/", "/sign-in/"):
        assert not rules.can_fetch("*", path), path


def size(file: str) -> tuple[int, int]:
    """Width and height, from the header of a PNG."""
    return struct.unpack(">II", Path(file).read_bytes()[16:24])


def test_the_manifest_names_the_clinic_and_icons_that_exist(settings):
    settings.CLINIC = settings.CLINIC | {"name": "Hill Street Physio"}
    answer = Client().get("/manifest.webmanifest")
    about = answer.json()

    assert answer["Content-Type"] == "application/manifest+json"
    assert about["name"] == "Hill Street Physio"
    assert {icon["purpose"] for icon in about["icons"]} == {"any", "maskable"}
    for icon in about["icons"]:
        file = finders.find(icon["src"].removeprefix("/static/"))
        assert icon["sizes"] == "{}x{}".format(*size(file))


def test_the_pictures_for_sharing_and_for_phones_are_small():
    share = Path(finders.find("img/share.png"))

    assert size(share) == (1200, 630)
    assert share.stat().st_size <= 40_000
    assert size(finders.find("img/icon-apple.png")) == (180, 180)
