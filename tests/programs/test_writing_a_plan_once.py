"""A double click on "Write the draft" is one draft."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from programs.models import Program
from tests.factories import make_drill, make_template

PAGE = "/programs/new/"


@pytest.fixture
def wish(pia, ruth, signed_in):
    """What Pia's browser sends from a page that she opened."""
    make_template(drills=[make_drill()])
    make_template("floor-hip-opening", drills=[make_drill("clamshell")])
    page = signed_in(pia).get(PAGE).content.decode()
    ref = re.search(r'name="ref" value="([^"]+)"', page)[1]
    first_day = {"starts_on_0": "24", "starts_on_1": "11", "starts_on_2": "2036"}
    return {"ref": ref, "runner": str(ruth.pk), "template": "pre-run-hip-mobility"} | first_day


@pytest.mark.django_db(transaction=True)
def test_four_clicks_at_once_are_one_draft(pia, wish, signed_in):
    def click(client) -> str:
        try:
            return client.post(PAGE, wish)["Location"]
        finally:
            connections.close_all()

    clients = [signed_in(pia) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        there = set(pool.map(click, clients))

    assert there == {f"/programs/{Program.objects.get().pk}/edit/"}


@pytest.mark.django_db
@pytest.mark.parametrize("other", ["template", "runner"])
def test_another_wish_from_the_same_page_is_a_draft_of_its_own(pia, otto, wish, signed_in, other):
    client = signed_in(pia)
    client.post(PAGE, wish)
    otto.physio = pia.practitioner
    otto.save()
    values = {"template": "floor-hip-opening", "runner": str(otto.pk)}
    client.post(PAGE, wish | {other: values[other]})

    assert Program.objects.count() == 2


@pytest.mark.django_db
def test_a_page_without_the_mark_still_writes(pia, wish, signed_in):
    del wish["ref"]
    for _ in range(2):
        signed_in(pia).post(PAGE, wish)

    assert Program.objects.count() == 2
