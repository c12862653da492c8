"""A runner finds every visit to come on the page to ask, each with the way to its own page."""

import re
from datetime import timedelta

import pytest
import time_machine

from bookings.models import AppointmentType
from tests.factories import NOON, make_appointment, make_room, make_runner, make_site, make_type

pytestmark = pytest.mark.django_db
LINK = re.compile(r'href="(/bookings/mine/[^"/]+/)"')


@pytest.fixture
def visits(ruth, pia):
    """Two of Ruth's and one of Otto's; the first is changed on the site, the second is not."""
    room = make_room(make_site())
    online, rung = make_type("A check"), make_type("A long visit")
    AppointmentType.objects.filter(pk=online.pk).update(is_online=True, change_hours=24)
    AppointmentType.objects.filter(pk=rung.pk).update(is_online=False)
    otto = make_runner("Otto", pia.practitioner)
    return [
        make_appointment(who, pia.practitioner, room, kind, NOON + timedelta(days=days))
        for who, kind, days in [(ruth, online, 2), (ruth, rung, 9), (otto, online, 3)]
    ]


def test_each_visit_leads_to_its_own_page(ruth, signed_in, visits):
    ruths = signed_in(ruth)
    with time_machine.travel(NOON, tick=False):
        html = ruths.get("/ask/").content.decode()
        links = LINK.findall(html)
        pages = [ruths.get(link).content.decode() for link in links]
        today = ruths.get("/").content.decode()

    assert len(links) == 2
    assert "until 24 hours before it" in html
    assert "A check" in pages[0]
    assert "Move it" in pages[0]
    assert "A long visit" in pages[1]
    assert LINK.findall(today) == links[:1]
