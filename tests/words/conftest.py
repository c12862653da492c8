"""The public pages with the shipped library, as a visitor's browser gets them."""

import re
from pathlib import Path

import pytest
from django.urls import reverse

from drills.actions import load_library
from tests.factories import NOON

ROOT = Path(__file__).resolve().parents[2]
# Pages and further pages of a list; other choices show the same texts again.
LINK = re.compile(r'href="(/[a-z0-9/-]*/?(?:\?page=\d+)?)(?:#[^"]*)?"')


@pytest.fixture
def screens():
    """Every template and library file, by its path in the checkout."""
    folders = ("templates", "clinic/look/templates", "drills/data", "programs/data")
    files = [path for folder in folders for path in (ROOT / folder).rglob("*") if path.is_file()]
    return {str(path.relative_to(ROOT)): path.read_text() for path in files}


@pytest.fixture
def public_pages(db, client):
    """The HTML of each public page, by its address; forms also as they come back refused."""
    load_library(now=NOON)
    answers = {}
    waiting = [reverse("home")]
    while waiting:
        address = waiting.pop()
        answers[address] = client.get(address)
        links = LINK.findall(answers[address].content.decode())
        waiting += {link for link in links if link not in answers and link not in waiting}
    form = {"name": "Ana", "email": "ana@runner.example", "where_it_hurts": "hip", "consent": "on"}
    enquire, sign_in = reverse("bookings:enquire"), reverse("account_login")
    answers["refused enquiry"] = client.post(enquire, {})
    answers["enquiry sent"] = client.post(enquire, form | {"when_suits": "any"}, follow=True)
    answers["refused sign-in"] = client.post(sign_in, {})
    answers["code asked for"] = client.post(sign_in, {"email": "ana@runner.example"}, follow=True)
    answers["not found"] = client.get("/no-such-page/")
    pages = {name: each for name, each in answers.items() if "html" in each["Content-Type"]}
    return {name: each.content.decode() for name, each in pages.items()}
