"""The manager changes what messages say; a mistake is refused in words; ours are a press away."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connections, transaction

from clinic.outbox.actions import Owed, queue_messages
from clinic.outbox.models import Message, Wording
from clinic.outbox.rewording import change_words, original_words
from clinic.outbox.wording import current
from clinic.outbox.wording.current import KEPT_FOR, read_anew
from clinic.outbox.wording.variables import VARIABLES
from clinic.rewording import WordingForm, original
from clinic.samples import ALL, CHANGEABLE, channel_of, slug_of
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
    """maxs(template, …) posts these words as the manager, who has the page as it is now."""
    client = signed_in(max_)

    def post(template, **words):
        latest = Wording.objects.of(template).first()
        known = {"seen": latest.pk if latest else ""}
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(page_of(template), known | words)

    post.get = lambda template, **asked: client.get(page_of(template), asked).content.decode()
    return post


def page_of(template):
    return f"/ops/messages/samples/{slug_of(template)}/words/"


def said_after(answer):
    """What the page says once, after something was done."""
    return " ".join(str(one) for one in get_messages(answer.wsgi_request))


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
        ({"subject": "{runner} {physio}"}, "Long names would make this longer than the 200"),
        ({"subject": "How is your knee, {runner}"}, "Leave “knee” out: this shows on a locked"),
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
    assert maxs(TEXT, body="{clinic}: news.No more texts: reply STOP").status_code == 422
    sore = maxs(TEXT, body="{clinic}: is it sore? No more texts: reply STOP").content.decode()
    assert "Leave “sore” out" in sore

    maxs(TEXT, body="{clinic}: news –\nlook. No more texts: reply STOP")

    assert owe(TEXT).body == "Activ Therapy: news - look. No more texts: reply STOP\n"
    assert "53 signs, 1 part" in maxs.get(TEXT)


def test_what_is_put_in_is_never_read_for_names(maxs):
    maxs(MAIL, **WORDS)

    message = owe(runner="{stop} {{ 7 }} {physio}")

    assert message.subject == "News, {stop} {{ 7 }} {physio}"


@pytest.mark.parametrize("template", CHANGEABLE)
def test_our_own_words_pass_the_rules_for_those_of_the_clinic(template, maxs):
    subject, body = original(template)
    form = WordingForm({"subject": subject, "body": body}, template=template)
    assert form.is_valid(), form.errors
    assert "it says that already" in said_after(maxs(template, subject=subject, body=body))


@pytest.mark.parametrize("template", sorted(set(ALL) - set(CHANGEABLE)))
def test_what_depends_on_more_than_names_cannot_be_changed(template):
    with pytest.raises(LookupError):
        original(template)


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


def test_nobodys_words_are_replaced_unread(maxs, max_):
    maxs(MAIL, **WORDS)
    theirs = Wording.objects.get()

    refused = maxs(MAIL, seen="", subject="Mine", body="Mine {choices}")

    page = refused.content.decode()
    assert refused.status_code == 422
    assert "Max changed these words while you wrote." in page
    assert "Mine {choices}" in page
    assert f'name="seen" value="{theirs.pk}"' in page
    for unread in ("", "nothing", "9" * 30, str(theirs.pk + 1)):
        assert maxs(MAIL, seen=unread, subject="Mine", body="{choices}").status_code == 422
        assert "Look at them first" in said_after(maxs(MAIL, seen=unread, do="original"))
    assert Wording.objects.get() == theirs

    assert maxs(MAIL, seen=theirs.pk, subject="Mine", body="Mine {choices}").status_code == 302


def test_what_it_says_already_is_no_change(maxs):
    maxs(MAIL, **WORDS)

    assert "it says that already" in said_after(maxs(MAIL, **WORDS))
    assert Wording.objects.count() == 1


def test_earlier_words_go_back_into_the_form(maxs, max_):
    maxs(MAIL, **WORDS)
    first = Wording.objects.get()
    maxs(MAIL, do="original")

    assert f'href="?words={first.pk}"' in maxs.get(MAIL)
    page = maxs.get(MAIL, words=first.pk)
    assert 'value="News, {runner}"' in page
    assert "These are earlier words." in page
    for wrong in ("x", "-1", "9" * 30, Wording.objects.of(MAIL).first().pk):
        assert "These are earlier words." not in maxs.get(MAIL, words=wrong)


@pytest.mark.django_db(transaction=True)
def test_of_many_at_one_moment_one_is_kept(max_):
    def write(number):
        try:
            change_words(template=MAIL, subject="", body=f"{number}", seen=None, by=max_, now=NOON)
        except ValidationError as refusal:
            return refusal.code
        finally:
            connections.close_all()
        return "kept"

    with ThreadPoolExecutor(8) as crowd:
        answers = list(crowd.map(write, range(8)))

    assert sorted(answers) == ["kept", *["meanwhile"] * 7]
    assert Wording.objects.count() == 1
    with pytest.raises(ValidationError):
        original_words(template=MAIL, seen=None, by=max_, now=NOON)
