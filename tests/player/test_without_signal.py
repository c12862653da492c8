"""A whole session in aeroplane mode after one visit, killed in the middle, and it arrives once."""

import re
from contextlib import suppress
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from playwright.sync_api import Error, Page, expect

from programs.actions.logs import SessionEntry, log_session
from programs.models import Alert, MorningCheck, SessionLog

expect.set_options(timeout=20_000)
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def visit_once(phone) -> Page:
    """Today, until the worker and the days are on the phone."""
    page = phone.start()
    page.goto(phone.url)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    kept = """async () => {
      const there = performance.getEntriesByType("resource")
        .find(({ name }) => name.endsWith("/js/player.js"));
      if (!there) return false;
      const { modules } = await import(there.name);
      return Boolean(await modules.pack.held());
    }"""
    for _ in range(200):
        if page.evaluate(kept):
            return page
        page.wait_for_timeout(100)
    raise AssertionError("the days never came to be on the phone")


def test_a_session_is_done_in_aeroplane_mode_and_arrives_once(ruths_phone, network, planned):
    visit_once(ruths_phone)
    network.is_down = True
    page = ruths_phone.page
    page.goto(ruths_phone.url)
    offline = page.get_by_role("heading", name="Today, on this phone")
    expect(offline).to_be_visible()
    page.get_by_role("button", name="Start session").click()

    main = page.locator("[data-do=main]")
    main.click()  # get ready
    main.click()  # start now
    expect(page.locator("[data-show=side]")).to_have_text("Left side")
    page.locator("[data-do=skip]").click()  # a slow test: the other side
    expect(page.locator("[data-show=name]")).to_have_text("Swap to the right side")
    page.locator("[data-do=skip]").click()
    main.click()
    expect(main).to_have_text("Done 12")
    main.click()  # the first set of reps is done
    page.wait_for_timeout(300)
    ruths_phone.kill()

    page = ruths_phone.start()
    page.goto(ruths_phone.url)
    page.get_by_role("button", name="Start session").click()
    page.get_by_role("button", name="Carry on at set 2 of Squat").click()
    main = page.locator("[data-do=main]")
    while main.inner_text() != "Done 12":
        main.click()
    page.locator("[data-do=hurt]").click()
    page.get_by_text("6", exact=True).click()
    page.get_by_role("button", name="Swap for easier: Wall sit").click()
    expect(page.locator("[data-show=name]")).to_have_text("Wall sit")
    main.click()

    page.get_by_role("group", name="How hard").get_by_text("7", exact=True).click()
    page.get_by_role("button", name="Save").click()
    expect(page.locator("[data-saved=phone]")).to_be_visible()
    assert SessionLog.objects.count() == 0

    network.is_down = False
    page.get_by_role("button", name="Back to Today").click()
    expect(page.get_by_role("heading", name="Done for today")).to_be_visible()
    log = wait_for_one(page)
    assert (log.state, log.pain_during, log.effort, log.revision) == ("partial", 6, 7, 1)
    assert (log.skip_reason, log.note) == ("pain", "Squat: pain 6, swapped for easier.")
    assert [(one.state, len(one.sets)) for one in log.drills.all()] == [
        ("skipped", 0), ("partial", 2),
    ]  # fmt: skip
    assert log.session_id == planned.plan.phases.get().sessions.get().pk


def wait_for_one(page) -> SessionLog:
    """The one log; waiting for it is not counting it."""
    for _ in range(100):
        if SessionLog.objects.exists():
            break
        page.wait_for_timeout(100)
    return SessionLog.objects.get()


def test_very_strong_pain_reaches_the_physio_with_the_log(ruths_phone, network, planned):
    page = ruths_phone.start()
    session = planned.plan.phases.get().sessions.get()
    page.goto(f"{ruths_phone.url}/programs/play/{session.pk}/")
    main = page.locator("[data-do=main]")
    main.click()
    page.keyboard.press("h")
    page.get_by_text("9", exact=True).click()
    expect(page.get_by_role("link", name="Call 000")).to_be_visible()
    page.get_by_role("button", name="Stop for today").click()
    assert page.get_by_role("radio", name="Pain", exact=True).is_checked()
    page.get_by_role("button", name="Save").click()
    expect(page.locator("[data-saved=clinic]")).to_be_visible()

    log = wait_for_one(page)
    assert (log.state, log.skip_reason, log.pain_during) == ("skipped", "pain", 9)
    assert Alert.objects.get().kind == Alert.Kind.SEVERE_PAIN


def test_without_signal_too_strong_pain_stops_the_day(ruths_phone, network, planned):
    page = visit_once(ruths_phone)
    network.is_down = True
    page.goto(ruths_phone.url)
    page.get_by_role("button", name="Start session").click()
    page.locator("[data-do=main]").click()
    page.locator("[data-do=hurt]").click()
    page.get_by_text("8", exact=True).click()
    page.get_by_role("button", name="Stop for today").click()
    page.get_by_role("button", name="Save").click()
    expect(page.locator("[data-saved=phone]")).to_be_visible()
    expect(page.get_by_text("You noted strong pain.")).to_be_visible()

    page.get_by_role("button", name="Back to Today").click()

    expect(page.get_by_text("Logged on this phone, waiting to send")).to_be_visible()
    expect(page.get_by_text("You noted strong pain.")).to_be_visible()
    expect(page.get_by_text(re.compile("^Next session"))).to_have_count(0)


def test_signing_out_asks_about_what_is_not_sent(ruths_phone, network, planned):
    page = visit_once(ruths_phone)
    network.is_down = True
    page.goto(ruths_phone.url)
    page.get_by_role("button", name="Skip it").click()
    page.get_by_role("button", name="Unwell").click()
    expect(page.locator("[data-saved=phone]")).to_be_visible()
    network.is_down, network.strike = False, 1.0
    page.goto(ruths_phone.url)

    page.get_by_role("button", name="Sign out").click()

    expect(page.get_by_role("heading", name="Not everything is sent")).to_be_visible()
    network.strike = 0.0
    page.get_by_role("dialog").get_by_role("button", name="Send now").click()
    page.wait_for_url(lambda url: url.rstrip("/") == ruths_phone.url)
    log = wait_for_one(page)
    assert (log.state, log.skip_reason) == ("skipped", "unwell")
    assert kept_after(page) == [0, False]


def test_what_the_phone_keeps_can_be_seen_and_taken_off(ruths_phone, network, planned):
    page = visit_once(ruths_phone)
    page.goto(f"{ruths_phone.url}/settings/")
    part = page.locator("#phone-data")
    expect(part.get_by_role("status")).to_contain_text("Nothing waits to be sent.")

    part.get_by_role("button", name="Remove it from this phone").click()

    expect(part.get_by_role("status")).to_contain_text("Removed.")
    assert kept_after(page) == [0, False]


KEPT = """async () => {
  const open = indexedDB.open("steady");
  await new Promise((resolve) => { open.onsuccess = resolve; });
  const names = open.result.transaction("kept").objectStore("kept").getAllKeys();
  await new Promise((resolve) => { names.onsuccess = resolve; });
  return [names.result.length, await caches.has("steady-figures")];
}"""


def kept_after(page) -> list:
    """How much about this person stands on the phone, once the page of the sign-out has come."""
    seen = []
    for _ in range(50):
        with suppress(Error):  # the page goes while it is asked
            seen = page.evaluate(KEPT)
        if seen == [0, False]:
            break
        page.wait_for_timeout(200)
    return seen


def test_the_morning_is_answered_without_signal_and_arrives(ruths_phone, network, ruth, planned):
    ruth.time_zone = where_it_is_ten()
    ruth.save()
    now = timezone.now()
    yesterday = (now - timedelta(days=1)).astimezone(ruth.zone)
    entry = SessionEntry(
        program=planned, session=planned.plan.phases.get().sessions.get(), state="done",
        occurred_at=yesterday,
        utc_offset_minutes=int(yesterday.utcoffset().total_seconds() // 60),
    )  # fmt: skip
    log_session(log_id=uuid4(), runner=ruth, entry=entry, now=now)
    page = visit_once(ruths_phone)
    network.is_down = True
    page.goto(ruths_phone.url)
    page.get_by_role("button", name="No worse").click()

    waiting = page.locator("#player-page [data-waiting]")
    expect(waiting).to_contain_text("1 entry waiting to send.")
    expect(page.get_by_role("button", name="No worse")).to_have_count(0)
    assert not MorningCheck.objects.exists()

    network.is_down = False
    page.goto(ruths_phone.url)
    for _ in range(100):
        if MorningCheck.objects.exists():
            break
        page.wait_for_timeout(100)
    assert not MorningCheck.objects.get().is_worse


def where_it_is_ten() -> str:
    """A zone in which it is ten in the morning: nobody is asked late in the evening."""
    ahead = 10 - timezone.now().hour
    ahead += 24 if ahead < -12 else 0
    return f"Etc/GMT{-ahead:+d}" if ahead else "UTC"
