"""A worker makes uploads anew, one at a time, and lives through every file."""

from datetime import UTC, datetime, timedelta

import pytest
from PIL import Image

from drills import preparing
from drills.media import store
from drills.media.child import make_anew
from drills.media.sniff import Kind, Sniffed
from drills.models import Media
from drills.preparing import GAVE_UP, claim, erase_left_behind, erase_old, prepare_next
from tests.factories import NOON
from tests.media import files
from tests.media.conftest import PAGE, prepared
from tests.pictures import make_media

LATER = NOON + timedelta(minutes=21)


def test_a_photo_becomes_ready_and_what_came_in_is_erased(upload, media_root):
    media = prepared(files.photo_with_a_past(), upload)

    assert (media.work, media.incoming, media.claimed_at) == ("ready", "", None)
    assert not list((media_root / "incoming").iterdir())
    with Image.open(store.ready(media.file)) as image:
        assert (image.format, image.size) == ("WEBP", (media.width, media.height))
    assert files.PLACE.encode() not in store.ready(media.file).read_bytes()


def test_a_video_gets_a_poster(upload, tmp_path):
    media = prepared(files.video(tmp_path), upload)
    assert (media.work, media.kind, media.seconds) == ("ready", "video", 2)
    assert store.ready(media.poster).read_bytes()[8:12] == b"WEBP"


def test_a_broken_file_is_refused_and_the_page_says_why(upload, signed_in, media_root, pia):
    media = prepared(files.photo()[:2000], upload)
    assert media.work == "refused"
    assert not list((media_root / "incoming").iterdir())
    assert media.refusal in signed_in(pia).get(PAGE).content.decode()


def test_two_workers_do_not_work_on_two_files(upload, media_root):
    upload(files.photo())
    upload(files.photo("PNG"))

    first = claim(now=NOON)

    assert claim(now=NOON + timedelta(minutes=1)) is None
    assert not prepare_next(now=NOON + timedelta(minutes=1))
    first.refresh_from_db()
    assert (first.work, first.attempts) == ("preparing", 1)


def test_a_file_whose_worker_died_is_claimed_again_and_given_up_after_three(upload):
    upload(files.photo())
    for attempt in range(1, 4):
        assert claim(now=NOON + attempt * timedelta(hours=1)).attempts == attempt
    assert prepare_next(now=NOON + timedelta(hours=4))
    media = Media.objects.get()
    assert (media.work, media.refusal) == ("refused", GAVE_UP)


def test_a_retry_after_a_dead_worker_makes_the_file_ready(upload):
    upload(files.photo())
    claim(now=NOON)
    assert not prepare_next(now=NOON + timedelta(minutes=19))
    assert prepare_next(now=LATER)
    assert Media.objects.get().work == "ready"


def test_a_worker_that_was_too_slow_does_not_write_over_another(upload):
    upload(files.photo())
    slow = claim(now=NOON)
    claim(now=LATER)
    preparing.finish(slow, refusal="Too late.")
    media = Media.objects.get()
    assert (media.work, media.refusal) == ("preparing", "")
    assert store.incoming(media.incoming).exists()


def test_files_that_nobody_names_are_erased_after_a_day(upload, media_root):
    media = prepared(files.photo(), upload)
    upload(files.photo("PNG"))
    slow = claim(now=NOON)
    claim(now=LATER)
    with store.scratch() as folder:
        made = make_anew(store.incoming(slow.incoming), Sniffed(Kind.PHOTO, "PNG"), folder)
        preparing.finish(slow, made=made)
    (media_root / "incoming" / "broken-off.1234.part").write_bytes(b"half")
    files_now = list(store.older_than(NOON + timedelta(days=9999)))
    assert len(files_now) == 4
    # By the clock of the disk, which no test can set.
    ages = [datetime.fromtimestamp(path.stat().st_mtime, UTC) for path in files_now]

    assert erase_left_behind(now=min(ages) + timedelta(hours=23)) == 0
    assert erase_left_behind(now=max(ages) + timedelta(hours=25)) == 2

    left = {path.name for path in store.older_than(NOON + timedelta(days=9999))}
    assert left == {media.file, slow.incoming}


def test_trouble_of_our_own_is_no_refusal(upload, monkeypatch):
    def full(made):
        raise OSError("no space left")

    upload(files.photo())
    monkeypatch.setattr(store, "keep_ready", full)
    with pytest.raises(OSError, match="no space left"):
        prepare_next(now=NOON)
    monkeypatch.undo()
    assert Media.objects.get().work == "preparing"


def test_nothing_waits_nothing_happens(db, media_root):
    assert not prepare_next(now=NOON)


def test_what_was_taken_away_is_erased_after_a_week_and_not_before(upload, drill, pia):
    media = prepared(files.photo(), upload)
    path = store.ready(media.file)
    Media.objects.update(removed_at=NOON)

    assert erase_old(now=NOON + timedelta(days=6)) == 0
    assert path.exists()
    twin = make_media(drill, pia, file=media.file)
    assert erase_old(now=NOON + timedelta(days=8)) == 1
    assert path.exists()
    Media.objects.filter(pk=twin.pk).update(removed_at=NOON)
    erase_old(now=NOON + timedelta(days=8))
    assert not path.exists()
    assert not Media.objects.exists()
