"""Pia hears by e-mail that something waits: once a runner, without a word of what or whose."""

from datetime import timedelta

import pytest
import time_machine
from django.db import transaction

from clinic.outbox.delivery import deliver_due
from clinic.outbox.models import Message, Sweep
from programs.actions.alerts import clear_alert
from programs.actions.attention import answer_question, ask_question
from programs.models import Alert
from programs.reminders.alerts import HELD, RECENT, queue_alert_mails
from programs.tasks import alert as tick
from tests.factories import NOON, TODAY, make_runner, new_id
from tests.programs.test_log_races import all_at_once

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def raised(runner, at=NOON, kind="pain") -> Alert:
    return Alert.objects.create(
        runner=runner, kind=kind, key=new_id(), occurred_on=TODAY, raised_at=at
    )


def tell(at=NOON) -> list[tuple[str, str]]:
    queue_alert_mails(now=at)
    return list(Message.objects.order_by("created_at", "pk").values_list("to", "state"))


def test_one_is_owed_however_often_we_look_and_however_much_there_is(pia, ruth):
    raised(ruth)
    raised(ruth, kind="morning")
    tell()
    raised(ruth, NOON + MINUTE, kind="question")

    for minutes in (1, 2, 300):
        assert tell(NOON + minutes * MINUTE) == [(pia.email, "planned")]

    message = Message.objects.get()
    assert (message.kind, message.person) == ("alert-waiting", pia.pk)
    assert (message.send_after, message.not_after) == (NOON + HELD, NOON + RECENT)


def test_it_says_neither_what_nor_whose(ruth):
    raised(ruth, kind="severe_pain")
    tell()

    message = Message.objects.get()
    assert message.subject == "Something new waits for you"
    told = (message.subject + message.body).lower()
    for secret in ("ruth", "pain", "strong", "morning", str(ruth.pk)):
        assert secret not in told
    assert "/programs/alerts/" in told


def test_each_runner_has_one_and_they_leave_as_one_mail(pia, ruth, mailoutbox):
    raised(ruth)
    raised(make_runner("Una", pia.practitioner))
    tell()

    deliver_due(now=NOON + HELD)

    assert Message.objects.count() == 2
    assert [mail.to for mail in mailoutbox] == [[pia.email]]


def test_who_has_looked_in_time_is_told_nothing(pia, ruth, mailoutbox):
    first, second = raised(ruth), raised(ruth)
    tell()

    clear_alert(alert=first, by=pia, now=NOON + MINUTE)
    assert tell(NOON + MINUTE) == [(pia.email, "planned")]
    clear_alert(alert=second, by=pia, now=NOON + MINUTE)

    deliver_due(now=NOON + HELD)
    assert tell(NOON + HELD) == [(pia.email, "cancelled")]
    assert mailoutbox == []


def test_clearing_one_of_two_brings_no_second_mail(pia, ruth):
    first = raised(ruth)
    raised(ruth, NOON + MINUTE)
    tell(NOON + MINUTE)
    deliver_due(now=NOON + MINUTE + HELD)

    clear_alert(alert=first, by=pia, now=NOON + 10 * MINUTE)

    assert tell(NOON + 10 * MINUTE) == [(pia.email, "sent")]


def test_an_answer_takes_it_back_as_well(pia, ruth):
    question = ask_question(
        runner=ruth, program=None, text="May I swim?", question_id=new_id(), now=NOON
    )
    tell()

    answer_question(question=question, text="Yes.", by=pia, now=NOON + MINUTE)

    assert Message.objects.get(kind="alert-waiting").state == "cancelled"


def test_what_is_new_after_all_was_cleared_is_told_again(pia, ruth):
    first = raised(ruth)
    tell()
    deliver_due(now=NOON + HELD)
    clear_alert(alert=first, by=pia, now=NOON + 10 * MINUTE)
    raised(ruth, NOON + 20 * MINUTE)

    assert tell(NOON + 20 * MINUTE) == [(pia.email, "sent"), (pia.email, "planned")]


def test_what_is_new_is_told_after_a_day_though_the_first_is_still_open(pia, ruth):
    raised(ruth)
    tell()
    raised(ruth, NOON + timedelta(hours=23))

    assert len(tell(NOON + timedelta(hours=23))) == 1
    assert len(tell(NOON + RECENT)) == 2
    assert len(tell(NOON + RECENT + timedelta(hours=22))) == 2


def test_who_is_not_told(pia, ruth, otto, paul):
    old = NOON - RECENT
    raised(ruth, old)
    raised(make_runner("Nobodys"))
    paul.is_active = False
    paul.save()
    raised(otto)
    Alert.objects.create(
        runner=ruth, kind="pain", key="seen", occurred_on=TODAY, raised_at=NOON, cleared_at=NOON
    )

    assert tell() == []


def test_the_button_on_the_page_ends_them_and_brings_them_back(pia, ruth, signed_in):
    pias = signed_in(pia)
    raised(ruth)
    tell()
    assert "Stop these e-mails" in pias.get("/programs/alerts/").content.decode()

    page = pias.post("/programs/alerts/mails/", {"wants": "no"}, follow=True).content.decode()

    assert "No more e-mails when something new waits." in page
    assert "E-mail me about what is new" in page
    raised(make_runner("Una", pia.practitioner))
    assert tell(NOON + MINUTE) == [(pia.email, "cancelled")]

    pias.post("/programs/alerts/mails/", {"wants": "yes"})
    assert len(tell(NOON + MINUTE)) == 2


def test_a_button_that_says_neither_changes_nothing(pia, signed_in):
    page = signed_in(pia).post("/programs/alerts/mails/", {"wants": "?"}, follow=True)

    assert "Nothing is changed." in page.content.decode()
    pia.refresh_from_db()
    assert pia.wants_alert_mails


@pytest.mark.parametrize("count", [1, 3, 12])
def test_looking_costs_the_same_for_one_runner_or_twelve(pia, count, django_assert_num_queries):
    for number in range(count):
        raised(make_runner(f"Runner{number}", pia.practitioner))

    # Two for the transaction; what is open and who was told, twice; who is free; and one to owe.
    with django_assert_num_queries(8):
        queue_alert_mails(now=NOON)
    with django_assert_num_queries(4):
        queue_alert_mails(now=NOON)

    assert Message.objects.count() == count


@pytest.mark.django_db(transaction=True)
def test_clearing_at_this_moment_is_waited_for(pia, ruth):
    one = raised(ruth)
    with transaction.atomic():
        clear_alert(alert=one, by=pia, now=NOON)
        all_at_once([lambda: queue_alert_mails(now=NOON)])

    assert tell() == []


def test_a_tick_notes_that_it_ran(ruth):
    with time_machine.travel(NOON, tick=False):
        tick()

    assert Sweep.objects.get().name == "programs.alert"
