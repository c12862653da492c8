"""Pia takes a sending back while its message waits: as if it had never been."""

from datetime import timedelta
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from clinic.outbox.delivery import claim, deliver_due
from clinic.outbox.models import Message
from clinic.outbox.providers import providers
from programs.actions.logs import SessionEntry, log_session
from programs.actions.periods import hold_program
from programs.actions.sendings import HELD_FOR, last_sending, leaves_at, take_back_sending
from programs.actions.telling import BUNDLE
from programs.actions.versions import open_version, send_program
from programs.models import Period, Plan, PlannedSession, Prescription, Program, SessionLog
from programs.progress.history import history
from programs.progress.sessions import occurrences
from tests.factories import NOON, TODAY, make_drill, make_program

DAY, SOON = timedelta(days=1), NOON + timedelta(seconds=10)


@pytest.fixture
def draft(ruth):
    return make_program(ruth, [make_drill()], status=Program.Status.DRAFT, starts_on=TODAY)


@pytest.fixture
def running(ruth):
    return make_program(ruth, [make_drill()], starts_on=TODAY - 5 * DAY)


def entry(program):
    session = PlannedSession.objects.select_related("phase__plan").get(
        phase__plan__number=program.version, phase__plan__program=program
    )
    return SessionEntry(
        program=program,
        session=session,
        occurred_at=NOON,
        utc_offset_minutes=660,
        state="done",
    )


def everything(program):
    """The programme, its periods and what is due, as somebody would compare them."""
    days = occurrences(
        programs=Program.objects.filter(pk=program.pk),
        first=TODAY - 5 * DAY,
        last=TODAY + 5 * DAY,
        today=TODAY,
    )
    fields = Program.objects.values("status", "version", "title", "note", "ends_on", "physio")
    return [
        fields.get(pk=program.pk),
        list(Period.objects.filter(program=program).values()),
        [(day.on, day.state, day.session_id) for day in days],
    ]


def test_a_first_sending_taken_back_is_a_draft_again_and_nobody_is_told(pia, draft):
    before = everything(draft)
    send_program(program=draft, by=pia, now=NOON)

    plan = take_back_sending(program=draft, by=pia, now=SOON)

    assert everything(draft) == before
    assert plan.sealed_at is None
    assert Message.objects.get().state == Message.State.CANCELLED
    assert sorted(draft.events.values_list("kind", flat=True)) == ["sent", "taken_back"]


def test_a_version_taken_back_leaves_the_one_before_in_force_to_the_day(pia, running):
    before = everything(running)
    open_version(program=running, by=pia, now=NOON)
    send_program(program=running, by=pia, now=NOON, why="Ready for more")
    assert everything(running) != before

    plan = take_back_sending(program=running, by=pia, now=SOON)

    assert everything(running) == before
    assert (plan.number, plan.sealed_at, plan.why) == (2, None, "Ready for more")


def test_a_version_of_the_same_day_is_put_back_under_it(pia, running):
    def change(sets):
        open_version(program=running, by=pia, now=NOON)
        Prescription.objects.filter(session__phase__plan__sealed_at=None).update(sets=sets)
        send_program(program=running, by=pia, now=NOON + sets * timedelta(hours=1))

    change(sets=1)
    before = everything(running)
    change(sets=2)

    take_back_sending(program=running, by=pia, now=NOON + timedelta(hours=2, seconds=5))

    assert everything(running) == before


def test_on_hold_it_is_on_hold_again(pia, running):
    hold_program(program=running, by=pia, now=NOON - DAY)
    before = everything(running)
    open_version(program=running, by=pia, now=NOON)
    send_program(program=running, by=pia, now=NOON)

    take_back_sending(program=running, by=pia, now=SOON)

    assert everything(running) == before


def test_it_can_be_sent_again_and_then_the_runner_is_told_once(pia, draft):
    send_program(program=draft, by=pia, now=NOON)
    take_back_sending(program=draft, by=pia, now=SOON)

    send_program(program=Program.objects.get(), by=pia, now=SOON)

    states = Message.objects.order_by("created_at").values_list("state", flat=True)
    assert list(states) == ["cancelled", "planned"]


def refused(program, pia, now=SOON):
    before = everything(program)
    with pytest.raises(ValidationError) as refusal:
        take_back_sending(program=program, by=pia, now=now)
    assert everything(program) == before
    return refusal.value


def test_after_a_minute_it_stays(pia, draft):
    send_program(program=draft, by=pia, now=NOON)

    assert refused(draft, pia, NOON + timedelta(seconds=61)).code == "too_late"
    assert last_sending(draft, NOON + timedelta(seconds=61)) is None


def test_what_was_logged_stays_and_so_does_the_sending(pia, ruth, draft):
    program = send_program(program=draft, by=pia, now=NOON)
    log_session(log_id=uuid4(), runner=ruth, entry=entry(program), now=NOON)

    assert refused(program, pia).messages == [
        "Ruth has logged a session of it already. Change the programme instead."
    ]


def test_a_log_that_was_begun_before_finds_the_version_gone(pia, ruth, draft):
    program = send_program(program=draft, by=pia, now=NOON)
    begun = entry(program)
    take_back_sending(program=program, by=pia, now=SOON)

    with pytest.raises(ValidationError, match="took this version back"):
        log_session(log_id=uuid4(), runner=ruth, entry=begun, now=SOON)
    assert not SessionLog.objects.exists()


def test_a_message_that_has_left_cannot_be_taken_back(pia, draft, mailoutbox):
    send_program(program=draft, by=pia, now=NOON)
    deliver_due(now=NOON + HELD_FOR)

    assert "has left" in refused(draft, pia, NOON + HELD_FOR + timedelta(seconds=5)).messages[0]
    assert len(mailoutbox) == 1


def test_a_worker_that_holds_the_message_lets_go_of_it(pia, draft, mailoutbox):
    send_program(program=draft, by=pia, now=NOON)
    claim(*providers(), now=NOON + HELD_FOR, limit=5)

    take_back_sending(program=draft, by=pia, now=NOON + HELD_FOR)

    deliver_due(now=NOON + timedelta(hours=1))
    assert mailoutbox == []


def test_nothing_leaves_within_the_half_minute(pia, draft, mailoutbox):
    send_program(program=draft, by=pia, now=NOON)

    deliver_due(now=NOON + HELD_FOR - timedelta(seconds=1))

    assert mailoutbox == []


def test_a_change_can_be_taken_back_as_long_as_its_message_waits(pia, running, mailoutbox):
    open_version(program=running, by=pia, now=NOON)
    send_program(program=running, by=pia, now=NOON)
    leaves = Message.objects.get().send_after
    event = last_sending(running, leaves)
    assert event is not None
    assert leaves_at(event) == leaves == NOON + BUNDLE

    deliver_due(now=leaves - timedelta(seconds=1))
    take_back_sending(program=running, by=pia, now=leaves - timedelta(seconds=1))

    deliver_due(now=leaves + timedelta(hours=1))
    assert mailoutbox == []


def test_a_newer_version_that_is_being_written_comes_first(pia, draft):
    program = send_program(program=draft, by=pia, now=NOON)
    open_version(program=program, by=pia, now=NOON)

    assert refused(program, pia).code == "open"


def test_nobody_else_takes_it_back(pia, paul, draft):
    send_program(program=draft, by=pia, now=NOON)

    assert refused(draft, paul).message_dict == {"runner": ["Ruth is not on your caseload."]}


@pytest.mark.django_db(transaction=True)
def test_undo_and_a_log_at_once_end_in_one_of_two_whole_worlds(pia, ruth):
    draft = make_program(ruth, [make_drill()], status=Program.Status.DRAFT, starts_on=TODAY)
    program = send_program(program=draft, by=pia, now=NOON)
    told, start, outcomes = entry(program), Barrier(2), []

    def at_once(work):
        try:
            start.wait(timeout=10)
            work()
            outcomes.append("done")
        except ValidationError as refusal:
            outcomes.append(" ".join(refusal.messages))
        finally:
            connection.close()

    works = [
        lambda: take_back_sending(program=program, by=pia, now=SOON),
        lambda: log_session(log_id=uuid4(), runner=ruth, entry=told, now=SOON),
    ]
    threads = [Thread(target=at_once, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)

    assert outcomes.count("done") == 1
    is_open = Plan.objects.get().sealed_at is None
    assert is_open != SessionLog.objects.exists()


def test_the_history_tells_a_second_sending_from_the_first(signed_in, pia, draft):
    send_program(program=draft, by=pia, now=NOON)
    take_back_sending(program=draft, by=pia, now=SOON)
    send_program(program=draft, by=pia, now=SOON + HELD_FOR)

    events = history(Program.objects.get(pk=draft.pk)).told
    assert [one.words for one in events] == [
        "Version 1 sent again",
        "Version 1 taken back",
        "Version 1 sent",
    ]
    for page in (f"/programs/{draft.pk}/", f"/programs/runners/{draft.runner_id}/"):
        text = signed_in(pia).get(page).content.decode()
        assert text.count("Version 1 sent again") == 1
        assert text.count("Version 1 taken back") == 1
