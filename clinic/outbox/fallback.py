"""A text that does not get through becomes an e-mail; whoever has no address is for a person.

A notification becomes an e-mail, too, or a text to whoever has no e-mail address.

The e-mail has the key that it would have had in the first place, so the database lets it be owed
once: whoever is told by e-mail as well is not told twice.
"""

from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.utils.dateparse import parse_datetime

from clinic.outbox.models import Message

log = structlog.get_logger(__name__)

AT_ONCE = 100
NEAR = timedelta(minutes=15)
State = Message.State
AS = {Message.Channel.SMS: "text", Message.Channel.PUSH: "notification"}
FAILED = "We could not send you this as a {way}, so here it is by e-mail."
UNSURE = (
    "We sent you this as a {way}, too, and cannot tell whether it reached you."
    " If it did, this is the same news."
)


@transaction.atomic
def fall_back(*, now: datetime) -> int:
    """Pass on the texts and notifications that nobody got, or may not have got; returns how many.

    Those are: failed, uncertain or too late; planned with no service that carries them until
    shortly before their last useful moment; and to a number that said STOP. Repeat it at will.
    """
    stuck = Message.objects.to_pass_on(now, within=NEAR).select_for_update(skip_locked=True)
    texts = list(stuck[:AT_ONCE])
    for text in texts:
        _give_up(text)
    others = [in_place_of(text, now=now) for text in texts]
    mails = [one for one in others if one]
    Message.objects.bulk_create(mails, ignore_conflicts=True)
    for text, other in zip(texts, others, strict=True):
        _close(text, is_told=other is not None, now=now)
    if texts:
        log.warning("texts passed on", texts=len(texts), mails=len(mails))
    return len(texts)


def in_place_of(text: Message, *, now: datetime) -> Message | None:
    """The same news as an e-mail that says so; None without an address, or when it is too late.

    In the place of a notification it may be a text, which has no room to say why.
    """
    words = text.instead
    if not words:
        return None
    # What was kept by an earlier version names no channel, and no moment before which it waits.
    not_after, send_after = _moment(words, "not_after"), _moment(words, "send_after")
    if not_after is not None and not_after <= now:
        return None
    is_mail = words.get("channel", Message.Channel.EMAIL) == Message.Channel.EMAIL
    why = UNSURE if text.state == State.UNCERTAIN else FAILED
    why = why.format(way=AS[Message.Channel(text.channel)])
    key = text.key.removesuffix(Message.TEXT).removesuffix(Message.NOTICE)
    return Message(
        key=key if is_mail else key + Message.TEXT,
        channel=Message.Channel.EMAIL if is_mail else Message.Channel.SMS,
        kind=text.kind,
        about=text.about,
        person=text.person,
        to=words["to"],
        subject=words["subject"],
        body=f"{why}\n\n{words['body']}" if is_mail else words["body"],
        stop_link=words["stop_link"],
        send_after=max(now, send_after or now),
        not_after=not_after,
        created_at=now,
    )


def _moment(words: dict[str, str], name: str) -> datetime | None:
    return parse_datetime(words[name]) if words.get(name) else None


def _give_up(text: Message) -> None:
    """A text that still waits does so no longer."""
    if text.state != State.PLANNED:
        return
    if text.unknown_since is not None:
        text.state, text.reason = State.UNCERTAIN, "Too late to try again"
    elif text.is_stopped:  # type: ignore[attr-defined]
        text.state, text.reason = State.CANCELLED, Message.NOT_WANTED
    else:
        text.state, text.reason = State.EXPIRED, text.reason or "Nobody could carry it in time"


def _close(text: Message, *, is_told: bool, now: datetime) -> None:
    """Write down what became of the text; what nobody can know stays before the desk as well."""
    text.passed_on_at = now
    if is_told and text.state != State.UNCERTAIN:
        text.settled_at = text.settled_at or now
    if not is_told:
        text.instead = None
    text.save(update_fields=["state", "reason", "passed_on_at", "settled_at", "instead"])
