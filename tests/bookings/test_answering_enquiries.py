from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from bookings.actions.enquiries import (
    assign_enquiry,
    claim_enquiry,
    close_enquiry,
    let_in,
    log_call,
    reopen_enquiry,
    submit_enquiry,
    wait_for_reply,
)
from bookings.models import Enquiry
from clinic.outbox.models import Message
from tests.bookings.enquiry_forms import NINA
from tests.factories import NOON, make_enquiry

pytestmark = pytest.mark.django_db
INBOX = "/bookings/inbox/"
LATER = NOON + timedelta(hours=1)


@pytest.fixture
def nina(db) -> Enquiry:
    return make_enquiry()


def page_of(enquiry: Enquiry) -> str:
    return f"{INBOX}{enquiry.pk}/"


def press(client, enquiry: Enquiry, button: str, **fields: str):
    """Press a button of the thread and read the page that follows."""
    answer = client.post(page_of(enquiry), {"do": button, **fields}, follow=True)
    enquiry.refresh_from_db()
    return answer


@pytest.mark.parametrize("path", ["", "thread", "call", "new"])
@pytest.mark.parametrize("who", ["ruth", "pia"])
def test_runners_and_physios_are_kept_out(request, signed_in, nina, path, who):
    client = signed_in(request.getfixturevalue(who))
    url = {"": INBOX, "thread": page_of(nina), "call": f"{page_of(nina)}call/"}.get(
        path, "/bookings/calls/new/"
    )

    assert client.get(url).status_code == 403
    assert client.post(url, {"do": "take"}).status_code == 403
    nina.refresh_from_db()
    assert nina.state == "new"


def test_strangers_are_asked_to_sign_in(nina):
    for url in (INBOX, page_of(nina), "/bookings/calls/new/"):
        answer = Client().get(url)
        assert (answer.status_code, answer["Location"]) == (302, f"/sign-in/?next={url}")


def test_the_manager_reads_the_inbox_and_a_missing_enquiry_is_not_found(signed_in, max_, nina):
    client = signed_in(max_)

    assert nina.name in client.get(INBOX).content.decode()
    assert client.get(page_of(nina)).status_code == 200
    assert client.get(f"{INBOX}00000000-0000-0000-0000-000000000000/").status_code == 404
    assert client.get(f"{INBOX}?tray=other").status_code == 404


def test_urgent_ones_come_first_then_the_longest_past_their_promise(signed_in, dee):
    now = timezone.now()
    times = {"Soon": 2, "Late": -3, "Urgent": 30, "Later": 20}
    for name, hours in times.items():
        make_enquiry(
            name,
            is_urgent=name == "Urgent",
            due_at=now + timedelta(hours=hours),
            created_at=now - timedelta(hours=9),
        )

    answer = signed_in(dee).get(INBOX)

    page = answer.content.decode()
    names = [enquiry.name for enquiry in answer.context["page"]]
    assert names == ["Urgent", "Late", "Soon", "Later"]
    assert "<b>Late by 3\xa0hours</b>" in page
    assert page.count("Late by") == 1
    assert "Asked 9\xa0hours ago" in page
    assert page.count("Web form") == 4


def test_each_tray_shows_its_own_and_says_when_it_is_empty(signed_in, dee, nina):
    make_enquiry("Robot", is_doubtful=True)
    make_enquiry("Carl", state="closed", close_reason="price")
    client = signed_in(dee)

    def names(tray: str) -> list[str]:
        page = client.get(f"{INBOX}?tray={tray}").context["page"]
        return [enquiry.name for enquiry in page]

    assert [names("open"), names("check"), names("done")] == [["Nina"], ["Robot"], ["Carl"]]
    assert "Check first (1)" in client.get(INBOX).content.decode()
    Enquiry.objects.all().delete()
    assert "Inbox clear." in client.get(INBOX).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_inbox_costs_the_same_for_one_or_many(signed_in, dee, count, django_assert_num_queries):
    for number in range(count):
        make_enquiry(f"Nina{number}", owner=dee)
    client = signed_in(dee)

    with django_assert_num_queries(7):
        answer = client.get(INBOX)

    assert len(answer.context["page"]) == count


@pytest.mark.parametrize("count", [1, 3])
def test_a_thread_costs_the_same_for_one_call_or_many(
    signed_in, dee, count, django_assert_num_queries
):
    enquiry = log_call(**CALL, by=dee, now=NOON)
    for _ in range(count - 1):
        enquiry.calls.create(taken_by=dee, happened_at=NOON)
    client = signed_in(dee)

    with django_assert_num_queries(15):
        answer = client.get(page_of(enquiry))

    assert len(answer.context["thread"].calls) == count


CALL = {
    "name": "",
    "phone": "0491 570 156",
    "email": "",
    "where_it_hurts": "calf",
    "when_suits": "any",
    "note": "",
    "direction": "in",
    "outcome": "answered",
    "call_back_at": None,
}


def test_dee_takes_an_enquiry_waits_and_closes_it(signed_in, dee, nina):
    client = signed_in(dee)

    taken = press(client, nina, "take")
    assert (nina.state, nina.owner) == ("open", dee)
    assert "Nina: open, with Dee." in taken.content.decode()
    press(client, nina, "wait")
    assert nina.state == "waiting"
    assert nina.due_at > timezone.now()
    press(client, nina, "reopen")
    assert nina.state == "open"
    press(client, nina, "urgent")
    assert nina.is_urgent
    press(client, nina, "close", reason="price")
    assert (nina.state, nina.close_reason) == ("closed", "price")
    press(client, nina, "reopen")
    assert (nina.state, nina.close_reason) == ("open", "")


def test_closing_without_a_reason_says_what_to_do(signed_in, dee, nina):
    answer = signed_in(dee).post(page_of(nina), {"do": "close"})

    nina.refresh_from_db()
    assert answer.status_code == 422
    assert answer.content.decode().count("Choose why the enquiry is closed.") == 2
    assert nina.state == "new"


def test_who_comes_second_is_told_and_changes_nothing(signed_in, dee, max_, nina):
    press(signed_in(dee), nina, "take")

    answer = press(signed_in(max_), nina, "take")

    assert "Not possible now: open, with Dee." in answer.content.decode()
    assert nina.owner == dee
    press(signed_in(max_), nina, "take_over")
    assert nina.owner == max_


def test_an_unknown_button_is_not_found(signed_in, dee, nina):
    assert signed_in(dee).post(page_of(nina), {"do": "explode"}).status_code == 404


@pytest.mark.parametrize(
    ("state", "step"),
    [
        ("new", "wait"),
        ("waiting", "wait"),
        ("new", "reopen"),
        ("open", "reopen"),
        ("closed", "take"),
        ("closed", "assign"),
        ("closed", "wait"),
        ("closed", "close"),
        ("booked", "take"),
        ("booked", "close"),
        ("booked", "reopen"),
        ("open", "let_in"),
    ],
)
def test_a_step_that_the_state_does_not_allow_is_refused(dee, ruth, state, step):
    fields = {"closed": {"close_reason": "price"}, "booked": {"runner": ruth}}.get(state, {})
    enquiry = make_enquiry(state=state, **fields)
    steps = {
        "take": lambda: claim_enquiry(enquiry=enquiry, by=dee, now=LATER),
        "assign": lambda: assign_enquiry(enquiry=enquiry, owner=dee, now=LATER),
        "wait": lambda: wait_for_reply(enquiry=enquiry, now=LATER),
        "close": lambda: close_enquiry(enquiry=enquiry, reason="spam", by=dee, now=LATER),
        "reopen": lambda: reopen_enquiry(enquiry=enquiry, by=dee, now=LATER),
        "let_in": lambda: let_in(enquiry=enquiry, now=LATER),
    }

    with pytest.raises(ValidationError) as refusal:
        steps[step]()

    enquiry.refresh_from_db()
    assert refusal.value.code == "illegal_state"
    assert (enquiry.state, enquiry.updated_at) == (state, NOON)


def test_only_the_desk_can_be_given_an_enquiry(pia, nina):
    with pytest.raises(ValidationError, match="works at the front desk"):
        assign_enquiry(enquiry=nina, owner=pia, now=LATER)


def test_a_held_back_enquiry_is_let_in_and_only_then_gets_its_receipt(signed_in, dee):
    robot = submit_enquiry(**NINA, consent=True, now=NOON, is_doubtful=True)
    client = signed_in(dee)

    refused = press(client, robot, "take")
    assert robot.state == "new"
    assert "Not possible now" in refused.content.decode()
    assert not Message.objects.exists()
    press(client, robot, "let_in")

    letter = Message.objects.get()
    assert robot.is_doubtful is False
    assert letter.key == f"enquiry-received:{robot.pk}"
    assert "It is fine" not in client.get(page_of(robot)).content.decode()


def test_a_promise_that_is_over_is_renewed_when_an_enquiry_is_let_in(db):
    robot = submit_enquiry(**NINA, consent=True, now=NOON, is_doubtful=True)

    let_in(enquiry=robot, now=NOON + timedelta(days=3))

    assert robot.due_at.isoformat() == "2026-11-30T06:00:00+00:00"
    assert "Monday 30 November, 5:00 pm" in Message.objects.get().body


def test_spam_is_closed_without_a_mail_and_a_close_takes_back_what_has_not_left(signed_in, dee):
    robot = submit_enquiry(**NINA, consent=True, now=NOON, is_doubtful=True)
    nina = submit_enquiry(**NINA, consent=True, now=NOON)
    client = signed_in(dee)

    press(client, robot, "close", reason="spam")
    press(client, nina, "close", reason="duplicate")

    letter = Message.objects.get()
    assert (robot.state, nina.state) == ("closed", "closed")
    assert (letter.about, letter.state) == (nina.subject, "cancelled")
    assert "Not sent, what it says no longer holds" in client.get(page_of(nina)).content.decode()


def test_the_thread_shows_what_was_asked_sent_and_who_it_may_be(signed_in, dee, ruth):
    nina = submit_enquiry(**NINA | {"email": "RUTH@demo.example"}, consent=True, now=NOON)

    page = signed_in(dee).get(page_of(nina)).content.decode()

    for words in (
        nina.reference,
        NINA["message"],
        "0491 570 156",
        "ruth@demo.example",
        "Knee",
        "After work",
        "Leaves within a minute",
        "Ruth",
        "sees Pia",
        f'href="/bookings/inbox/{nina.pk}/book/"',
    ):
        assert words in page
