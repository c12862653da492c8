"""A reply to a text stays before the desk until somebody has looked after it, and comes back."""

from datetime import timedelta

import pytest
from django.utils import timezone

from clinic.db import clock
from clinic.outbox.delivery import PRUNE_AFTER, prune
from clinic.outbox.models import ReplyDone, Told

pytestmark = pytest.mark.django_db
STEP = "/ops/replies/step/"
WORDS = "Cancel my visit on Friday"


@pytest.fixture
def told():
    return Told.objects.create(
        pk="evt/1?&=“", what="words", number="+61491570156", words=WORDS, at=timezone.now()
    )


@pytest.fixture
def desk(dee, signed_in):
    return signed_in(dee)


def test_done_takes_it_off_the_list_for_everybody_and_says_who(told, desk, dee):
    assert WORDS in desk.get("/ops/").content.decode()

    page = desk.post(STEP, {"reply": told.pk}, follow=True).content.decode()

    to_do, _, done = page.partition("Looked after")
    assert WORDS not in to_do
    assert "All replies are looked after." in to_do
    assert WORDS in done
    assert "Done by Dee" in done
    assert "Taken off the list." in page
    assert ReplyDone.objects.get().by == dee
    again = desk.post(STEP, {"reply": told.pk}, follow=True).content.decode()
    assert "Somebody had looked after it already." in again


def test_undo_brings_it_back(told, desk):
    page = desk.post(STEP, {"reply": told.pk}, follow=True)
    undo = page.content.decode().partition(f'action="{STEP}?')[2].partition('"')[0]

    back = desk.post(f"{STEP}?{undo.replace('&amp;', '&')}", follow=True).content.decode()

    assert WORDS in back
    assert "Back on the list." in back
    assert not ReplyDone.objects.exists()


def test_one_that_is_done_can_be_put_back_later(told, desk, dee):
    ReplyDone.objects.create(told=told, by=dee, at=timezone.now())
    page = desk.get("/ops/").content.decode()
    assert 'name="do" value="put_back"' in page

    back = desk.post(STEP, {"reply": told.pk, "do": "put_back"}, follow=True).content.decode()

    assert WORDS in back
    assert "Looked after" not in back


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_one_of_each_or_many(
    desk, dee, count, django_assert_num_queries
):
    for number in range(2 * count):
        one = Told.objects.create(
            pk=f"evt-{number}", what="words", number=f"+6149157{number:04}", words="?",
            at=timezone.now(),
        )  # fmt: skip
        if number % 2:
            ReplyDone.objects.create(told=one, by=dee, at=timezone.now())

    # Five for session, person, sweeps, due, and who rests; sender, stuck; three each list.
    with django_assert_num_queries(13):
        desk.get("/ops/")


@pytest.mark.parametrize("wrong", ["", "no-such", "\0", "evt-stop"])
def test_what_is_no_reply_is_missing(desk, wrong):
    Told.objects.create(pk="evt-stop", what="stop", number="+61491570156", at=timezone.now())

    assert desk.post(STEP, {"reply": wrong}).status_code == 404


def test_it_goes_with_the_words_after_a_month(desk, dee):
    at = clock() - PRUNE_AFTER - timedelta(days=1)
    old = Told.objects.create(pk="evt-old", what="words", number="+61491570156", at=at)
    ReplyDone.objects.create(told=old, by=dee, at=at)

    prune(now=clock())

    assert not Told.objects.exists()
    assert not ReplyDone.objects.exists()
