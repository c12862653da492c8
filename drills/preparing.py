"""Makes uploads anew: claims one, works on it outside of any transaction, and notes the outcome."""

from datetime import datetime, timedelta

import structlog
from django.db import connection, transaction

from drills.media import store
from drills.media.child import Prepared, make_anew
from drills.media.sniff import Kind, RefusedError, Sniffed
from drills.models import Media
from drills.models.media import MOST_ATTEMPTS

log = structlog.get_logger(__name__)

# Any number: the same in every worker, and used for nothing else.
ONE_AT_A_TIME = 5_204_771
# Longer than anybody works on a file, and than an upload takes.
LEFT_BEHIND = timedelta(days=1)
GAVE_UP = (
    "We tried this file three times and could not read it. "
    "Open it, save it as a JPEG photo or as an MP4 video, and choose that file."
)


def prepare_next(*, now: datetime) -> bool:
    """Make one waiting file anew; False when none waits, or somebody is at work on another.

    One at a time in the whole clinic: a video takes minutes, and messages must not wait for it. A
    worker that dies leaves its file to be claimed again; after MOST_ATTEMPTS it is refused.
    """
    media = claim(now=now)
    if media is None:
        return False
    if media.attempts > MOST_ATTEMPTS:
        finish(media, refusal=GAVE_UP)
        return True
    with store.scratch() as folder:
        try:
            sniffed = Sniffed(Kind(media.kind), media.form)
            made = make_anew(store.incoming(media.incoming), sniffed, folder)
        except RefusedError as refusal:
            finish(media, refusal=str(refusal))
        else:
            finish(media, made=made)
    return True


@transaction.atomic
def claim(*, now: datetime) -> Media | None:
    """Take the oldest waiting file, unless somebody else is at work."""
    wait_until_alone()
    if Media.objects.in_hand(now).exists():
        return None
    media = Media.objects.waiting(now).order_by("created_at").select_for_update().first()
    if media is None:
        return None
    media.work, media.claimed_at, media.attempts = Media.Work.PREPARING, now, media.attempts + 1
    media.save(update_fields=["work", "claimed_at", "attempts"])
    return media


def wait_until_alone() -> None:
    """Let nobody else claim, finish or erase until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])


def finish(media: Media, *, made: Prepared | None = None, refusal: str = "") -> None:
    """Note the outcome, unless somebody else has claimed the file since; the upload is erased."""
    outcome: dict[str, object] = {"work": Media.Work.REFUSED, "refusal": refusal}
    mine = Media.objects.filter(pk=media.pk, claimed_at=media.claimed_at)
    with transaction.atomic():
        # A file that is there already may be one that erase_left_behind is about to erase.
        wait_until_alone()
        if made:
            outcome = {
                "work": Media.Work.READY,
                "file": store.keep_ready(made.file),
                "poster": store.keep_ready(made.poster) if made.poster else "",
                "width": made.width,
                "height": made.height,
                "seconds": made.seconds,
            }
        is_mine = mine.update(**outcome, incoming="", claimed_at=None, updated_at=media.claimed_at)
    if is_mine:
        store.forget_incoming(media.incoming)
    log.info("media prepared", media=str(media.pk), work=outcome["work"])


@transaction.atomic
def erase_left_behind(*, now: datetime) -> int:
    """Erase files of more than a day ago that no row names; returns how many.

    They are of a worker that was too slow or died before it could note what it had made, and of an
    upload that broke off.
    """
    wait_until_alone()
    named = {
        name for row in Media.objects.values_list("file", "poster", "incoming") for name in row
    }
    left = [path for path in store.older_than(now - LEFT_BEHIND) if path.name not in named]
    for path in left:
        path.unlink(missing_ok=True)
    return len(left)


def erase_old(*, now: datetime) -> int:
    """Erase what was taken away a week ago, with its files; returns how many."""
    over = list(Media.objects.over(now))
    for media in over:
        with transaction.atomic():
            wait_until_alone()
            Media.objects.filter(pk=media.pk).delete()
            names = {media.file, media.poster} - {""}
            used = Media.objects.filter(file__in=names) | Media.objects.filter(poster__in=names)
            still = {name for row in used.values_list("file", "poster") for name in row}
            for name in names - still:
                store.forget_ready(name)
        if media.incoming:
            store.forget_incoming(media.incoming)
    return len(over)
