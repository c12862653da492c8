"""A whole session in aeroplane mode after one visit, killed in the middle, and it arrives once."""

import os
import random
import tempfile
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

import pytest
from django.utils import timezone
from playwright.sync_api import Error, Page, expect, sync_playwright

from bench.storm.phone import kill_browser
from bench.storm.proxy import Network, listening
from programs.models import Alert, Plan, Prescription, SessionLog
from tests.browser import FLAGS
from tests.factories import make_drill, make_program, reopened

expect.set_options(timeout=20_000)
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def planned(ruth):
    """Today: a hold on each side, then two sets of reps."""
    drills = [make_drill("side-plank"), make_drill("squat", easier=make_drill("wall-sit"))]
    program = make_program(ruth, drills, starts_on=timezone.localdate())
    plan = reopened(program)
    hold, reps = Prescription.objects.filter(session__phase__plan=plan)
    Prescription.objects.filter(pk=hold.pk).update(
        reps_min=None, reps_max=None, hold_seconds=20, side="each"
    )
    Prescription.objects.filter(pk=reps.pk).update(sets=2, reps_min=12, reps_max=12)
    Plan.objects.filter(pk=plan.pk).update(sealed_at=timezone.now())
    return program


@pytest.fixture
def network(live_server):
    """The phone's way to the clinic; `is_down` is aeroplane mode."""
    port = urlsplit(live_server.url).port
    with listening(Network(port, {}, random.Random(1))) as made:
        yield made


class Phone:
    """One profile on disk; it can be killed and started again."""

    def __init__(self, playwright, network, cookie) -> None:
        self.playwright, self.network, self.cookie = playwright, network, cookie
        self.folder = tempfile.mkdtemp(prefix="steady-phone-")
        self.url = f"http://127.0.0.1:{network.port}"
        self.complaints: list[str] = []

    def start(self) -> Page:
        """Open the browser on its profile."""
        flags = [*FLAGS, "--no-sandbox"] if os.geteuid() == 0 else FLAGS
        path = os.environ.get("CHROMIUM", "/usr/bin/chromium")
        self.context = self.playwright.chromium.launch_persistent_context(
            self.folder, executable_path=path, args=flags, locale="en-AU",
            viewport={"width": 360, "height": 740},
        )  # fmt: skip
        self.context.add_cookies([self.cookie | {"url": self.url}])
        self.page = self.context.new_page()
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        return self.page

    def kill(self) -> None:
        """SIGKILL, in the middle of whatever it does."""
        kill_browser(self.folder)
        with suppress(Error):
            self.context.close()


@contextmanager
def phone_of(network, cookie):
    with sync_playwright() as playwright:
        phone = Phone(playwright, network, cookie)
        yield phone
        with suppress(Error):
            phone.context.close()
    assert phone.complaints == []


@pytest.fixture
def ruths_phone(network, ruth, cookie, monkeypatch):
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    given = cookie(ruth, "")
    with phone_of(network, {"name": given["name"], "value": given["value"]}) as phone:
        yield phone


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
