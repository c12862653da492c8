"""A visitor whom no time suits joins the wait list, and nobody learns who is on file or on it."""

from datetime import time

import pytest
from django.test import Client

from bookings.models import WaitlistEntry
from clinic.outbox.models import Message
from clinic.people.models import Runner
from tests import factories
from tests.bookings.visits import text
from tests.factories import NOON

pytestmark = pytest.mark.django_db
NINA = {"name": "Nina", "email": "nina@mail.example", "phone": "", "consent": "on"}


@pytest.fixture(autouse=True)
def clock(time_machine):
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def online(first_visit, pia, room):
    first_visit.is_online = True
    first_visit.save()
    factories.make_hours(pia.practitioner, room.site, [1, 2, 3, 4, 5], time(9), time(12))
    return first_visit


@pytest.fixture
def page(online, pia):
    return f"/bookings/visit/wait/?kind={online.pk}&practitioner={pia.practitioner.pk}"


def test_a_visitor_joins_from_the_free_times_and_is_told_by_mail(client, online, page, pia):
    when = client.get(f"/bookings/visit/when/?kind={online.pk}&practitioner={pia.practitioner.pk}")
    assert page.replace("&", "&amp;") in when.content.decode()

    wish = NINA | {"weekdays": ["2", "4"], "opens": "08:00", "closes": "12:00"}
    done = client.post(page, wish, follow=True)

    assert "You are on the wait list" in text(done)
    entry = WaitlistEntry.objects.get()
    assert (entry.runner.name, entry.type, entry.practitioner) == ("Nina", online, pia.practitioner)
    assert (entry.weekdays, entry.opens, entry.state) == ([2, 4], time(8), "waiting")
    told = Message.objects.get()
    assert (told.kind, told.to) == ("waitlist-joined", "nina@mail.example")
    assert online.name not in told.subject + told.body


def test_nobody_learns_who_is_on_file_or_on_the_list_and_no_wish_is_written_over(page, ruth):
    pages = []
    for email in ("new@mail.example", "new@mail.example", ruth.email):
        answer = Client().post(page, NINA | {"email": email, "name": "Somebody else"}, follow=True)
        pages.append(text(answer))

    assert len(set(pages)) == 1
    assert WaitlistEntry.objects.count() == 2
    assert Message.objects.count() == 2
    ruth.refresh_from_db()
    assert ruth.name == "Ruth"
    assert Runner.objects.filter(email="new@mail.example").count() == 1


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"email": ""}, "Enter your e-mail address"),
        ({"opens": "12:00", "closes": "09:00"}, "The end must be after the start"),
        ({"consent": ""}, "Tick the box"),
        ({"opens": "25:00"}, "Enter a time like"),
    ],
)
def test_what_cannot_be_is_said_and_what_was_typed_stays(client, page, change, says):
    refused = client.post(page, NINA | change)

    assert refused.status_code == 422
    assert says in text(refused)
    assert 'value="Nina"' in refused.content.decode()
    assert not Runner.objects.filter(name="Nina").exists()


def test_too_many_from_one_place_wait(page):
    answers = [
        Client().post(page, NINA | {"email": f"n{number}@mail.example"}) for number in range(11)
    ]

    assert [answer.status_code for answer in answers][-2:] == [302, 429]
    assert WaitlistEntry.objects.count() == 10


def test_a_kind_that_is_not_online_has_no_list_to_join(client, page, online):
    online.is_online = False
    online.save()

    assert client.get(page).status_code == 404
