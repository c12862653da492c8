"""Ruth has notifications on her phone, for what she chose, and is told when none has them on."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from launch.provider import PUSH_KEY

from clinic.outbox.actions import Owed
from clinic.outbox.devices import switch_on
from clinic.outbox.models import Device, Message
from clinic.people.access import choices_link
from clinic.people.actions.telling import in_their_ways
from clinic.people.models import Purpose, Runner
from programs.reminders.sessions import queue_session_reminders
from tests.factories import NOON, make_drill, make_program

pytestmark = pytest.mark.django_db
PAGE, PHONES = "/settings/messages/", "/settings/messages/phones/"
MOVED = "/settings/messages/phones/moved/"
HOUR = timedelta(hours=1)
KEYS = {
    "endpoint": "https://push.example/abc",
    "p256dh": "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORc"
    "xaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
    "auth": "BTBZMqHH6r4Tts7J_aSIgg",
}
ON_HERE = "Notifications are on for this phone. Choose below what comes as one."
NONE_YET = "You chose notifications, and no phone has them on."


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture(autouse=True)
def keys_are_set(settings):
    settings.PUSH = {"private_key": PUSH_KEY, "contact": "mailto:hello@clinic.example"}


@pytest.fixture
def ruths(ruth, signed_in):
    return signed_in(ruth)


@pytest.fixture
def phone(ruth):
    return switch_on(person=ruth.pk, label="Android phone", now=NOON, **KEYS)


def told(runner, purpose=Purpose.NEWS, *, now=NOON, **other):
    """How some news would leave: (key, to, when) of each message."""
    mail = Owed(key="news:1", kind="x", to="", template="programs/email/changed", context={})
    owed = in_their_ways(runner, purpose, mail, now=now, **other)
    return [(one.key, one.to, one.instead and one.instead.key) for one in owed]


def test_switching_on_and_choosing(ruths, ruth):
    before = ruths.get(PAGE).content.decode()
    assert "Switch on for this phone" in before
    assert "Notification on my phone" not in before

    done = ruths.post(
        PHONES, KEYS, follow=True, HTTP_USER_AGENT="Mozilla/5.0 (Linux; Android 16; Pixel)"
    )
    assert ON_HERE in done.content.decode()
    assert "Android phone" in done.content.decode()
    device = Device.objects.get()
    assert (device.person, device.endpoint, device.created_at) == (ruth.pk, KEYS["endpoint"], NOON)

    saved = ruths.post(PAGE, {"visits": ["email"], "sessions": "push", "news": ["push"]})
    assert saved.status_code == 302
    ruth.refresh_from_db()
    assert (ruth.sessions_by, ruth.news_by) == ("push", ["push"])
    choices = set(ruth.reminder_choices.filter(channel="push").values_list("purpose", "wants"))
    assert choices == {("sessions", True), ("news", True)}


def test_switching_off_is_for_ones_own_phones(ruths, otto, signed_in, phone):
    for wrong in (str(phone.pk), "nothing", str(uuid4())):
        assert signed_in(otto).post(PHONES, {"off": wrong}).status_code == 302
    assert Device.objects.count() == 1

    page = ruths.post(PHONES, {"off": str(phone.pk)}, follow=True).content.decode()

    assert "Notifications are off for that phone." in page
    assert Device.objects.count() == 0


@pytest.mark.parametrize(
    "wrong",
    [{"endpoint": ""}, {"endpoint": "http://10.0.0.8/"}, {"auth": "x"}, {"p256dh": "A" * 200}],
)
def test_what_is_no_phone_is_refused_in_words(ruths, wrong):
    page = ruths.post(PHONES, KEYS | wrong, follow=True).content.decode()

    assert "This browser gave us no address for notifications. Switch them on again." in page
    assert Device.objects.count() == 0


def test_there_is_an_end_to_switching_on(ruths):
    for number in range(21):
        page = ruths.post(
            PHONES, KEYS | {"endpoint": f"https://push.example/{number}"}, follow=True
        )

    assert "That was often. Wait for an hour" in page.content.decode()


def test_whoever_chose_them_and_has_no_phone_is_told_so(ruths, ruth, phone):
    Runner.objects.filter(pk=ruth.pk).update(news_by=["push"])
    assert NONE_YET not in ruths.get(PAGE).content.decode()

    phone.delete()

    page = ruths.get(PAGE).content.decode()
    assert NONE_YET in page
    assert "Notification on my phone" in page


def test_the_link_in_a_message_shows_no_phones(client, ruth, phone, settings):
    page = client.get(choices_link(ruth).removeprefix(settings.BASE_URL)).content.decode()

    assert "sign in on it and open this page there" in page
    assert KEYS["endpoint"] not in page
    assert "Android phone" not in page


def test_without_keys_of_the_clinic_there_are_none(ruths, ruth, settings):
    settings.PUSH = {}
    Runner.objects.filter(pk=ruth.pk).update(news_by=["push"])
    ruth.refresh_from_db()

    assert ruths.post(PHONES, KEYS).status_code == 404
    assert "Notifications on your phone" not in ruths.get(PAGE).content.decode()
    assert told(ruth) == [("news:1", "ruth@demo.example", None)]


@pytest.mark.parametrize(
    ("ways", "expected"),
    [
        (["push"], [("news:1:push", "ruth@demo.example", "news:1")]),
        (
            ["email", "push"],
            [
                ("news:1", "ruth@demo.example", None),
                ("news:1:push", "ruth@demo.example", "news:1"),
            ],
        ),
        (
            ["push", "sms"],
            [
                ("news:1:sms", "+61491570156", "news:1"),
                ("news:1:push", "ruth@demo.example", "news:1:sms"),
            ],
        ),
    ],
)
def test_what_leaves_in_which_way_and_what_takes_its_place(ruth, settings, ways, expected):
    settings.SMS_URLS = ["sms+https://texts.example/"]
    ruth.texts_to, ruth.news_by = str(ruth.phone), ways

    assert told(ruth) == expected


def test_who_has_no_address_is_texted_in_its_place_if_they_agreed(ruth, settings):
    settings.SMS_URLS = ["sms+https://texts.example/"]
    ruth.texts_to, ruth.news_by, ruth.email = str(ruth.phone), ["push"], ""

    assert told(ruth) == [("news:1:push", "Ruth", "news:1:sms")]


def test_quiet_hours_hold_but_not_for_the_hour_that_somebody_chose(ruth):
    ruth.news_by, ruth.visits_by, ruth.sessions_by = ["push"], ["push"], "push"
    at_night = NOON.replace(hour=22)
    mail = Owed(key="news:1", kind="x", to="", template="programs/email/changed", context={})

    (news,) = in_their_ways(ruth, Purpose.NEWS, mail, now=at_night)
    assert news.send_after == NOON.replace(day=25, hour=8)
    (session,) = in_their_ways(ruth, Purpose.SESSIONS, mail, now=at_night, event_at=at_night + HOUR)
    assert (session.channel, session.send_after) == ("push", None)
    soon = NOON.replace(day=25, hour=9)
    (visit,) = in_their_ways(ruth, Purpose.VISITS, mail, now=at_night, event_at=soon)
    assert visit.channel == "email"


def test_nobody_is_reminded_twice_whatever_they_chose_meanwhile(ruth, phone):
    make_program(ruth, [make_drill()])
    Runner.objects.filter(pk=ruth.pk).update(sessions_by="push", remind_at="12:00")
    queue_session_reminders(now=NOON)
    Runner.objects.filter(pk=ruth.pk).update(sessions_by="email")

    queue_session_reminders(now=NOON)

    (message,) = Message.objects.filter(kind="session-reminder")
    assert (message.channel, message.body.strip()) == ("push", "You have a session due today.")


NEW = {
    "endpoint": "https://push.example/def",
    "p256dh": KEYS["p256dh"],
    "auth": "AAAAAAAAAAAAAAAAAAAAAA",
}


def test_a_phone_with_a_new_address_is_followed_by_its_old_one(client, ruth, otto, phone):
    switch_on(person=otto.pk, label="Mac", now=NOON, **(KEYS | {"endpoint": NEW["endpoint"]}))

    answers = [client.post(MOVED, {"old": KEYS["endpoint"], **NEW}).status_code for _ in range(2)]

    assert answers == [204, 404]
    device = Device.objects.get()
    assert (device.person, device.label) == (ruth.pk, "Android phone")
    assert (device.endpoint, device.auth) == (NEW["endpoint"], NEW["auth"])


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"old": "https://push.example/nobodys"}, 404), ({"old": ""}, 404), ({"old": "\0"}, 404),
        ({"old": "x" * 2000}, 404), ({"endpoint": "http://10.0.0.8/"}, 422),
        ({"endpoint": "https://push.example/" + "x" * 1000}, 422), ({"endpoint": ""}, 422),
        ({"auth": "x"}, 422), ({"p256dh": ""}, 422),
    ],
)  # fmt: skip
def test_who_knows_no_old_address_or_has_no_new_one_changes_nothing(client, phone, wrong, status):
    answer = client.post(MOVED, {"old": KEYS["endpoint"], **NEW} | wrong)

    assert answer.status_code == status
    phone.refresh_from_db()
    assert (phone.endpoint, phone.auth) == (KEYS["endpoint"], KEYS["auth"])


def test_there_is_an_end_to_guessing_addresses(client, phone):
    answers = [client.post(MOVED, {"old": f"https://push.example/{n}"}) for n in range(21)]

    assert {one.status_code for one in answers[:20]} == {404}
    assert answers[20].status_code == 429


def test_where_there_are_no_notifications_nobody_moves(client, phone, settings):
    settings.PUSH = {}

    assert client.post(MOVED, {"old": KEYS["endpoint"], **NEW}).status_code == 404
