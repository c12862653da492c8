"""What people and networks answer to a text: STOP, START, other words, and receipts.

Each is taken once, by the id that the service gave it, in one transaction with its effect.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

import structlog
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models import F

from clinic.outbox.models import Message, ReplyDone, StoppedNumber, Told
from clinic.outbox.models.numbers import ToldQuerySet

log = structlog.get_logger(__name__)

# The words that telephone networks know, in capitals; only the first word of a reply is looked at.
CLEAR_STOPS = {"STOP", "STOPALL", "UNSUBSCRIBE", "QUIT", "OPTOUT", "OPT-OUT"}
# Networks take these for STOP, too; to a reminder of a visit they may be meant for the visit.
STOPS = CLEAR_STOPS | {"CANCEL", "END"}
STARTS = {"START", "UNSTOP"}
COURTESY = {"PLEASE", "PLS", "PLZ"}
SMS = Message.Channel.SMS
SHOWN_FOR = timedelta(days=14)


def meaning(text: str) -> Told.What:
    """What somebody means by a reply: STOP, START, or something to be read."""
    first = next(iter(_words(text)), "")
    if first in STOPS:
        return Told.What.STOP
    return Told.What.START if first in STARTS else Told.What.WORDS


def is_to_be_read(text: str) -> bool:
    """Whether a person must read a reply: all but a clear STOP or START and nothing else."""
    words = _words(text)
    return len(words) != 1 or words[0] not in CLEAR_STOPS | STARTS


def _words(text: str) -> list[str]:
    """The words of a reply in capitals, bare, and without those of courtesy."""
    bare = (word.strip(".,!\"'") for word in text.upper().split())
    return [word for word in bare if word and word not in COURTESY]


@transaction.atomic
def take_reply(*, event_id: str, number: str, text: str, now: datetime) -> bool:
    """Keep a reply and do what it says; False for one that we had already.

    Of what says more than STOP or START, the desk is shown the words as well: "Cancel Friday" may
    be about a visit. They stand in a row of their own, for STOP is kept for good and words are not.
    From the end of the transaction on no text leaves to a number that said STOP: it is not claimed,
    and one that a worker holds but has not handed over is taken out of its hands.
    """
    what = meaning(text)
    words = text if what == Told.What.WORDS else ""
    if not _is_new(event_id, what=what, number=number, words=words, at=now):
        return False
    if not words and is_to_be_read(text):
        beside = str(uuid5(NAMESPACE_OID, event_id))
        _is_new(beside, what=Told.What.WORDS, number=number, words=text, at=now)
    if what == Told.What.STOP:
        StoppedNumber.objects.get_or_create(number=number, defaults={"since": now})
        held = Message.objects.filter(channel=SMS, to=number, state=Message.State.SENDING)
        held.filter(handed_over_at=None).update(
            state=Message.State.PLANNED, lease_until=None, attempts=F("attempts") - 1
        )
    elif what == Told.What.START:
        StoppedNumber.objects.filter(number=number).delete()
    log.info("reply to a text", meaning=what)
    return True


def to_look_after(*, now: datetime) -> ToldQuerySet:
    """The replies of the last two weeks that nobody has looked after, newest first."""
    return Told.objects.words_since(now - SHOWN_FOR).open()


def looked_after(*, now: datetime) -> ToldQuerySet:
    """The replies of the last two weeks that somebody has looked after, the last one first."""
    return Told.objects.words_since(now - SHOWN_FOR).looked_after()


def look_after(*, told: Told, by: AbstractBaseUser, now: datetime) -> bool:
    """The desk has read a reply and done what it asks for; False if somebody had already."""
    defaults = {"by": by, "at": now}
    _, is_new = ReplyDone.objects.get_or_create(told=told, defaults=defaults)
    return is_new


def put_reply_back(*, told: Told) -> bool:
    """It was another reply that is looked after; False if this one is on the list anyway."""
    return bool(ReplyDone.objects.filter(told=told).delete()[0])


@transaction.atomic
def take_receipt(*, event_id: str, message_id: UUID, is_delivered: bool, now: datetime) -> bool:
    """Keep what the network says of a text; False for a receipt that we had already.

    Raises Message.DoesNotExist for what is no text of ours. A text that reached the phone has
    left, whatever we knew of it before; one that did not reach it has failed, unless it had
    arrived already. Of a bundle that goes for each part that was in it.
    """
    texts = list(Message.objects.known_as(message_id).filter(channel=SMS).select_for_update())
    if not texts:
        raise Message.DoesNotExist
    what = Told.What.DELIVERED if is_delivered else Told.What.FAILED
    if not _is_new(event_id, what=what, number=texts[0].to, message=message_id, at=now):
        return False
    for text in texts:
        _write_receipt(text, is_delivered=is_delivered, now=now)
    return True


def _write_receipt(text: Message, *, is_delivered: bool, now: datetime) -> None:
    if is_delivered and text.delivered_at is None:
        text.state, text.reason, text.unknown_since = Message.State.SENT, "", None
        text.sent_at, text.delivered_at = text.sent_at or now, now
        text.lease_until = None
    elif not is_delivered and text.delivered_at is None:
        text.state, text.reason, text.unknown_since = (
            Message.State.FAILED,
            Message.NOT_REACHED,
            None,
        )
        text.lease_until = None
        log.warning("text not delivered", message=str(text.pk), kind=text.kind)
    text.save(
        update_fields=["state", "reason", "unknown_since", "sent_at", "delivered_at", "lease_until"]
    )


def _is_new(event_id: str, **told: Any) -> bool:
    """Keep it; two at the same moment are one, because the database has the last word."""
    _, is_new = Told.objects.get_or_create(pk=event_id, defaults=told)
    return is_new
