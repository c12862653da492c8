"""Photos and videos of drills: taken in, put in order, taken away and put back."""

from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max

from clinic.db import save_checked
from clinic.people.models import User
from drills.media import store
from drills.media.sniff import Sniffed
from drills.models import Drill, Media, State

MOST = 8
TOO_MANY = f"A drill has at most {MOST} photos and videos. Take one away first."


def add_media(
    *,
    drill: Drill,
    upload: UploadedFile,
    sniffed: Sniffed,
    alt: str,
    person: str,
    consent: str,
    by: User,
    now: datetime,
) -> Media:
    """Take a file in as a draft, to be made anew by a worker.

    Raises ValidationError for what breaks a rule of media; nothing is kept then.
    """
    incoming = store.keep_incoming(upload)
    try:
        with transaction.atomic():
            order = next_place(drill.pk)
            return save_checked(
                Media(
                    drill=drill,
                    kind=sniffed.kind,
                    form=sniffed.form,
                    incoming=incoming,
                    order=order,
                    alt=alt,
                    person=person,
                    consent=consent,
                    made_by=by,
                    created_at=now,
                    updated_at=now,
                )
            )
    except BaseException:
        store.forget_incoming(incoming)
        raise


@transaction.atomic
def describe_media(*, media: Media, alt: str, person: str, consent: str, now: datetime) -> Media:
    """Change what is said of it. What was reviewed is a draft again: its words were part of that.

    Raises ValidationError for words that are missing.
    """
    fresh = Media.objects.select_for_update().get(pk=media.pk)
    if (fresh.alt, fresh.person, fresh.consent) == (alt, person, consent):
        return fresh
    fresh.alt, fresh.person, fresh.consent, fresh.updated_at = alt, person, consent, now
    fresh.state = State.DRAFT
    return save_checked(fresh, update_fields=["alt", "person", "consent", "state", "updated_at"])


@transaction.atomic
def remove_media(*, media: Media, now: datetime) -> None:
    """Take it away from everybody at once; it can be put back for a week, and is then erased."""
    Media.objects.kept().filter(pk=media.pk).update(removed_at=now, updated_at=now)


@transaction.atomic
def put_back_media(*, media: Media, now: datetime) -> None:
    """Undo taking away, last in the order. Raises ValidationError where there are enough."""
    order = next_place(media.drill_id)
    gone = Media.objects.filter(pk=media.pk, removed_at__isnull=False)
    gone.update(removed_at=None, updated_at=now, order=order)


def next_place(drill_id: UUID) -> int:
    """The place behind the last one; locks the drill. Raises ValidationError where it is full."""
    Drill.objects.select_for_update().get(pk=drill_id)
    others = Media.objects.kept().filter(drill=drill_id)
    if others.count() >= MOST:
        raise ValidationError(TOO_MANY, code="too_many")
    return (others.aggregate(last=Max("order"))["last"] or 0) + 1


@transaction.atomic
def move_media_up(*, media: Media, now: datetime) -> None:
    """Let it change places with the one before it; the first one stays."""
    Drill.objects.select_for_update().get(pk=media.drill_id)
    rows = list(Media.objects.kept().filter(drill=media.drill_id))
    places = [row.pk for row in rows]
    at = places.index(media.pk) if media.pk in places else 0
    if at:
        rows[at - 1], rows[at] = rows[at], rows[at - 1]
    for order, row in enumerate(rows, start=1):
        Media.objects.filter(pk=row.pk).exclude(order=order).update(order=order, updated_at=now)
