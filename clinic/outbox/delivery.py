"""Claim, send, mark: the only code that asks providers to carry messages.

A claim is one short transaction that takes due rows for the length of a lease. The moment before
the provider is called is written down, so that after a crash three cases stay apart: never handed
over (safe to send again), handed over to a provider that drops repeats or can be asked (safe too),
and handed over to one that does neither (nobody can know: the front desk is shown it).
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import batched
from time import monotonic

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Case, F, Value, When

from clinic.outbox.bundles import WITHIN, Unit, bundles_of, joined, units_of
from clinic.outbox.models import Message, Told
from clinic.outbox.outcomes import postpone, unknown_outcomes, write_down
from clinic.outbox.providers import Provider, providers
from clinic.outbox.providers.base import Busy, Outcome, Repeats, Sent, Silent, UnreachableError
from clinic.outbox.resting import is_resting, note_success, rests_of_providers, send_to_rest

log = structlog.get_logger(__name__)

PRUNE_AFTER = timedelta(days=30)
MOST_SILENCES = 3
"""Answers lost one after the other, until a provider is left alone for a while."""


def deliver_due(*, now: datetime, limit: int = 20) -> int:
    """Send due messages, up to `limit` a provider; returns how many were taken care of.

    0 means: stop for now, nothing is due or nobody can carry it.
    """
    crew = providers()
    settle_abandoned(crew, now=now)
    expire(now=now)
    rests = rests_of_providers()
    return sum(
        deliver_by(provider, now=now, limit=limit, had_trouble=provider.name in rests)
        for provider in crew
        if not is_resting(rests.get(provider.name), now=now)
    )


def expire(*, now: datetime) -> None:
    """Give up what would now do harm; of what may have left, nobody says that it has not."""
    late = Message.objects.out_of_date(now)
    late.filter(unknown_since=None).update(
        state=Message.State.EXPIRED, reason="Too late to be useful"
    )
    late.update(state=Message.State.UNCERTAIN, reason="Too late to try again")


def deliver_by(provider: Provider, *, now: datetime, limit: int, had_trouble: bool = False) -> int:
    """Send a batch through one provider; returns how many were taken care of."""
    batch = claim(provider, now=now, limit=max(limit, provider.at_once))
    units = units_of(batch)
    # By the stopwatch and not by `now`: a slow provider must not outlast the lease.
    began, patience = monotonic(), settings.OUTBOX_LEASE_SECONDS / 2
    done = silences = 0
    for group in batched(units, provider.at_once, strict=False):
        try:
            provider.open()
            outcomes = send(group, provider, now=now)
        except UnreachableError as trouble:
            postpone(flat(units[done:]), reason=str(trouble), now=now)
            send_to_rest(provider.name, reason=str(trouble), now=now)
            return 0
        done += len(group)
        silences = _silences(outcomes, before=silences)
        if monotonic() - began > patience:
            postpone(flat(units[done:]), reason="The provider is slow", now=now)
            return done
        pause = max((one.pause for one in outcomes if isinstance(one, Busy)), default=None)
        if pause or silences >= MOST_SILENCES:
            postpone(flat(units[done:]), reason="The provider rests", now=now)
            send_to_rest(provider.name, reason="Asked for a pause", now=now, pause=pause)
            return done
        if had_trouble and any(isinstance(one, Sent) for one in outcomes):
            note_success(provider.name)
            had_trouble = False
    if batch:
        provider.close()
    return len(batch)


def _silences(outcomes: Sequence[Outcome], *, before: int) -> int:
    """How many answers in a row were lost by now."""
    for one in outcomes:
        before = before + 1 if isinstance(one, Silent) else 0
    return before


@transaction.atomic
def claim(provider: Provider, *, now: datetime, limit: int) -> list[Message]:
    """Take up to `limit` due messages; a worker beside us skips them and takes others.

    What a provider was once handed is only ever claimed for it again. Reminders that fall due soon
    come along where they leave together with one that is due (`bundles.py`).
    """
    found = Message.objects.to_claim(now, within=WITHIN)
    found = found.for_provider(provider.name, provider.channel)
    batch = list(found.select_for_update(skip_locked=True)[:limit])
    fresh = [message for message in batch if message.unknown_since is None]
    bundles = bundles_of(fresh)
    taken = {one.pk for parts in bundles.values() for one in parts}
    batch = [one for one in batch if one.send_after <= now or one.pk in taken]
    batch = with_their_bundles(batch)
    lease_until = now + timedelta(seconds=settings.OUTBOX_LEASE_SECONDS)
    Message.objects.filter(pk__any_of=[message.pk for message in batch]).update(
        state=Message.State.SENDING,
        lease_until=lease_until,
        handed_over_at=None,
        attempts=F("attempts") + 1,
        bundle=Case(When(unknown_since__isnull=False, then=F("bundle")), default=None),
    )
    for message in fresh:
        message.bundle = None
    for name, parts in bundles.items():
        Message.objects.filter(pk__in=[one.pk for one in parts]).update(bundle=name)
        for one in parts:
            one.bundle = name
    for message in batch:
        message.lease_until = lease_until
        message.attempts += 1
    return batch


def with_their_bundles(batch: list[Message]) -> list[Message]:
    """Put beside each part of a bundle that may have left all its others: they go on together.

    One of which not all can be locked now is left to the next round: its provider would take the
    rest of it for a repeat.
    """
    names = {one.bundle for one in batch if one.unknown_since and one.bundle}
    if not names:
        return batch
    parts = Message.objects.filter(state=Message.State.PLANNED, bundle__in=names)
    held = list(parts.select_for_update(skip_locked=True).order_by("send_after", "pk"))
    sizes = Counter(parts.values_list("bundle", flat=True))
    whole = {
        name for name, size in Counter(one.bundle for one in held).items() if size == sizes[name]
    }
    alone = [one for one in batch if one.bundle not in names or one.unknown_since is None]
    return alone + [one for one in held if one.bundle in whole]


def flat(units: Iterable[Unit]) -> list[Message]:
    """Every part of some units."""
    return [one for unit in units for one in unit]


def send(units: Sequence[Unit], provider: Provider, *, now: datetime) -> list[Outcome]:
    """Hand claimed messages to an open provider in one call and write down what came of it.

    Every write asks for our own lease, so a worker that was overtaken, or whose message was
    cancelled meanwhile, changes nothing. Raises UnreachableError when nothing was handed over.
    """
    units = [one for one in units if not _is_settled(one, provider, now=now)]
    ours = units_of(mark_handed_over(flat(units), provider, now=now))
    if not ours:
        return []
    outcomes = handed_over([joined(unit) for unit in ours], provider)
    of_each = [one for unit, one in zip(ours, outcomes, strict=True) for _ in unit]
    write_down(flat(ours), of_each, provider, now=now)
    return outcomes


def handed_over(messages: Sequence[Message], provider: Provider) -> list[Outcome]:
    """What came of handing them over; where our own code broke over it, they may have left.

    Else the same odd answer would break each worker in turn, and hold up all that is due beside it.
    Raises UnreachableError when nothing was handed over.
    """
    try:
        return provider.hand_over(messages)
    except UnreachableError:
        raise
    except Exception as trouble:  # noqa: BLE001 - whatever it is, the answer is not known
        # Its name alone: what it says may hold an address or an answer.
        name = type(trouble).__name__
        log.error("provider broke", provider=provider.name, trouble=name)  # noqa: TRY400
        return [Silent(f"Broke over the answer: {name}") for _ in messages]


def mark_handed_over(
    messages: Sequence[Message], provider: Provider, *, now: datetime
) -> list[Message]:
    """Write down that the messages go over now; returns those that are still ours."""
    rows = Message.objects.in_our_hands(messages).unstopped()
    count = rows.update(provider=provider.name, handed_over_at=now)
    if count in {0, len(messages)}:
        return list(messages) if count else []
    # Some were taken back since they were claimed: which are left?
    still = set(rows.filter(handed_over_at=now).values_list("pk", flat=True))
    return [message for message in messages if message.pk in still]


def _is_settled(unit: Unit, provider: Provider, *, now: datetime) -> bool:
    """Whether one whose answer was lost needs no second call; else it may be handed over."""
    since = unit[0].unknown_since
    if since is None:
        return False
    if provider.repeats is Repeats.FINDABLE and provider.has(joined(unit)):
        write_down(unit, [Sent()] * len(unit), provider, now=now)
        return True
    if provider.repeats is Repeats.DROPPED and now - since > provider.remembers_for:
        Message.objects.in_our_hands(unit).update(
            state=Message.State.UNCERTAIN, reason="The provider has forgotten its key"
        )
        return True
    return False


@transaction.atomic
def settle_abandoned(crew: Sequence[Provider], *, now: datetime) -> None:
    """Decide what a dead worker's messages are: to be sent again, asked after, or uncertain."""
    abandoned = Message.objects.abandoned(now)
    if not abandoned.exists():
        return
    abandoned.filter(handed_over_at=None).update(
        state=Case(
            When(is_taken_back=True, then=Value(Message.State.CANCELLED)),
            default=Value(Message.State.PLANNED),
        ),
        lease_until=None,
    )
    for provider in crew:
        theirs = abandoned.filter(provider=provider.name)
        unknown_outcomes(theirs, provider, reason="The worker stopped while sending", now=now)
    gone = abandoned.exclude(handed_over_at=None).exclude(provider__in=[one.name for one in crew])
    gone.update(state=Message.State.UNCERTAIN, reason="Its provider is no longer set up")


def prune(*, now: datetime) -> int:
    """Empty the bodies of messages that ended a month ago, and of all that held a code.

    What people wrote back goes then, too, with the receipts; who said STOP or START stays.
    """
    Told.objects.over(now - PRUNE_AFTER).delete()
    settled = Message.objects.exclude(state__in=[Message.State.PLANNED, Message.State.SENDING])
    settled.filter(is_secret=True).exclude(body="").update(body="")
    return (
        settled.filter(created_at__lt=now - PRUNE_AFTER)
        .exclude(body="")
        .update(body="", calendar="", instead=None)
    )
