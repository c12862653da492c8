"""Claim, send, mark: the only code that talks to a mail provider.

A claim is one short transaction that takes due rows for the length of a lease. The moment before
the provider is called is written down, so that after a crash three cases stay apart: never handed
over (safe to send again), handed over to a provider that drops repeats by message id (safe too),
and handed over to one that does not (nobody can know: the front desk is shown it).
"""

from datetime import datetime, timedelta
from email.message import MIMEPart
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException
from time import monotonic

import structlog
from django.conf import settings
from django.core.mail import EmailMessage, mailers
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import Case, F, Value, When

from clinic.outbox.models import Message, MessageQuerySet

log = structlog.get_logger(__name__)

MAX_ATTEMPTS = 8
FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=1)
PRUNE_AFTER = timedelta(days=30)
# What was cancelled while a provider had it is not tried a second time.
AGAIN_UNLESS_TAKEN_BACK = Case(
    When(is_taken_back=True, then=Value(Message.State.CANCELLED)),
    default=Value(Message.State.PLANNED),
)


def deliver_due(*, now: datetime, limit: int = 20) -> int:
    """Send up to `limit` due messages; returns how many were taken care of (0: stop for now)."""
    settle_abandoned(now=now)
    Message.objects.out_of_date(now).update(
        state=Message.State.EXPIRED, reason="Too late to be useful"
    )
    batch = claim(now=now, limit=limit)
    # By the stopwatch and not by `now`: a slow provider must not outlast the lease.
    began, patience = monotonic(), settings.OUTBOX_LEASE_SECONDS / 2
    provider = mailers.default
    for done, message in enumerate(batch):
        try:
            if monotonic() - began > patience:
                raise TimeoutError
            provider.open()
        except (SMTPException, OSError) as trouble:
            postpone(batch[done:], reason=type(trouble).__name__, now=now)
            return 0
        send(message, provider, now=now)
    if batch:
        provider.close()
    return len(batch)


@transaction.atomic
def claim(*, now: datetime, limit: int) -> list[Message]:
    """Take up to `limit` due messages; a worker beside us skips them and takes others."""
    batch = list(Message.objects.due(now).select_for_update(skip_locked=True)[:limit])
    lease_until = now + timedelta(seconds=settings.OUTBOX_LEASE_SECONDS)
    Message.objects.filter(pk__in=[message.pk for message in batch]).update(
        state=Message.State.SENDING,
        lease_until=lease_until,
        handed_over_at=None,
        attempts=F("attempts") + 1,
    )
    for message in batch:
        message.lease_until = lease_until
        message.attempts += 1
    return batch


def send(message: Message, provider: BaseEmailBackend, *, now: datetime) -> None:
    """Hand one claimed message to an open provider and write down what came of it.

    Every write asks for our own lease, so a worker that was overtaken, or whose message was
    cancelled meanwhile, changes nothing.
    """
    ours = held(message)
    if not ours.update(handed_over_at=now):
        return
    try:
        provider.send_messages([as_mail(message)])
    except (SMTPResponseException, SMTPRecipientsRefused) as refusal:
        codes = refusal_codes(refusal)
        permanent = all(500 <= code < 600 for code in codes)
        retry_or_fail(ours, message, reason=f"Refused: {codes}", now=now, permanent=permanent)
    except (SMTPException, OSError) as silence:
        provider.close()
        outcome_unknown(ours, message, reason=type(silence).__name__, now=now)
    else:
        words = {"body": ""} if message.is_secret else {}
        ours.update(state=Message.State.SENT, sent_at=now, reason="", **words)


def held(message: Message) -> MessageQuerySet:
    """The row of a message for as long as the claim in our hands is the latest one."""
    return Message.objects.filter(
        pk=message.pk, state=Message.State.SENDING, lease_until=message.lease_until
    )


def postpone(messages: list[Message], *, reason: str, now: datetime) -> None:
    """The provider cannot be reached: nothing was tried, so no attempt is counted, ever so long."""
    claims = [message.lease_until for message in messages]
    Message.objects.filter(
        pk__in=[message.pk for message in messages],
        state=Message.State.SENDING,
        lease_until__in=claims,
    ).update(
        state=Message.State.PLANNED,
        send_after=now + FIRST_PAUSE,
        lease_until=None,
        attempts=F("attempts") - 1,
        reason=reason,
    )
    log.warning("provider unreachable", reason=reason, messages=len(messages))


def as_mail(message: Message) -> EmailMessage:
    """The message as mail; its id is ours, so that a repeat can be told from a new one."""
    headers = {"Message-ID": f"<{message.pk}@{settings.MESSAGE_ID_DOMAIN}>"}
    mail = EmailMessage(
        subject=message.subject, body=message.body, to=[message.to], headers=headers
    )
    if message.calendar:
        mail.attach(invitation_part(message.calendar))
    return mail


def invitation_part(calendar: str) -> MIMEPart:
    """An invitation in the form that calendars take from mail: its method stands in its type."""
    method = "CANCEL" if "METHOD:CANCEL" in calendar else "REQUEST"
    part = MIMEPart()
    part.set_content(calendar, subtype="calendar", disposition="attachment", filename="visit.ics")
    part.set_param("method", method)
    return part


def refusal_codes(refusal: SMTPResponseException | SMTPRecipientsRefused) -> list[int]:
    """The SMTP reply codes of a definite no."""
    if isinstance(refusal, SMTPResponseException):
        return [refusal.smtp_code]
    return [code for code, _ in refusal.recipients.values()]


def outcome_unknown(ours: MessageQuerySet, message: Message, *, reason: str, now: datetime) -> None:
    """The provider went silent after we handed over: try again only where repeats are dropped."""
    if settings.MESSAGE_PROVIDER_DEDUPES:
        retry_or_fail(ours, message, reason=reason, now=now)
    else:
        ours.update(state=Message.State.UNCERTAIN, reason=reason)
        log.warning("message uncertain", message=str(message.pk), kind=message.kind)


def retry_or_fail(
    ours: MessageQuerySet,
    message: Message,
    *,
    reason: str,
    now: datetime,
    permanent: bool = False,
) -> None:
    """Plan the next attempt, each pause twice the last; give up on a permanent refusal."""
    if permanent or message.attempts >= MAX_ATTEMPTS:
        ours.update(state=Message.State.FAILED, reason=reason)
        log.warning("message failed", message=str(message.pk), kind=message.kind, reason=reason)
        return
    pause = min(FIRST_PAUSE * 2 ** (message.attempts - 1), LONGEST_PAUSE)
    again = now + pause
    if message.not_after and again > message.not_after:
        ours.update(state=Message.State.FAILED, reason=reason)
        return
    ours.update(state=AGAIN_UNLESS_TAKEN_BACK, send_after=again, lease_until=None, reason=reason)


@transaction.atomic
def settle_abandoned(*, now: datetime) -> None:
    """Decide what a dead worker's messages are: to be sent again, or uncertain."""
    abandoned = Message.objects.abandoned(now)
    never_left = {} if settings.MESSAGE_PROVIDER_DEDUPES else {"handed_over_at": None}
    abandoned.filter(**never_left).update(state=AGAIN_UNLESS_TAKEN_BACK, lease_until=None)
    lost_sight = abandoned.update(
        state=Message.State.UNCERTAIN, reason="The worker stopped while sending"
    )
    if lost_sight:
        log.warning("messages uncertain", count=lost_sight)


def prune(*, now: datetime) -> int:
    """Empty the bodies of messages that ended a month ago, and of all that held a code."""
    settled = Message.objects.exclude(state__in=[Message.State.PLANNED, Message.State.SENDING])
    settled.filter(is_secret=True).exclude(body="").update(body="")
    return (
        settled.filter(created_at__lt=now - PRUNE_AFTER)
        .exclude(body="")
        .update(body="", calendar="")
    )
