import re
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from bookings.actions.enquiries import add_call, answer_due, log_call
from bookings.models import Call, Enquiry
from clinic.outbox.models import Message
from tests.factories import NOON, make_enquiry, new_id

pytestmark = pytest.mark.django_db
PAGE = "/bookings/calls/new/"
FOUR = {
    "name": "Carl",
    "phone": "0491 570 157",
    "where_it_hurts": "calf",
    "note": "Rang about a run.",
}
FOLDED = {"email": "", "when_suits": "any", "direction": "in", "outcome": "answered"}
SPOKEN = {"direction": "in", "outcome": "answered", "note": ""}


def test_dee_logs_a_call_in_four_fields_and_it_is_in_the_inbox(signed_in, dee, time_machine):
    time_machine.move_to(NOON, tick=False)
    client = signed_in(dee)

    answer = client.post(PAGE, FOUR | FOLDED)

    enquiry, call = Enquiry.objects.get(), Call.objects.get()
    assert answer["Location"] == f"/bookings/inbox/{enquiry.pk}/"
    assert (enquiry.source, enquiry.state, enquiry.owner) == ("phone", "open", dee)
    assert (enquiry.phone, enquiry.due_at) == ("+61491570157", answer_due(NOON))
    assert (call.enquiry, call.note, call.taken_by) == (enquiry, FOUR["note"], dee)
    assert call.happened_at == NOON
    inbox = client.get("/bookings/inbox/").content.decode()
    assert "Carl" in inbox
    assert "Phone call" in inbox
    assert not Message.objects.exists()


def test_an_unknown_caller_is_welcome_with_only_a_number(signed_in, dee):
    signed_in(dee).post(PAGE, FOUR | FOLDED | {"name": "", "note": ""})

    assert Enquiry.objects.get().name == "Unknown caller"


def test_a_text_that_is_too_long_comes_back_whole_with_a_sentence(signed_in, dee):
    client = signed_in(dee)
    note = "n" * 2001

    answer = client.post(PAGE, FOUR | FOLDED | {"name": "C" * 121, "note": note})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Keep the name to 120 characters or fewer" in page
    assert "to 2000 characters or fewer" in page
    assert note in page
    assert not re.search(r"<textarea[^>]*maxlength", page)


def test_a_double_click_logs_one_call_and_shows_it_again(signed_in, dee):
    client = signed_in(dee)
    (ref,) = re.findall(r'name="ref" value="([^"]+)"', client.get(PAGE).content.decode())

    first, again = (client.post(PAGE, FOUR | FOLDED | {"ref": ref}) for _ in range(2))

    assert first["Location"] == again["Location"] == f"/bookings/inbox/{ref}/"
    assert (Enquiry.objects.count(), Call.objects.count()) == (1, 1)


@pytest.mark.parametrize("change", [{"phone": "0491 570 158"}, {"note": "Rang about a hike."}])
def test_other_words_on_the_same_page_are_another_call(signed_in, dee, change):
    client, ref = signed_in(dee), {"ref": new_id()}

    client.post(PAGE, FOUR | FOLDED | ref)
    client.post(PAGE, FOUR | FOLDED | ref | change)

    assert (Enquiry.objects.count(), Call.objects.count()) == (2, 2)


def test_a_call_that_was_refused_keeps_its_ref(signed_in, dee):
    ref = new_id()

    page = signed_in(dee).post(PAGE, FOUR | FOLDED | {"ref": ref, "phone": "12"})

    assert f'name="ref" value="{ref}"' in page.content.decode()


def test_save_and_book_goes_on_to_the_booking(signed_in, dee):
    answer = signed_in(dee).post(PAGE, FOUR | FOLDED | {"then": "book"})

    assert answer["Location"] == f"/bookings/inbox/{Enquiry.objects.get().pk}/book/"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"phone": ""}, "Give an e-mail address or a phone number."),
        ({"phone": "12"}, "Enter a phone number like"),
        ({"where_it_hurts": ""}, "Choose where it hurts"),
        ({"call_back_at": "2020-01-01T10:00"}, "Choose a time that is still to come."),
        ({"call_back_at": "soon"}, "Enter a date and a time that exist"),
    ],
)
def test_a_refused_call_keeps_what_was_typed_and_stores_nothing(signed_in, dee, change, sentence):
    answer = signed_in(dee).post(PAGE, FOUR | FOLDED | change)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert 'value="Carl"' in page
    assert FOUR["note"] in page
    assert ("<details open>" in page) is ("call_back_at" in change)
    assert not Enquiry.objects.exists()
    assert not Call.objects.exists()


def test_a_time_to_ring_back_becomes_the_promise(signed_in, dee):
    when = (timezone.localtime() + timedelta(days=2)).replace(second=0, microsecond=0)

    signed_in(dee).post(PAGE, FOUR | FOLDED | {"call_back_at": f"{when:%Y-%m-%dT%H:%M}"})

    assert Enquiry.objects.get().due_at == Call.objects.get().call_back_at == when


def test_a_second_call_joins_the_thread(signed_in, dee):
    nina = make_enquiry(due_at=NOON)
    client = signed_in(dee)
    said = {"direction": "out", "outcome": "voicemail", "note": "Asked her to ring back."}

    answer = client.post(f"/bookings/inbox/{nina.pk}/call/", said, follow=True)

    page = answer.content.decode()
    assert Enquiry.objects.count() == 1
    assert nina.calls.get().outcome == "voicemail"
    for words in ("We rang them", "Left a voicemail", "Asked her to ring back."):
        assert words in page


def test_a_refused_second_call_keeps_its_note(signed_in, dee):
    nina = make_enquiry()
    said = {"direction": "out", "outcome": "", "note": "Asked her to ring back."}

    answer = signed_in(dee).post(f"/bookings/inbox/{nina.pk}/call/", said)

    assert answer.status_code == 422
    assert "Asked her to ring back." in answer.content.decode()
    assert not Call.objects.exists()


def test_a_time_to_ring_back_is_refused_once_the_enquiry_is_settled(dee):
    done = make_enquiry(state="closed", close_reason="price")

    with pytest.raises(ValidationError, match="Not possible now: closed") as refusal:
        add_call(enquiry=done, **SPOKEN, call_back_at=NOON + timedelta(days=1), by=dee, now=NOON)

    assert refusal.value.code == "illegal_state"
    assert not Call.objects.exists()


def test_a_call_without_any_way_to_answer_is_refused(dee):
    with pytest.raises(ValidationError, match="e-mail address or a phone number"):
        log_call(
            name="Carl",
            phone="",
            email="",
            where_it_hurts="calf",
            when_suits="any",
            **SPOKEN,
            call_back_at=None,
            by=dee,
            now=NOON,
        )


def test_a_call_without_a_time_to_ring_back_joins_a_settled_enquiry(dee):
    done = make_enquiry(state="closed", close_reason="price")

    add_call(enquiry=done, **SPOKEN, call_back_at=None, by=dee, now=NOON)

    done.refresh_from_db()
    assert (done.state, done.calls.count()) == ("closed", 1)


def test_neither_way_to_answer_is_called_optional_since_one_of_them_is_needed(signed_in, dee):
    page = signed_in(dee).get(PAGE).content.decode()

    for name in ("phone", "email"):
        (label,) = re.findall(rf'<label[^>]*for="log_{name}".*?</label>', page, re.DOTALL)
        assert "optional" not in label
    assert "A number or an e-mail" in page
    assert re.search(r'for="log_note".*?\(optional\)', page, re.DOTALL)
