"""A session counts for its runner's own day, and for one log, whatever a phone believes."""

from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from programs.actions.logs import SessionEntry, log_session
from programs.models import Alert, SessionLog

expect.set_options(timeout=20_000)
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FAR = ("Etc/GMT+12", "Pacific/Kiritimati")


def own_day(runner):
    return timezone.now().astimezone(runner.zone).date()


def opened(phone, session) -> Page:
    """The player, before the first set."""
    page = phone.start()
    page.goto(f"{phone.url}/programs/play/{session.pk}/")
    return page


def play_through(page) -> None:
    """Skip from set to set, up to how it went."""
    page.locator("[data-do=main]").click()
    ended = page.get_by_role("heading", name="How did it go?")
    while not ended.is_visible():
        page.locator("[data-do=skip]").click()
        page.wait_for_timeout(50)


def wait_for_logs(page, count: int) -> list[SessionLog]:
    """All logs, once there are so many."""
    for _ in range(100):
        if SessionLog.objects.count() >= count:
            break
        page.wait_for_timeout(100)
    return list(SessionLog.objects.all())


def test_a_phone_in_another_zone_files_a_session_under_its_runners_day(ruths_phone, ruth, planned):
    ruths_phone.zone = next(
        zone for zone in FAR
        if timezone.now().astimezone(ZoneInfo(zone)).date() != own_day(ruth)
    )  # fmt: skip
    page = opened(ruths_phone, planned.plan.phases.get().sessions.get())
    play_through(page)
    page.get_by_label("Unwell").check()
    page.get_by_role("button", name="Save").click()
    expect(page.locator("[data-saved=clinic]")).to_be_visible()

    (log,) = wait_for_logs(page, 1)
    assert log.occurred_on == own_day(ruth)


def test_strong_pain_is_told_before_anybody_saves_and_what_is_typed_stays(
    ruths_phone, ruth, planned
):
    page = opened(ruths_phone, planned.plan.phases.get().sessions.get())
    page.locator("[data-do=main]").click()
    page.locator("[data-do=hurt]").click()
    page.get_by_text("9", exact=True).click()
    expect(page.locator("#player-page a[href^='tel:+']")).to_be_visible()
    page.get_by_role("button", name="Stop for today").click()
    expect(page.get_by_text("You noted strong pain.")).to_be_visible()
    page.get_by_label("Anything your physio should know?").fill("A sharp one, at the front.")

    (log,) = wait_for_logs(page, 1)
    assert (log.pain_during, Alert.objects.get().kind) == (9, Alert.Kind.SEVERE_PAIN)
    page.wait_for_timeout(500)
    page.goto(ruths_phone.url)
    expect(page.get_by_role("heading", name="Stop for today")).to_be_visible()


def test_what_is_typed_about_a_session_is_there_after_loading_again(ruths_phone, planned):
    page = opened(ruths_phone, planned.plan.phases.get().sessions.get())
    play_through(page)
    page.get_by_label("Unwell").check()
    page.get_by_label("Anything your physio should know?").fill("A cold since Monday.")
    page.wait_for_timeout(500)
    page.reload()

    note = page.get_by_label("Anything your physio should know?")
    expect(note).to_have_value("A cold since Monday.")
    expect(page.get_by_label("Unwell")).to_be_checked()


def test_a_session_that_was_logged_meanwhile_is_not_logged_again_without_a_word(
    ruths_phone, ruth, planned
):
    session = planned.plan.phases.get().sessions.get()
    page = opened(ruths_phone, session)
    now = timezone.now().astimezone(ruth.zone)
    entry = SessionEntry(
        program=planned, session=session, occurred_at=now, state="done",
        utc_offset_minutes=int(now.utcoffset().total_seconds() // 60),
    )  # fmt: skip
    log_session(log_id=uuid4(), runner=ruth, entry=entry, now=now)
    play_through(page)

    expect(page.get_by_text("This session is logged already today.")).to_be_visible()
    page.get_by_role("button", name="Keep the first log only").click()

    expect(page.get_by_role("heading", name="Done for today")).to_be_visible()
    assert SessionLog.objects.count() == 1
