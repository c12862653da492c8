import re
from datetime import timedelta
from urllib.parse import unquote

import pytest
from django.core import mail
from django.utils import timezone
from rest_framework.test import APIClient

from bookings.actions.enquiries import answer_due, submit_enquiry
from bookings.models import Enquiry
from clinic.outbox.delivery import deliver_due
from clinic.outbox.models import Message
from tests import factories
from tests.bookings.enquiry_forms import NINA, typed
from tests.factories import NOON

pytestmark = pytest.mark.django_db
PAGE = "/bookings/enquire/"
API = "/api/v1/enquiries/"
STORED = ["source", "state", "is_doubtful", "due_at", *NINA]


def test_nina_asks_from_the_web_and_is_told_what_happens_next(client, time_machine):
    time_machine.move_to(NOON, tick=False)

    answer = client.post(PAGE, typed(), follow=True)

    enquiry = Enquiry.objects.get()
    page = answer.content.decode()
    assert answer.redirect_chain[0][1] == 302
    assert enquiry.reference in page
    assert "Wednesday 25 November, 5:00 pm" in page
    assert "9726 4491" in page
    assert (enquiry.source, enquiry.state, enquiry.is_doubtful) == ("web", "new", False)
    assert (enquiry.phone, enquiry.message) == ("+61491570156", NINA["message"])
    assert enquiry.consented_at == NOON


def test_web_and_api_store_the_same_row_and_owe_the_same_message(client, time_machine):
    time_machine.move_to(NOON, tick=False)

    client.post(PAGE, typed())
    answer = APIClient().post(API, NINA | {"consent": True})

    web, api = Enquiry.objects.order_by("pk")
    assert answer.status_code == 201
    assert set(answer.json()) == {"id", "reference", "due_at"}
    assert [getattr(web, field) for field in STORED] == [getattr(api, field) for field in STORED]
    assert [shape(web), shape(web)] == [shape(web), shape(api)]


def shape(enquiry: Enquiry) -> list[str]:
    """The one message about it, with the reference taken out."""
    message = enquiry.messages().get()
    text = [message.kind, message.to, message.subject, message.body]
    return [part.replace(enquiry.reference, "REF") for part in text]


def test_the_receipt_says_when_we_answer_and_nothing_that_was_typed(client):
    client.post(PAGE, typed())
    deliver_due(now=timezone.now() + timedelta(seconds=1))

    enquiry, letter = Enquiry.objects.get(), mail.outbox[0]
    said = letter.subject + letter.body
    assert letter.to == ["nina@demo.example"]
    assert enquiry.reference in said
    assert "9726 4491" in said
    assert "5:00 pm" in said
    for words in ("Nina", "knee", "Knee", "stairs", "0491", "After work"):
        assert words not in said


def test_no_address_says_what_was_typed(client):
    answer = client.post(PAGE, typed())

    target = unquote(answer["Location"])
    assert re.match(r"^/bookings/enquire/done/[\w:.-]+/$", target)
    assert not re.search("nina|knee|stairs|0491", target, re.IGNORECASE)


def test_a_forged_receipt_is_not_found(client):
    assert client.get("/bookings/enquire/done/ABC2345:forged/").status_code == 404


def test_a_phone_number_is_enough_and_no_mail_is_owed(client):
    answer = client.post(PAGE, typed(email=""))

    assert answer.status_code == 302
    assert Enquiry.objects.get().email == ""
    assert not Message.objects.exists()


def test_an_address_is_enough(client):
    assert client.post(PAGE, typed(phone="")).status_code == 302
    assert Message.objects.get().key == f"enquiry-received:{Enquiry.objects.get().pk}"


@pytest.mark.parametrize(
    ("change", "sentence", "field"),
    [
        ({"name": ""}, "Enter your name", "id_name"),
        ({"name": "   "}, "Enter your name", "id_name"),
        ({"phone": "12"}, "Enter a phone number like 0400 000 000", "id_phone"),
        ({"email": "nina@"}, "Enter an e-mail address like", "id_email"),
        ({"phone": "", "email": ""}, "Give an e-mail address or a phone number.", "id_phone"),
        ({"where_it_hurts": ""}, "Choose where it hurts", "id_where_it_hurts"),
        ({"where_it_hurts": "heart"}, "Select a valid choice", "id_where_it_hurts"),
        ({"when_suits": ""}, "Choose when you can come", "id_when_suits_0"),
        ({"consent": ""}, "Tick the box so that we may keep your details", "id_consent"),
        ({"message": "a" * 4001}, "to 4000 characters or fewer", "id_message"),
    ],
)
def test_a_refused_form_says_what_to_do_and_keeps_every_word(client, change, sentence, field):
    sent = typed(**change)

    answer = client.post(PAGE, sent)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert not Enquiry.objects.exists()
    assert f'href="#{field}"' in page
    assert page.count(sentence) == 2
    assert "<title>Error: " in page
    assert kept(answer) == {name: sent[name] for name in kept(answer)}


def kept(answer) -> dict[str, str]:
    """What the fields of the returned page hold, read from its HTML."""
    page = answer.content.decode()
    found = {}
    for name in ("name", "phone", "email", "started"):
        tag = re.search(rf'<input[^>]*name="{name}"[^>]*>', page)[0]
        value = re.search(r'value="([^"]*)"', tag)
        found[name] = value[1].strip() if value else ""
    found["message"] = re.search(r"<textarea[^>]*>\s*([^<]*)</textarea>", page)[1]
    list_of_places = page.split('name="where_it_hurts"')[1].split("</select>")[0]
    picked = re.search(r'<option value="([^"]*)" selected', list_of_places)
    if picked:
        found["where_it_hurts"] = picked[1]
    checked = re.search(r'name="when_suits" value="([^"]*)"[^>]*checked', page)
    if checked:
        found["when_suits"] = checked[1]
    if found["name"] == "":
        del found["name"]
    return found


def test_what_nina_types_is_shown_as_text_and_never_as_markup(client, dee, signed_in):
    script = "<script>alert(1)</script>"
    client.post(PAGE, typed(name=script, message=script))
    enquiry = Enquiry.objects.get()

    pages = [
        client.post(PAGE, typed(name=script, message=script, consent="")),
        signed_in(dee).get("/bookings/inbox/"),
        signed_in(dee).get(f"/bookings/inbox/{enquiry.pk}/"),
    ]

    for page in pages:
        html = page.content.decode()
        assert script not in html
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (NINA, "consent"),
        (NINA | {"consent": False}, "non_field_errors"),
        (NINA | {"consent": True, "phone": "12"}, "phone"),
        (NINA | {"consent": True, "phone": "", "email": ""}, "non_field_errors"),
        (NINA | {"consent": True, "colour": "red"}, "colour"),
        (NINA | {"consent": True, "is_urgent": True}, "is_urgent"),
        ({"consent": True}, "name"),
    ],
)
def test_the_api_names_the_field_that_is_wrong(db, body, field):
    answer = APIClient().post(API, body)

    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert field in answer.json()["errors"]
    assert not Enquiry.objects.exists()


def test_nobody_learns_from_an_enquiry_who_is_on_file(client, ruth):
    known = client.post(PAGE, typed(email=ruth.email), follow=True)
    unknown = client.post(PAGE, typed(email="nobody@demo.example"), follow=True)
    references = Enquiry.objects.values_list("reference", flat=True)

    def plain(answer) -> str:
        return re.sub("|".join(references), "REF", answer.content.decode())

    assert plain(known) == plain(unknown)
    assert Message.objects.count() == 2
    api = [
        APIClient().post(API, NINA | {"email": email, "phone": "", "consent": True})
        for email in (ruth.email, "somebody@demo.example")
    ]
    assert [answer.status_code for answer in api] == [201, 201]
    assert set(api[0].json()) == set(api[1].json())


def test_two_clicks_on_send_are_one_enquiry(client):
    sent = typed()

    first, second = client.post(PAGE, sent), client.post(PAGE, sent)

    assert first["Location"] == second["Location"]
    assert Enquiry.objects.count() == Message.objects.count() == 1


@pytest.mark.parametrize(
    ("asked", "due"),
    [
        ("2026-11-23T09:00+11:00", "2026-11-24T17:00+11:00"),  # Monday morning: Tuesday
        ("2026-11-24T23:59+11:00", "2026-11-25T17:00+11:00"),  # a minute before midnight
        ("2026-11-25T00:01+11:00", "2026-11-26T17:00+11:00"),  # two minutes later
        ("2026-11-27T18:30+11:00", "2026-11-30T17:00+11:00"),  # Friday evening: Monday
        ("2026-11-28T10:00+11:00", "2026-11-30T17:00+11:00"),  # Saturday
        ("2026-11-29T23:00+11:00", "2026-11-30T17:00+11:00"),  # Sunday night
        ("2026-10-02T16:00+10:00", "2026-10-05T17:00+11:00"),  # clocks go forward on Sunday
        ("2026-04-03T16:00+11:00", "2026-04-06T17:00+10:00"),  # clocks go back on Sunday
        ("2026-11-23T14:00+00:00", "2026-11-25T17:00+11:00"),  # UTC Monday, Sydney Tuesday
    ],
)
def test_the_promise_is_five_o_clock_at_the_clinic_on_the_next_working_day(asked, due):
    moment = NOON.fromisoformat(asked)

    assert answer_due(moment) == NOON.fromisoformat(due)
    assert answer_due(moment).hour == 17


def test_an_enquiry_without_consent_is_refused_by_the_database_rule(db):
    with pytest.raises(Exception, match="Tick the box") as refusal:
        submit_enquiry(**NINA, consent=False, now=NOON)

    assert refusal.value.code == "enquiry_from_the_web_has_consent"


def test_a_reference_that_another_enquiry_has_is_drawn_again(client, monkeypatch):
    drawn = iter(["QQQQQQQ", "WWWWWWW"])
    monkeypatch.setattr("bookings.actions.intake.new_reference", lambda: next(drawn))
    factories.make_enquiry("Olga", reference="QQQQQQQ")
    monkeypatch.setattr(Enquiry._meta.get_field("reference"), "_get_default", lambda: "QQQQQQQ")

    answer = client.post("/bookings/enquire/", typed())

    assert answer.status_code == 302
    assert Enquiry.objects.get(name="Nina Ng").reference == "WWWWWWW"


def test_a_story_that_is_too_long_comes_back_whole_with_a_sentence(client):
    story = "m" * 4001

    answer = client.post("/bookings/enquire/", typed(name="N" * 121, message=story))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Keep the name to 120 characters or fewer" in page
    assert "to 4000 characters or fewer" in page
    assert story in page
    assert not re.search(r"<textarea[^>]*maxlength", page)
    assert not Enquiry.objects.exists()
