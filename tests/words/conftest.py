"""The public pages with the shipped library, and the runner's, as a browser gets them."""

import re
from pathlib import Path

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from drills.actions import load_library
from tests.authorisation.table import PAGES, rows
from tests.authorisation.world import build
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


@pytest.fixture
def runner_pages(db):
    """The HTML of each page that Ruth gets and a stranger does not; forms also as they are refused.

    The table of who gets what names them, so a new page is read from its first day. The words of
    the drills are read apart.
    """
    world = build()
    client = Client()
    client.force_login(world.users["ruth"])
    pages = {}
    for method, name, words, signs in rows(PAGES):
        stranger, ruth = signs[:2]
        if ruth == stranger or ruth not in ".e":
            continue
        path = reverse(name, kwargs=world.words()[words])
        with time_machine.travel(NOON, tick=False):
            answer = getattr(client, method.lower())(path)
        if answer["Content-Type"].startswith("text/html"):
            pages[f"{method} {name}"] = answer.text
    return pages
