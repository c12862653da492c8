"""A real Chromium: switched on after a tap and not before, shown, and opened by a tap."""

import json

import pytest
from django.conf import settings as django_settings
from launch.provider import PUSH_KEY
from playwright.sync_api import expect

from clinic.outbox.devices import switch_on
from clinic.outbox.models import Device
from tests.factories import NOON
from tests.people.test_choosing_notifications import KEYS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGE = "/settings/messages/"
# Chromium has no push service on this machine: what it would give stands here, and nothing else.
SUBSCRIBED = f"""
const keys = {json.dumps(KEYS)};
const given = {{ endpoint: keys.endpoint, unsubscribe: async () => true,
  toJSON: () => ({{ endpoint: keys.endpoint, keys }}) }};
PushManager.prototype.subscribe = async function (wanted) {{
  window.wanted = wanted; localStorage.setItem("on", "yes"); return given;
}};
PushManager.prototype.getSubscription = async () => (localStorage.getItem("on") ? given : null);
window.asked = 0;
Notification.requestPermission = async () => {{
  window.asked += 1; return window.answer ?? "granted";
}};
"""


@pytest.fixture(autouse=True)
def keys_are_set(settings):
    settings.PUSH = {"private_key": PUSH_KEY, "contact": "mailto:hello@clinic.example"}


@pytest.fixture
def phone(chromium, live_server, ruth, signed_in):
    """phone(script) is Ruth's page in a browser of her own, with that script before all others."""
    contexts = []

    def opened(script=SUBSCRIBED):
        context = chromium.new_context(viewport={"width": 360, "height": 740}, locale="en-AU")
        contexts.append(context)
        context.grant_permissions(["notifications"], origin=live_server.url)
        name = django_settings.SESSION_COOKIE_NAME
        value = signed_in(ruth).cookies[name].value
        context.add_cookies([{"name": name, "value": value, "url": live_server.url}])
        context.add_init_script(script)
        page = context.new_page()
        page.goto(live_server.url + PAGE)
        return page

    yield opened
    for context in contexts:
        context.close()


ANY_KEYS = ("p256dh", "auth")


def test_she_switches_them_on_with_a_tap_and_off_again(phone, ruth):
    page = phone()
    expect(page.get_by_role("button", name="Switch on for this phone")).to_be_visible()
    assert page.evaluate("window.asked") == 0

    page.get_by_role("button", name="Switch on for this phone").click()

    expect(page.get_by_text("Notifications are on for this phone.")).to_be_visible()
    expect(page.get_by_text("This one", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Switch on for this phone")).to_be_hidden()
    assert Device.objects.get().person == ruth.pk

    page.get_by_role("button", name="Switch off").click()

    expect(page.get_by_text("Notifications are off for that phone.")).to_be_visible()
    assert Device.objects.count() == 0


@pytest.mark.parametrize(
    ("script", "words"),
    [
        (SUBSCRIBED + "window.answer = 'denied';", "This browser may show none of ours."),
        (
            SUBSCRIBED + "PushManager.prototype.subscribe = async () => { throw new Error('x'); };",
            "That did not work",
        ),
    ],
)
def test_what_goes_wrong_is_said(phone, script, words):
    page = phone(script)

    page.get_by_role("button", name="Switch on for this phone").click()

    expect(page.locator("#phone-said")).to_contain_text(words)
    assert Device.objects.count() == 0


def test_a_browser_that_has_none_says_so(phone):
    page = phone("delete window.PushManager;")

    expect(page.locator("#phone-said")).to_contain_text("add this site to the home screen")
    expect(page.get_by_role("button", name="Switch on for this phone")).to_be_hidden()


def test_a_tap_is_all_that_the_browser_needs_and_a_repeat_takes_the_place_of_the_first(
    phone, live_server
):
    page = phone()
    page.evaluate("navigator.serviceWorker.register('/sw.js', { scope: '/' })")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    line = page.context.new_cdp_session(page)
    versions = []
    line.on("ServiceWorker.workerVersionUpdated", lambda told: versions.extend(told["versions"]))
    line.send("ServiceWorker.enable")
    page.wait_for_timeout(500)
    registration = versions[-1]["registrationId"]

    def push(**shown):
        line.send(
            "ServiceWorker.deliverPushMessage",
            {"origin": live_server.url, "registrationId": registration, "data": json.dumps(shown)},
        )

    def notices():
        return page.evaluate(
            "navigator.serviceWorker.ready.then((one) => one.getNotifications()).then((all) =>"
            " all.map(({ title, body, tag, data }) => [title, body, tag, data.url]))"
        )

    def wait_for(words):
        for _ in range(50):
            if any(body == words for _, body, _, _ in notices()):
                return
            page.wait_for_timeout(100)

    # One after the other: what a browser does with two at one moment, it does in any order.
    for words in ("One", "One again"):
        push(title="Activ Therapy", body=words, url="/ask/", tag="a")
        wait_for(words)
    push(title="Activ Therapy", body="Two", url="https://elsewhere.example/", tag="b")
    wait_for("Two")
    assert sorted(notices(), key=lambda one: one[2]) == [
        ["Activ Therapy", "One again", "a", "/ask/"],
        ["Activ Therapy", "Two", "b", "https://elsewhere.example/"],
    ]
    assert tapped(page.context, "a") == f"{live_server.url}/ask/"
    assert tapped(page.context, "b") == live_server.url


@pytest.mark.parametrize("is_given", [True, False])
def test_a_browser_with_a_new_address_tells_the_clinic(phone, ruth, is_given):
    switch_on(person=ruth.pk, label="Android phone", now=NOON, **KEYS)
    page = phone()
    page.evaluate("navigator.serviceWorker.register('/sw.js', { scope: '/' })")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    (worker,) = page.context.service_workers
    new = {"endpoint": "https://push.example/new", "keys": {name: KEYS[name] for name in ANY_KEYS}}

    worker.evaluate(
        """async ([endpoint, found, isGiven]) => {
          const event = new ExtendableEvent("pushsubscriptionchange");
          const subscription = { toJSON: () => found };
          registration.pushManager.subscribe = async ({ key }) => key === 7 && subscription;
          event.oldSubscription = { endpoint, options: { key: 7 } };
          event.newSubscription = isGiven ? subscription : null;
          let told;
          event.waitUntil = (promise) => { told = promise; };
          dispatchEvent(event);
          await told;
        }""",
        [KEYS["endpoint"], new, is_given],
    )

    assert Device.objects.get().endpoint == new["endpoint"]


def tapped(context, tag):
    """The page that the worker opens when somebody taps the notification with that tag."""
    (worker,) = context.service_workers
    return worker.evaluate(
        """async (tag) => {
          const [notification] = await registration.getNotifications({ tag });
          let page;
          clients.openWindow = async (url) => { page = url; };
          await opened(notification.data.url);
          return page;
        }""",
        tag,
    )


def test_the_list_works_without_a_script(chromium, live_server, ruth, signed_in):
    switch_on(person=ruth.pk, label="Android phone", now=NOON, **KEYS)
    context = chromium.new_context(java_script_enabled=False)
    name = django_settings.SESSION_COOKIE_NAME
    value = signed_in(ruth).cookies[name].value
    context.add_cookies([{"name": name, "value": value, "url": live_server.url}])
    page = context.new_page()
    page.goto(live_server.url + PAGE)

    page.get_by_role("button", name="Switch off").click()

    assert Device.objects.count() == 0
    context.close()
