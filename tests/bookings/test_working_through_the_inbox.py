from datetime import timedelta

import pytest
from django.utils import timezone

from bookings.actions.enquiries import add_call
from bookings.actions.letters import reply
from bookings.models import CannedReply, Enquiry, Letter
from clinic.outbox.models import Message
from tests.bookings.visits import text
from tests.factories import NOON, make_enquiry

pytestmark = pytest.mark.django_db
INBOX = "/bookings/inbox/"


@pytest.fixture
def nina(db) -> Enquiry:
    return make_enquiry(due_at=timezone.now() + timedelta(days=1))


def place(enquiry):
    return f"{INBOX}{enquiry.pk}/"


def soon(**ahead):
    return f"{timezone.localtime() + timedelta(**ahead):%Y-%m-%dT%H:%M}"


def test_dee_writes_back_and_takes_it_back_with_her_words(signed_in, dee, nina):
    client = signed_in(dee)

    page = client.post(f"{place(nina)}reply/", {"text": "Come on Monday?"}, follow=True)

    nina.refresh_from_db()
    letter, message = Letter.objects.get(), Message.objects.get()
    assert (nina.state, nina.owner, nina.answered_at) == ("waiting", dee, letter.happened_at)
    assert (message.to, message.state) == (nina.email, "planned")
    assert message.send_after == letter.happened_at + timedelta(minutes=3)
    assert nina.reference in message.subject
    assert "Come on Monday?" in message.body
    assert "leaves in three minutes" in text(page)

    page = client.post(f"{place(nina)}?do=take_back&letter={letter.pk}", follow=True)

    nina.refresh_from_db()
    message.refresh_from_db()
    assert (nina.state, nina.answered_at, message.state) == ("open", None, "cancelled")
    assert "Come on Monday?</textarea>" in page.content.decode()


def test_a_reply_that_has_left_stays(signed_in, dee, nina):
    letter = reply(enquiry=nina, text="Hello", by=dee, now=timezone.now())
    Message.objects.update(state="sent", sent_at=NOON)

    page = signed_in(dee).post(f"{place(nina)}?do=take_back&letter={letter.pk}", follow=True)

    assert "It has left already" in text(page)
    assert Letter.objects.get().taken_back_at is None


def test_a_refused_reply_keeps_its_words(signed_in, dee):
    done = make_enquiry(state="closed", close_reason="price")

    answer = signed_in(dee).post(f"{place(done)}reply/", {"text": "Come on Monday?"})

    assert answer.status_code == 422
    assert not Message.objects.exists()


@pytest.mark.parametrize("outcome", ["answered", "voicemail"])
def test_a_call_answers_too(dee, nina, outcome):
    add_call(
        enquiry=nina, note="", direction="out", outcome=outcome, call_back_at=None, by=dee, now=NOON
    )

    nina.refresh_from_db()
    assert nina.answered_at == NOON


def test_what_is_put_off_is_out_of_sight_until_then(signed_in, dee, nina):
    client = signed_in(dee)

    client.post(place(nina), {"do": "sleep", "wake_at": soon(days=3)}, follow=True)

    assert "Nina" not in text(client.get(INBOX))
    assert "Nina" in text(client.get(INBOX, {"tray": "asleep"}))
    Enquiry.objects.update(wake_at=timezone.now() - timedelta(minutes=1))
    assert "Nina" in text(client.get(INBOX))


@pytest.mark.parametrize(
    ("urgent", "ahead", "words"),
    [
        (False, {"days": -1}, "still to come"),
        (True, {"days": 2}, "This one is urgent"),
        (False, {"days": 200}, "within the next four months"),
    ],
)
def test_what_may_not_be_put_off_stays(signed_in, dee, nina, urgent, ahead, words):
    Enquiry.objects.update(is_urgent=urgent)

    answer = signed_in(dee).post(place(nina), {"do": "sleep", "wake_at": soon(**ahead)})

    nina.refresh_from_db()
    assert (answer.status_code, nina.wake_at) == (422, None)
    assert words in text(answer)


def test_a_duplicate_is_read_in_one_thread_and_can_be_taken_out(signed_in, dee, nina):
    again = make_enquiry("Nina Ng", email=nina.email, message="Me again", is_urgent=True)
    add_call(
        enquiry=again, note="Rang too", direction="in", outcome="missed", call_back_at=None,
        by=dee, now=NOON,
    )  # fmt: skip
    client = signed_in(dee)
    assert f"Add {again.reference} to this thread" in text(client.get(place(nina)))

    page = client.post(place(nina), {"do": "merge", "other": again.pk}, follow=True)

    again.refresh_from_db()
    nina.refresh_from_db()
    assert (again.state, again.close_reason, again.merged_into) == ("closed", "duplicate", nina)
    assert nina.is_urgent
    assert "Me again" in text(page)
    assert "Rang too" in text(page)

    client.post(f"{place(nina)}?do=unmerge&other={again.pk}")

    again.refresh_from_db()
    assert (again.state, again.close_reason, again.merged_into) == ("new", "", None)


def test_dee_says_who_it_is_and_takes_it_back(signed_in, dee, nina, ruth):
    Enquiry.objects.update(email=ruth.email)
    client = signed_in(dee)

    client.post(place(nina), {"do": "is_them", "runner": ruth.pk})
    nina.refresh_from_db()
    assert nina.runner == ruth

    client.post(f"{place(nina)}?do=not_them")
    nina.refresh_from_db()
    assert nina.runner is None


def test_dee_hands_it_over_and_takes_that_back(signed_in, dee, max_, nina):
    client = signed_in(dee)

    client.post(place(nina), {"do": "assign", "owner": max_.pk})
    nina.refresh_from_db()
    assert (nina.owner, nina.state) == (max_, "open")

    client.post(f"{place(nina)}?do=give_to")
    nina.refresh_from_db()
    assert (nina.owner, nina.state) == (None, "new")


def test_an_enquiry_is_handed_to_the_desk_only(signed_in, dee, pia, nina):
    answer = signed_in(dee).post(place(nina), {"do": "assign", "owner": pia.pk})

    assert answer.status_code == 422


def test_a_ready_made_reply_fills_in_what_it_may_and_nothing_else(signed_in, dee, nina):
    ready = CannedReply.objects.create(name="Hi", text="Hi {first_name}, {reference} {email} {me}")

    page = signed_in(dee).get(place(nina), {"start": ready.pk}).content.decode()

    assert f"Hi Nina, {nina.reference} {{email}} Dee</textarea>" in page


@pytest.mark.parametrize("text_", ["{email}", "{first_name", "{{me}}", "{message.subject}"])
def test_a_field_that_is_none_is_refused(signed_in, dee, text_):
    answer = signed_in(dee).post("/bookings/replies/new/", {"name": "Hi", "text": text_})

    assert answer.status_code == 422
    assert not CannedReply.objects.exists()


def test_ready_made_replies_are_written_named_once_and_taken_away(signed_in, dee):
    client = signed_in(dee)
    client.post("/bookings/replies/new/", {"name": "Hours", "text": "From 7 am."})
    again = client.post("/bookings/replies/new/", {"name": "Hours", "text": "From 8 am."})
    ready = CannedReply.objects.get()
    assert (ready.text, again.status_code) == ("From 7 am.", 422)

    client.post(f"/bookings/replies/{ready.pk}/", {"do": "remove"})

    assert not CannedReply.objects.exists()


@pytest.mark.parametrize("words", ["nin", "NINA@demo", "0491 570 156", "reference"])
def test_an_enquiry_is_found_in_every_tray(signed_in, dee, words):
    done = make_enquiry(state="closed", close_reason="price", phone="+61491570156")
    make_enquiry("Otto")
    words = done.reference.lower() if words == "reference" else words

    page = text(signed_in(dee).get(INBOX, {"q": words}))

    assert "Nina" in page
    assert "Otto" not in page


@pytest.mark.parametrize("words", ["\0", "%", "x" * 201, "🏃"])
def test_odd_words_find_nothing_and_break_nothing(signed_in, dee, nina, words):
    assert signed_in(dee).get(INBOX, {"q": words}).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_the_inbox_and_a_thread_cost_the_same_for_one_or_many(
    signed_in, dee, count, django_assert_num_queries
):
    nina = make_enquiry()
    for number in range(count):
        make_enquiry(f"Other{number}", email=nina.email, owner=dee)
        reply(enquiry=nina, text="Hello", by=dee, now=NOON)
        add_call(
            enquiry=nina, note="", direction="out", outcome="missed", call_back_at=None,
            by=dee, now=NOON,
        )  # fmt: skip
    client = signed_in(dee)

    with django_assert_num_queries(7):
        client.get(INBOX)
    with django_assert_num_queries(16):
        client.get(place(nina))


def test_a_search_that_is_too_long_says_so_and_keeps_the_words(signed_in, dee):
    make_enquiry("Nina")

    page = signed_in(dee).get("/bookings/inbox/", {"q": "n" * 201})

    assert "That is too long to look for." in text(page)
    assert "Nina" not in text(page)
    assert "n" * 201 in page.content.decode()
