"""What becomes of a message, by what a provider said of it: every way out of `sending`."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog
from django.db.models import (
    Case,
    DateTimeField,
    DurationField,
    Expression,
    ExpressionWrapper,
    F,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Greatest, Least, Power

from clinic.outbox.models import Message, MessageQuerySet
from clinic.outbox.providers.base import (
    Busy,
    Outcome,
    Provider,
    Refused,
    Repeats,
    Sent,
    Silent,
)

log = structlog.get_logger(__name__)

MAX_ATTEMPTS = 10
FIRST_PAUSE = timedelta(seconds=10)
LONGEST_PAUSE = timedelta(hours=1)
# What was cancelled while a provider had it is not tried a second time.
AGAIN_UNLESS_TAKEN_BACK = Case(
    When(is_taken_back=True, then=Value(Message.State.CANCELLED)),
    default=Value(Message.State.PLANNED),
)


# pause_after(), for many rows at once.
PAUSE = Least(
    ExpressionWrapper(
        Value(FIRST_PAUSE) * Power(2.0, F("attempts") - 1), output_field=DurationField()
    ),
    Value(LONGEST_PAUSE),
)


def write_down(
    messages: Sequence[Message], outcomes: Sequence[Outcome], provider: Provider, *, now: datetime
) -> None:
    """One outcome a message; all that were taken are marked with one write."""
    pairs = list(zip(messages, outcomes, strict=True))
    taken = [message for message, outcome in pairs if isinstance(outcome, Sent)]
    for are_secret in (False, True):
        some = [message for message in taken if message.is_secret is are_secret]
        if some:
            words = {"body": ""} if are_secret else {}
            _rows(some).update(
                state=Message.State.SENT, sent_at=now, reason="", unknown_since=None, **words
            )
    for message, outcome in pairs:
        match outcome:
            case Busy(reason, pause):
                _wait(_rows([message]), reason=reason, until=now + pause)
            case Refused():
                retry_or_fail(_rows([message]), message, outcome, now=now)
            case Silent(reason):
                unknown_outcomes(_rows([message]), provider, reason=reason, now=now)


def postpone(messages: Sequence[Message], *, reason: str, now: datetime) -> None:
    """The provider cannot be reached: nothing was tried, so no attempt is counted, ever so long."""
    if messages:
        _wait(_rows(messages), reason=reason, until=None)
        log.warning("messages wait for their provider", reason=reason, messages=len(messages))


def unknown_outcomes(
    rows: MessageQuerySet, provider: Provider, *, reason: str, now: datetime
) -> None:
    """Handed over, and no answer: try again where repeats are dropped, ask where one can ask."""
    handed = rows.exclude(handed_over_at=None)
    if provider.repeats is Repeats.DOUBLED:
        count = handed.update(state=Message.State.UNCERTAIN, reason=reason)
        if count:
            log.warning("messages uncertain", count=count, provider=provider.name)
        return
    given_up = handed.filter(attempts__gte=MAX_ATTEMPTS)
    given_up.update(state=Message.State.UNCERTAIN, reason=reason)
    settled = provider.settles_within if provider.repeats is Repeats.FINDABLE else timedelta(0)
    handed.filter(attempts__lt=MAX_ATTEMPTS).update(
        state=AGAIN_UNLESS_TAKEN_BACK,
        send_after=no_later_than_useful(Value(now) + Greatest(Value(settled), PAUSE)),
        unknown_since=Coalesce("unknown_since", Value(now)),
        lease_until=None,
        reason=reason,
    )


def retry_or_fail(
    ours: MessageQuerySet, message: Message, refusal: Refused, *, now: datetime
) -> None:
    """Plan the next attempt, each pause twice the last; give up on a refusal for good."""
    reason, again = refusal.reason, now + max(pause_after(message.attempts), refusal.pause)
    too_late = message.not_after is not None and again > message.not_after
    if refusal.for_good or too_late or message.attempts >= MAX_ATTEMPTS:
        ours.update(state=Message.State.FAILED, reason=reason)
        log.warning("message failed", message=str(message.pk), kind=message.kind, reason=reason)
        return
    ours.update(state=AGAIN_UNLESS_TAKEN_BACK, send_after=again, lease_until=None, reason=reason)


def pause_after(attempts: int) -> timedelta:
    """How long to wait after so many attempts: ten seconds, then twice as long each time."""
    return min(FIRST_PAUSE * 2 ** (attempts - 1), LONGEST_PAUSE)


def no_later_than_useful(moment: Expression) -> Least:
    """The moment, or the last useful one if that comes first."""
    # PostgreSQL's LEAST passes over what is null.
    return Least(F("not_after"), ExpressionWrapper(moment, output_field=DateTimeField()))


def _rows(messages: Sequence[Message]) -> MessageQuerySet:
    return Message.objects.in_our_hands(messages)


def _wait(rows: MessageQuerySet, *, reason: str, until: datetime | None) -> None:
    """Back among the planned, as if it had never been claimed."""
    later = {"send_after": no_later_than_useful(Value(until))} if until else {}
    rows.update(
        state=AGAIN_UNLESS_TAKEN_BACK,
        lease_until=None,
        attempts=F("attempts") - 1,
        reason=reason,
        **later,
    )
