"""Writing the clinic's own drills."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify

from clinic.db import save_checked
from clinic.people.models import User
from drills.actions.reviewing import SIGNED, sign
from drills.actions.revisions import LADDER, differs, keep_revision
from drills.models import RESERVED, Drill, Origin

# Shipped drills have the numbers below.
FIRST_NUMBER = 1001
CHANGED = (
    "Somebody else has changed this drill since you opened it. "
    "Your words are still here. Look at theirs, then save again."
)


@transaction.atomic
def create_drill(*, words: Mapping[str, Any], by: User, now: datetime) -> Drill:
    """A new draft of the clinic's. Raises ValidationError for what breaks a rule of drills."""
    last = Drill.objects.filter(origin=Origin.CLINIC).aggregate(last=Max("number"))["last"]
    drill = Drill(
        slug=free_slug(words["name"]),
        number=max(FIRST_NUMBER, (last or 0) + 1),
        origin=Origin.CLINIC,
        dose_basis=Drill.DoseBasis.CLINIC,
        written_by=by,
        updated_at=now,
        **words,
    )
    check_ladder(drill)
    return save_checked(drill)


@transaction.atomic
def save_drill(
    *, drill: Drill, words: Mapping[str, Any], seen: datetime, by: User, now: datetime
) -> Drill:
    """Change the words of a clinic's drill; those that stood there are kept.

    What others have relied on is never left standing unreviewed: whoever changes a drill that is
    no draft signs for it as it then stands. Raises ValidationError (`changed`) when somebody
    saved after `seen`, and for what breaks a rule of drills.
    """
    fresh = Drill.objects.select_for_update().get(pk=drill.pk, origin=Origin.CLINIC)
    if fresh.updated_at != seen:
        raise ValidationError(CHANGED, code="changed")
    if not differs(fresh, words):
        return fresh
    keep_revision(drill=fresh, by=by, now=now)
    for name, value in words.items():
        setattr(fresh, name, value)
    check_ladder(fresh)
    fresh.updated_at = now
    if not fresh.is_draft:
        sign(fresh, by=by, now=now)
    return save_checked(fresh, update_fields=[*words, *SIGNED, "updated_at"])


def free_slug(name: str) -> str:
    """An address for a drill of that name that is neither taken nor the site's own."""
    base = slugify(name)[:55].strip("-") or "drill"
    taken = {*RESERVED, *Drill.objects.filter(slug__startswith=base).values_list("slug", flat=True)}
    return next(
        slug for slug in (base, *(f"{base}-{n}" for n in range(2, 10_000))) if slug not in taken
    )


def check_ladder(drill: Drill) -> None:
    """Raise ValidationError where easier and harder would lead back to the drill itself."""
    steps = {
        pk: (easier, harder) for pk, easier, harder in Drill.objects.values_list("pk", *LADDER)
    }
    steps[drill.pk] = (drill.easier_id, drill.harder_id)
    for way, direction in enumerate(("easier", "harder")):
        at = steps[drill.pk][way]
        seen: set[UUID] = set()
        while at is not None and at not in seen:
            if at == drill.pk:
                sentence = f"This {direction} drill leads back to this one. Choose another."
                raise ValidationError({direction: sentence})
            seen.add(at)
            at = steps[at][way]
