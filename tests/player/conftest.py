"""The player in a real Chromium: its modules alone, and a whole phone that can be killed."""

import os
import random
import tempfile
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Error, Page, sync_playwright

from bench.storm.phone import kill_browser
from bench.storm.proxy import Network, listening
from programs.models import Plan, Prescription
from tests.browser import FLAGS, chromium
from tests.factories import make_drill, make_program, reopened
from tests.services.conftest import real_day

__all__ = ["chromium", "real_day"]


@pytest.fixture(autouse=True)
def day_of_the_phone(real_day):
    """A browser has the machine's clock, whatever day the tests are to believe in."""


@pytest.fixture
def modules(chromium, live_server) -> Page:
    """A page of the site on which the player's modules can be imported and called."""
    context = chromium.new_context(timezone_id="Australia/Sydney", locale="en-AU")
    page = context.new_page()
    page.goto(f"{live_server.url}/offline/")
    yield page
    context.close()


@pytest.fixture
def run(modules):
    """run("machine plan", "return m.begin()") calls exports of these modules in the browser."""

    def call(names: str, body: str, words: object = None) -> object:
        files = [f"/static/js/player/{name}.js" for name in names.split()]
        script = (
            "async ([files, words]) => {"
            "const m = Object.assign({}, ...await Promise.all(files.map((f) => import(f))));"
            f"{body} }}"
        )
        return modules.evaluate(script, [files, words])

    return call


@pytest.fixture
def cookie(signed_in):
    """cookie(person, address) is the session cookie of that person for that address."""

    def give(person, url: str) -> dict[str, str]:
        name = settings.SESSION_COOKIE_NAME
        return {"name": name, "value": signed_in(person).cookies[name].value, "url": url}

    return give


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
        self.zone: str | None = None

    def start(self) -> Page:
        """Open the browser on its profile."""
        flags = [*FLAGS, "--no-sandbox"] if os.geteuid() == 0 else FLAGS
        path = os.environ.get("CHROMIUM", "/usr/bin/chromium")
        self.context = self.playwright.chromium.launch_persistent_context(
            self.folder, executable_path=path, args=flags, locale="en-AU",
            timezone_id=self.zone, viewport={"width": 360, "height": 740},
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
