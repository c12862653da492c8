"""The manager changes what messages say; a mistake is refused in words; ours are a press away."""

from datetime import timedelta

import pytest
import time_machine
from django.db import DatabaseError, IntegrityError, transaction

from clinic.outbox.actions import Owed, queue_messages, words_of
from clinic.outbox.models import Message, Wording
from clinic.outbox.wording import current
from clinic.outbox.wording.current import KEPT_FOR, read_anew
from clinic.outbox.wording.variables import VARIABLES
from clinic.rewording import original
from clinic.samples import ALL, CHANGEABLE, channel_of, example, slug_of
from tests.factories import NOON

pytestmark = pytest.mark.django_db
MAIL, TEXT = "programs/email/changed", "programs/text/changed"
WORDS = {"subject": "News, {runner}", "body": "Hi {runner}, {physio} has news.\n\n{choices}"}


@pytest.fixture(autouse=True)
def at_noon(original_words):
    read_anew()
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def maxs(max_, signed_in, django_capture_on_commit_callbacks):
    """maxs(template, …) posts these words as the manager."""
    client = signed_in(max_)

    def post(template, **words):
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(page_of(template), words)

    post.get = lambda template: client.get(page_of(template)).content.decode()
    return post


def page_of(template):
    return f"/ops/messages/samples/{slug_of(template)}/words/"


def owe(template=MAIL, **context):
    known = {"runner": "Ruth", "physio": "Pia", "choices_link": "https://x.example/"}
    owed = Owed(
        key="news:1", kind="x", to="-", channel=channel_of(template), template=template,
        context=known | context,
    )  # fmt: skip
    queue_messages([owed], now=NOON)
    return Message.objects.get(key="news:1")


def test_what_is_saved_is_what_is_sent_from_then_on(maxs, max_):
    assert maxs(MAIL, **WORDS).status_code == 302

    message = owe()

    assert message.subject == "News, Ruth"
    assert message.body == "Hi Ruth, Pia has news.\n\nhttps://x.example/\n"
    page = maxs.get(MAIL)
    assert "News, Ruth Adler" in page
    assert "Max, " in page
    row = Wording.objects.get()
    assert (row.template, row.by, row.at, row.body) == (MAIL, max_, NOON, WORDS["body"])


def test_ours_are_a_press_away_and_who_did_what_stays(maxs):
    before = owe().body
    maxs(MAIL, **WORDS)
    maxs(MAIL, do="original")
    Message.objects.all().delete()

    assert owe().body == before
    page = maxs.get(MAIL)
    assert page.count("Max, ") == 2
    assert "Back to the original words</p>" in page
    assert 'value="original"' not in page
    for change in (lambda: Wording.objects.update(body="x"), Wording.objects.all().delete):
        with pytest.raises(DatabaseError, match="only ever added"), transaction.atomic():
            change()


@pytest.mark.parametrize(
    ("words", "refusal"),
    [
        (
            {"body": "{choices} {diagnosis}"},
            "“{diagnosis}” is not known here. You can use: {clinic}",
        ),
        ({"body": "{choices} {when}"}, "“{when}” is not known here."),
        ({"body": "{choices} {{ settings.SECRET_KEY }}"}, "Braces are for names alone"),
        ({"body": "{choices} {% load steady %}"}, "Braces are for names alone"),
        ({"body": "{choices} {runner.email}"}, "Braces are for names alone"),
        ({"body": "{choices} {runner"}, "Braces are for names alone"),
        ({"body": "Hello {runner}"}, "Keep {choices} in it: the link to what we send."),
        ({"body": "{choices} the best clinic"}, "Say “best” in another way"),
        ({"body": "{choices}" + "x" * 3000}, "to 3000 characters or fewer"),
        ({"body": ""}, "Enter the words"),
        ({"subject": "{choices}{oh}"}, "“{oh}” is not known here."),
    ],
)
def test_a_mistake_is_refused_and_what_was_typed_stays(maxs, words, refusal):
    answer = maxs(MAIL, **(WORDS | words))

    assert answer.status_code == 422
    page = answer.content.decode().replace("&#x27;", "'")
    assert refusal in page
    assert "News, {runner}" in page or "subject" in words
    assert not Wording.objects.exists()


def test_a_text_keeps_the_way_to_end_it_and_is_written_in_one_line(maxs):
    refused = maxs(TEXT, body="{clinic}: {physio} has news")
    assert (refused.status_code, "reply STOP" in refused.content.decode()) == (422, True)

    maxs(TEXT, body="{clinic}: news –\nlook. No more texts: reply STOP")

    assert owe(TEXT).body == "Activ Therapy: news - look. No more texts: reply STOP\n"
    assert "53 signs, 1 part" in maxs.get(TEXT)


def test_what_is_put_in_is_never_read_for_names(maxs):
    maxs(MAIL, **WORDS)

    message = owe(runner="{stop} {{ 7 }} {physio}")

    assert message.subject == "News, {stop} {{ 7 }} {physio}"


@pytest.mark.parametrize("template", CHANGEABLE)
def test_the_original_with_names_says_what_the_template_says(template, maxs):
    rules = CHANGEABLE[template]
    subject, body = original(template, NOON)
    for name in rules.must:
        assert f"{{{name}}}" in body
    answer = maxs(template, subject=subject, body=body)
    assert answer.status_code == 302, answer.content.decode()

    channel = channel_of(template)
    owed = Owed(
        key="-", kind="-", to="-", channel=channel, template=template, context=example(NOON)
    )
    said, ours = words_of(owed), words_of(owed, is_original=True)
    assert [" ".join(one.split()) for one in said] == [" ".join(one.split()) for one in ours]


def test_only_what_may_be_changed_has_a_page(maxs):
    for template in set(ALL) - set(CHANGEABLE):
        assert maxs(template, **WORDS).status_code == 404
    assert {name for one in CHANGEABLE.values() for name in (*one.may, *one.must)} <= set(VARIABLES)


def test_another_process_says_it_within_ten_seconds(max_, monkeypatch):
    now = [1000.0]
    monkeypatch.setattr(current.time, "monotonic", lambda: now[0])
    assert current.current(MAIL) is None
    Wording.objects.create(template=MAIL, body="Other {choices}", by=max_, at=NOON)
    assert current.current(MAIL) is None

    now[0] += KEPT_FOR

    assert current.current(MAIL) == ("", "Other {choices}")


def test_the_database_keeps_no_empty_wording(max_):
    for row in ({"body": ""}, {"body": "x", "is_original": True}):
        with pytest.raises(IntegrityError, match="unless_it_is_the_original"), transaction.atomic():
            Wording.objects.create(template=MAIL, by=max_, at=NOON + timedelta(days=1), **row)
