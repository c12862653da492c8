"""The public pages with the shipped library, as a visitor's browser gets them."""

from pathlib import Path

import pytest
from django.urls import reverse

from drills.actions import load_library
from drills.models import Drill, Routine
from tests.factories import NOON

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def screens():
    """Every template and library file, by its path in the checkout."""
    folders = ("templates", "clinic/look/templates", "drills/data")
    files = [path for folder in folders for path in (ROOT / folder).rglob("*") if path.is_file()]
    return {str(path.relative_to(ROOT)): path.read_text() for path in files}


@pytest.fixture
def public_pages(db, client):
    """The HTML of each public page, by its address; forms also as they come back refused."""
    load_library(now=NOON)
    fixed = ["home", "drills:list", "drills:routines", "bookings:enquire", "account_login"]
    addresses = [reverse(name) for name in fixed]
    addresses += [reverse("drills:detail", args=[drill.slug]) for drill in Drill.objects.all()]
    addresses += [reverse("drills:routine", args=[each.slug]) for each in Routine.objects.all()]
    answers = {address: client.get(address) for address in addresses}
    form = {"name": "Ana", "email": "ana@runner.example", "where_it_hurts": "hip", "consent": "on"}
    enquire, sign_in = reverse("bookings:enquire"), reverse("account_login")
    answers["refused enquiry"] = client.post(enquire, {})
    answers["enquiry sent"] = client.post(enquire, form | {"when_suits": "any"}, follow=True)
    answers["refused sign-in"] = client.post(sign_in, {})
    answers["code asked for"] = client.post(sign_in, {"email": "ana@runner.example"}, follow=True)
    answers["not found"] = client.get("/no-such-page/")
    return {address: answer.content.decode() for address, answer in answers.items()}
