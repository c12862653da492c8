"""Keeping what Ruth did: once however often it is sent, and never overwritten unseen."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.core.exceptions import ValidationError

from clinic.outbox.actions import queue_message
from clinic.outbox.models import Message
from clinic.people.models import Runner
from programs.actions.logs import (
    DrillEntry,
    LogConflict,
    SessionEntry,
    content_of,
    content_of_log,
    digest_of,
    log_session,
)
from programs.actions.taking_back import about_sessions
from programs.models import DrillLog, PlannedSession, Program, SessionLog, SessionLogRevision
from programs.progress.logs import find_loggable
from tests.factories import NOON, TODAY, make_drill, make_program

LATER = NOON + timedelta(hours=1)
LOG_ID = UUID("0193a5d0-0000-7000-8000-000000000001")


def entry_for(runner: Runner, **fields) -> SessionEntry:
    """A session done at noon, with all its drills as prescribed."""
    session = PlannedSession.objects.filter(phase__plan__program__runner=runner).earliest("pk")
    found = find_loggable(user=runner.user, session_id=session.pk)
    known = {
        "program": found.program,
        "session": found.session,
        "occurred_at": NOON,
        "utc_offset_minutes": 660,
        "state": "done",
        "drills": tuple(DrillEntry(one, "done") for one in found.prescriptions),
    }
    return SessionEntry(**(known | fields))


def test_an_unknown_id_is_stored(ruth, planned):
    sets = ({"side": "left", "reps": 12, "hold_seconds": None, "load_value": None},)
    entry = entry_for(ruth, pain_during=0, effort=4, minutes=12, note="Fine")
    entry = replace(entry, drills=(replace(entry.drills[0], sets=sets), *entry.drills[1:]))

    logged = log_session(log_id=LOG_ID, runner=ruth, entry=entry, now=LATER)

    log = SessionLog.objects.get()
    assert logged.outcome == "created"
    assert (log.pk, log.runner, log.program, log.program_version) == (LOG_ID, ruth, planned, 1)
    assert (log.revision, log.received_at, log.occurred_on) == (1, LATER, TODAY)
    assert (log.pain_during, log.pain_after, log.effort, log.minutes) == (0, None, 4, 12)
    assert [(one.state, one.sets) for one in log.drills.all()] == [
        ("done", list(sets)),
        ("done", []),
    ]
    assert log.digest == digest_of(content_of(entry)) == digest_of(content_of_log(log))
    assert SessionLogRevision.objects.get().content == content_of(entry)


def test_pain_that_was_not_given_stays_missing(ruth, planned):
    log_session(log_id=LOG_ID, runner=ruth, entry=entry_for(ruth), now=LATER)

    log = SessionLog.objects.get()
    assert (log.pain_during, log.pain_after, log.effort, log.minutes) == (None, None, None, None)


def test_the_same_content_again_changes_nothing(ruth, planned):
    entry = entry_for(ruth, pain_during=2)
    log_session(log_id=LOG_ID, runner=ruth, entry=entry, now=NOON)

    reordered = replace(entry, drills=tuple(reversed(entry.drills)))
    again = log_session(log_id=LOG_ID, runner=ruth, entry=reordered, now=LATER)

    assert again.outcome == "unchanged"
    assert SessionLog.objects.get().received_at == NOON
    assert (DrillLog.objects.count(), SessionLogRevision.objects.count()) == (2, 1)


@pytest.mark.parametrize("based_on", [None, 2, 0])
def test_other_content_needs_the_revision_that_is_stored(ruth, planned, based_on):
    entry = entry_for(ruth, pain_during=2)
    log_session(log_id=LOG_ID, runner=ruth, entry=entry, now=NOON)

    with pytest.raises(LogConflict) as refused:
        log_session(
            log_id=LOG_ID,
            runner=ruth,
            entry=replace(entry, pain_during=7),
            based_on=based_on,
            now=LATER,
        )

    assert refused.value.current.revision == 1
    assert (refused.value.stored["pain_during"], refused.value.sent["pain_during"]) == (2, 7)
    assert SessionLog.objects.get().pain_during == 2


def test_a_repeat_that_comes_after_a_correction_changes_nothing(ruth, planned):
    entry = entry_for(ruth, pain_during=2)
    log_session(log_id=LOG_ID, runner=ruth, entry=entry, now=NOON)
    corrected = replace(entry, pain_during=7)
    log_session(log_id=LOG_ID, runner=ruth, entry=corrected, based_on=1, now=LATER)

    late = log_session(log_id=LOG_ID, runner=ruth, entry=entry, now=LATER)

    assert (late.outcome, late.revision, late.log.revision) == ("unchanged", 1, 2)
    assert SessionLog.objects.get().pain_during == 7


def test_going_back_to_what_was_seen_before_is_a_correction_and_no_repeat(ruth, planned):
    entry = entry_for(ruth, pain_during=2)
    log_session(log_id=LOG_ID, runner=ruth, entry=entry, now=NOON)
    for pain, seen in ((7, 1), (5, 2)):
        changed = replace(entry, pain_during=pain)
        log_session(log_id=LOG_ID, runner=ruth, entry=changed, based_on=seen, now=LATER)

    with pytest.raises(LogConflict):
        log_session(log_id=LOG_ID, runner=ruth, entry=entry, based_on=2, now=LATER)


def test_somebody_elses_correction_that_says_the_same_is_no_answer_to_mine(ruth, planned):
    entry = entry_for(ruth, pain_during=2)
    log_session(log_id=LOG_ID, runner=ruth, entry=entry, now=NOON)
    for pain, seen in ((3, 1), (5, 2), (7, 3), (1, 4)):
        changed = replace(entry, pain_during=pain)
        log_session(log_id=LOG_ID, runner=ruth, entry=changed, based_on=seen, now=LATER)

    mine = replace(entry, pain_during=7)
    with pytest.raises(LogConflict):
        log_session(log_id=LOG_ID, runner=ruth, entry=mine, based_on=2, now=LATER)
    assert SessionLog.objects.get().pain_during == 1


def test_a_correction_keeps_every_version(ruth, planned):
    entry = entry_for(ruth, pain_during=2, note="before")
    log_session(log_id=LOG_ID, runner=ruth, entry=entry, now=NOON)
    Program.objects.update(version=2)
    better = replace(
        entry_for(ruth, pain_during=7, note="after"),
        drills=(replace(entry.drills[0], state="skipped"),),
    )

    logged = log_session(log_id=LOG_ID, runner=ruth, entry=better, based_on=1, now=LATER)

    log = SessionLog.objects.get()
    assert (logged.outcome, log.revision, log.pain_during) == ("changed", 2, 7)
    assert (log.received_at, log.updated_at) == (NOON, LATER)
    assert log.program_version == 1  # what was done is what was prescribed then
    assert [one.state for one in log.drills.all()] == ["skipped"]
    versions = SessionLogRevision.objects.values_list("revision", "content__note", "received_at")
    assert list(versions) == [(1, "before", NOON), (2, "after", LATER)]


def test_an_id_of_somebody_else_is_not_there(ruth, otto, planned):
    make_program(otto, [make_drill("three")])
    log_session(log_id=LOG_ID, runner=ruth, entry=entry_for(ruth), now=NOON)

    with pytest.raises(SessionLog.DoesNotExist):
        log_session(log_id=LOG_ID, runner=otto, entry=entry_for(otto), based_on=1, now=LATER)

    assert SessionLog.objects.get().runner == ruth


def test_the_day_is_the_one_on_the_runners_phone(ruth, planned):
    late = datetime(
        2026, 11, 24, 15, 30, tzinfo=UTC
    )  # half past eleven in Perth, the 25th in Sydney

    entry = entry_for(ruth, occurred_at=late, utc_offset_minutes=480)
    log_session(log_id=LOG_ID, runner=ruth, entry=entry, now=LATER)

    log = SessionLog.objects.get()
    assert log.occurred_on == TODAY
    assert content_of_log(log)["occurred_at"] == "2026-11-24T23:30:00+08:00"


@pytest.mark.parametrize("ahead", [timedelta(days=400), timedelta(days=-4000)])
def test_a_phone_with_a_wrong_clock_loses_nothing(ruth, planned, ahead):
    entry = entry_for(ruth, occurred_at=NOON + ahead)

    log_session(log_id=LOG_ID, runner=ruth, entry=entry, now=NOON)

    assert SessionLog.objects.get().occurred_at == NOON + ahead


@pytest.mark.parametrize("status", ["active", "on_hold", "completed", "stopped"])
def test_a_late_log_is_kept_whatever_became_of_the_programme(ruth, planned, status):
    Program.objects.update(status=status)

    logged = log_session(log_id=LOG_ID, runner=ruth, entry=entry_for(ruth), now=LATER)

    assert logged.outcome == "created"


def test_a_draft_cannot_be_logged(ruth, planned):
    entry = entry_for(ruth)
    entry.program.status = Program.Status.DRAFT

    with pytest.raises(ValidationError) as refused:
        log_session(log_id=LOG_ID, runner=ruth, entry=entry, now=LATER)

    assert refused.value.message_dict == {"program": ["Choose one of your own programmes."]}


def test_an_entry_that_does_not_fit_is_refused(ruth, otto, planned):
    other = make_program(otto, [make_drill("three")])
    entry, foreign = entry_for(ruth), entry_for(otto)
    wrong = {
        "program": replace(entry, program=other),
        "session": replace(entry, session=foreign.session),
        "drills": replace(entry, drills=foreign.drills),
        "skip_reason": replace(entry, state="skipped"),
    }

    for field, impossible in wrong.items():
        with pytest.raises(ValidationError) as refused:
            log_session(log_id=LOG_ID, runner=ruth, entry=impossible, now=LATER)
        assert list(refused.value.message_dict) == [field]
    twice = replace(entry, drills=(entry.drills[0], entry.drills[0]))
    with pytest.raises(ValidationError, match="Name each drill once"):
        log_session(log_id=LOG_ID, runner=ruth, entry=twice, now=LATER)
    with pytest.raises(ValidationError, match="Pain and effort are numbers from 0 to 10"):
        log_session(log_id=LOG_ID, runner=ruth, entry=replace(entry, effort=11), now=LATER)
    assert not SessionLog.objects.exists()


# --- Reminders that are not true any more ---------------------------------------------------------


def remind(runner: Runner) -> None:
    queue_message(
        key=f"session-due:{runner.pk}:{TODAY}",
        kind="session-reminder",
        about=about_sessions(runner.pk, TODAY),
        to=runner.email,
        template="programs/email/session_reminder",
        context={"stop_link": "https://x.example/", "choices_link": "https://x.example/"},
        now=NOON,
    )


@pytest.mark.parametrize("state", ["done", "partial", "skipped"])
def test_logging_the_last_session_of_the_day_takes_the_reminder_back(ruth, planned, state):
    remind(ruth)
    reason = "no_time" if state == "skipped" else ""

    entry = entry_for(ruth, state=state, skip_reason=reason)
    log_session(log_id=LOG_ID, runner=ruth, entry=entry, now=LATER)

    assert Message.objects.get().state == Message.State.CANCELLED


@pytest.mark.parametrize("reason", ["", "no_kit"])
def test_a_session_in_part_may_say_why(ruth, planned, reason):
    """A phone may hold one from before it was asked: it is kept as it is."""
    entry = entry_for(ruth, state="partial", skip_reason=reason)

    assert log_session(log_id=LOG_ID, runner=ruth, entry=entry, now=NOON).log.skip_reason == reason


def test_the_reminder_stays_while_another_session_is_due(ruth, planned):
    make_program(ruth, [make_drill("three")], title="Strength")
    remind(ruth)

    log_session(log_id=LOG_ID, runner=ruth, entry=entry_for(ruth), now=LATER)

    assert Message.objects.get().state == Message.State.PLANNED


def test_logging_yesterday_leaves_todays_reminder(ruth, planned):
    remind(ruth)

    entry = entry_for(ruth, occurred_at=NOON - timedelta(days=1))
    log_session(log_id=LOG_ID, runner=ruth, entry=entry, now=LATER)

    assert Message.objects.get().state == Message.State.PLANNED


def test_the_digest_can_be_made_by_anybody():
    # The words of the docstring: sorted keys, no spaces, UTF-8.
    assert digest_of({"b": "é", "a": [1, None]}) == (
        "e03c3c1ebb5fccd76e3bd35b9a86169f35e6f1b069645d48ac278175f54c4208"
    )
