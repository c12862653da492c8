"""From an enquiry to the first visit: everything or nothing."""

import re
from datetime import datetime

import pytest
from django.core.exceptions import ValidationError

from bookings.actions.appointments import book, convert_enquiry
from bookings.actions.refusals import SlotTaken
from bookings.models import Appointment, Enquiry
from clinic.outbox.models import Message
from clinic.people.models import Runner, User
from tests import factories
from tests.factories import NOON, SYDNEY

pytestmark = pytest.mark.django_db

START = datetime(2026, 11, 25, 9, 30, tzinfo=SYDNEY)
NINA = {"name": "Nina", "email": "nina@demo.example", "phone": "+61491570157"}


@pytest.fixture
def enquiry(db):
    return factories.make_enquiry("Nina")


@pytest.fixture
def wish(enquiry, pia, room, first_visit, dee):
    return {
        "enquiry": enquiry,
        "runner": None,
        "practitioner": pia.practitioner,
        "room": room,
        "kind": first_visit,
        "starts_at": START,
        "by": dee,
        "now": NOON,
    }


def test_a_new_person_is_put_on_file_booked_and_told(wish, enquiry, pia):
    visit = convert_enquiry(**wish, **NINA)

    nina = Runner.objects.get(pk=visit.runner_id)
    assert (nina.name, nina.email, nina.physio) == ("Nina", "nina@demo.example", pia.practitioner)
    assert nina.user.role == User.Role.RUNNER
    enquiry.refresh_from_db()
    assert (enquiry.state, enquiry.runner) == (Enquiry.State.BOOKED, nina)
    assert visit.enquiry == enquiry
    assert Message.objects.get().to == "nina@demo.example"


def test_somebody_on_file_keeps_their_physio(wish, otto, paul):
    visit = convert_enquiry(**wish | {"runner": otto})

    assert visit.runner == otto
    otto.refresh_from_db()
    assert otto.physio == paul.practitioner
    assert Runner.objects.count() == 1


def test_somebody_without_a_physio_gets_the_one_they_see(wish, pia):
    anna = factories.make_runner("Anna")

    convert_enquiry(**wish | {"runner": anna})

    anna.refresh_from_db()
    assert anna.physio == pia.practitioner


def test_a_physio_given_while_the_form_was_open_stays(wish, paul):
    anna = factories.make_runner("Anna")
    Runner.objects.filter(pk=anna.pk).update(physio=paul.practitioner)
    assert anna.physio is None

    convert_enquiry(**wish | {"runner": anna})

    anna.refresh_from_db()
    assert anna.physio == paul.practitioner


def test_a_person_with_that_email_is_named_rather_than_made_twice(wish, ruth):
    with pytest.raises(ValidationError, match="Ruth is already on file") as refusal:
        convert_enquiry(**wish, **NINA | {"email": "RUTH@demo.example"})

    assert refusal.value.code == "already_on_file"
    assert Runner.objects.count() == 1
    assert Appointment.objects.count() == 0


def test_a_taken_time_undoes_everything(wish, enquiry, otto):
    direct = {name: value for name, value in wish.items() if name != "enquiry"}
    book(**direct | {"runner": otto})
    users, letters = User.objects.count(), Message.objects.count()

    with pytest.raises(SlotTaken) as refusal:
        convert_enquiry(**wish, **NINA)

    assert len(refusal.value.alternatives) == 3
    enquiry.refresh_from_db()
    assert (enquiry.state, enquiry.runner) == (Enquiry.State.NEW, None)
    assert Runner.objects.count() == 1
    assert (User.objects.count(), Message.objects.count()) == (users, letters)


def test_details_that_cannot_be_are_named_by_field_and_undo_everything(wish, enquiry):
    with pytest.raises(ValidationError) as refusal:
        convert_enquiry(**wish, **NINA | {"phone": "12"})

    assert "phone" in refusal.value.message_dict
    assert (Runner.objects.count(), Appointment.objects.count()) == (0, 0)


def test_an_enquiry_is_booked_once(wish):
    convert_enquiry(**wish, **NINA)
    other = wish | {"starts_at": START.replace(hour=14)}

    with pytest.raises(ValidationError) as refusal:
        convert_enquiry(**other, **NINA | {"email": "other@demo.example"})

    assert refusal.value.code == "already_booked"
    assert Appointment.objects.count() == 1


def test_a_double_click_finds_the_first_visit(wish):
    key = factories.uuid4()

    first = convert_enquiry(**wish, **NINA, idempotency_key=key)
    again = convert_enquiry(**wish, **NINA, idempotency_key=key)

    assert first.pk == again.pk
    assert Appointment.objects.count() == Message.objects.count() == 1


def test_a_closed_enquiry_can_still_become_a_visit(wish, enquiry):
    Enquiry.objects.update(state=Enquiry.State.CLOSED, close_reason="no_reply")

    convert_enquiry(**wish, **NINA)

    enquiry.refresh_from_db()
    assert (enquiry.state, enquiry.close_reason) == (Enquiry.State.BOOKED, "")


def test_the_page_says_where_it_hurts_only_if_it_was_said(signed_in, dee):
    said = factories.make_enquiry("Nina", where_it_hurts="knee")
    unsaid = factories.make_enquiry("Carl", where_it_hurts="", source="email")
    client = signed_in(dee)

    ledes = [
        re.findall(r'<p class="lede">(.*?)</p>', client.get(path).content.decode())
        for path in (f"/bookings/inbox/{one.pk}/book/" for one in (said, unsaid))
    ]

    assert ledes == [["Knee. Can come: any time."], ["Can come: any time."]]
